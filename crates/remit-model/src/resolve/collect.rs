//! The first pass: what is declared, under which name, and which id it gets.
//!
//! Ids are given in the order of declaration, so that everything may be named before it stands.

use std::collections::{HashMap, HashSet};

use remit_source::{Diagnostic, FileId, Span};
use remit_syntax::ast::{Clause, File, Head, Item, Name};

use super::clauses::{clauses, first};
use crate::codes;
use crate::find::Entity;
use crate::id::{Id, RuleId, StageId, TableId, TopicId};

/// A lane, precaution, advice or table, and the rules that it makes.
pub(super) struct RuleItem<'a> {
    pub(super) item: &'a Item,
    pub(super) topic: Option<TopicId>,
    /// The id of the rule, or of the table's first row.
    pub(super) first: usize,
    /// How many rules it makes: one, or a table's rows.
    pub(super) count: usize,
    /// The table, if it is one.
    pub(super) table: Option<TableId>,
}

impl RuleItem<'_> {
    /// The rules that it makes.
    pub(super) fn rules(&self) -> impl Iterator<Item = RuleId> + use<> {
        (self.first..self.first + self.count).map(RuleId::from_index)
    }
}

/// An example and the rules it stands after.
pub(super) struct ExampleItem<'a> {
    pub(super) item: &'a Item,
    pub(super) of: Vec<RuleId>,
}

/// A name and what it refers to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Declared {
    pub(super) entity: Entity,
    pub(super) span: Span,
}

/// All that is declared.
#[derive(Default)]
pub(super) struct Collected<'a> {
    by_head: HashMap<Head, Vec<&'a Item>>,
    pub(super) rules: Vec<RuleItem<'a>>,
    pub(super) examples: Vec<ExampleItem<'a>>,
    pub(super) names: HashMap<&'a str, Declared>,
    /// The names of stages, from most protective.
    pub(super) stage_order: Vec<&'a Name>,
    /// Kinds of which one could not be read so far as to know its name: an unknown name of such a
    /// kind may be that one's.
    pub(super) unreadable: HashSet<Head>,
    /// Whether anything at all could not be read.
    pub(super) broken: bool,
}

impl<'a> Collected<'a> {
    /// The items of a headword, in order: the id of each is its place.
    pub(super) fn of(&self, head: Head) -> Vec<&'a Item> {
        self.by_head.get(&head).cloned().unwrap_or_default()
    }

    /// The scale of a name.
    pub(super) fn scale(&self, name: &str) -> Option<&'a Item> {
        let is_it = |item: &&&Item| item.name.as_ref().is_some_and(|scale| scale.node == name);
        self.by_head.get(&Head::Scale)?.iter().find(is_it).copied()
    }
}

/// The names that a scale runs through.
pub(super) fn runs(item: &Item) -> &[Name] {
    first(
        item,
        |clause| if let Clause::Runs(names) = clause { Some(names.as_slice()) } else { None },
    )
    .unwrap_or_default()
}

/// Goes through all files once.
pub(super) fn collect<'a>(
    files: &[(FileId, &'a File)],
    diagnostics: &mut Vec<Diagnostic>,
) -> Collected<'a> {
    let mut all = Collected::default();
    for (_, file) in files {
        collect_file(file, &mut all, diagnostics);
    }
    if let Some(scale) = all.scale("stages") {
        all.stage_order = runs(scale).iter().collect();
    }
    let mut names = Names { names: HashMap::new(), diagnostics };
    declare_levels(&all, &mut names);
    for head in HEADS {
        for (index, item) in all.of(head).into_iter().enumerate() {
            declare(item, index, &all, &mut names);
        }
    }
    for rule in &all.rules {
        let entity = rule.table.map_or(Entity::Rule(RuleId::from_index(rule.first)), Entity::Table);
        if let Some(name) = &rule.item.name {
            names.declare(name, entity);
        }
    }
    all.names = names.names;
    all
}

/// The headwords whose items are named by the order in which they stand.
const HEADS: [Head; 19] = [
    Head::Rulebook,
    Head::Topic,
    Head::Source,
    Head::Unit,
    Head::Role,
    Head::Service,
    Head::Group,
    Head::Fact,
    Head::Term,
    Head::Concern,
    Head::Need,
    Head::Duty,
    Head::Define,
    Head::Stage,
    Head::Screen,
    Head::Setting,
    Head::Impossible,
    Head::Unlikely,
    Head::Statement,
];

fn collect_file<'a>(file: &'a File, all: &mut Collected<'a>, diagnostics: &mut Vec<Diagnostic>) {
    let mut topic: Option<(TopicId, Span)> = None;
    for item in file.items.iter().filter(|item| item.head.node == Head::Topic) {
        if let Some((_, earlier)) = topic {
            diagnostics.push(twice(item.span_of_head(), "a file has one topic", earlier));
            continue;
        }
        let topics = all.by_head.entry(Head::Topic).or_default();
        topic = Some((TopicId::from_index(topics.len()), item.span_of_head()));
        topics.push(item);
    }
    for item in &file.items {
        let head = item.head.node;
        all.broken |= item.broken;
        if item.broken && item.name.is_none() {
            all.unreadable.insert(head);
        }
        let mut of = Vec::new();
        match head {
            Head::Topic => {}
            Head::Lane | Head::Precaution | Head::Advice | Head::Table => {
                let rule = rule_item(item, topic.map(|(id, _)| id), &all.rules);
                of = rule.rules().collect();
                all.rules.push(rule);
            }
            Head::Example => all.examples.push(ExampleItem { item, of: Vec::new() }),
            Head::Rulebook | Head::Scale => collect_single(item, all, diagnostics),
            _ => all.by_head.entry(head).or_default().push(item),
        }
        for example in &item.examples {
            all.broken |= example.broken;
            all.examples.push(ExampleItem { item: example, of: of.clone() });
        }
    }
}

/// A rulebook or a scale, of which each may stand only once.
fn collect_single<'a>(item: &'a Item, all: &mut Collected<'a>, diagnostics: &mut Vec<Diagnostic>) {
    let head = item.head.node;
    let kept = all.by_head.entry(head).or_default();
    let same = |other: &&&Item| head == Head::Rulebook || other.name == item.name;
    match kept.iter().find(same) {
        Some(earlier) if head == Head::Rulebook => {
            diagnostics.push(twice(
                item.span_of_head(),
                "there is one rulebook",
                earlier.span_of_head(),
            ));
        }
        Some(earlier) => {
            diagnostics.push(twice(
                item.span_of_head(),
                "each scale stands once",
                earlier.span_of_head(),
            ));
        }
        None => kept.push(item),
    }
}

fn rule_item<'a>(item: &'a Item, topic: Option<TopicId>, before: &[RuleItem<'_>]) -> RuleItem<'a> {
    let is_table = item.head.node == Head::Table;
    let rows = clauses(item).filter(|clause| matches!(clause.node, Clause::Row(_))).count();
    let tables = before.iter().filter(|rule| rule.table.is_some()).count();
    RuleItem {
        item,
        topic,
        first: before.last().map_or(0, |last| last.first + last.count),
        count: if is_table { rows } else { 1 },
        table: is_table.then(|| TableId::from_index(tables)),
    }
}

fn twice(span: Span, message: &str, earlier: Span) -> Diagnostic {
    Diagnostic::error(codes::ONLY_ONCE, span, format!("{message}, and this is the second"))
        .also(earlier, "the first stands here")
        .help("Keep one of them, and move what the other says into it.")
}

struct Names<'a, 'd> {
    names: HashMap<&'a str, Declared>,
    diagnostics: &'d mut Vec<Diagnostic>,
}

impl<'a> Names<'a, '_> {
    fn declare(&mut self, name: &'a Name, entity: Entity) {
        let declared = Declared { entity, span: name.span };
        let Some(earlier) = self.names.get(name.node.as_str()) else {
            self.names.insert(&name.node, declared);
            return;
        };
        let what = earlier.entity.what();
        self.diagnostics.push(
            Diagnostic::error(
                codes::DUPLICATE_NAME,
                name.span,
                format!("`{}` is declared twice", name.node),
            )
            .also(earlier.span, format!("here it is {what}"))
            .why("all names of a rulebook share one name space, so that a name always means one thing")
            .help("Give one of them another name, or take one out if they are the same."),
        );
    }
}

fn declare_levels<'a>(all: &Collected<'a>, names: &mut Names<'a, '_>) {
    for (index, name) in all.scale("ceilings").map(runs).unwrap_or_default().iter().enumerate() {
        names.declare(name, Entity::Ceiling(Id::from_index(index)));
    }
    for (index, name) in all.scale("urgencies").map(runs).unwrap_or_default().iter().enumerate() {
        names.declare(name, Entity::Urgency(Id::from_index(index)));
    }
}

fn declare<'a>(item: &'a Item, index: usize, all: &Collected<'a>, names: &mut Names<'a, '_>) {
    let Some(name) = &item.name else { return };
    let entity = match item.head.node {
        Head::Rulebook => Entity::Rulebook,
        Head::Topic => Entity::Topic(Id::from_index(index)),
        Head::Source => Entity::Source(Id::from_index(index)),
        Head::Unit => Entity::Unit(Id::from_index(index)),
        Head::Role => Entity::Role(Id::from_index(index)),
        Head::Service => Entity::Service(Id::from_index(index)),
        Head::Group => Entity::Group(Id::from_index(index)),
        Head::Fact => Entity::Fact(Id::from_index(index)),
        Head::Term => Entity::Term(Id::from_index(index)),
        Head::Concern => Entity::Concern(Id::from_index(index)),
        Head::Need => Entity::Need(Id::from_index(index)),
        Head::Duty => Entity::Duty(Id::from_index(index)),
        Head::Define => Entity::Definition(Id::from_index(index)),
        Head::Stage => Entity::Stage(stage_id(&name.node, all)),
        Head::Screen => Entity::Screen(Id::from_index(index)),
        Head::Setting => Entity::Setting(Id::from_index(index)),
        Head::Impossible => Entity::Impossible(index),
        Head::Unlikely => Entity::Unlikely(index),
        // Statements are named within their source, scales by a keyword, examples not at all.
        Head::Statement
        | Head::Scale
        | Head::Example
        | Head::Lane
        | Head::Precaution
        | Head::Advice
        | Head::Table => return,
    };
    names.declare(name, entity);
    if item.head.node == Head::Unit {
        let also = clauses(item).filter_map(|clause| match &clause.node {
            Clause::AlsoWritten(also) => Some(also),
            _ => None,
        });
        also.flatten().for_each(|other| names.declare(other, entity));
    }
}

/// A stage's id is its place in the scale; those that the scale forgot come after.
pub(super) fn stage_id(name: &str, all: &Collected<'_>) -> StageId {
    let in_scale = all.stage_order.iter().position(|stage| stage.node == name);
    let index = in_scale.unwrap_or_else(|| {
        let named = |item: &Item| item.name.as_ref().is_some_and(|stage| stage.node == name);
        let place = all.of(Head::Stage).iter().position(|item| named(item)).unwrap_or(0);
        all.stage_order.len() + place
    });
    StageId::from_index(index)
}

/// Where to point for an item that stands twice.
trait SpanOfHead {
    fn span_of_head(&self) -> Span;
}

impl SpanOfHead for Item {
    fn span_of_head(&self) -> Span {
        self.name.as_ref().map_or(self.head.span, |name| self.head.span.to(name.span))
    }
}
