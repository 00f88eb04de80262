use remit_model::Rulebook;
use remit_model::id::{RoleId, RuleId};
use remit_model::rulebook::Verdict;
use remit_scenario::{Author, Draw, Scenario, Target, Unreached};
use remit_words::{Words, list};

use crate::family::{Family, Kind, services};
use crate::feedback::Feedback;
use crate::item::{Item, NoItem};
use crate::options::means_same;
use crate::slips::Slip;
use crate::{decide, statement, who};

/// The most words a client is told in.
const MOST_WORDS: usize = 120;

/// How many clients are drawn for a family until one makes an item.
const TRIES: u64 = 4;

/// Makes items from a rulebook.
#[derive(Debug)]
pub struct Quiz<'a> {
    pub(crate) book: &'a Rulebook,
    pub(crate) author: Author<'a>,
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
        Self { book, author: Author::new(book) }
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
        let mut furthest = None;
        for stream in 0..TRIES {
            match self.attempt(family, seed, stream) {
                Ok(item) => return Ok(item),
                // Many clients were tried already.
                Err(why @ NoItem::Unreached(_)) => return Err(why),
                Err(why) => furthest = furthest.max(Some(why)),
            }
        }
        Err(furthest.unwrap_or(NoItem::TooFewOptions))
    }

    fn attempt(&mut self, family: Family, seed: u64, stream: u64) -> Result<Item, NoItem> {
        let mut draw = Draw::new(seed, stream);
        let (scenario, question, options, key) = match family {
            Family::Statement(id) => {
                let (question, options, key) = statement::question(self.book, id, &mut draw)?;
                (None, question, options, key)
            }
            Family::Rule { kind, rule, exception, role } => {
                let (scenario, theirs) = if self.book.rules[rule].roles.contains(role) {
                    (self.client(rule, exception, role, &mut draw)?, None)
                } else {
                    let (scenario, theirs) = self.client_of_others(rule, role, &mut draw)?;
                    (scenario, Some(theirs))
                };
                let (question, options, key) = if kind == Kind::Who {
                    // Whose client it is can't be told by who may start, where nobody may.
                    if scenario.core.verdict == Verdict::Stop {
                        return Err(NoItem::Stopped);
                    }
                    who::question(&self.author, &scenario, &mut draw)?
                } else {
                    decide::question(&mut self.author, &scenario, theirs, &mut draw)?
                };
                (Some(scenario), question, options, key)
            }
        };
        let words = Words::new(self.book);
        let stem = scenario.as_ref().map_or_else(String::new, |scenario| scenario.vignette(words));
        if stem.split_whitespace().count() > MOST_WORDS {
            return Err(NoItem::TooLong);
        }
        Ok(Item { family, seed, stem, question, options, key, scenario })
    }

    /// A client for whom a rule decides, who asks for one of the services that the rule speaks of.
    fn client(
        &mut self,
        rule: RuleId,
        exception: Option<usize>,
        role: RoleId,
        draw: &mut Draw,
    ) -> Result<Scenario, NoItem> {
        let mut furthest = Unreached::NotAsked;
        for service in draw.shuffled(services(self.book, rule, role)) {
            match self.author.draw(Target { rule, exception, role, service }, draw) {
                Ok(scenario) => return Ok(scenario),
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
            match self.client(lane, None, other, draw) {
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

    /// Which option of an item is right, decided anew.
    #[must_use]
    pub fn key(&self, item: &Item) -> Option<usize> {
        match (item.family, &item.scenario) {
            (Family::Statement(id), _) => statement::key(self.book, id, &item.options),
            (Family::Rule { kind: Kind::Who, .. }, Some(scenario)) => {
                who::key(&self.author, item, scenario)
            }
            (Family::Rule { .. }, Some(scenario)) => decide::key(&self.author, item, scenario),
            (Family::Rule { .. }, None) => None,
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
        let texts =
            |item: &Item| item.options.iter().map(|choice| choice.text.clone()).collect::<Vec<_>>();
        if again.stem != item.stem
            || again.question != item.question
            || texts(&again) != texts(item)
        {
            return Err(Fault::Changed);
        }
        if self.key(item) != Some(item.key) || again.key != item.key {
            return Err(Fault::WrongKey);
        }
        let pairs = item.options.iter().enumerate();
        for (at, choice) in pairs {
            let rest = item.options.iter().skip(at + 1);
            for other in rest {
                if choice.text == other.text || means_same(&choice.answer, &other.answer) {
                    return Err(Fault::SameOptions);
                }
            }
        }
        Ok(())
    }

    /// What to say to somebody who chose an option.
    #[must_use]
    pub fn feedback(&self, item: &Item, chosen: usize) -> Feedback {
        Feedback::new(self, item, chosen)
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
