"""Asks z3 the questions that `solver.rs` asks of the same rules, and says how long each took.

Usage: python3 beside_z3.py RULES.json

The rules are conjunctions of comparisons over enumerations, numbers (both as bounded integers) and
yes-or-no facts (as booleans). Prints one JSON object: for each question its result, and the
milliseconds that z3 took to build and decide it.
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

    def build(rules):
        return [(rule["outcome"], z3.And([atom(parts) for parts in rule["atoms"]])) for rule in rules]

    def satisfiable(*conditions):
        solver = z3.Solver()
        solver.add(*domain, *conditions)
        return solver.check() == z3.sat

    def uncovered(rules):
        return satisfiable(z3.Not(z3.Or([when for _, when in rules])))

    def gap():
        return uncovered(build(task["rules"]))

    def gap_with_catch_alls():
        return uncovered(build(task["rules"] + task["catch_alls"]))

    def shadowed():
        rules = build(task["rules"])
        found = []
        for index, (outcome, when) in enumerate(rules):
            above = [other for severer, other in rules if severer > outcome]
            if above and not satisfiable(when, z3.Not(z3.Or(above))):
                found.append(index)
        return found

    def overlaps():
        rules = build(task["rules"])
        solver = z3.Solver()
        solver.add(*domain)
        count = 0
        for index, (outcome, when) in enumerate(rules):
            solver.push()
            solver.add(when)
            for other, also in rules[index + 1 :]:
                if other != outcome:
                    solver.push()
                    solver.add(also)
                    count += solver.check() == z3.sat
                    solver.pop()
            solver.pop()
        return count

    def most_severe(rules):
        said = z3.IntVal(0)
        for outcome, when in sorted(rules, key=lambda rule: rule[0]):
            said = z3.If(when, z3.IntVal(outcome), said)
        return said

    def differs(key):
        return satisfiable(most_severe(build(task["rules"])) != most_severe(build(task[key])))

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
            start = time.perf_counter()
            result = question()
            runs.append((time.perf_counter() - start) * 1000)
        answers[name] = {"result": result, "ms": sorted(runs)[len(runs) // 2]}
    json.dump({"version": z3.get_version_string(), "answers": answers}, sys.stdout)


main(sys.argv[1])
