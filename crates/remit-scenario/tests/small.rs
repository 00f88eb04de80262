//! Clients for every rule of a small rulebook.

#![expect(clippy::indexing_slicing, reason = "an id looks into the tables of its own rulebook")]

use remit_eval::Judge;
use remit_model::Rulebook;
use remit_scenario::{Author, Draw, Target};
use remit_source::FileId;
use remit_words::Words;

/// The rulebook that the words are tried on too.
fn small() -> Rulebook {
    let parsed =
        remit_syntax::parse(FileId(0), include_str!("../../remit-words/tests/small.remit"));
    remit_model::resolve(&[(FileId(0), &parsed.file)]).rulebook
}

/// Every rule, exception, practitioner and service that go together.
fn targets(book: &Rulebook) -> Vec<Target> {
    let mut targets = Vec::new();
    for (rule, declared) in book.rules.iter() {
        for service in declared.services.iter() {
            for &role in
                book.services[service].listed.iter().filter(|&&role| declared.roles.contains(role))
            {
                let exceptions = (0..declared.exceptions.len()).map(Some);
                let exceptions = std::iter::once(None).chain(exceptions);
                targets.extend(exceptions.map(|exception| Target {
                    rule,
                    exception,
                    role,
                    service,
                }));
            }
        }
    }
    targets
}

#[test]
fn a_client_for_every_rule() {
    let book = small();
    let (mut author, words) = (Author::new(&book), Words::new(&book));
    let mut text = String::new();
    for (stream, target) in targets(&book).into_iter().enumerate() {
        let exception = target.exception.map_or(String::new(), |at| format!(" exception {at}"));
        let (role, service) =
            (&book.roles[target.role].label.name, &book.services[target.service].label.name);
        text.push_str(&format!(
            "# {}{exception}, {role}, {service}\n",
            book.rules[target.rule].name()
        ));
        match author.draw(target, &mut Draw::new(1, stream as u64)) {
            Ok(scenario) => {
                text.push_str(&format!(
                    "{}\n=> {}\n\n",
                    scenario.vignette(words),
                    words.decision(&scenario.decision)
                ));
            }
            Err(why) => text.push_str(&format!("=> {why:?}\n\n")),
        }
    }
    insta::assert_snapshot!(text);
}

#[test]
fn the_rule_decides() {
    let book = small();
    let mut author = Author::new(&book);
    let judge = Judge::new(&book);
    let (mut drawn, mut tried, mut shared) = (0, 0, 0);
    for target in targets(&book) {
        for seed in 0..20 {
            tried += 1;
            let Ok(scenario) = author.draw(target, &mut Draw::new(seed, 0)) else { continue };
            drawn += 1;
            let decision = judge.decide(&scenario.case, target.role, &[target.service]);
            assert!(decision.decided_by.contains(&target.rule));
            assert_eq!(
                decision.core(),
                Some(judge.core(&scenario.client, target.role, &[target.service]))
            );
            assert_eq!(judge.violates(&scenario.client), None);
            let mut without = book.clone();
            match target.exception {
                Some(at) => drop(without.rules[target.rule].exceptions.remove(at)),
                None => without.rules[target.rule].when.kind = remit_scenario::never(),
            }
            let other = Judge::new(&without).decide(&scenario.case, target.role, &[target.service]);
            // Without a refusal, a client whom nobody takes is still sent on, for another reason.
            let differs =
                other.core().as_ref() != Some(&scenario.core) || other.lane != decision.lane;
            // Where there is nobody else, another rule says as much.
            let beside = target.exception.is_none()
                && decision.decided_by.len() > 1
                && decision.verdict != remit_model::rulebook::Verdict::Refer;
            assert!(differs || beside, "{}", book.rules[target.rule].name());
            shared += usize::from(!differs);
        }
    }
    assert!(shared * 10 < drawn, "{shared} of {drawn}");
    assert!(drawn * 10 > tried * 7, "{drawn} of {tried}");
}

#[test]
fn a_seed_draws_the_same_client() {
    let book = small();
    for target in targets(&book) {
        let draw = || {
            Author::new(&book)
                .draw(target, &mut Draw::new(3, 9))
                .map(|scenario| (scenario.told, scenario.style))
        };
        assert_eq!(draw(), draw());
    }
}

#[test]
fn a_pair_differs_in_one_fact_and_in_what_is_decided() {
    let book = small();
    let (mut author, judge) = (Author::new(&book), Judge::new(&book));
    let mut pairs = 0;
    for target in targets(&book) {
        for seed in 0..8 {
            let Ok((one, other, fact)) = author.pair(target, &mut Draw::new(seed, 0)) else {
                continue;
            };
            pairs += 1;
            for (id, _) in book.facts.iter() {
                assert_eq!(one.case.value(id) == other.case.value(id), id != fact);
            }
            assert!(!remit_scenario::tells_same(&one.core, &other.core));
            for half in [&one, &other] {
                let decision = judge.decide(&half.case, target.role, &[target.service]);
                assert_eq!(decision.core().as_ref(), Some(&half.core));
                assert_eq!(judge.violates(&half.client), None);
            }
            // Whichever half is shown first, both are told alike but for the fact.
            let words = Words::new(&book);
            assert_ne!(one.vignette(words), other.vignette(words));
        }
    }
    assert!(pairs > 50, "{pairs}");
}
