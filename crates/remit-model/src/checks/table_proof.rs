//! Whether exactly one row of a table applies to every client, where that is promised.
//!
//! The comparisons of a table fall into parts that share no facts. Of each part the clients that
//! can be told apart are tried, which gives the ways in which its comparisons can come out. These are
//! the classes of a grid with a dimension for each part; a row is a region of it, and the geometry of
//! regions finds what rows leave out and where they meet. So the work grows with what can be told
//! apart, not with the number of facts, and what is found is found whole: merged gaps, and the largest
//! sets of rows that meet.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use fixedbitset::FixedBitSet;
use remit_source::{Diagnostic, Span};

use super::Known;
use super::classes::{Client, classes, holds, may_be_left_out};
use super::table_findings::{report_gaps, report_overlap, unproved};
use crate::boxes::{self, Grid, Region};
use crate::find::Entity;
use crate::id::{ConcernId, FactId, RuleId, SettingId, TermId};
use crate::reads::{Reads, key};
use crate::rulebook::{
    Atom, Cond, CondKind, IdSet, RaisedBy, Rule, RuleTable, Rulebook, Test, Value,
};

/// So many clients of one part are tried.
const MOST: usize = 100_000;
/// So many pieces of the grid are looked at for one table.
const STEPS: usize = 200_000;
/// So many gaps, and so many sets of rows that meet, are told of one table.
const MOST_TOLD: usize = 3;

pub(super) fn check(known: &Known<'_>) -> Vec<Diagnostic> {
    let book = known.book;
    let promising = book.tables.values().filter(|table| table.exactly_one);
    let sure =
        promising.filter(|table| table.rows.iter().all(|row| !known.unsure_rules.contains(row)));
    sure.filter(|table| !reads_unsure(known, table)).flat_map(|table| prove(book, table)).collect()
}

/// Whether something is wrong with what the table reads.
fn reads_unsure(known: &Known<'_>, table: &RuleTable) -> bool {
    let definition_unsure = known.unsure.iter().any(|entity| {
        matches!(entity, Entity::Definition(_) | Entity::Concern(_) | Entity::Term(_))
    });
    let fact_unsure = |fact: FactId| known.unsure.contains(&Entity::Fact(fact));
    definition_unsure
        || table.rows.iter().any(|&row| {
            Reads::of_rule(known.book, &known.book.rules[row]).facts.iter().any(fact_unsure)
        })
}

fn prove(book: &Rulebook, table: &RuleTable) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let scopes = scopes(book, table);
    let Some(scopes) = scopes else { return vec![unproved(table)] };
    for rows in &scopes {
        match prove_rows(book, table, rows) {
            Some(findings) => found.extend(findings),
            None => return vec![unproved(table)],
        }
        if !found.is_empty() {
            break;
        }
    }
    found
}

/// The sets of rows that can be in question together: for each role, service and setting.
fn scopes(book: &Rulebook, table: &RuleTable) -> Option<BTreeSet<Vec<RuleId>>> {
    let rules: Vec<(RuleId, &Rule)> = table.rows.iter().map(|&id| (id, &book.rules[id])).collect();
    let practitioners: BTreeSet<_> = rules.iter().flat_map(|(_, rule)| rule.roles.iter()).collect();
    let services: BTreeSet<_> = rules.iter().flat_map(|(_, rule)| rule.services.iter()).collect();
    let involved: BTreeSet<_> =
        rules.iter().flat_map(|(_, rule)| rule.under.iter().map(|(id, _)| *id)).collect();
    let mut settings: Vec<Vec<(SettingId, usize)>> = vec![Vec::new()];
    for id in involved {
        let values = book.settings.get(id)?.values.len();
        let extended = settings.iter().flat_map(|chosen| {
            (0..values).map(move |value| chosen.iter().copied().chain([(id, value)]).collect())
        });
        settings = extended.collect();
        if settings.len() > 1_000 {
            return None;
        }
    }
    let fits = |rule: &Rule, chosen: &[(SettingId, usize)]| {
        rule.under.iter().all(|(id, wanted)| {
            let value = chosen.iter().find(|(other, _)| other == id).map(|(_, value)| *value);
            let values = book.settings.get(*id).map(|setting| &setting.values);
            let value = value.and_then(|value| values.and_then(|values| values.get(value)));
            value.is_some_and(|value| value.within.contains(wanted))
        })
    };
    let mut scopes = BTreeSet::new();
    for &role in &practitioners {
        for &service in &services {
            for chosen in &settings {
                let rows = rules.iter().filter(|(_, rule)| {
                    rule.roles.contains(role)
                        && rule.services.contains(service)
                        && fits(rule, chosen)
                });
                scopes.insert(rows.map(|(id, _)| *id).collect::<Vec<_>>());
            }
        }
    }
    // Where no row is for somebody at all, the table doesn't speak of them.
    scopes.retain(|rows| !rows.is_empty());
    Some(scopes)
}

/// A comparison that rows make: whether it must hold, by the row.
struct Columns<'b> {
    conditions: Vec<Cond>,
    /// For each row, which conditions must hold.
    rows: Vec<(RuleId, FixedBitSet)>,
    book: &'b Rulebook,
}

/// Conditions that share facts, and the ways in which they can come out, each with a client.
struct Part {
    /// Which conditions are its own.
    own: FixedBitSet,
    ways: Vec<(FixedBitSet, Client)>,
}

impl Part {
    /// The ways in which all of its own conditions hold that are wanted.
    fn meeting<'p>(&'p self, wanted: &'p FixedBitSet) -> impl Iterator<Item = usize> + 'p {
        let holds = |true_ones: &FixedBitSet| {
            wanted.ones().all(|index| !self.own.contains(index) || true_ones.contains(index))
        };
        let ways = self.ways.iter().enumerate();
        ways.filter(move |(_, (true_ones, _))| holds(true_ones)).map(|(way, _)| way)
    }
}

fn prove_rows(book: &Rulebook, table: &RuleTable, rows: &[RuleId]) -> Option<Vec<Diagnostic>> {
    let columns = columns(book, rows);
    let parts = parts(&columns)?;
    if parts.iter().any(|part| part.ways.is_empty()) {
        // All such clients are impossible.
        return Some(Vec::new());
    }
    let grid = Grid::new(&parts.iter().map(|part| part.ways.len()).collect::<Vec<_>>());
    let region = |(id, wanted): &(RuleId, FixedBitSet)| {
        let mut parts = parts.iter().enumerate();
        let region = parts.try_fold(grid.all(), |region, (fact, part)| {
            grid.narrow(&region, fact, part.meeting(wanted))
        });
        Some((*id, region?))
    };
    let (ids, regions): (Vec<RuleId>, Vec<Region>) = columns.rows.iter().filter_map(region).unzip();
    let client = |region: &Region| -> Client {
        let point = region.point(&grid);
        let ways = parts.iter().zip(point).filter_map(|(part, way)| part.ways.get(way));
        ways.flat_map(|(_, client)| client.clone()).collect()
    };
    let all: Vec<&Region> = regions.iter().collect();
    let gaps = boxes::gaps(&grid, &all, STEPS, STEPS).ok()?;
    let overlaps = boxes::overlaps(&grid, &regions, STEPS).ok()?;
    let mut found = Vec::new();
    if !gaps.is_empty() {
        let clients: Vec<Client> = gaps.iter().take(MOST_TOLD).map(client).collect();
        found.push(report_gaps(book, table, &clients, gaps.len()));
    }
    found.extend(overlaps.iter().take(MOST_TOLD).map(|overlap| {
        let rows: Vec<RuleId> =
            overlap.regions.iter().filter_map(|&index| ids.get(index).copied()).collect();
        report_overlap(book, table, &rows, &client(&overlap.common))
    }));
    Some(found)
}

fn columns<'b>(book: &'b Rulebook, rows: &[RuleId]) -> Columns<'b> {
    let mut keys: HashMap<String, usize> = HashMap::new();
    let mut conditions: Vec<Cond> = Vec::new();
    let mut wanted_by_row = Vec::new();
    for &id in rows {
        let rule = &book.rules[id];
        let mut wanted = FixedBitSet::new();
        for cond in conjuncts(book, rule) {
            let index = *keys.entry(key(&cond)).or_insert_with(|| {
                conditions.push(cond);
                conditions.len() - 1
            });
            wanted.grow_and_insert(index);
        }
        wanted_by_row.push((id, wanted));
    }
    Columns { conditions, rows: wanted_by_row, book }
}

/// The conditions of a rule that must all hold: those of its cells, and one for what it is about.
fn conjuncts(book: &Rulebook, rule: &Rule) -> Vec<Cond> {
    let mut all = match &rule.when.kind {
        CondKind::Always => Vec::new(),
        CondKind::All(parts) => parts.clone(),
        _ => vec![rule.when.clone()],
    };
    all.extend(rule.about.as_ref().map(|about| concerns_present(book, about, rule.label.span)));
    all
}

/// That one of some concerns is present: the terms of each fact in one comparison.
fn concerns_present(book: &Rulebook, about: &IdSet<ConcernId>, span: Span) -> Cond {
    let mut terms: BTreeMap<FactId, IdSet<TermId>> = BTreeMap::new();
    let mut any = Vec::new();
    for id in about.iter() {
        match book.concerns[id].raised_by {
            RaisedBy::Term(term) => terms.entry(book.terms[term].fact).or_default().insert(term),
            RaisedBy::Condition(_) => any.push(CondKind::Concern(id)),
        }
    }
    any.extend(
        terms
            .into_iter()
            .map(|(fact, terms)| CondKind::Atom(Atom { fact, test: Test::Includes(terms) })),
    );
    Cond { kind: CondKind::Any(any.into_iter().map(|kind| Cond { kind, span }).collect()), span }
}

/// The conditions in parts that share no facts.
fn parts(columns: &Columns<'_>) -> Option<Vec<Part>> {
    let book = columns.book;
    let mut facts: Vec<BTreeSet<FactId>> =
        columns.conditions.iter().map(|cond| facts_of(book, cond)).collect();
    let all: BTreeSet<FactId> = facts.iter().flatten().copied().collect();
    // What is impossible of these facts ties them together; what also reads others leaves a way out.
    let ties: Vec<(&Cond, BTreeSet<FactId>)> = book
        .impossible
        .iter()
        .map(|impossible| (&impossible.when, facts_of(book, &impossible.when)))
        .filter(|(_, facts)| facts.is_subset(&all))
        .collect();
    facts.extend(ties.iter().map(|(_, facts)| facts.clone()));
    let groups = components(&facts);
    let conditions = columns.conditions.len();
    groups
        .into_iter()
        .map(|(facts, members)| {
            let own: Vec<usize> =
                members.iter().copied().filter(|&index| index < conditions).collect();
            let excluded: Vec<&Cond> = members
                .iter()
                .filter_map(|&index| index.checked_sub(conditions).and_then(|tie| ties.get(tie)))
                .map(|(cond, _)| *cond)
                .collect();
            part(columns, &facts, &own, &excluded)
        })
        .collect()
}

/// The facts that a condition reads, and those that say when they are asked.
fn facts_of(book: &Rulebook, cond: &Cond) -> BTreeSet<FactId> {
    let mut facts = BTreeSet::new();
    let mut open: Vec<FactId> = Reads::of(book, cond).facts.iter().collect();
    while let Some(fact) = open.pop() {
        if facts.insert(fact)
            && let Some(asked) = book.facts.get(fact).and_then(|fact| fact.asked_when.as_ref())
        {
            open.extend(Reads::of(book, asked).facts.iter());
        }
    }
    facts
}

/// Which sets of facts hang together, and the facts of each knot.
fn components(sets: &[BTreeSet<FactId>]) -> Vec<(BTreeSet<FactId>, Vec<usize>)> {
    let mut knots: Vec<(BTreeSet<FactId>, Vec<usize>)> = Vec::new();
    for (index, set) in sets.iter().enumerate() {
        let (touching, apart): (Vec<_>, Vec<_>) =
            knots.into_iter().partition(|(facts, _)| !facts.is_disjoint(set));
        let mut knot = (set.clone(), vec![index]);
        for (facts, members) in touching {
            knot.0.extend(facts);
            knot.1.extend(members);
        }
        knots = apart;
        knots.push(knot);
    }
    knots
}

/// Tries all clients that can be told apart by the facts of one part.
fn part(
    columns: &Columns<'_>,
    facts: &BTreeSet<FactId>,
    own: &[usize],
    tied: &[&Cond],
) -> Option<Part> {
    let book = columns.book;
    let conditions: Vec<(usize, &Cond)> =
        own.iter().filter_map(|&index| Some((index, columns.conditions.get(index)?))).collect();
    let mut tests: HashMap<FactId, Vec<&Test>> = HashMap::new();
    let asked = facts.iter().filter_map(|&fact| book.facts.get(fact)?.asked_when.as_ref());
    let terms: Vec<(FactId, Test)> = conditions
        .iter()
        .map(|(_, cond)| *cond)
        .chain(tied.iter().copied())
        .chain(asked.clone())
        .flat_map(|cond| single_terms(book, cond))
        .collect();
    for cond in conditions.iter().map(|(_, cond)| *cond).chain(tied.iter().copied()).chain(asked) {
        for atom in Reads::of(book, cond).atoms {
            tests.entry(atom.fact).or_default().push(&atom.test);
        }
    }
    for (fact, test) in &terms {
        tests.entry(*fact).or_default().push(test);
    }
    let mut axes: Vec<(FactId, Vec<Value>)> = Vec::new();
    let mut count = 1_usize;
    for &fact in facts {
        let values = classes(book, fact, tests.get(&fact).map(Vec::as_slice).unwrap_or_default())?;
        count = count.checked_mul(values.len()).filter(|&count| count <= MOST)?;
        axes.push((fact, values));
    }
    let mut ways: Vec<(FixedBitSet, Client)> = Vec::new();
    let mut seen = BTreeSet::new();
    for number in 0..count {
        let client = nth_client(&axes, number);
        if !possible(book, &client, tied) {
            continue;
        }
        let true_ones: Vec<usize> = conditions
            .iter()
            .filter(|(_, cond)| holds(book, cond, &client) == Some(true))
            .map(|(index, _)| *index)
            .collect();
        if seen.insert(true_ones.clone()) {
            ways.push((true_ones.into_iter().collect(), client));
        }
    }
    Some(Part { own: own.iter().copied().collect(), ways })
}

/// A concern of a term is told apart like a comparison with that term.
fn single_terms(book: &Rulebook, cond: &Cond) -> Vec<(FactId, Test)> {
    let terms = Reads::of(book, cond).raised;
    terms
        .iter()
        .map(|term| (book.terms[term].fact, Test::Includes(FromIterator::from_iter([term]))))
        .collect()
}

fn nth_client(axes: &[(FactId, Vec<Value>)], number: usize) -> Client {
    let mut rest = number;
    let mut client = Client::new();
    for (fact, values) in axes {
        let value = values.get(rest % values.len().max(1));
        rest /= values.len().max(1);
        client.extend(value.map(|value| (*fact, value.clone())));
    }
    client
}

/// Whether there is such a client: nothing impossible, and taken is just what is asked for.
fn possible(book: &Rulebook, client: &Client, tied: &[&Cond]) -> bool {
    let left_out_rightly = client.iter().all(|(&fact, value)| {
        let Some(declared) = book.facts.get(fact) else { return true };
        let asked = declared.asked_when.as_ref().and_then(|cond| holds(book, cond, client));
        match asked {
            Some(false) => *value == Value::NotTaken,
            Some(true) => *value != Value::NotTaken || declared.may_be_not_taken,
            None => *value != Value::NotTaken || may_be_left_out(declared),
        }
    });
    left_out_rightly && tied.iter().all(|cond| holds(book, cond, client) != Some(true))
}
