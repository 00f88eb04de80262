use remit_model::Rulebook;
use remit_model::id::{RoleId, RuleId};
use remit_model::rulebook::Verdict;
use remit_scenario::{Author, Draw, Scenario, Target, Unreached};
use remit_words::{Words, list};

use crate::decide::Said;
use crate::family::{Family, services};
use crate::feedback::Feedback;
use crate::item::{Draft, Item, NoItem, Part, Response};
use crate::kind::Kind;
use crate::options::means_same;
use crate::slips::Slip;
use crate::{act, decide, next_question, pair, stage, statement, turning_point, who};

/// The most words a client is told in.
pub(crate) const MOST_WORDS: usize = 120;

/// In so many of a hundred items the client asks for something that the practitioner does.
const ORDINARY: usize = 85;

/// How many clients are drawn for a family until one makes an item.
const TRIES: u64 = 4;

/// Makes items from a rulebook.
#[derive(Debug)]
pub struct Quiz<'a> {
    pub(crate) book: &'a Rulebook,
    pub(crate) author: Author<'a>,
    pub(crate) said: Said,
}

/// What is wrong with an item that was made earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It can't be made again from its family and seed.
    Gone,
    /// It comes out differently now.
    Changed,
    /// The judge says that another option is right, or none.
    WrongKey,
    /// Two options mean the same.
    SameOptions,
}

impl<'a> Quiz<'a> {
    /// A quiz on a rulebook.
    #[must_use]
    pub fn new(book: &'a Rulebook) -> Self {
        Self { book, author: Author::new(book), said: Said::new(book) }
    }

    /// The rulebook.
    #[must_use]
    pub fn book(&self) -> &'a Rulebook {
        self.book
    }

    /// The item of a family and a seed: always the same one.
    ///
    /// # Errors
    ///
    /// Why there is none.
    pub fn item(&mut self, family: Family, seed: u64) -> Result<Item, NoItem> {
        let (mut furthest, mut uneven) = (None, None);
        for stream in 0..TRIES {
            match self.attempt(family, seed, stream) {
                Ok((item, true)) => return Ok(item),
                // Where nobody can be asked about without a length that tells something, a question
                // is better than none.
                Ok((item, false)) => uneven = uneven.or(Some(item)),
                // Many clients were tried already.
                Err(NoItem::Unreached(why)) => {
                    furthest = Some(NoItem::Unreached(why));
                    break;
                }
                Err(why) => furthest = furthest.max(Some(why)),
            }
        }
        uneven.ok_or(furthest.unwrap_or(NoItem::TooFewOptions))
    }

    /// An item, and whether the lengths of its options tell nothing.
    fn attempt(&mut self, family: Family, seed: u64, stream: u64) -> Result<(Item, bool), NoItem> {
        let mut draw = Draw::new(seed, stream);
        let (draft, scenario) = match family {
            Family::Statement(id) => (statement::question(self.book, id, &mut draw)?, None),
            Family::Rule { kind: Kind::Pair, rule, exception, role } => {
                return self.pair(family, seed, (rule, exception, role), &mut draw);
            }
            Family::Stage(id) => {
                let scenario = self.author.in_stage(id, &mut draw).map_err(NoItem::Unreached)?;
                (stage::question(&self.author, &scenario, &mut draw)?, Some(scenario))
            }
            Family::Rule { kind, rule, exception, role } => {
                let about = (rule, exception, role);
                let (draft, scenario) = self.about_client(kind, about, &mut draw)?;
                (draft, Some(scenario))
            }
        };
        let (even, parts) = (draft.even, vec![self.part(draft, scenario)?]);
        Ok((Item { family, seed, vignette: None, parts, turns_on: None }, even))
    }

    /// Two clients who differ in one fact and in what is done with them. Which of them comes first
    /// is drawn.
    fn pair(
        &mut self,
        family: Family,
        seed: u64,
        of: (RuleId, Option<usize>, RoleId),
        draw: &mut Draw,
    ) -> Result<(Item, bool), NoItem> {
        let (mut one, mut other, fact) = self.drawn(of, draw, Author::pair)?;
        if draw.chance(50) {
            std::mem::swap(&mut one, &mut other);
        }
        let turns_on = pair::turns_on(Words::new(self.book), [&one, &other], fact);
        let [first, second] = pair::questions(&mut self.author, &self.said, [&one, &other], draw)?;
        let even = first.even;
        let parts = vec![self.part(first, Some(one))?, self.part(second, Some(other))?];
        Ok((Item { family, seed, vignette: None, parts, turns_on: Some(turns_on) }, even))
    }

    /// A question about a client for whom a rule decides.
    fn about_client(
        &mut self,
        kind: Kind,
        about: (RuleId, Option<usize>, RoleId),
        draw: &mut Draw,
    ) -> Result<(Draft, Scenario), NoItem> {
        let (rule, _, role) = about;
        if kind == Kind::NextQuestion {
            let open = self.drawn(about, draw, Author::open)?;
            let draft = next_question::question(&self.author, &open, draw)?;
            return Ok((draft, open.scenario));
        }
        if kind == Kind::Decide && !self.book.rules[rule].roles.contains(role) {
            let (scenario, theirs) = self.client_of_others(rule, role, draw)?;
            let draft =
                decide::question(&mut self.author, &self.said, &scenario, Some(theirs), draw)?;
            return Ok((draft, scenario));
        }
        let mut scenario = self.client(about, draw)?;
        let draft = match kind {
            Kind::Decide => decide::question(&mut self.author, &self.said, &scenario, None, draw)?,
            Kind::TurningPoint => turning_point::question(&self.author, &scenario, draw)?,
            Kind::Act => {
                // What the client asks for would give away which option it is about.
                scenario.asks = false;
                act::question(&self.author, &scenario, draw)?
            }
            // Whose client it is can't be told by who may start, where nobody may.
            Kind::Who if scenario.core.verdict == Verdict::Stop => return Err(NoItem::Stopped),
            Kind::Who => who::question(&self.author, &scenario, draw)?,
            _ => return Err(NoItem::NoSuchKind),
        };
        Ok((draft, scenario))
    }

    /// A question beside its client, if that can be told in few enough words.
    fn part(&self, draft: Draft, scenario: Option<Scenario>) -> Result<Part, NoItem> {
        let words = Words::new(self.book);
        let stem = scenario.as_ref().map_or_else(String::new, |scenario| scenario.vignette(words));
        if stem.split_whitespace().count() > MOST_WORDS {
            return Err(NoItem::TooLong);
        }
        let Draft { question, options, key, .. } = draft;
        Ok(Part { stem, question, options, key, scenario })
    }

    /// A client for whom a rule decides, who asks for one of the services that the rule speaks of.
    fn client(
        &mut self,
        about: (RuleId, Option<usize>, RoleId),
        draw: &mut Draw,
    ) -> Result<Scenario, NoItem> {
        self.drawn(about, draw, Author::draw)
    }

    /// What is drawn for one of the services that a rule speaks of, whichever can be had first.
    fn drawn<T>(
        &mut self,
        (rule, exception, role): (RuleId, Option<usize>, RoleId),
        draw: &mut Draw,
        mut one: impl FnMut(&mut Author<'a>, Target, &mut Draw) -> Result<T, Unreached>,
    ) -> Result<T, NoItem> {
        let mut furthest = Unreached::NotAsked;
        let mut wanted = draw.shuffled(services(self.book, rule, role));
        // Most come for what the practitioner does: that somebody asks a trainer for surgery makes a
        // good question now and then, but not about everything.
        if draw.chance(ORDINARY) {
            wanted.sort_by_key(|&service| !self.author.is_open(role, service));
        }
        for service in wanted {
            match one(&mut self.author, Target { rule, exception, role, service }, draw) {
                Ok(drawn) => return Ok(drawn),
                Err(Unreached::NeverDecides) => {
                    return Err(NoItem::Unreached(Unreached::NeverDecides));
                }
                Err(why) => furthest = furthest.max(why),
            }
        }
        Err(NoItem::Unreached(furthest))
    }

    /// A client whom only the lane of others takes, who comes to this practitioner; and what one of
    /// the others would do, which is the mistake to make.
    fn client_of_others(
        &mut self,
        lane: RuleId,
        role: RoleId,
        draw: &mut Draw,
    ) -> Result<(Scenario, Slip), NoItem> {
        let book = self.book;
        let whose = book.roles.ids().filter(|&other| !services(book, lane, other).is_empty());
        let mut furthest = NoItem::Unreached(Unreached::NotAsked);
        for other in draw.shuffled(whose) {
            match self.client((lane, None, other), draw) {
                Ok(theirs) => match self.author.turned_to(&theirs, role) {
                    Some(scenario) => {
                        let slip = Slip { core: theirs.core, reveals: whose_lane(book, lane) };
                        return Ok((scenario, slip));
                    }
                    None => furthest = NoItem::Unreached(Unreached::NotDecisive),
                },
                Err(why) => furthest = furthest.max(why),
            }
        }
        Err(furthest)
    }

    /// Which options of an item are right, decided anew; `None` if an option that should be there
    /// isn't.
    #[must_use]
    pub fn key(&self, item: &Item) -> Option<Response> {
        item.parts.iter().map(|part| self.key_of(item.family, part)).collect()
    }

    /// Which option of a part is right, decided anew.
    pub(crate) fn key_of(&self, family: Family, part: &Part) -> Option<usize> {
        let Some(scenario) = &part.scenario else {
            let Family::Statement(id) = family else { return None };
            return statement::key(self.book, id, &part.options);
        };
        match family.kind() {
            Kind::Who => who::key(&self.author, part, scenario),
            Kind::NextQuestion => next_question::key(&self.author, part, scenario),
            Kind::TurningPoint => turning_point::key(&self.author, part, scenario),
            Kind::Act => act::key(&self.author, part, scenario),
            Kind::Stage => stage::key(&self.author, part, scenario),
            Kind::Decide | Kind::Pair | Kind::Statement => {
                decide::key(&self.author, part, scenario)
            }
        }
    }

    /// Makes an item again from its family and seed, decides it anew, and says what is wrong with
    /// it.
    ///
    /// # Errors
    ///
    /// The first fault.
    pub fn audit(&mut self, item: &Item) -> Result<(), Fault> {
        let again = self.item(item.family, item.seed).map_err(|_| Fault::Gone)?;
        if again.digest() != item.digest() {
            return Err(Fault::Changed);
        }
        if self.key(item) != Some(item.key()) || again.key() != item.key() {
            return Err(Fault::WrongKey);
        }
        for part in &item.parts {
            for (at, choice) in part.options.iter().enumerate() {
                for other in part.options.iter().skip(at + 1) {
                    if choice.text == other.text || means_same(&choice.answer, &other.answer) {
                        return Err(Fault::SameOptions);
                    }
                }
            }
        }
        Ok(())
    }

    /// What to say to somebody who gave a response: of each part.
    #[must_use]
    pub fn feedback(&self, item: &Item, response: &[usize]) -> Vec<Feedback> {
        let parts = item.parts.iter().zip(response);
        parts.map(|(part, &chosen)| Feedback::new(self, item.family, part, chosen)).collect()
    }

    /// The families that can't be asked about, and why: each is tried with some seeds.
    pub fn unasked(&mut self, seeds: u64) -> Vec<(Family, NoItem)> {
        let mut unasked = Vec::new();
        for family in Family::all(self.book) {
            let mut furthest = None;
            let found = (0..seeds).any(|seed| match self.item(family, seed) {
                Ok(_) => true,
                Err(why) => {
                    furthest = furthest.max(Some(why));
                    false
                }
            });
            if let (false, Some(why)) = (found, furthest) {
                unasked.push((family, why));
            }
        }
        unasked
    }
}

/// Whom a lane is for, as a sentence.
pub(crate) fn whose_lane(book: &Rulebook, lane: RuleId) -> String {
    let words = Words::new(book);
    let roles: Vec<_> =
        book.rules[lane].roles.iter().filter(|&role| !book.roles[role].category).collect();
    let roles: Vec<_> = roles.into_iter().map(|role| words.role(role).to_owned()).collect();
    format!("{} speaks for {} only.", words.quoted(lane), list::and(&roles))
}
