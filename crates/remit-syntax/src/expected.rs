//! What could have stood where reading stopped, in a reader's words.

use crate::grammar::Rule;

/// A phrase for what these rules want, such as ``a name or `and` ``; nothing if it would say little.
pub(crate) fn phrase(rules: &[Rule]) -> Option<String> {
    let mut wanted: Vec<&str> = Vec::new();
    // A condition may be a name, so there is no need to say both.
    let condition = rules.iter().any(|&rule| one(rule) == Some(CONDITION));
    for phrase in rules
        .iter()
        .filter_map(|&rule| one(rule))
        .filter(|phrase| !condition || *phrase != "a name")
    {
        if !wanted.contains(&phrase) {
            wanted.push(phrase);
        }
    }
    let (last, before) = wanted.split_last()?;
    if before.is_empty() {
        Some((*last).to_owned())
    } else {
        Some(format!("{} or {last}", before.join(", ")))
    }
}

const CONDITION: &str = "a condition";

/// A phrase for what one rule wants. What may stand there but is seldom what was meant says nothing.
const fn one(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::name | Rule::ceiling | Rule::choice => "a name",
        Rule::names
        | Rule::units
        | Rule::duties
        | Rule::needs
        | Rule::facts
        | Rule::outstanding => "names",
        Rule::unit => "a unit",
        Rule::number | Rule::quantity | Rule::steps => "a number",
        Rule::count => "a whole number",
        Rule::date => "a day such as `2027-04-10`",
        Rule::text | Rule::texts => "a text in quotes",
        Rule::urgency => "an urgency",
        Rule::rule_ref | Rule::rule_refs => "the name of a rule",
        Rule::condition
        | Rule::negation
        | Rule::count_of
        | Rule::parenthesis
        | Rule::comparison => CONDITION,
        Rule::must_to => "`to`",
        Rule::must_from => "`from`",
        Rule::must_until => "`until`",
        Rule::must_row => "`row`",
        Rule::must_step => "`step`",
        Rule::must_times => "`times`",
        Rule::must_for => "`for`",
        Rule::must_urgency => "`urgency`",
        Rule::is
        | Rule::is_not
        | Rule::include
        | Rule::at_least
        | Rule::at_most
        | Rule::above
        | Rule::below
        | Rule::between
        | Rule::are_none => "a comparison such as `is yes` or `at least 160 mmHg`",
        Rule::bare_values | Rule::not_values | Rule::any | Rule::either | Rule::members_of_set => {
            "a value"
        }
        Rule::and_word => "`and`",
        Rule::or_word => "`or`",
        Rule::closing => "`)`",
        Rule::take
        | Rule::refer
        | Rule::go_ahead
        | Rule::limit
        | Rule::nothing
        | Rule::nothing_word
        | Rule::stop
        | Rule::recommend
        | Rule::does_not_apply => "an outcome such as `take` or `refer to physician`",
        Rule::recheck => "`recheck of`",
        Rule::once_met => "`once met`",
        Rule::number_type | Rule::yes_or_no | Rule::one_of | Rule::any_of_its_terms => {
            "a kind of value such as `yes or no` or `one of a, b, c`"
        }
        Rule::in_order => "`in order`",
        Rule::minus => "`minus`",
        Rule::anybody => "`any practitioner`",
        Rule::healthy => "`the apparently healthy`",
        Rule::every => "`every concern`",
        Rule::only => "`only`",
        Rule::unconfirmed => "`unconfirmed`",
        Rule::verdict_word | Rule::expect_verdict => "a verdict such as `take` or `refer`",
        Rule::only_if => "`if`",
        Rule::must_aside => "`aside`",
        Rule::must_separately => "`separately`",
        Rule::clearance_word => {
            "`none`, `on-file`, `before-vigorous`, `before-any` or `stop-and-clear`"
        }
        Rule::lane_word => "`mine`, `refused` or `no-rule`",
        _ => return None,
    })
}
