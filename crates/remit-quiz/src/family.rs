use remit_model::Rulebook;
use remit_model::id::{RoleId, RuleId, ServiceId, StatementId, TopicId};

/// The kinds of question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// What the practitioner does with the client.
    Decide,
    /// Which practitioners may serve the client.
    Who,
    /// What a source says.
    Statement,
}

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
                for kind in [Kind::Decide, Kind::Who] {
                    families.push(Self::Rule { kind, rule, exception: None, role });
                }
                families.extend((0..declared.exceptions.len()).map(|at| Self::Rule {
                    kind: Kind::Decide,
                    rule,
                    exception: Some(at),
                    role,
                }));
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
        let asked = book.statements.iter().filter(|(_, statement)| statement.asks.is_some());
        families.extend(asked.map(|(id, _)| Self::Statement(id)));
        families
    }

    /// The kind of question.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self {
            Self::Rule { kind, .. } => kind,
            Self::Statement(_) => Kind::Statement,
        }
    }

    /// The rule that decides, if one does.
    #[must_use]
    pub fn rule(self) -> Option<RuleId> {
        match self {
            Self::Rule { rule, .. } => Some(rule),
            Self::Statement(_) => None,
        }
    }

    /// The chapter that the rule belongs to.
    #[must_use]
    pub fn topic(self, book: &Rulebook) -> Option<TopicId> {
        self.rule().and_then(|rule| book.rules[rule].topic)
    }

    /// A stable name, from the names of the rulebook: `decide/trainer-metabolic/except-1/trainer`.
    #[must_use]
    pub fn name(self, book: &Rulebook) -> String {
        match self {
            Self::Rule { kind, rule, exception, role } => {
                let kind = if kind == Kind::Who { "who" } else { "decide" };
                let exception =
                    exception.map_or_else(String::new, |at| format!("except-{}/", at + 1));
                format!(
                    "{kind}/{}/{exception}{}",
                    book.rules[rule].name(),
                    book.roles[role].label.name
                )
            }
            Self::Statement(id) => format!("statement/{}", book.statements[id].label.name),
        }
    }
}

/// The services for which a rule may be asked of a practitioner: those for which they are listed.
pub(crate) fn services(book: &Rulebook, id: RuleId, role: RoleId) -> Vec<ServiceId> {
    let rule = &book.rules[id];
    if !rule.roles.contains(role) {
        return Vec::new();
    }
    rule.services.iter().filter(|&service| book.services[service].listed.contains(&role)).collect()
}

/// The practitioners whom a lane that takes doesn't reach, though they are listed for what it is
/// asked for.
fn others(book: &Rulebook, id: RuleId) -> impl Iterator<Item = RoleId> {
    let lane = &book.rules[id];
    let listed = move |role: RoleId| {
        lane.services.iter().any(|service| book.services[service].listed.contains(&role))
    };
    book.roles.ids().filter(move |&role| lane.takes() && !lane.roles.contains(role) && listed(role))
}
