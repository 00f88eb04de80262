//! Clients whom somebody wrote, in their own words; what is right is decided all the same.

use remit_eval::{Case, Completion};
use remit_model::Rulebook;
use remit_model::id::{RoleId, RuleId, ServiceId};
use remit_model::rulebook::{FactKind, IdSet, Value, Verdict};
use remit_scenario::{Author, Draw, Scenario, Target};
use remit_source::FileId;
use serde::{Deserialize, Serialize};

use crate::family::Family;
use crate::item::{Draft, Item, NoItem, Part};
use crate::kind::Kind;
use crate::quiz::{MOST_WORDS, Quiz};
use crate::{decide, who};

/// A client whom an author wrote, by names: it can be kept with the plan of a session, so that the
/// session can be taken up again whatever became of the quiz file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vignette {
    /// What it is called within its quiz.
    pub name: String,
    /// The practitioner who is asked.
    pub role: String,
    /// The service that the client asks for.
    pub service: String,
    /// What is asked: [`Kind::Decide`] or [`Kind::Who`].
    pub kind: Kind,
    /// The client in the author's words.
    pub story: String,
    /// The author's question; without one, that of the kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// The client as a case in JSON.
    pub client: String,
}

/// Why an authored client makes no question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NoVignette {
    /// The rulebook doesn't have what it names, or the client isn't one of its clients any more.
    Unreadable,
    /// What is told leaves the answer open.
    Open,
    /// No rule decides, so there is nothing to learn.
    NoRule,
    /// There is no question to ask of it.
    NoItem(NoItem),
}

impl NoVignette {
    /// The same among the reasons why there is no item of a family.
    pub(crate) fn into_no_item(self) -> NoItem {
        match self {
            Self::NoItem(why) => why,
            Self::Unreadable | Self::Open | Self::NoRule => {
                NoItem::Unreached(remit_scenario::Unreached::NotTellable)
            }
        }
    }
}

impl Quiz<'_> {
    /// The item of an authored client and a seed: always the same one.
    pub(crate) fn authored(&mut self, vignette: &Vignette, seed: u64) -> Result<Item, NoVignette> {
        if vignette.story.split_whitespace().count() > MOST_WORDS {
            return Err(NoVignette::NoItem(NoItem::TooLong));
        }
        let mut draw = Draw::new(seed, 0);
        let scenario = scenario(&self.author, vignette)?;
        let draft = match vignette.kind {
            Kind::Who if scenario.core.verdict == Verdict::Stop => Err(NoItem::Stopped),
            Kind::Who => who::question(&self.author, &scenario, &mut draw),
            _ => decide::question(&mut self.author, &self.said, &scenario, None, &mut draw),
        };
        let Draft { question, options, key, .. } = draft.map_err(NoVignette::NoItem)?;
        let Target { rule, role, .. } = scenario.target;
        let family = Family::Rule { kind: vignette.kind, rule, exception: None, role };
        let part = Part {
            stem: vignette.story.clone(),
            question: vignette.question.clone().unwrap_or(question),
            options,
            key,
            scenario: Some(scenario),
        };
        let vignette = Some(vignette.name.clone());
        Ok(Item { family, seed, vignette, parts: vec![part], turns_on: None })
    }
}

/// The client as one who was drawn would be.
pub(crate) fn scenario(author: &Author<'_>, vignette: &Vignette) -> Result<Scenario, NoVignette> {
    let book = author.judge().book;
    let role = book.find_role(&vignette.role).ok_or(NoVignette::Unreadable)?;
    let service = book.find_service(&vignette.service).ok_or(NoVignette::Unreadable)?;
    let case = Case::from_json(book, FileId(0), &vignette.client, &[]);
    let case = case.map_err(|_| NoVignette::Unreadable)?;
    let decision = author.judge().decide(&case, role, &[service]);
    let core = decision.core().ok_or(NoVignette::Open)?;
    let decided = decision.decided_by.first().copied();
    let rule = decided.or_else(|| lane_of_others(book, role, service)).ok_or(NoVignette::NoRule)?;
    let told = |(id, fact): (_, &remit_model::rulebook::Fact)| {
        let value = case.value(id).filter(|value| fact.usual.as_ref() != Some(*value))?;
        Some((id, value.clone()))
    };
    Ok(Scenario {
        target: Target { rule, exception: None, role, service },
        client: completed(book, &case),
        told: book.facts.iter().filter_map(told).collect(),
        screen: case.screen,
        case,
        style: 0,
        asks: true,
        decision,
        core,
    })
}

/// Where no rule speaks, what is to be learnt is whose lane it is.
fn lane_of_others(book: &Rulebook, role: RoleId, service: ServiceId) -> Option<RuleId> {
    let lane = |(_, rule): &(RuleId, &remit_model::rulebook::Rule)| {
        rule.takes() && rule.services.contains(service) && !rule.roles.contains(role)
    };
    book.rules.iter().find(lane).map(|(id, _)| id)
}

/// The client with what is not told as it usually is: who is mistaken about a rule is mistaken
/// about a whole client.
fn completed(book: &Rulebook, case: &Case) -> Completion {
    let value = |(id, fact): (_, &remit_model::rulebook::Fact)| {
        let given = case.value(id).or(fact.usual.as_ref()).cloned();
        given.unwrap_or(match &fact.kind {
            FactKind::Choice { .. } => Value::Option(0),
            FactKind::Set { .. } => Value::Set(IdSet::default()),
            FactKind::Number { .. } => Value::NotTaken,
        })
    };
    Completion { values: book.facts.iter().map(value).collect(), settings: case.settings.clone() }
}
