use remit_source::Spanned;

use super::{Lower, Read, example::value_of, next, next_if};
use crate::{
    ast::{
        Choice, Citation, Clause, Covers, Date, FactType, For, Given, Head, Name, OneOf, Requests,
        RuleRef, Seers, Text, Value,
    },
    grammar::{Node, Rule, Stop, read},
    plain,
    words::{self, Keyword},
};

impl Lower<'_> {
    /// Reads what stands after the keyword.
    pub(crate) fn clause(&mut self, keyword: Keyword, body: &str) -> Read<Clause> {
        Ok(match keyword {
            Keyword::Version => Clause::Version(self.text_body(body)?),
            Keyword::Note => Clause::Note(self.text_body(body)?),
            Keyword::By => Clause::By(self.text_body(body)?),
            Keyword::Edition => Clause::Edition(self.text_body(body)?),
            Keyword::FoundAt => Clause::FoundAt(self.text_body(body)?),
            Keyword::StandsIn => Clause::StandsIn(self.text_body(body)?),
            Keyword::Asks => Clause::Asks(self.text_body(body)?),
            Keyword::Answer => Clause::Answer(self.text_body(body)?),
            Keyword::Wrong => Clause::Wrong(self.text_body(body)?),
            Keyword::Called => Clause::Called(self.text_body(body)?),
            Keyword::Because => Clause::Because(self.text_body(body)?),
            Keyword::Reading => Clause::Reading(self.text_body(body)?),
            Keyword::ReferralsFor => Clause::ReferralsFor(self.name_body(body)?),
            Keyword::EmergenciesFor => Clause::EmergenciesFor(self.name_body(body)?),
            Keyword::OtherwiseRefer => Clause::OtherwiseRefer(self.name_body(body)?),
            Keyword::IsA => Clause::IsA(self.name_body(body)?),
            Keyword::GoesWith => Clause::GoesWith(self.name_body(body)?),
            Keyword::Urgent => Clause::Urgent(self.name_body(body)?),
            Keyword::ScreenedBy => Clause::ScreenedBy(self.name_body(body)?),
            Keyword::AlsoWritten => Clause::AlsoWritten(self.names_body(Rule::units_body, body)?),
            Keyword::Runs => Clause::Runs(self.names_body(Rule::names_body, body)?),
            Keyword::Listed => Clause::Listed(self.names_body(Rule::names_body, body)?),
            Keyword::WorksIn => Clause::WorksIn(self.names_body(Rule::names_body, body)?),
            Keyword::Holds => Clause::Holds(self.names_body(Rule::names_body, body)?),
            Keyword::Watches => Clause::Watches(self.names_body(Rule::names_body, body)?),
            Keyword::Implies => Clause::Implies(self.names_body(Rule::names_body, body)?),
            Keyword::GivenBy => Clause::GivenBy(self.names_body(Rule::names_body, body)?),
            Keyword::Closes => Clause::Closes(self.names_body(Rule::names_body, body)?),
            Keyword::Leaves => Clause::Leaves(self.names_body(Rule::names_body, body)?),
            Keyword::AskedFor => Clause::AskedFor(self.names_body(Rule::names_body, body)?),
            Keyword::About => Clause::About(self.names_body(Rule::names_body, body)?),
            Keyword::AlsoRefer => Clause::AlsoRefer(self.names_body(Rule::names_body, body)?),
            Keyword::Unknown => Clause::Unknown(self.names_body(Rule::names_body, body)?),
            Keyword::Clinician => self.nothing_body(body, Clause::Clinician)?,
            Keyword::CountsAsAct => self.nothing_body(body, Clause::CountsAsAct)?,
            Keyword::CountsAsClearance => self.nothing_body(body, Clause::CountsAsClearance)?,
            Keyword::MayBeNotTaken => self.nothing_body(body, Clause::MayBeNotTaken)?,
            Keyword::NeedsCover => self.nothing_body(body, Clause::NeedsCover)?,
            Keyword::NeedsNoCover => self.nothing_body(body, Clause::NeedsNoCover)?,
            Keyword::ExactlyOneRow => self.nothing_body(body, Clause::ExactlyOneRow)?,
            Keyword::AskedWhen => Clause::AskedWhen(self.condition_body(body)?),
            Keyword::MetWhen => Clause::MetWhen(self.condition_body(body)?),
            Keyword::When => Clause::When(self.condition_body(body)?),
            Keyword::ExceptWhen => Clause::ExceptWhen(self.condition_body(body)?),
            Keyword::Then => Clause::Then(self.outcome_body(body)?),
            Keyword::Of => Clause::Of(self.rule_ref(next(&mut read(Rule::ref_body, body)?)?)?),
            Keyword::Overrides => Clause::Overrides(self.refs_body(body)?),
            Keyword::DecidedBy => self.decided_body(body)?,
            Keyword::ReviewBy => Clause::ReviewBy(self.date_body(body)?),
            Keyword::Type => Clause::Type(self.type_body(body)?),
            Keyword::Usually => {
                let node = next(&mut read(Rule::value_body, body)?)?;
                Clause::Usually(self.value(node)?)
            }
            Keyword::Code
            | Keyword::Told
            | Keyword::Accepts
            | Keyword::Under
            | Keyword::SeenBy
            | Keyword::Client => self.pair_body(keyword, body)?,
            Keyword::For => Clause::For(self.for_body(body)?),
            Keyword::Covers => Clause::Covers(self.covers_body(body)?),
            Keyword::Cites => Clause::Cites(self.cites_body(body)?),
            Keyword::As => Clause::As(self.kind_body(body)?),
            Keyword::Expect => Clause::Expect(self.expect_body(body)?),
        })
    }

    fn text_body(&mut self, body: &str) -> Read<Text> {
        if let Some(texts) = plain::texts(body) {
            return Ok(self.plain_text(&texts));
        }
        self.next_text(&mut read(Rule::text_body, body)?)
    }

    fn name_body(&mut self, body: &str) -> Read<Name> {
        if let Some([only]) = plain::names_apart(body).as_deref() {
            return Ok(self.plain_name(*only));
        }
        self.next_name(&mut read(Rule::name_body, body)?)
    }

    fn names_body(&mut self, rule: Rule, body: &str) -> Read<Vec<Name>> {
        if let Some(names) = plain::list(body) {
            return Ok(self.plain_names(&names));
        }
        self.next_names(&mut read(rule, body)?)
    }

    #[expect(clippy::unused_self, reason = "it stands in a row with its siblings")]
    fn nothing_body(&self, body: &str, clause: Clause) -> Read<Clause> {
        read(Rule::nothing_body, body)?;
        Ok(clause)
    }

    fn refs_body(&mut self, body: &str) -> Read<Vec<RuleRef>> {
        self.rule_refs(&mut read(Rule::refs_body, body)?)
    }

    fn date_body(&mut self, body: &str) -> Read<Spanned<Date>> {
        let node = next(&mut read(Rule::date_body, body)?)?;
        let mut parts = node.as_str().split('-').map(|part| part.parse::<u16>().unwrap_or(0));
        let mut part = || parts.next().unwrap_or(0);
        let (year, month, day) = (part(), part(), part());
        let byte = |part: u16| u8::try_from(part).unwrap_or(0);
        Ok(Spanned::new(Date { year, month: byte(month), day: byte(day) }, self.span(&node)))
    }

    /// `is …` of a fact.
    fn type_body(&mut self, body: &str) -> Read<FactType> {
        let node = next(&mut read(Rule::type_body, body)?)?;
        Ok(match node.as_rule() {
            Rule::yes_or_no => FactType::YesOrNo,
            Rule::any_of_its_terms => FactType::AnyOfItsTerms,
            Rule::number_type => {
                let mut nodes = node.into_inner();
                FactType::Number {
                    unit: next_if(&mut nodes, Rule::unit).map(|unit| self.name(&unit)),
                    from: self.next_decimal(&mut nodes)?,
                    to: self.next_decimal(&mut nodes)?,
                    step: self.next_decimal(&mut nodes)?,
                }
            }
            _ => {
                let mut options = Vec::new();
                let mut in_order = false;
                for child in node.into_inner() {
                    if child.as_rule() == Rule::in_order {
                        in_order = true;
                        continue;
                    }
                    let mut nodes = child.into_inner();
                    let name = self.next_name(&mut nodes)?;
                    options.push(Choice {
                        name,
                        within: nodes.next().map(|within| self.name(&within)),
                    });
                }
                FactType::OneOf { options, in_order }
            }
        })
    }

    pub(super) fn value(&mut self, node: Node) -> Read<Value> {
        if node.as_rule() == Rule::quantity {
            return Ok(Value::Quantity(self.quantity(node)?));
        }
        Ok(value_of(self.names(node)))
    }

    /// Clauses of two or three parts.
    fn pair_body(&mut self, keyword: Keyword, body: &str) -> Read<Clause> {
        if let Some(plain) = self.plain_pair(keyword, body) {
            return Ok(plain);
        }
        let rule = match keyword {
            Keyword::Code => Rule::code_body,
            Keyword::Told => Rule::told_body,
            Keyword::Accepts => Rule::accepts_body,
            Keyword::Under => Rule::under_body,
            Keyword::SeenBy => return self.seen_body(body),
            _ => return self.client_body(body),
        };
        let mut nodes = read(rule, body)?;
        Ok(match keyword {
            Keyword::Code => Clause::Code {
                system: self.next_name(&mut nodes)?,
                code: self.next_text(&mut nodes)?,
            },
            Keyword::Told => {
                let value = next_if(&mut nodes, Rule::name).map(|name| self.name(&name));
                Clause::Told { value, text: self.next_text(&mut nodes)? }
            }
            Keyword::Accepts => {
                let unit = self.next_name(&mut nodes)?;
                let minus = match next_if(&mut nodes, Rule::minus) {
                    Some(node) => Some(self.next_decimal(&mut node.into_inner())?),
                    None => None,
                };
                let times = self.next_decimal(&mut nodes)?;
                let divided = match next_if(&mut nodes, Rule::number) {
                    Some(node) => Some(self.decimal(&node)?),
                    None => None,
                };
                Clause::Accepts { unit, minus, times, divided }
            }
            _ => Clause::Under {
                setting: self.next_name(&mut nodes)?,
                value: self.next_name(&mut nodes)?,
            },
        })
    }

    /// `client FACT NAME`, `under SETTING VALUE` and `seen by ROLE for SERVICES`.
    fn plain_pair(&self, keyword: Keyword, body: &str) -> Option<Clause> {
        if keyword == Keyword::SeenBy {
            let (role, services) = plain::name_for_list(body)?;
            return Some(Clause::SeenBy {
                by: Seers::These(vec![OneOf::This(self.plain_name(role))]),
                services: Requests::Together(self.plain_names(&services)),
            });
        }
        if !matches!(keyword, Keyword::Client | Keyword::Under) {
            return None;
        }
        let names = plain::names_apart(body)?;
        let &[first, second] = names.as_slice() else { return None };
        let (first, second) = (self.plain_name(first), self.plain_name(second));
        Some(match keyword {
            Keyword::Under => Clause::Under { setting: first, value: second },
            _ => Clause::Client { fact: first, given: Given::One(value_of(vec![second])) },
        })
    }

    fn for_body(&mut self, body: &str) -> Read<For> {
        // `any practitioner` and `but` are no plain lists.
        if let Some(names) = plain::list(body) {
            return Ok(For { roles: Some(self.plain_names(&names)), but: Vec::new() });
        }
        let mut nodes = read(Rule::for_body, body)?;
        let node = next(&mut nodes)?;
        let roles = if node.as_rule() == Rule::anybody { None } else { Some(self.names(node)) };
        let but =
            next_if(&mut nodes, Rule::names).map(|names| self.names(names)).unwrap_or_default();
        Ok(For { roles, but })
    }

    fn covers_body(&mut self, body: &str) -> Read<Covers> {
        let mut covers = Covers { only: false, healthy: false, every: false, names: Vec::new() };
        for node in read(Rule::covers_body, body)? {
            match node.as_rule() {
                Rule::only => covers.only = true,
                Rule::healthy => covers.healthy = true,
                Rule::every => covers.every = true,
                Rule::name => covers.names.push(self.name(&node)),
                _ => {}
            }
        }
        Ok(covers)
    }

    fn cites_body(&mut self, body: &str) -> Read<Citation> {
        let mut nodes = read(Rule::cites_body, body)?;
        let source = self.next_name(&mut nodes)?;
        let statements =
            next_if(&mut nodes, Rule::names).map(|names| self.names(names)).unwrap_or_default();
        let place = next_if(&mut nodes, Rule::texts).map(|texts| self.text(texts));
        let unconfirmed = next_if(&mut nodes, Rule::unconfirmed).is_some();
        Ok(Citation { source, statements, place, unconfirmed })
    }

    /// `lane`, `precaution` or `advice`.
    fn kind_body(&mut self, body: &str) -> Read<Spanned<Head>> {
        let node = next(&mut read(Rule::name_body, body)?)?;
        match words::head_of(node.as_str()) {
            Some(head) if head.is_rule() && head != Head::Table => {
                Ok(Spanned::new(head, self.span(&node)))
            }
            _ => Err(Stop { at: node.as_span().start(), expected: Vec::new() }.into()),
        }
    }
}
