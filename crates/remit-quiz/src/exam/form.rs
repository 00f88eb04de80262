use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use remit_model::Rulebook;
use remit_model::id::{RoleId, RuleId, SourceId, StageId, TopicId};
use remit_scenario::Draw;
use remit_words::list;

use crate::exam::flow::table;
use crate::exam::{Blueprint, Domain, largest_remainder};
use crate::family::Family;
use crate::item::Item;
use crate::plan::{FormItem, Mode, Plan, rules_of};
use crate::quiz::Quiz;
use crate::schedule::Gist;

/// How many seeds a family gets before it is given up.
const SEEDS: usize = 3;

/// One exam that meets a blueprint: which items, in which order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// The seed that makes it again.
    pub seed: u64,
    /// Its items.
    pub items: Vec<FormItem>,
}

/// A share that no form can have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmet {
    /// What is shared out: `domain`, `practitioner` or `kind`.
    pub what: &'static str,
    /// Which of them, by their places in the blueprint: several if they compete for too little.
    pub which: Vec<usize>,
    /// Their names.
    pub names: Vec<String>,
    /// How many items they should have together.
    pub wanted: usize,
}

impl fmt::Display for Unmet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.names.iter().map(|name| format!("`{name}`")).collect();
        let s = if names.len() == 1 { "" } else { "s" };
        let (what, names) = (self.what, list::and(&names));
        write!(f, "the {what}{s} {names} can't have {} of the items", self.wanted)
    }
}

impl Form {
    /// The form of a blueprint for a seed: always the same one for the same rulebook. It has the
    /// shares of domains, practitioners and kinds exactly, as far as whole numbers can (by largest
    /// remainder), and within them as near to independent as can be had.
    ///
    /// # Errors
    ///
    /// The shares that can't be had, because too little can be asked.
    pub fn of(book: &Rulebook, blueprint: &Blueprint, seed: u64) -> Result<Self, Unmet> {
        Builder::new(book, blueprint, seed).build()
    }

    /// The plan to take it by.
    #[must_use]
    pub fn plan(&self, title: &str) -> Plan {
        let title = Some(title.to_owned());
        Plan { title, seed: self.seed, mode: Mode::Exam(self.items.clone()), ..Plan::default() }
    }
}

/// A domain, a practitioner and a kind, by their places in the blueprint.
type Cell = [usize; 3];

struct Builder<'a> {
    book: &'a Rulebook,
    blueprint: &'a Blueprint,
    quiz: Quiz<'a>,
    draw: Draw,
    seed: u64,
    /// What can be asked in each cell, as far as is known yet.
    cells: BTreeMap<Cell, Vec<Family>>,
    /// How many items each domain, practitioner and kind should have.
    wanted: [Vec<usize>; 3],
}

impl<'a> Builder<'a> {
    fn new(book: &'a Rulebook, blueprint: &'a Blueprint, seed: u64) -> Self {
        let mut cells: BTreeMap<Cell, Vec<Family>> = BTreeMap::new();
        let domains: Vec<_> =
            blueprint.domains.iter().map(|domain| Scope::of(book, domain)).collect();
        let roles: Vec<Option<RoleId>> =
            blueprint.practitioners.iter().map(|(name, _)| book.find_role(name)).collect();
        for family in Family::all(book) {
            let domain = domains.iter().position(|domain| domain.has(book, family));
            let kind = blueprint.kinds.iter().position(|(kind, _)| *kind == family.kind());
            let (Some(domain), Some(kind)) = (domain, kind) else { continue };
            for (at, wanted) in roles.iter().enumerate() {
                let asked = match (family.role(), wanted) {
                    (Some(role), Some(wanted)) => book.roles[role].is_a.contains(*wanted),
                    // What a source says, and what health is, is asked of everybody.
                    (None, Some(_)) => true,
                    (_, None) => false,
                };
                if asked {
                    cells.entry([domain, at, kind]).or_default().push(family);
                }
            }
        }
        let shares = |shares: Vec<u64>| largest_remainder(blueprint.count, &shares);
        let wanted = [
            shares(blueprint.domains.iter().map(|domain| domain.share).collect()),
            shares(blueprint.practitioners.iter().map(|(_, share)| *share).collect()),
            shares(blueprint.kinds.iter().map(|(_, share)| *share).collect()),
        ];
        let (quiz, draw) = (Quiz::new(book), Draw::new(seed, 0));
        Self { book, blueprint, quiz, draw, seed, cells, wanted }
    }

    fn build(mut self) -> Result<Form, Unmet> {
        // Each round either succeeds or closes a cell, so this ends.
        loop {
            let plan = self.shared_out()?;
            if let Some(mut items) = self.fill(&plan) {
                self.draw.shuffle(&mut items);
                return Ok(Form { seed: self.seed, items });
            }
        }
    }

    /// How many items each cell gets. Two of the three are shared out first, then both together
    /// with the third; whichever two lead to an end.
    fn shared_out(&self) -> Result<Vec<(Cell, usize)>, Unmet> {
        let mut first_unmet = None;
        for [one, two, three] in [[1, 2, 0], [0, 2, 1], [0, 1, 2]] {
            let has = |cell: &Cell, fixed: &[(usize, usize)]| {
                fixed.iter().all(|&(which, at)| cell.get(which) == Some(&at))
            };
            let open = |fixed: &[(usize, usize)]| {
                self.cells.iter().any(|(cell, families)| !families.is_empty() && has(cell, fixed))
            };
            let unmet = |which: usize, starved: Vec<usize>| self.unmet(which, starved);
            let pairs =
                table(&self.wanted[one], &self.wanted[two], &|a, b| open(&[(one, a), (two, b)]));
            let pairs = match pairs {
                Ok(pairs) => pairs,
                Err(starved) => {
                    first_unmet.get_or_insert(unmet(one, starved));
                    continue;
                }
            };
            let pairs: Vec<((usize, usize), usize)> = pairs
                .iter()
                .enumerate()
                .flat_map(|(a, row)| row.iter().enumerate().map(move |(b, &n)| ((a, b), n)))
                .collect();
            let sums: Vec<usize> = pairs.iter().map(|(_, n)| *n).collect();
            let cells = table(&self.wanted[three], &sums, &|c, pair| {
                pairs.get(pair).is_some_and(|&((a, b), _)| open(&[(one, a), (two, b), (three, c)]))
            });
            match cells {
                Ok(cells) => {
                    let mut plan = Vec::new();
                    for (c, row) in cells.iter().enumerate() {
                        for (&((a, b), _), &count) in pairs.iter().zip(row) {
                            let mut cell = [0; 3];
                            cell[one] = a;
                            cell[two] = b;
                            cell[three] = c;
                            plan.extend((count > 0).then_some((cell, count)));
                        }
                    }
                    return Ok(plan);
                }
                Err(starved) => {
                    first_unmet.get_or_insert(unmet(three, starved));
                }
            }
        }
        Err(first_unmet.unwrap_or(Unmet {
            what: "domain",
            which: Vec::new(),
            names: Vec::new(),
            wanted: self.blueprint.count,
        }))
    }

    fn unmet(&self, what: usize, which: Vec<usize>) -> Unmet {
        let name = |&at: &usize| match what {
            0 => self.blueprint.domains.get(at).map(|domain| domain.title.clone()),
            1 => self.blueprint.practitioners.get(at).map(|(name, _)| name.clone()),
            _ => self.blueprint.kinds.get(at).map(|(kind, _)| kind.name().to_owned()),
        };
        let names = which.iter().filter_map(name).collect();
        let wanted = which.iter().filter_map(|&at| self.wanted[what].get(at)).sum();
        let what = ["domain", "practitioner", "kind"][what];
        Unmet { what, which, names, wanted }
    }

    /// Items for every cell; none if a cell turns out to have nothing that can be asked.
    fn fill(&mut self, plan: &[(Cell, usize)]) -> Option<Vec<FormItem>> {
        let mut used = Used::default();
        let mut items = Vec::new();
        for &(cell, count) in plan {
            for _ in 0..count {
                let item = self.item(cell, &mut used)?;
                let domain = self.blueprint.domains.get(cell[0])?.title.clone();
                items.push(FormItem {
                    family: item.family.name(self.book),
                    seed: item.seed,
                    domain,
                });
            }
        }
        Some(items)
    }

    /// An item of a cell: of a rule that was asked about least, to which the answer was least often
    /// the same.
    fn item(&mut self, cell: Cell, used: &mut Used) -> Option<Item> {
        loop {
            let families = self.draw.shuffled(self.cells.get(&cell)?.iter().copied());
            let family =
                families.into_iter().min_by_key(|family| used.times(self.book, *family))?;
            for _ in 0..SEEDS {
                let Ok(item) = self.quiz.item(family, self.draw.number()) else { continue };
                if used.add(self.book, &item) {
                    return Some(item);
                }
            }
            self.cells.get_mut(&cell)?.retain(|other| *other != family);
        }
    }
}

/// What a form has already.
#[derive(Default)]
struct Used {
    families: BTreeMap<Family, usize>,
    rules: BTreeMap<Option<RuleId>, usize>,
    gists: BTreeMap<Gist, usize>,
    shown: BTreeSet<String>,
}

impl Used {
    fn times(&self, book: &Rulebook, family: Family) -> (usize, usize, usize) {
        let rule = family.rule().and_then(|rule| self.rules.get(&Some(rule)));
        let gist = Gist::expected(book, family).and_then(|gist| self.gists.get(&gist));
        let own = self.families.get(&family).copied().unwrap_or(0);
        (own, rule.copied().unwrap_or(0), gist.copied().unwrap_or(0))
    }

    /// Counts an item; false if it is there already, word for word.
    fn add(&mut self, book: &Rulebook, item: &Item) -> bool {
        if !self.shown.insert(item.digest()) {
            return false;
        }
        *self.families.entry(item.family).or_default() += 1;
        *self.rules.entry(item.family.rule()).or_default() += 1;
        if let Some(gist) = Gist::expected(book, item.family) {
            *self.gists.entry(gist).or_default() += 1;
        }
        true
    }
}

/// What belongs to a domain.
struct Scope {
    topics: BTreeSet<TopicId>,
    rules: BTreeSet<RuleId>,
    sources: BTreeSet<SourceId>,
    stages: BTreeSet<StageId>,
}

impl Scope {
    fn of(book: &Rulebook, domain: &Domain) -> Self {
        let named = |name: &String| {
            let found = book.sources.iter().find(|(_, source)| source.label.name == *name);
            found.map(|(id, _)| id)
        };
        Self {
            topics: domain.topics.iter().filter_map(|name| book.find_topic(name)).collect(),
            rules: domain.rules.iter().filter_map(|name| rules_of(book, name)).flatten().collect(),
            sources: domain.sources.iter().filter_map(named).collect(),
            stages: book
                .stages
                .iter()
                .filter(|(_, stage)| domain.stages.contains(&stage.label.name))
                .map(|(id, _)| id)
                .collect(),
        }
    }

    fn has(&self, book: &Rulebook, family: Family) -> bool {
        match family {
            Family::Stage(id) => self.stages.contains(&id),
            Family::Statement(id) => self.sources.contains(&book.statements[id].source),
            Family::Rule { rule, .. } => {
                self.rules.contains(&rule)
                    || family.topic(book).is_some_and(|topic| self.topics.contains(&topic))
            }
        }
    }
}
