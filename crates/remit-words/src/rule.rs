//! Rules read aloud, and where they come from.

use remit_model::id::RuleId;
use remit_model::rulebook::{Citation, Covers, Rule, RuleKind};

use crate::Words;
use crate::list::{and, or, sentence, spelled};

/// A clause of a rule read aloud.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// What introduces it: `For`, `When`, `Then`, `Because` …
    pub head: &'static str,
    /// What follows.
    pub text: String,
}

impl Words<'_> {
    /// A rule, clause by clause, as one would read it to a class.
    #[must_use]
    pub fn aloud(self, id: RuleId) -> Vec<Clause> {
        let rule = &self.book.rules[id];
        let mut clauses = Vec::new();
        let mut say = |head, text: String| clauses.push(Clause { head, text });
        say("For", or(&self.roles(&rule.roles)));
        if !rule.services.is_empty() {
            say("Asked for", or(&self.services(&rule.services)));
        }
        if !rule.under.is_empty() {
            say("Under", self.under(rule));
        }
        if let Some(covers) = &rule.covers {
            say("Covers", self.covers(covers));
        }
        if let Some(about) = &rule.about {
            say("About", or(&self.concerns(about)));
        }
        if !matches!(rule.when.kind, remit_model::rulebook::CondKind::Always) {
            say("When", self.condition(&rule.when));
        }
        say("Then", self.outcome(&rule.outcome));
        for exception in &rule.exceptions {
            say(
                "Except when",
                format!(
                    "{}: then {}",
                    self.condition(&exception.when),
                    self.outcome(&exception.outcome)
                ),
            );
        }
        if !rule.overrides.is_empty() {
            let names: Vec<_> = rule.overrides.iter().map(|&other| self.quoted(other)).collect();
            say("Overrides", and(&names));
        }
        if !rule.also_refer.is_empty() {
            say("Also refer to", self.any_of(&rule.also_refer));
        }
        if let Some(because) = &rule.because {
            say("Because", because.clone());
        }
        if let Some(reading) = &rule.reading {
            say("Read so because", reading.clone());
        }
        for citation in &rule.cites {
            say("Source", self.citation(citation));
        }
        clauses
    }

    /// A rule by its title in quotes.
    #[must_use]
    pub fn quoted(self, id: RuleId) -> String {
        format!("“{}”", self.rule_title(id))
    }

    /// The kind of a rule.
    #[must_use]
    pub fn kind(self, id: RuleId) -> &'static str {
        match self.book.rules[id].kind {
            RuleKind::Lane => "lane",
            RuleKind::Precaution => "precaution",
            RuleKind::Advice => "advice",
        }
    }

    /// What a lane covers: `the apparently healthy, high blood pressure or diabetes`.
    #[must_use]
    pub fn covers(self, covers: &Covers) -> String {
        let mut parts = Vec::new();
        if covers.healthy && !covers.every {
            parts.push("the apparently healthy".to_owned());
        }
        if covers.every {
            parts.push("every concern".to_owned());
        } else {
            parts.extend(self.concerns(&covers.concerns));
        }
        format!("{}{}", if covers.only { "only " } else { "" }, or(&parts))
    }

    fn under(self, rule: &Rule) -> String {
        let parts = rule.under.iter().map(|&(setting, value)| {
            let setting = &self.book.settings[setting];
            let value = setting.values.get(value).map_or("", |value| value.name.as_str());
            format!("{} {}", setting.label.title.to_lowercase(), spelled(value))
        });
        and(&parts.collect::<Vec<_>>())
    }

    /// The reason of a rule, as a sentence.
    #[must_use]
    pub fn because(self, id: RuleId) -> Option<String> {
        self.book.rules[id].because.as_deref().map(sentence)
    }

    /// A citation: `Title of the source, S24; where in it; unconfirmed`.
    #[must_use]
    pub fn citation(self, citation: &Citation) -> String {
        let mut text = self.book.sources[citation.source].label.title.clone();
        for &statement in &citation.statements {
            text.push_str(", ");
            text.push_str(&self.book.statements[statement].label.name);
        }
        if let Some(place) = &citation.place {
            text.push_str("; ");
            text.push_str(place);
        }
        if citation.unconfirmed {
            text.push_str("; unconfirmed");
        }
        text
    }
}
