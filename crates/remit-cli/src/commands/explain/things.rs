use remit_model::Rulebook;
use remit_model::id::{
    CeilingId, ConcernId, DefinitionId, DutyId, FactId, GroupId, NeedId, RoleId, RuleId, ScreenId,
    ServiceId, SettingId, SourceId, StageId, StatementId, TableId, TermId, TopicId, UnitId,
    UrgencyId,
};
use remit_model::rulebook::{FactKind, RaisedBy};

/// Something of a rulebook that has a name.
#[derive(Debug, Clone, Copy)]
pub(super) enum Thing {
    Rule(RuleId),
    Table(TableId),
    Fact(FactId),
    /// A value of a fact, by its index.
    Choice(FactId, usize),
    Term(TermId),
    Concern(ConcernId),
    Group(GroupId),
    Role(RoleId),
    Service(ServiceId),
    Need(NeedId),
    Duty(DutyId),
    Definition(DefinitionId),
    Stage(StageId),
    Ceiling(CeilingId),
    Urgency(UrgencyId),
    Screen(ScreenId),
    Setting(SettingId),
    Source(SourceId),
    Statement(StatementId),
    Topic(TopicId),
    Unit(UnitId),
    /// An impossible combination, by its index.
    Impossible(usize),
    /// An unlikely combination, by its index.
    Unlikely(usize),
}

/// Everything that has a name, with it. A name may stand for several things.
pub(super) fn all(book: &Rulebook) -> Vec<(String, Thing)> {
    let mut all = Vec::new();
    all.extend(book.rules.iter().map(|(id, rule)| (rule.name(), Thing::Rule(id))));
    macro_rules! named {
        ($($table:ident $thing:ident)*) => {$(
            all.extend(book.$table.iter().map(|(id, row)| (row.label.name.clone(), Thing::$thing(id))));
        )*};
    }
    named!(
        tables Table facts Fact terms Term groups Group roles Role services Service needs Need
        duties Duty definitions Definition stages Stage ceilings Ceiling urgencies Urgency
        screens Screen settings Setting sources Source statements Statement topics Topic units Unit
    );
    // A concern that a term raises has the term's name, and its card.
    let declared = book.concerns.iter().filter(|(_, concern)| is_declared(&concern.raised_by));
    all.extend(declared.map(|(id, row)| (row.label.name.clone(), Thing::Concern(id))));
    let unlikely = book.unlikely.iter().enumerate();
    all.extend(unlikely.map(|(at, row)| (row.label.name.clone(), Thing::Unlikely(at))));
    let impossible = book.impossible.iter().enumerate();
    all.extend(impossible.map(|(at, row)| (row.label.name.clone(), Thing::Impossible(at))));
    for (id, fact) in book.facts.iter() {
        if let FactKind::Choice { options, yes_no: false, .. } = &fact.kind {
            let options = options.iter().enumerate();
            all.extend(options.map(|(at, option)| (option.name.clone(), Thing::Choice(id, at))));
        }
    }
    all
}

fn is_declared(raised_by: &RaisedBy) -> bool {
    matches!(raised_by, RaisedBy::Condition(_))
}
