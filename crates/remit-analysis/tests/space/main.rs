//! What is said of all clients at once, against every client of random small rulebooks, one by one.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

mod all;
mod meaning;
mod said;

use all::{draw, everybody};
use remit_analysis::space::{Found, Heard, Signal, Space};
use remit_eval::algebra::Node;
use remit_eval::{Case, Completion, Decision, Fate, Judge};
use remit_model::Rulebook;
use remit_model::id::{CeilingId, ConcernId, Id, NeedId, RoleId, RuleId, ServiceId, UrgencyId};
use remit_model::rulebook::{LaneState, Verdict};
use remit_testkit::Dice;

/// Rulebooks with more clients than this are left out.
const MOST_CLIENTS: usize = 2_000;

/// What may be so of a client.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Question {
    InForce(RuleId),
    Verdict(Verdict),
    Urgency(UrgencyId),
    Ceiling(CeilingId),
    Outstanding(NeedId),
    Uncovered(ConcernId),
    Refused,
    Mine,
}

fn questions(book: &Rulebook) -> Vec<Question> {
    let verdicts = [Verdict::TakeWith, Verdict::Wait, Verdict::Refer, Verdict::Stop];
    let mut all = vec![Question::Refused, Question::Mine];
    all.extend(verdicts.map(Question::Verdict));
    all.extend(book.rules.ids().map(Question::InForce));
    all.extend(
        book.urgencies.iter().map(|(id, _)| Question::Urgency(UrgencyId::from_index(id.index()))),
    );
    all.extend(
        book.ceilings.iter().map(|(id, _)| Question::Ceiling(CeilingId::from_index(id.index()))),
    );
    all.extend(book.needs.ids().map(Question::Outstanding));
    all.extend(book.concerns.ids().map(Question::Uncovered));
    all
}

fn signal(heard: &Heard<'_>, question: Question) -> Signal {
    match question {
        Question::InForce(rule) => heard.in_force(rule),
        Question::Verdict(verdict) => heard.verdict_at_least(verdict),
        Question::Urgency(urgency) => heard.urgency_at_least(urgency),
        Question::Ceiling(ceiling) => heard.voices.ceiling[ceiling.index()],
        Question::Outstanding(need) => heard.outstanding(need),
        Question::Uncovered(concern) => {
            heard.voices.uncovered.get(&concern).copied().unwrap_or(Signal::NO)
        }
        Question::Refused => heard.voices.refused,
        Question::Mine => heard.voices.mine,
    }
}

/// What the judge says.
fn holds(decision: &Decision, question: Question) -> bool {
    match question {
        Question::InForce(rule) => {
            let reasons = &decision.explanation.as_ref().unwrap().services[0];
            reasons.considered[rule.index()].fate == Fate::InForce
        }
        Question::Verdict(verdict) => decision.verdict >= verdict,
        Question::Urgency(urgency) => decision.urgency.unwrap() >= urgency,
        Question::Ceiling(ceiling) => decision.ceiling.unwrap() >= ceiling,
        Question::Outstanding(need) => {
            decision.needs.as_ref().unwrap().iter().any(|of| of.need == need && !of.met)
        }
        Question::Uncovered(concern) => decision.uncovered.as_ref().unwrap().contains(&concern),
        Question::Refused => decision.lane == Some(LaneState::Refused),
        Question::Mine => decision.lane == Some(LaneState::Mine),
    }
}

fn case(book: &Rulebook, completion: &Completion) -> Case {
    let facts = completion.values.iter().cloned().map(Some).collect();
    Case { facts, settings: completion.settings.clone(), ..Case::new(book) }
}

/// Some practitioner and service of a rulebook.
fn somebody(dice: &mut Dice, book: &Rulebook) -> (RoleId, ServiceId) {
    let role = RoleId::from_index(dice.below(book.roles.len()));
    (role, ServiceId::from_index(dice.below(book.services.len())))
}

#[test]
fn every_question_about_all_clients_is_answered_as_by_going_through_them() {
    let (mut asked, mut nobody) = (0, 0);
    for seed in 0..700 {
        let (text, book) = draw(seed);
        let Some(everybody) = everybody(&book, MOST_CLIENTS) else { continue };
        let judge = Judge::new(&book);
        let mut space = Space::new(&[&book]);
        let mut dice = Dice::new(seed);
        for _ in 0..2 {
            let (role, service) = somebody(&mut dice, &book);
            let heard = space.hear(0, role, service).unwrap();
            let decisions: Vec<Decision> = everybody
                .iter()
                .map(|completion| judge.decide(&case(&book, completion), role, &[service]))
                .collect();
            for question in questions(&book) {
                let told = format!("seed {seed}: {question:?} of {role:?} for {service:?}\n{text}");
                let signal = signal(&heard, question);
                let some = decisions.iter().any(|decision| holds(decision, question));
                for (completion, decision) in everybody.iter().zip(&decisions).take(40) {
                    let client = space.client(0, completion).unwrap();
                    let said = space.hold(&[signal], &client)[0];
                    assert_eq!(said, holds(decision, question), "{completion:?}\n{told}");
                }
                asked += 1;
                match space.find(&[signal]) {
                    Found::Client(client) => {
                        assert!(some, "found somebody: {told}");
                        let plain = space.plain(&client, &[signal]);
                        for client in [client, plain] {
                            let case = space.case(0, &client).unwrap();
                            assert_eq!(judge.violates(&case.complete().unwrap()), None, "{told}");
                            let decision = judge.decide(&case, role, &[service]);
                            assert!(holds(&decision, question), "{case:?}\n{told}");
                        }
                    }
                    Found::Nobody => {
                        nobody += 1;
                        assert!(!some, "found nobody: {told}");
                    }
                    Found::Open => panic!("given up: {told}"),
                }
            }
        }
    }
    println!("{asked} questions, {nobody} of them about nobody");
    assert!(asked > 5_000 && nobody > 500, "only {asked} questions, {nobody} about nobody");
}

#[test]
fn a_rulebook_says_the_same_of_all_clients_as_its_copy_does() {
    for seed in 2_000..2_040 {
        let (text, book) = draw(seed);
        let copy = book.clone();
        let mut space = Space::new(&[&book, &copy]);
        for (role, service) in
            book.roles.ids().flat_map(|role| book.services.ids().map(move |of| (role, of)))
        {
            let [one, other] =
                [0, 1].map(|index| space.hear(index, role, service).unwrap().permitted());
            assert!(space.never(&[one, !other]), "seed {seed}\n{text}");
            assert!(space.never(&[!one, other]), "seed {seed}\n{text}");
        }
    }
}
