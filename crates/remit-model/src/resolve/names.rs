//! From a name to what it refers to, and what to say if it refers to nothing or to the wrong thing.

use remit_source::{Code, Diagnostic};
use remit_syntax::ast::{Head, Name};

use super::Resolver;
use super::values::list;
use crate::codes;
use crate::find::{Entity, closest};
use crate::id::{
    CeilingId, DutyId, FactId, NeedId, RoleId, ScreenId, ServiceId, SettingId, SourceId, StageId,
    TermId, UnitId, UrgencyId,
};

/// What a name may refer to at some place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Fact,
    Term,
    /// A term, a concern, or a group of them.
    Coverable,
    /// A definition or a concern.
    Condition,
    Role,
    Service,
    /// A service or a group of services.
    Services,
    /// Whatever a group may hold.
    Holdable,
    Unit,
    Ceiling,
    Urgency,
    Stage,
    Need,
    Duty,
    Screen,
    Setting,
    Source,
    Rule,
    /// What may head a column.
    Column,
}

impl Kind {
    fn fits(self, entity: Entity) -> bool {
        use Entity as E;
        match self {
            Self::Fact => matches!(entity, E::Fact(_)),
            Self::Term => matches!(entity, E::Term(_)),
            Self::Coverable => matches!(entity, E::Term(_) | E::Concern(_) | E::Group(_)),
            Self::Condition => matches!(entity, E::Definition(_) | E::Concern(_)),
            Self::Role => matches!(entity, E::Role(_)),
            Self::Service => matches!(entity, E::Service(_)),
            Self::Services => matches!(entity, E::Service(_) | E::Group(_)),
            Self::Holdable => {
                matches!(entity, E::Term(_) | E::Concern(_) | E::Group(_) | E::Service(_))
            }
            Self::Unit => matches!(entity, E::Unit(_)),
            Self::Ceiling => matches!(entity, E::Ceiling(_)),
            Self::Urgency => matches!(entity, E::Urgency(_)),
            Self::Stage => matches!(entity, E::Stage(_)),
            Self::Need => matches!(entity, E::Need(_)),
            Self::Duty => matches!(entity, E::Duty(_)),
            Self::Screen => matches!(entity, E::Screen(_)),
            Self::Setting => matches!(entity, E::Setting(_)),
            Self::Source => matches!(entity, E::Source(_)),
            Self::Rule => matches!(entity, E::Rule(_) | E::Table(_)),
            Self::Column => matches!(entity, E::Fact(_) | E::Definition(_) | E::Concern(_)),
        }
    }

    fn code(self) -> Code {
        match self {
            Self::Fact | Self::Column => codes::UNKNOWN_FACT,
            Self::Term | Self::Coverable | Self::Holdable => codes::UNKNOWN_TERM,
            Self::Condition => codes::UNKNOWN_DEFINITION,
            Self::Role => codes::UNKNOWN_ROLE,
            Self::Service | Self::Services => codes::UNKNOWN_SERVICE,
            Self::Unit => codes::UNKNOWN_UNIT,
            Self::Ceiling => codes::UNKNOWN_CEILING,
            Self::Urgency => codes::UNKNOWN_URGENCY,
            Self::Stage => codes::UNKNOWN_STAGE,
            Self::Need => codes::UNKNOWN_NEED,
            Self::Duty => codes::UNKNOWN_DUTY,
            Self::Screen => codes::UNKNOWN_SCREEN,
            Self::Setting => codes::UNKNOWN_SETTING,
            Self::Source => codes::UNKNOWN_SOURCE,
            Self::Rule => codes::UNKNOWN_RULE,
        }
    }

    /// What is wanted, without an article.
    fn word(self) -> &'static str {
        match self {
            Self::Fact => "fact",
            Self::Term => "term",
            Self::Coverable => "term, concern or group",
            Self::Condition => "definition or concern",
            Self::Role => "role",
            Self::Service => "service",
            Self::Services => "service or group of services",
            Self::Holdable => "term, concern, service or group",
            Self::Unit => "unit",
            Self::Ceiling => "ceiling",
            Self::Urgency => "urgency",
            Self::Stage => "stage",
            Self::Need => "need",
            Self::Duty => "duty",
            Self::Screen => "screen",
            Self::Setting => "setting",
            Self::Source => "source",
            Self::Rule => "rule or table",
            Self::Column => "fact, definition or concern",
        }
    }

    /// The word with its article.
    fn a_word(self) -> String {
        let article = if matches!(self, Self::Urgency) { "an" } else { "a" };
        format!("{article} {}", self.word())
    }

    /// The headwords that declare such a thing.
    fn heads(self) -> &'static [Head] {
        match self {
            Self::Fact => &[Head::Fact],
            Self::Term => &[Head::Term],
            Self::Coverable => &[Head::Term, Head::Concern, Head::Group],
            Self::Condition => &[Head::Define, Head::Concern],
            Self::Role => &[Head::Role],
            Self::Service => &[Head::Service],
            Self::Services => &[Head::Service, Head::Group],
            Self::Holdable => &[Head::Term, Head::Concern, Head::Service, Head::Group],
            Self::Unit => &[Head::Unit],
            Self::Ceiling | Self::Urgency => &[Head::Scale],
            Self::Stage => &[Head::Stage],
            Self::Need => &[Head::Need],
            Self::Duty => &[Head::Duty],
            Self::Screen => &[Head::Screen],
            Self::Setting => &[Head::Setting],
            Self::Source => &[Head::Source],
            Self::Rule => &[Head::Lane, Head::Precaution, Head::Advice, Head::Table],
            Self::Column => &[Head::Fact, Head::Define, Head::Concern],
        }
    }

    /// How to declare such a thing.
    fn declaration(self, name: &str) -> String {
        match self {
            Self::Fact | Self::Column => format!("`fact {name} \"…\"`"),
            Self::Term | Self::Coverable | Self::Holdable => format!("`term {name} \"…\"`"),
            Self::Condition => format!("`define {name} \"…\"`"),
            Self::Role => format!("`role {name} \"…\"`"),
            Self::Service | Self::Services => format!("`service {name} \"…\"`"),
            Self::Unit => format!("`unit {name} \"…\"`"),
            Self::Ceiling => format!("`runs …, {name}, …` in `scale ceilings`"),
            Self::Urgency => format!("`runs …, {name}, …` in `scale urgencies`"),
            Self::Stage => format!("`stage {name} \"…\"`"),
            Self::Need => format!("`need {name} \"…\"`"),
            Self::Duty => format!("`duty {name} \"…\"`"),
            Self::Screen => format!("`screen {name} \"…\"`"),
            Self::Setting => format!("`setting {name} \"…\"`"),
            Self::Source => format!("`source {name} \"…\"`"),
            Self::Rule => format!("`lane {name} \"…\"`"),
        }
    }
}

macro_rules! lookups {
    ($($look:ident -> $id:ident $kind:ident;)*) => {$(
        pub(super) fn $look(&mut self, name: &Name) -> Option<$id> {
            match self.named(name, Kind::$kind)? {
                Entity::$kind(id) => Some(id),
                _ => None,
            }
        }
    )*};
}

impl Resolver<'_> {
    lookups! {
        fact -> FactId Fact;
        term -> TermId Term;
        role -> RoleId Role;
        service -> ServiceId Service;
        unit -> UnitId Unit;
        ceiling -> CeilingId Ceiling;
        urgency -> UrgencyId Urgency;
        stage -> StageId Stage;
        need -> NeedId Need;
        duty -> DutyId Duty;
        screen -> ScreenId Screen;
        setting -> SettingId Setting;
        source -> SourceId Source;
    }

    /// The roles of a list; unknown ones are reported and left out.
    pub(super) fn roles(&mut self, names: &[Name]) -> Vec<RoleId> {
        names.iter().filter_map(|name| self.role(name)).collect()
    }

    /// What a name refers to, if it is of the kind; otherwise that is reported.
    pub(super) fn named(&mut self, name: &Name, kind: Kind) -> Option<Entity> {
        match self.all.names.get(name.node.as_str()).copied() {
            Some(found) if kind.fits(found.entity) => {
                self.used.insert(found.entity);
                Some(found.entity)
            }
            Some(found) => {
                self.used.insert(found.entity);
                let is = found.entity.what();
                let message =
                    format!("`{}` is {is}, but {} belongs here", name.node, kind.a_word());
                let mut diagnostic = Diagnostic::error(codes::WRONG_KIND, name.span, message)
                    .also(found.span, format!("declared here as {is}"));
                if let Some(near) = self.near(name, kind) {
                    diagnostic = diagnostic.help(format!("Did you mean `{near}`?"));
                } else {
                    let advice = instead(&name.node, found.entity, kind);
                    let some = || format!("Name {}{}.", kind.a_word(), self.some_of(kind));
                    diagnostic = diagnostic.help(advice.unwrap_or_else(some));
                }
                self.report(diagnostic);
                None
            }
            None => {
                self.unknown(name, kind);
                None
            }
        }
    }

    fn unknown(&mut self, name: &Name, kind: Kind) {
        if kind.heads().iter().any(|head| self.all.unreadable.contains(head)) {
            self.poisoned = true;
            return;
        }
        let message = format!("there is no {} called `{}`", kind.word(), name.node);
        let help = if let Some(near) = self.near(name, kind) {
            format!("Did you mean `{near}`?")
        } else {
            let or = self.some_of(kind).replacen(": ", ", or choose from ", 1);
            format!("Declare it with {}{or}.", kind.declaration(&name.node))
        };
        self.report(Diagnostic::error(kind.code(), name.span, message).help(help));
    }

    /// Other names to choose from, if there are few.
    fn some_of(&self, kind: Kind) -> String {
        let mut names = self.names_of(kind);
        names.sort_unstable();
        match names.as_slice() {
            [] => String::new(),
            names if names.len() > 8 => String::new(),
            names => {
                let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                format!(": {}", list(&quoted, "or"))
            }
        }
    }

    fn names_of(&self, kind: Kind) -> Vec<&str> {
        let fitting = self.all.names.iter().filter(|(_, declared)| {
            kind.fits(declared.entity) && self.has_fitting(kind, declared.entity)
        });
        fitting.map(|(&name, _)| name).collect()
    }

    /// Whether a group holds what is wanted, as far as groups are known yet.
    fn has_fitting(&self, kind: Kind, entity: Entity) -> bool {
        let Entity::Group(id) = entity else { return true };
        self.book.groups.get(id).is_none_or(|group| match kind {
            Kind::Services => !group.services.is_empty(),
            Kind::Coverable => group.services.is_empty(),
            _ => true,
        })
    }

    fn near(&mut self, name: &Name, kind: Kind) -> Option<String> {
        self.suggestions = self.suggestions.checked_sub(1)?;
        closest(&name.node, self.names_of(kind)).map(str::to_owned)
    }
}

/// What to write where something else of that name was meant.
fn instead(name: &str, found: Entity, wanted: Kind) -> Option<String> {
    match (found, wanted) {
        (Entity::Group(_), Kind::Role) => {
            Some("A group holds terms or services; roles are brought together with `is a`.".to_owned())
        }
        (Entity::Term(_), Kind::Condition) => {
            Some(format!("Say which set it is looked for in, such as `conditions include {name}`."))
        }
        (Entity::Group(_), Kind::Condition) => {
            Some(format!("Say which set is looked into, such as `conditions include {name}`."))
        }
        (Entity::Group(_), Kind::Service) => {
            Some("Name one service of the group.".to_owned())
        }
        (Entity::Stage(_), Kind::Condition) => {
            Some("A stage only describes a client; no rule can read it. Use a definition.".to_owned())
        }
        (Entity::Need(_), Kind::Condition) => Some(
            "A need can't be read as a condition: say `then take once` it, or test the facts that meet it."
                .to_owned(),
        ),
        (Entity::Definition(_), Kind::Coverable) => {
            Some("Something measured that is to be covered is declared as a `concern`.".to_owned())
        }
        _ => None,
    }
}
