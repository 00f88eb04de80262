//! The parts of the vocabulary that have conditions, or read values: the rest of facts, concerns,
//! needs, definitions, stages, screens, settings, impossibilities.

use remit_source::{Diagnostic, Span, Spanned};
use remit_syntax::ast::{self, Clause, FactType, Head, Item, Name};

use super::Resolver;
use super::clauses::{clauses, first, label, place, reading, says};
use super::collect::stage_id;
use super::cond::Where;
use super::values::suggest;
use crate::codes;
use crate::find::Entity;
use crate::graph::{circles, reached};
use crate::id::{
    ConcernId, DefinitionId, FactId, Id, NeedId, ScreenId, SettingId, StageId, UrgencyId,
};
use crate::rulebook::{
    Choice, Cond, CondKind, Definition, Duty, FactKind, IdSet, Impossible, Need, RaisedBy, Screen,
    Setting, SettingValue, Stage,
};

impl Resolver<'_> {
    pub(super) fn conditions(&mut self) {
        for (index, item) in self.all.of(Head::Fact).into_iter().enumerate() {
            let id = FactId::from_index(index);
            let unsure = self.unsure.contains(&Entity::Fact(id));
            self.reading(Entity::Fact(id), item, |resolver| resolver.rest_of_fact(id, item));
            if unsure {
                self.unsure.insert(Entity::Fact(id));
            }
        }
        for (index, item) in self.all.of(Head::Concern).into_iter().enumerate() {
            let id = ConcernId::from_index(index);
            self.reading(Entity::Concern(id), item, |resolver| {
                let when = resolver.when(item, "when it is raised");
                resolver.book.concerns[id].raised_by = RaisedBy::Condition(when);
            });
        }
        for item in self.all.of(Head::Duty) {
            let cites = self.cites(item);
            self.book.duties.push(Duty { label: label(item), cites });
        }
        for (index, item) in self.all.of(Head::Need).into_iter().enumerate() {
            let need = self.reading(Entity::Need(NeedId::from_index(index)), item, |resolver| {
                resolver.need_item(item)
            });
            self.book.needs.push(need);
        }
        for (index, item) in self.all.of(Head::Define).into_iter().enumerate() {
            let id = DefinitionId::from_index(index);
            let definition = self.reading(Entity::Definition(id), item, |resolver| {
                let when = resolver.when(item, "when it holds");
                let cites = resolver.cites(item);
                Definition { label: label(item), when, reading: reading(item), cites }
            });
            self.book.definitions.push(definition);
        }
        self.stages();
        for (index, item) in self.all.of(Head::Screen).into_iter().enumerate() {
            let id = ScreenId::from_index(index);
            let screen =
                self.reading(Entity::Screen(id), item, |resolver| resolver.screen_item(item));
            self.book.screens.push(screen);
        }
        for (index, item) in self.all.of(Head::Setting).into_iter().enumerate() {
            let id = SettingId::from_index(index);
            let setting =
                self.reading(Entity::Setting(id), item, |resolver| resolver.setting_item(item));
            self.book.settings.push(setting);
        }
        for (index, item) in self.all.of(Head::Impossible).into_iter().enumerate() {
            let entity = Entity::Impossible(index);
            let impossible = self
                .reading(entity, item, |resolver| resolver.none_such(item, "what is impossible"));
            self.book.impossible.push(impossible);
        }
        for (index, item) in self.all.of(Head::Unlikely).into_iter().enumerate() {
            let entity = Entity::Unlikely(index);
            let unlikely =
                self.reading(entity, item, |resolver| resolver.none_such(item, "what is unlikely"));
            self.book.unlikely.push(unlikely);
        }
    }

    /// A combination that no client has, or no client who is made up.
    fn none_such(&mut self, item: &Item, what: &str) -> Impossible {
        let when = self.clause_when(item).map(|cond| self.cond(cond, Where::Impossible));
        let when = when.unwrap_or_else(|| {
            self.missing(item, what, "when CONDITION");
            nowhere(item)
        });
        Impossible { label: label(item), when }
    }

    fn rest_of_fact(&mut self, id: FactId, item: &Item) {
        for clause in clauses(item) {
            match &clause.node {
                Clause::Usually(value) => {
                    let usual = self.value(id, value, clause.span);
                    self.book.facts[id].usual = usual;
                }
                Clause::AskedWhen(cond) => {
                    let cond = self.cond(cond, Where::Anywhere);
                    self.book.facts[id].asked_when = Some(cond);
                }
                Clause::GoesWith(name) => {
                    let other = self.fact(name);
                    self.book.facts[id].goes_with =
                        other.filter(|other| self.rises_with(id, *other, name));
                }
                Clause::Watches(names) => {
                    let terms: Vec<_> = names.iter().filter_map(|name| self.term(name)).collect();
                    for term in terms {
                        self.book.facts[id].watches.insert(term);
                    }
                }
                Clause::NeedsCover if !self.typeless.contains(&id) => {
                    self.only_sets_need_cover(id, clause.span);
                }
                _ => {}
            }
        }
    }

    /// Whether two facts are numbers of one unit, so that one can rise with the other.
    fn rises_with(&mut self, id: FactId, other: FactId, name: &ast::Name) -> bool {
        let unit = |fact: FactId| match &self.book.facts[fact].kind {
            FactKind::Number { unit, .. } => Some(*unit),
            _ => None,
        };
        let fits = id != other && unit(id).is_some() && unit(id) == unit(other);
        if !fits && !self.typeless.contains(&id) && !self.typeless.contains(&other) {
            let (one, declared) = (self.fact_name(id), self.book.facts[other].label.span);
            let message = format!("`{one}` can't go with `{}`", name.node);
            self.report(
                Diagnostic::error(codes::UNITS_DIFFER, name.span, message)
                    .also(declared, "declared here")
                    .help("A number goes with another number of the same unit."),
            );
        }
        fits
    }

    fn only_sets_need_cover(&mut self, id: FactId, span: Span) {
        if matches!(self.book.facts[id].kind, FactKind::Set { .. }) {
            return;
        }
        let message = format!("`{}` has no terms that could need cover", self.fact_name(id));
        self.report(
            Diagnostic::error(codes::TERM_OF_NO_SET, span, message)
                .help("Declare a `concern` with a condition that reads this fact."),
        );
    }

    pub(super) fn clause_when<'i>(&self, item: &'i Item) -> Option<&'i Spanned<ast::Cond>> {
        let _ = self;
        first(item, |clause| if let Clause::When(cond) = clause { Some(cond) } else { None })
    }

    /// The condition of an item that can't be without one.
    fn when(&mut self, item: &Item, what: &str) -> Cond {
        if let Some(cond) = self.clause_when(item) {
            self.cond(cond, Where::Anywhere)
        } else {
            self.missing(item, what, "when CONDITION");
            nowhere(item)
        }
    }

    fn need_item(&mut self, item: &Item) -> Need {
        let givers =
            first(
                item,
                |clause| if let Clause::GivenBy(names) = clause { Some(names) } else { None },
            );
        let given_by = if let Some(names) = givers {
            self.roles(names)
        } else {
            self.missing(item, "who gives it", "given by ROLES");
            Vec::new()
        };
        let met = first(
            item,
            |clause| if let Clause::MetWhen(cond) = clause { Some(cond) } else { None },
        );
        let met_when = if let Some(cond) = met {
            self.cond(cond, Where::Anywhere)
        } else {
            self.missing(item, "when it is met", "met when CONDITION");
            nowhere(item)
        };
        let urgent =
            first(item, |clause| if let Clause::Urgent(name) = clause { Some(name) } else { None });
        let urgency =
            urgent.and_then(|name| self.urgency(name)).unwrap_or(UrgencyId::from_index(0));
        let cites = self.cites(item);
        Need {
            label: label(item),
            given_by,
            met_when,
            clearance: says(item, |clause| matches!(clause, Clause::CountsAsClearance)),
            urgency,
            cites,
        }
    }

    /// Stages are numbered by their scale. Where that is wrong the numbers are, too, but then the
    /// rulebook is not used.
    fn stages(&mut self) {
        let items = self.all.of(Head::Stage);
        let mut stages: Vec<(StageId, Stage)> = Vec::new();
        for item in items {
            let name = label(item).name;
            let id = stage_id(&name, &self.all);
            if id.index() >= self.all.stage_order.len() && !item.broken {
                let diagnostic = Diagnostic::error(
                    codes::STAGE_NOT_IN_SCALE,
                    place(item),
                    format!("the stage `{name}` is not on the scale of stages"),
                )
                .why("the first stage on the scale that fits is the client's")
                .help(format!("Add `{name}` to `runs …` in `scale stages`."));
                self.report(diagnostic);
            }
            let stage = self.reading(Entity::Stage(id), item, |resolver| {
                let when = resolver.when(item, "when a client is at it");
                let cites = resolver.cites(item);
                Stage { label: label(item), when, reading: reading(item), cites }
            });
            stages.push((id, stage));
        }
        stages.sort_by_key(|(id, _)| *id);
        for (_, stage) in stages {
            self.book.stages.push(stage);
        }
    }

    fn screen_item(&mut self, item: &Item) -> Screen {
        let list = |pick: fn(&Clause) -> Option<&Vec<Name>>| -> Vec<&Name> {
            item.clauses.iter().filter_map(|line| pick(&line.clause.node)).flatten().collect()
        };
        let to_close =
            list(|clause| if let Clause::Closes(names) = clause { Some(names) } else { None });
        let to_leave =
            list(|clause| if let Clause::Leaves(names) = clause { Some(names) } else { None });
        let mut closes = IdSet::default();
        for name in to_close {
            let Some(fact) = self.fact(name) else { continue };
            closes.insert(fact);
            let set = matches!(self.book.facts[fact].kind, FactKind::Set { .. });
            let says_usual =
                self.book.facts[fact].usual.is_some() || self.unsure.contains(&Entity::Fact(fact));
            if !set && !says_usual {
                let declared = self.book.facts[fact].label.span;
                let message =
                    format!("`{}` has no usual value, so no checklist can close it", name.node);
                self.report(
                    Diagnostic::error(codes::NO_USUAL_VALUE, name.span, message)
                        .also(declared, "declared here without `usually`")
                        .why("what a checklist closes takes its usual value when nothing is said of it")
                        .help(format!("Add `usually …` to `{0}`, or move `{0}` to `leaves`.", name.node)),
                );
            }
        }
        let mut leaves = IdSet::default();
        for name in to_leave {
            let Some(fact) = self.fact(name) else { continue };
            leaves.insert(fact);
            if closes.contains(fact) {
                self.report(
                    Diagnostic::error(
                        codes::CLOSED_AND_LEFT,
                        name.span,
                        format!("`{}` is closed and left", name.node),
                    )
                    .help("Take it out of `closes` or out of `leaves`."),
                );
            }
        }
        if !self.poisoned {
            self.report_forgotten(item, &closes, &leaves);
        }
        Screen { label: label(item), closes }
    }

    fn report_forgotten(&mut self, item: &Item, closes: &IdSet<FactId>, leaves: &IdSet<FactId>) {
        let forgotten: Vec<String> = self
            .book
            .facts
            .iter()
            .filter(|&(fact, _)| !closes.contains(fact) && !leaves.contains(fact))
            .map(|(_, fact)| format!("`{}`", fact.label.name))
            .collect();
        if forgotten.is_empty() {
            return;
        }
        let names = super::list(&forgotten, "and");
        let name = label(item).name;
        self.report(
            Diagnostic::warning(
                codes::FORGOTTEN_BY_SCREEN,
                place(item),
                format!("`{name}` neither closes nor leaves {names}"),
            )
            .why("a fact that nobody thought of stays unknown, and is asked for")
            .help("Name each under `closes` (then it takes its usual value) or under `leaves`."),
        );
    }

    fn setting_item(&mut self, item: &Item) -> Setting {
        let kind =
            first(item, |clause| if let Clause::Type(kind) = clause { Some(kind) } else { None });
        let Some(FactType::OneOf { options, .. }) = kind else {
            self.missing(item, "what its values are", "is one of …");
            return Setting { label: label(item), values: Vec::new(), usual: 0 };
        };
        let names: Vec<(&str, Span)> =
            options.iter().map(|option| (option.name.node.as_str(), option.name.span)).collect();
        self.only_once(&names);
        let position = |name: &str| names.iter().position(|(other, _)| *other == name);
        let mut edges: Vec<Vec<usize>> = Vec::new();
        for option in options {
            let within = option.within.as_ref();
            let enclosing = within.and_then(|within| position(&within.node));
            if let Some(within) = within
                && enclosing.is_none()
            {
                self.unknown_setting_value(&label(item).name, &names, within);
            }
            edges.push(enclosing.into_iter().collect());
        }
        for circle in circles(&edges) {
            let Some(option) = circle.first().and_then(|&first| options.get(first)) else {
                continue;
            };
            let around: Vec<String> = circle
                .iter()
                .chain(circle.first())
                .filter_map(|&index| names.get(index))
                .map(|(name, _)| format!("`{name}`"))
                .collect();
            let message = format!("these values lie within each other: {}", around.join(" → "));
            self.report(
                Diagnostic::error(codes::CIRCULAR_SETTING, option.name.span, message)
                    .help("Take out one `within`, so that one of them is the widest."),
            );
        }
        let told = self.choices(item, &names);
        let values = told.into_iter().zip(reached(&edges)).enumerate().map(
            |(index, (Choice { name, told }, mut within))| {
                within.insert(index);
                SettingValue { name, told, within: within.ones().collect() }
            },
        );
        let values = values.collect();
        let usual = self.usual_setting(item, &names);
        Setting { label: label(item), values, usual }
    }

    fn usual_setting(&mut self, item: &Item, names: &[(&str, Span)]) -> usize {
        let usual = first(item, |clause| match clause {
            Clause::Usually(ast::Value::Names(names)) => names.first(),
            _ => None,
        });
        let Some(name) = usual else {
            self.missing(item, "which value it has when none is given", "usually VALUE");
            return 0;
        };
        let found = names.iter().position(|(other, _)| *other == name.node);
        if found.is_none() {
            self.unknown_setting_value(&label(item).name, names, name);
        }
        found.unwrap_or(0)
    }

    fn unknown_setting_value(&mut self, setting: &str, names: &[(&str, Span)], name: &Name) {
        let message = format!("`{setting}` has no value `{}`", name.node);
        let help = suggest(&name.node, names.iter().map(|(name, _)| *name));
        self.report(Diagnostic::error(codes::UNKNOWN_VALUE, name.span, message).help(help));
    }

    /// What an item holds under: one value of each setting that it names.
    pub(super) fn settings_of(&mut self, item: &Item) -> Vec<(SettingId, usize)> {
        let mut settings: Vec<(SettingId, usize)> = Vec::new();
        let mut places: Vec<(SettingId, Span)> = Vec::new();
        for clause in clauses(item) {
            let Clause::Under { setting, value } = &clause.node else { continue };
            let Some(found) = self.setting_value(setting, value) else { continue };
            if let Some(&(_, earlier)) = places.iter().find(|(id, _)| *id == found.0) {
                let message = format!("`{}` has two values here", setting.node);
                self.report(
                    Diagnostic::error(codes::ONLY_ONCE, setting.span, message)
                        .also(earlier, "the first one")
                        .help("Keep one of them: no case has two values of one setting."),
                );
                continue;
            }
            places.push((found.0, setting.span));
            settings.push(found);
        }
        settings
    }

    /// A setting and the index of one of its values.
    pub(super) fn setting_value(
        &mut self,
        setting: &Name,
        value: &Name,
    ) -> Option<(SettingId, usize)> {
        let id = self.setting(setting)?;
        let values = self.book.settings[id].values.clone();
        if let Some(index) = values.iter().position(|other| other.name == value.node) {
            return Some((id, index));
        }
        if self.unsure.contains(&Entity::Setting(id)) {
            self.poisoned = true;
            return None;
        }
        let names: Vec<(&str, Span)> =
            values.iter().map(|value| (value.name.as_str(), Span::default())).collect();
        self.unknown_setting_value(&setting.node, &names, value);
        None
    }
}

/// What stands where a condition is missing.
fn nowhere(item: &Item) -> Cond {
    Cond { kind: CondKind::Always, span: place(item) }
}
