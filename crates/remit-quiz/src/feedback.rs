use remit_model::id::{RuleId, StageId, StatementId};
use remit_model::rulebook::{Cond, CondKind};
use remit_scenario::tells_same;
use remit_words::{Line, LineKind, Words, list};

use crate::family::Family;
use crate::item::Part;
use crate::kind::Kind;
use crate::quiz::{Quiz, whose_lane};

/// What is said of a part after an answer, right or wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feedback {
    /// The option that was chosen, by index.
    pub chosen: usize,
    /// The option that is right, by index.
    pub key: usize,
    /// What is decided about the client, in a sentence or two.
    pub decision: String,
    /// What the chosen option reveals, if it is a known mistake.
    pub reveals: Option<String>,
    /// The rules that decide.
    pub rules: Vec<RuleId>,
    /// What each of them says and why, a line each.
    pub because: Vec<String>,
    /// Where they are from.
    pub sources: Vec<String>,
    /// What nearly applied.
    pub nearly: Vec<String>,
    /// Facts that would change the decision.
    pub flips: Vec<String>,
    /// The whole explanation.
    pub explanation: Vec<Line>,
}

impl Feedback {
    /// Whether the answer was right.
    #[must_use]
    pub fn right(&self) -> bool {
        self.chosen == self.key
    }

    pub(crate) fn new(quiz: &Quiz<'_>, family: Family, part: &Part, chosen: usize) -> Self {
        // The key is what the judge says now, whatever it was when the item was made.
        let key = quiz.key_of(family, part).unwrap_or(part.key);
        let reveals = part
            .options
            .get(chosen)
            .filter(|_| chosen != key)
            .and_then(|choice| choice.reveals.clone());
        let mut feedback = Self {
            chosen,
            key,
            decision: String::new(),
            reveals,
            rules: Vec::new(),
            because: Vec::new(),
            sources: Vec::new(),
            nearly: Vec::new(),
            flips: Vec::new(),
            explanation: Vec::new(),
        };
        match family {
            Family::Statement(id) => feedback.statement(quiz, id),
            Family::Stage(id) => feedback.stage(quiz, id, part),
            Family::Rule { rule, role, .. } => {
                feedback.client(quiz, family, part);
                if !quiz.book.rules[rule].roles.contains(role) {
                    feedback.of_others(quiz, rule);
                }
            }
        }
        feedback
    }

    fn statement(&mut self, quiz: &Quiz<'_>, id: StatementId) {
        let statement = &quiz.book.statements[id];
        self.decision = list::sentence(&statement.label.title);
        let place =
            statement.stands_in.as_ref().map_or_else(String::new, |place| format!("; {place}"));
        let source = &quiz.book.sources[statement.source].label.title;
        self.sources.push(format!("{source}, {}{place}", statement.label.name));
    }

    fn stage(&mut self, quiz: &Quiz<'_>, id: StageId, part: &Part) {
        let (stage, words) = (&quiz.book.stages[id], Words::new(quiz.book));
        self.decision = list::sentence(words.stage(id));
        // Of what would each be enough, only what is the case is told.
        let client = part.scenario.as_ref().and_then(|scenario| scenario.case.complete());
        let holds = |cond: &&Cond| {
            client.as_ref().is_none_or(|client| quiz.author.judge().holds(client, cond))
        };
        let because: Vec<_> = match &stage.when.kind {
            CondKind::Any(parts) => parts.iter().filter(holds).collect(),
            _ => vec![&stage.when],
        };
        let because: Vec<_> = because.into_iter().map(|cond| words.condition(cond)).collect();
        self.because.push(list::sentence(&because.join("; ")));
        self.because.extend(stage.reading.as_deref().map(list::sentence));
        self.sources.extend(stage.cites.iter().map(|citation| words.citation(citation)));
    }

    /// The lane that takes the client, and isn't this practitioner's.
    fn of_others(&mut self, quiz: &Quiz<'_>, lane: RuleId) {
        self.because.push(whose_lane(quiz.book, lane));
        self.cite(quiz, lane);
    }

    fn cite(&mut self, quiz: &Quiz<'_>, rule: RuleId) {
        let words = Words::new(quiz.book);
        for citation in &quiz.book.rules[rule].cites {
            let source = words.citation(citation);
            if !self.sources.contains(&source) {
                self.sources.push(source);
            }
        }
    }

    fn client(&mut self, quiz: &Quiz<'_>, family: Family, part: &Part) {
        let Some(scenario) = &part.scenario else { return };
        let words = Words::new(quiz.book);
        let target = scenario.target;
        let decision = quiz.author.judge().decide(&scenario.case, target.role, &[target.service]);
        self.decision = words.decision(&decision);
        if family.kind() == Kind::Who {
            // The question was about several practitioners; what is explained is told to one.
            self.decision = format!("To {}: {}", words.role(target.role), self.decision);
        }
        for &rule in &decision.decided_by {
            let because =
                words.because(rule).map_or_else(String::new, |because| format!(" {because}"));
            let says = words.said(rule, &decision);
            self.because.push(format!("{}: {says}.{because}", words.quoted(rule)));
            self.cite(quiz, rule);
        }
        self.explanation = words.explanation(&decision);
        let nearly = self.explanation.iter().filter(|line| line.kind == LineKind::Nearly);
        self.nearly = nearly.map(|line| list::sentence(&line.text)).collect();
        let services = [target.service];
        let flips = quiz.author.judge().counterfactuals(&scenario.case, target.role, &services);
        let told = flips.into_iter().filter_map(|flip| {
            let core = flip.decision.core()?;
            // A change that only hurries what is done anyway teaches nothing.
            let differs = !tells_same(&core, &scenario.core);
            differs.then(|| words.counterfactual(flip.fact, &flip.from, &flip.to, &core))
        });
        self.flips = told.collect();
        self.rules = decision.decided_by;
    }
}
