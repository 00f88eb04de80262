//! Deciding cases of which something is unknown: 5, 20 and 60 unknown facts, the sets known or
//! unknown too.
//!
//! The rulebook is made here: ten conditions of two measured facts and a few choices each, every one
//! with a lane, an exception, a need and two precautions, so that whatever is unknown matters.

#![expect(clippy::unwrap_used, reason = "what is missing here is a mistake in the benchmark")]

use divan::{Bencher, black_box};
use remit_eval::{Case, Judge};
use remit_model::rulebook::{FactKind, IdSet, Value};
use remit_model::{Number, Rulebook};

const TOPICS: usize = 12;

fn main() {
    divan::main();
}

fn text() -> String {
    let mut text = String::from(
        "rulebook bench \"A rulebook to measure by\"\n version \"1\"\n referrals are for evaluate\n \
         emergencies are for rescue\n otherwise refer to physician\n\
         source book \"A book\"\n\
         scale ceilings \"Ceilings\"\n runs any, moderate, light, nothing\n\
         scale urgencies \"Urgencies\"\n runs routine, before-starting, same-day, emergency\n\
         role trainer \"a trainer\"\n\
         role specialist \"a specialist\"\n\
         role physician \"a physician\"\n clinician\n\
         service train \"training\"\n listed trainer, specialist\n\
         service evaluate \"evaluation\"\n\
         service rescue \"rescue\"\n\
         duty watch \"watching\"\n\
         fact conditions \"the conditions\"\n is any of its terms\n needs cover\n\
         fact symptoms \"the symptoms\"\n is any of its terms\n needs cover\n",
    );
    for i in 0..TOPICS {
        text += &format!(
            "term condition-{i} \"condition {i}\"\n of conditions\n\
             term other-{i} \"another condition {i}\"\n of conditions\n implies condition-{i}\n\
             term symptom-{i} \"symptom {i}\"\n of symptoms\n\
             fact first-{i} \"first {i}\"\n is a number from 0 to 200 step 1\n usually 20\n\
             fact second-{i} \"second {i}\"\n is a number from 0 to 200 step 1\n usually 10\n may be not-taken\n\
             fact goal-{i} \"goal {i}\"\n is one of rest, fitness, sport in order\n usually fitness\n\
             fact letter-{i} \"letter {i}\"\n is yes or no\n usually yes\n\
             fact told-{i} \"told {i}\"\n is yes or no\n usually yes\n\
             need clearance-{i} \"clearance {i}\"\n given by physician\n met when letter-{i} is yes\n \
             counts as clearance\n urgent before-starting\n\
             define raised-{i} \"raised {i}\"\n when first-{i} at least 160 or second-{i} at least 90\n\
             lane cover-{i} \"cover {i}\"\n for trainer, specialist\n asked for train\n covers the apparently healthy, condition-{i}, other-{i}\n \
             when goal-{i} at most fitness\n then take once clearance-{i}\n \
             except when raised-{i}\n then refer to physician before-starting\n cites book\n\
             lane more-{i} \"more {i}\"\n for specialist\n asked for train\n covers condition-{i}, symptom-{i}\n \
             then take with watch\n cites book\n\
             precaution high-{i} \"high {i}\"\n for any practitioner\n asked for train\n about condition-{i}\n \
             when first-{i} above 180 or (second-{i} above 110 and told-{i} is no)\n \
             then stop and refer to physician same-day\n cites book\n\
             precaution held-{i} \"held {i}\"\n for any practitioner\n asked for train\n \
             when first-{i} from 120 to 160 and told-{i} is yes\n then up to moderate until clearance-{i}\n cites book\n",
        );
    }
    text
}

/// A client with one condition of every third topic, of whom so many facts are unknown.
fn case(book: &Rulebook, unknown: usize, sets: bool) -> Case {
    let mut case = Case::new(book);
    for (id, fact) in book.facts.iter() {
        let usual = match &fact.kind {
            FactKind::Number { .. } => Value::Number(Number::whole(20)),
            FactKind::Choice { .. } => Value::Option(1),
            FactKind::Set { members, .. } => {
                Value::Set(members.iter().step_by(9).collect::<IdSet<_>>())
            }
        };
        case.give(id, usual);
    }
    let open =
        book.facts.iter().filter(|(_, fact)| matches!(fact.kind, FactKind::Set { .. }) == sets);
    let rest =
        book.facts.iter().filter(|(_, fact)| matches!(fact.kind, FactKind::Set { .. }) != sets);
    let rest = rest.filter(|_| sets);
    for (id, _) in open.chain(rest).take(unknown) {
        case.forget(id);
    }
    case
}

#[divan::bench(args = [5, 20, 60])]
fn sets_known(bencher: Bencher, unknown: usize) {
    decide(bencher, unknown, false);
}

#[divan::bench(args = [5, 20, 60])]
fn sets_unknown(bencher: Bencher, unknown: usize) {
    decide(bencher, unknown, true);
}

fn decide(bencher: Bencher, unknown: usize, sets: bool) {
    let book = remit_testkit::read(&[text()]).unwrap();
    let judge = Judge::new(&book);
    let case = case(&book, unknown, sets);
    let (role, _) = book.roles.iter().next().unwrap();
    let (service, _) = book.services.iter().next().unwrap();
    assert!(!judge.decide_briefly(&case, role, &[service]).too_large);
    bencher.bench(|| judge.decide_briefly(black_box(&case), role, &[service]));
}
