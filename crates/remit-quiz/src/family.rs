use remit_model::Rulebook;
use remit_model::id::{RoleId, RuleId, ServiceId, StageId, StatementId, TopicId};
use remit_model::rulebook::{CondKind, Outcome, Rule, RuleKind, Stage};

use remit_scenario::{Unreached, may_be_open, never_decides};

use crate::item::NoItem;
use crate::kind::Kind;

/// What is balanced, counted and learnt: a rule, an exception or a row of a table that decides, for
/// a practitioner, in a kind of question; or a statement of a source.
///
/// A lane that takes is asked of others, too: what does a practitioner do with a client whom only
/// the lane of another takes?
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// A rule decides.
    Rule {
        /// The kind of question.
        kind: Kind,
        /// The rule that decides.
        rule: RuleId,
        /// The exception that counts, by index.
        exception: Option<usize>,
        /// Who is asked.
        role: RoleId,
    },
    /// A client is in a stage of health.
    Stage(StageId),
    /// A statement is asked as it stands.
    Statement(StatementId),
}

impl Family {
    /// All families of a rulebook, in order of declaration. Not each can be asked about.
    #[must_use]
    pub fn all(book: &Rulebook) -> Vec<Self> {
        let mut families = Vec::new();
        for (rule, declared) in book.rules.iter() {
            let asked = book.roles.ids().filter(|&role| !services(book, rule, role).is_empty());
            for role in asked {
                let kinds = KINDS.into_iter().filter(|kind| is_asked(book, declared, *kind));
                // Who may is asked of those who are listed.
                let listed = is_listed(book, declared, role);
                let kinds = kinds.filter(|kind| listed || !matches!(kind, Kind::Who | Kind::Act));
                families.extend(kinds.map(|kind| Self::Rule { kind, rule, exception: None, role }));
                for exception in (0..declared.exceptions.len()).map(Some) {
                    for kind in [Kind::Decide, Kind::Pair] {
                        families.push(Self::Rule { kind, rule, exception, role });
                    }
                }
            }
        }
        for (rule, _) in book.rules.iter() {
            families.extend(others(book, rule).map(|role| Self::Rule {
                kind: Kind::Decide,
                rule,
                exception: None,
                role,
            }));
        }
        families.extend(book.stages.ids().map(Self::Stage));
        let asked = book.statements.iter().filter(|(_, statement)| statement.asks.is_some());
        families.extend(asked.map(|(id, _)| Self::Statement(id)));
        families
    }

    /// The kind of question.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self {
            Self::Rule { kind, .. } => kind,
            Self::Stage(_) => Kind::Stage,
            Self::Statement(_) => Kind::Statement,
        }
    }

    /// The rule that decides, if one does.
    #[must_use]
    pub fn rule(self) -> Option<RuleId> {
        match self {
            Self::Rule { rule, .. } => Some(rule),
            Self::Stage(_) | Self::Statement(_) => None,
        }
    }

    /// The chapter that the rule belongs to.
    #[must_use]
    pub fn topic(self, book: &Rulebook) -> Option<TopicId> {
        self.rule().and_then(|rule| book.rules[rule].topic)
    }

    /// Who is asked, if the question is put to a practitioner.
    #[must_use]
    pub fn role(self) -> Option<RoleId> {
        match self {
            Self::Rule { role, .. } => Some(role),
            Self::Stage(_) | Self::Statement(_) => None,
        }
    }

    /// The families of which no item is to be tried after none could be made of this one: all kinds
    /// about the same rule and practitioner, where no client was found.
    pub(crate) fn as_unreached(self, why: NoItem) -> Vec<Self> {
        let nobody = matches!(
            why,
            NoItem::Unreached(
                Unreached::NotAsked
                    | Unreached::NeverDecides
                    | Unreached::NoClient
                    | Unreached::NotTheirs
                    | Unreached::NotDecisive
                    | Unreached::NotTellable
            )
        );
        match self {
            Self::Rule { rule, exception, role, .. } if nobody => {
                let of_kind = |kind| Self::Rule { kind, rule, exception, role };
                KINDS.into_iter().map(of_kind).collect()
            }
            _ => vec![self],
        }
    }

    /// A stable name, from the names of the rulebook: `decide/trainer-metabolic/except-1/trainer`,
    /// `statement/code/7`.
    #[must_use]
    pub fn name(self, book: &Rulebook) -> String {
        let kind = self.kind().name();
        match self {
            Self::Rule { rule, exception, role, .. } => {
                let exception =
                    exception.map_or_else(String::new, |at| format!("{EXCEPT}{}/", at + 1));
                let (rule, role) = (book.rules[rule].name(), &book.roles[role].label.name);
                format!("{kind}/{rule}/{exception}{role}")
            }
            Self::Stage(id) => format!("{kind}/{}", book.stages[id].label.name),
            Self::Statement(id) => {
                let statement = &book.statements[id];
                let source = &book.sources[statement.source].label.name;
                format!("{kind}/{source}/{}", statement.label.name)
            }
        }
    }

    /// The family of that name, if the rulebook has what it names.
    #[must_use]
    pub fn parse(book: &Rulebook, name: &str) -> Option<Self> {
        let (kind, rest) = name.split_once('/')?;
        let kind = Kind::parse(kind)?;
        if kind == Kind::Statement {
            let (source, name) = rest.split_once('/')?;
            let source = book.sources.iter().find(|(_, row)| row.label.name == source)?.0;
            return book.find_statement(source, name).map(Self::Statement);
        }
        if kind == Kind::Stage {
            let named = |stage: &Stage| stage.label.name == rest;
            return book
                .stages
                .iter()
                .find(|(_, stage)| named(stage))
                .map(|(id, _)| Self::Stage(id));
        }
        let (rest, role) = rest.rsplit_once('/')?;
        let (rule, exception) = match rest.split_once('/') {
            Some((rule, exception)) => {
                let at: usize = exception.strip_prefix(EXCEPT)?.parse().ok()?;
                (rule, Some(at.checked_sub(1)?))
            }
            None => (rest, None),
        };
        let (rule, role) = (book.find_rule(rule)?, book.find_role(role)?);
        let declared = exception.is_none_or(|at| at < book.rules[rule].exceptions.len());
        declared.then_some(Self::Rule { kind, rule, exception, role })
    }
}

/// The kinds of question that are about a rule.
const KINDS: [Kind; 6] =
    [Kind::Decide, Kind::Pair, Kind::NextQuestion, Kind::TurningPoint, Kind::Who, Kind::Act];

/// Whether questions of a kind are about such a rule at all: those of what a practitioner may do are
/// about whose client somebody is, and who only advises leaves everything as it is.
fn is_asked(book: &Rulebook, rule: &Rule, kind: Kind) -> bool {
    match kind {
        Kind::Act => {
            rule.kind == RuleKind::Lane && rule.services.iter().any(|id| book.services[id].act)
        }
        Kind::Decide => true,
        Kind::Who => !never_decides(rule) && !matches!(rule.outcome, Outcome::Stop { .. }),
        Kind::NextQuestion => !never_decides(rule) && may_be_open(book, rule),
        _ => !never_decides(rule),
    }
}

/// What stands before the number of an exception in a family's name.
const EXCEPT: &str = "except-";

/// The services for which a rule may be asked of a practitioner: those for which they are listed. Of
/// a rule whose practitioners are listed for nothing that it speaks of, such as clinicians who may do
/// what others are asked for, all services.
pub(crate) fn services(book: &Rulebook, id: RuleId, role: RoleId) -> Vec<ServiceId> {
    let rule = &book.rules[id];
    if !rule.roles.contains(role) || book.roles[role].category {
        return Vec::new();
    }
    let anybody = rule.roles.iter().any(|role| is_listed(book, rule, role));
    let listed = |service: &ServiceId| book.services[*service].listed.contains(&role);
    rule.services.iter().filter(|service| !anybody || listed(service)).collect()
}

/// Whether a practitioner is listed for something that a rule speaks of.
fn is_listed(book: &Rulebook, rule: &Rule, role: RoleId) -> bool {
    rule.services.iter().any(|service| book.services[service].listed.contains(&role))
}

/// The practitioners whom a lane that takes doesn't reach, though they are listed for what it is
/// asked for, and so are those whom it reaches; without those who have an answer of their own to
/// everybody whom the lane takes.
fn others(book: &Rulebook, id: RuleId) -> impl Iterator<Item = RoleId> {
    let lane = &book.rules[id];
    let reaching = move |service: ServiceId| {
        lane.roles.iter().any(|role| book.services[service].listed.contains(&role))
    };
    let asked = move |role: RoleId| {
        let listed = move |service: &ServiceId| book.services[*service].listed.contains(&role);
        lane.services.iter().filter(listed).filter(move |service| reaching(*service))
    };
    let other = move |role: &RoleId| {
        let role = *role;
        asked(role).next().is_some()
            && !asked(role).all(|service| is_answered(book, lane, role, service))
    };
    book.roles.ids().filter(move |&role| lane.takes() && !lane.roles.contains(role)).filter(other)
}

/// Whether a rule of this practitioner's takes or refuses everybody whom a lane takes: it asks for
/// nothing, and covers what the lane covers.
fn is_answered(book: &Rulebook, lane: &Rule, role: RoleId, service: ServiceId) -> bool {
    book.rules.values().any(|rule| {
        let always = matches!(rule.when.kind, CondKind::Always)
            && rule.under.is_empty()
            && rule.exceptions.is_empty()
            && rule.about.is_none();
        let covers = match (&rule.covers, &lane.covers) {
            (None, _) => !rule.takes(),
            (Some(own), _) if own.every => true,
            (Some(own), Some(lanes)) => {
                !lanes.every
                    && !own.only
                    && own.concerns.holds(&lanes.concerns)
                    && (own.healthy || !lanes.healthy)
            }
            (Some(_), None) => false,
        };
        let answers = rule.takes() || matches!(rule.outcome, Outcome::Refer { .. });
        rule.kind == RuleKind::Lane
            && rule.roles.contains(role)
            && rule.services.contains(service)
            && always
            && answers
            && covers
    })
}
