//! What makes a quiz an exam.

use remit_source::Span;
use toml::de::DeValue;

use super::reader::{Keys, Reader, Value};
use super::{MOST_MINUTES, texts};
use crate::codes;
use crate::exam::{Blueprint, Critical, Domain};

/// The greatest share: shares are parts of their sum, whatever that is.
const GREATEST_SHARE: u64 = 1_000_000;

impl Reader<'_> {
    pub(super) fn blueprint(
        &mut self,
        value: &Value<'_>,
        count: Option<u64>,
    ) -> Option<(Blueprint, Vec<Span>)> {
        let what = "the exam";
        let mut keys = self.keys(value, what)?;
        let minutes_value = keys.take("minutes");
        let minutes = self.number(minutes_value, "minutes", 1..=MOST_MINUTES);
        let pass_value = keys.take("pass");
        let pass = self.number(pass_value, "pass", 1..=100);
        let rationale_value = keys.take("rationale");
        let rationale = self.text(rationale_value, "rationale");
        let practitioners = self.shares(keys.take("practitioners"), "practitioners");
        let kinds = self.shares(keys.take("kinds"), "kinds");
        let domain_value = keys.take("domain");
        let critical_value = keys.take("critical");
        for (there, key, example) in [
            (minutes_value.is_some(), "minutes", "minutes = 60"),
            (pass_value.is_some(), "pass", "pass = 75"),
            (rationale_value.is_some(), "rationale", "rationale = \"Why this pass mark.\""),
            (practitioners.is_some(), "practitioners", "practitioners = { pft = 100 }"),
            (kinds.is_some(), "kinds", "kinds = { decide = 60, pair = 40 }"),
            (domain_value.is_some(), "domain", "[[exam.domain]]"),
        ] {
            if !there {
                self.missing(&keys, what, key, example);
            }
        }
        self.finish(keys, "An exam");
        let book = self.book;
        let mut roles = Vec::new();
        for (name, place, share) in practitioners.unwrap_or_default() {
            if book.find_role(&name).is_none() {
                let names = book.roles.values().map(|role| role.label.name.as_str());
                self.named("practitioner", (&name, place), names, "`remit show roles` lists them.");
            }
            roles.push((name, share));
        }
        let kinds = kinds.unwrap_or_default().into_iter();
        let kinds =
            kinds.filter_map(|(name, place, share)| Some((self.kind(&name, place)?, share)));
        let kinds = kinds.collect();
        let (domains, places) = self.domains(domain_value?).into_iter().unzip();
        let critical = critical_value.and_then(|value| self.critical(value));
        let blueprint = Blueprint {
            count: usize::try_from(count?).ok()?,
            minutes: minutes?,
            pass: pass?,
            rationale: rationale?,
            practitioners: roles,
            kinds,
            domains,
            critical,
        };
        Some((blueprint, places))
    }

    /// A table of names and their shares.
    fn shares(
        &mut self,
        value: Option<&Value<'_>>,
        key: &str,
    ) -> Option<Vec<(String, std::ops::Range<usize>, u64)>> {
        let value = value?;
        let mut keys: Keys<'_> = self.keys(value, &format!("`{key}`"))?;
        let entries = keys.all();
        if entries.is_empty() {
            let message = format!("`{key}` shares nothing out");
            self.error(
                codes::BAD_VALUE,
                value.span(),
                message,
                "Name one at least: `decide = 100`.",
            );
        }
        let shares = entries.into_iter().filter_map(|(name, place, value)| {
            let share = self.number(Some(value), name, 1..=GREATEST_SHARE)?;
            Some((name.to_owned(), place, share))
        });
        Some(shares.collect())
    }

    fn domains(&mut self, value: &Value<'_>) -> Vec<(Domain, Span)> {
        let DeValue::Array(items) = value.get_ref() else {
            let message = "`domain` is not a list of domains";
            let help = "Begin each domain with the heading `[[exam.domain]]`.";
            self.error(codes::BAD_VALUE, value.span(), message, help);
            return Vec::new();
        };
        let mut domains = Vec::new();
        for item in items {
            domains.extend(self.domain(item).map(|domain| (domain, self.span(item.span()))));
        }
        domains
    }

    fn domain(&mut self, value: &Value<'_>) -> Option<Domain> {
        let what = "the domain";
        let mut keys = self.keys(value, what)?;
        let title_value = keys.take("title");
        let title = self.text(title_value, "title");
        let share_value = keys.take("share");
        let share = self.number(share_value, "share", 1..=GREATEST_SHARE);
        let topics = texts(self.topics(keys.take("topics")));
        let rules = self.rules(keys.take("rules"));
        let source_names = self.texts(keys.take("sources"), "sources");
        let book = self.book;
        for (name, place) in &source_names {
            if !book.sources.values().any(|source| source.label.name == *name) {
                let names = book.sources.values().map(|source| source.label.name.as_str());
                let list = "`remit show sources` lists them.";
                self.named("source", (name, place.clone()), names, list);
            }
        }
        let sources = texts(source_names);
        let stage_names = self.texts(keys.take("stages"), "stages");
        for (name, place) in &stage_names {
            if !book.stages.values().any(|stage| stage.label.name == *name) {
                let names: Vec<_> =
                    book.stages.values().map(|stage| stage.label.name.as_str()).collect();
                let list: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
                let list = format!("The stages are {}.", remit_words::list::and(&list));
                self.named("stage", (name, place.clone()), names.into_iter(), &list);
            }
        }
        let stages = texts(stage_names);
        if title_value.is_none() {
            self.missing(&keys, what, "title", "title = \"Screening\"");
        }
        if share_value.is_none() {
            self.missing(&keys, what, "share", "share = 20");
        }
        if topics.is_empty() && rules.is_empty() && sources.is_empty() && stages.is_empty() {
            self.missing(&keys, what, "topics", "topics = [\"…\"]");
        }
        self.finish(keys, "A domain");
        Some(Domain { title: title?, share: share?, topics, rules, sources, stages })
    }

    fn critical(&mut self, value: &Value<'_>) -> Option<Critical> {
        let what = "the critical-error rule";
        let mut keys = self.keys(value, what)?;
        let urgency_value = keys.take("urgency");
        let urgency = self.text(urgency_value, "urgency");
        let book = self.book;
        if let Some(name) = &urgency
            && !book.urgencies.values().any(|level| level.label.name == *name)
        {
            let names: Vec<_> =
                book.urgencies.values().map(|level| level.label.name.as_str()).collect();
            let list: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
            let list = format!("The urgencies are {}.", remit_words::list::and(&list));
            let place = urgency_value.map_or(0..0, Value::span);
            self.named("urgency", (name, place), names.into_iter(), &list);
        }
        let allowed_value = keys.take("allowed");
        let allowed = self.number(allowed_value, "allowed", 0..=1_000);
        let rationale_value = keys.take("rationale");
        let rationale = self.text(rationale_value, "rationale");
        for (there, key, example) in [
            (urgency_value.is_some(), "urgency", "urgency = \"…\""),
            (allowed_value.is_some(), "allowed", "allowed = 0"),
            (rationale_value.is_some(), "rationale", "rationale = \"Why no more.\""),
        ] {
            if !there {
                self.missing(&keys, what, key, example);
            }
        }
        self.finish(keys, "A critical-error rule");
        let allowed = usize::try_from(allowed?).ok()?;
        Some(Critical { urgency: urgency?, allowed, rationale: rationale? })
    }
}
