"""Asks z3 the questions that `solver.rs` asks of the same rules, and says how long each took.

Usage: python3 beside_z3.py RULES.json

The rules are conjunctions of comparisons over enumerations, numbers (both as bounded integers) and
yes-or-no facts (as booleans). Prints one JSON object: for each question its result, and the
milliseconds of processor time that z3 took to build and decide it.
"""

import json
import sys
import time

import z3


def main(path):
    with open(path, encoding="utf-8") as file:
        task = json.load(file)
    facts, domain = [], []
    for index, fact in enumerate(task["facts"]):
        if fact["kind"] == "flag":
            facts.append(z3.Bool(f"f{index}"))
        else:
            fact_ = z3.Int(f"f{index}")
            facts.append(fact_)
            domain.append(z3.And(fact_ >= fact["low"], fact_ <= fact["high"]))

    def atom(parts):
        kind, fact, value = parts
        fact = facts[fact]
        if kind == "is":
            return fact == value
        if kind == "at-least":
            return fact >= value
        if kind == "below":
            return fact < value
        return fact if kind == "yes" else z3.Not(fact)

    def named(solver, rules):
        """A literal for each rule, which stands for its comparisons."""
        literals = [z3.Bool(f"r{index}") for index in range(len(rules))]
        for literal, rule in zip(literals, rules):
            solver.add(literal == z3.And([atom(parts) for parts in rule["atoms"]]))
        return literals

    def ready(rules):
        solver = z3.Solver()
        solver.add(*domain)
        return solver, named(solver, rules)

    def uncovered(rules):
        solver, literals = ready(rules)
        solver.add(z3.Not(z3.Or(literals)))
        return solver.check() == z3.sat

    def gap():
        return uncovered(task["rules"])

    def gap_with_catch_alls():
        return uncovered(task["rules"] + task["catch_alls"])

    def shadowed():
        rules = task["rules"]
        solver, literals = ready(rules)
        found = []
        for index, rule in enumerate(rules):
            above = [
                z3.Not(literal)
                for literal, other in zip(literals, rules)
                if other["outcome"] > rule["outcome"]
            ]
            if above and solver.check(literals[index], *above) == z3.unsat:
                found.append(index)
        return found

    def overlaps():
        rules = task["rules"]
        solver, literals = ready(rules)
        count = 0
        for index, rule in enumerate(rules):
            for other in range(index + 1, len(rules)):
                if rules[other]["outcome"] != rule["outcome"]:
                    count += solver.check(literals[index], literals[other]) == z3.sat
        return count

    def most_severe(rules):
        said = z3.IntVal(0)
        for rule in sorted(rules, key=lambda rule: rule["outcome"]):
            when = z3.And([atom(parts) for parts in rule["atoms"]])
            said = z3.If(when, z3.IntVal(rule["outcome"]), said)
        return said

    def differs(key):
        solver = z3.Solver()
        solver.add(*domain)
        solver.add(most_severe(task["rules"]) != most_severe(task[key]))
        return solver.check() == z3.sat

    questions = {
        "gap": gap,
        "gap with catch-alls": gap_with_catch_alls,
        "shadowed": shadowed,
        "overlaps": overlaps,
        "differs from its mirror": lambda: differs("mirror"),
        "differs from one threshold up": lambda: differs("moved"),
    }
    answers = {}
    for name, question in questions.items():
        runs = []
        # What takes long is asked once.
        while len(runs) < 5 and sum(runs) < 500:
            start = time.process_time()
            result = question()
            runs.append((time.process_time() - start) * 1000)
        answers[name] = {"result": result, "ms": sorted(runs)[len(runs) // 2]}
    json.dump({"version": z3.get_version_string(), "answers": answers}, sys.stdout)


main(sys.argv[1])
