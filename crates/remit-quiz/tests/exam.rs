//! Exams: forms that meet their shares, what is passed and what isn't, and what can be made again.

#![expect(clippy::indexing_slicing, reason = "a key is the place of an option")]
#![expect(clippy::unwrap_used, reason = "what is shipped is there")]
#![expect(clippy::disallowed_methods, reason = "the files are read from their folder")]

use std::collections::BTreeMap;
use std::path::Path;

use remit_model::Rulebook;
use remit_model::rulebook::Verdict;
use remit_quiz::exam::{Blueprint, ExamRecord, Form, Reason, What, digest_of};
use remit_quiz::{Answer, ExamFile, Family, Input, Item, Kind, QuizFile, Screen, Session};
use remit_source::FileId;
use remit_testkit::shipped;

fn exam(book: &Rulebook, name: &str) -> (QuizFile, String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../quizzes/{name}.toml"));
    let text = std::fs::read_to_string(path).unwrap();
    (QuizFile::read(book, FileId(0), name, &text).0.unwrap(), text)
}

/// How many items of a form have each name that `of` gives them.
fn counts<K: Ord>(form: &Form, of: impl Fn(&str, &str) -> K) -> BTreeMap<K, usize> {
    let mut counts = BTreeMap::new();
    for item in &form.items {
        *counts.entry(of(&item.domain, &item.family)).or_default() += 1;
    }
    counts
}

#[test]
fn every_form_has_its_shares_exactly() {
    let book = shipped();
    for (name, kinds, roles) in [
        ("exam-pft", [(Kind::Decide, 26), (Kind::Pair, 10), (Kind::Who, 4)], vec![("pft", 40)]),
        (
            "exam-mep",
            [(Kind::Decide, 30), (Kind::Pair, 15), (Kind::Who, 5)],
            vec![("mes", 30), ("rcep", 20)],
        ),
    ] {
        let blueprint = exam(&book, name).0.exam.unwrap();
        for seed in 1..=3 {
            let form = Form::of(&book, &blueprint, seed).unwrap();
            assert_eq!(form.items.len(), blueprint.count);
            // The shares of domains add up to a hundred, and what each is due is whole.
            for domain in &blueprint.domains {
                let wanted = usize::try_from(domain.share).unwrap() * blueprint.count / 100;
                let of_domain = counts(&form, |domain, _| domain.to_owned());
                assert_eq!(of_domain.get(&domain.title), Some(&wanted), "{name} {}", domain.title);
            }
            let of_kind = counts(&form, |_, family| Family::parse(&book, family).unwrap().kind());
            assert_eq!(of_kind, BTreeMap::from(kinds), "{name}");
            let of_role = counts(&form, |_, family| family.rsplit('/').next().unwrap().to_owned());
            let roles: Vec<_> = roles.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect();
            assert_eq!(of_role.into_iter().collect::<Vec<_>>(), roles, "{name}");
            if seed == 1 {
                assert_eq!(Form::of(&book, &blueprint, seed).unwrap(), form);
            } else {
                assert_ne!(Form::of(&book, &blueprint, 1).unwrap().items, form.items);
            }
        }
    }
}

/// Takes an exam: `choose` says which option of a part is taken.
fn taken(
    book: &Rulebook,
    name: &str,
    until: usize,
    choose: impl Fn(usize, &Item, usize) -> usize,
) -> ExamRecord {
    let (quiz, text) = exam(book, name);
    let blueprint = quiz.exam.unwrap();
    let form = Form::of(book, &blueprint, 11).unwrap();
    let mut session = Session::new(book, form.plan(&quiz.title)).unwrap();
    while let Screen::Question { item, number, .. } = session.screen() {
        if number > until {
            break;
        }
        let response = (0..item.parts.len()).map(|part| choose(number, item, part)).collect();
        session.apply(Input::Answer { response, milliseconds: 60_000 }).unwrap();
    }
    let file = ExamFile { name: name.to_owned(), text };
    let answered = session.answered().to_vec();
    ExamRecord::new(book, digest_of(["the rules"]), file, blueprint, &form, answered)
}

/// An option that takes a client whom nobody may start with today, if there is one.
fn reckless(book: &Rulebook, item: &Item, part: usize) -> Option<usize> {
    let part = &item.parts[part];
    let Answer::Core(key) = &part.options[part.key].answer else { return None };
    let same_day = book.urgencies.iter().find(|(_, level)| level.label.name == "same-day")?.0;
    let grave = key.verdict == Verdict::Stop && key.urgency >= same_day;
    let takes = |answer: &Answer| matches!(answer, Answer::Core(core) if matches!(core.verdict, Verdict::Take | Verdict::TakeWith));
    grave.then(|| part.options.iter().position(|choice| takes(&choice.answer)))?
}

#[test]
fn who_knows_everything_passes_and_who_knows_nothing_does_not() {
    let book = shipped();
    let right = |_: usize, item: &Item, part: usize| item.parts[part].key;
    let best = taken(&book, "exam-pft", 99, right).report(&book);
    assert!(best.passed && best.reasons.is_empty(), "{best:?}");
    assert_eq!((best.right, best.of, best.needed, best.critical.len()), (40, 40, 30, 0));
    assert!(best.study.is_empty() && best.domains.iter().all(|domain| domain.right == domain.of));
    assert!(!best.late && best.standard_error == 0.0);

    let wrong = |_: usize, item: &Item, part: usize| {
        let part = &item.parts[part];
        (part.key + 1) % part.options.len()
    };
    let worst = taken(&book, "exam-pft", 99, wrong).report(&book);
    assert!(!worst.passed && worst.reasons.contains(&Reason::BelowMark), "{worst:?}");
    assert_eq!(worst.right, 0);
    assert!(!worst.study.is_empty());

    let early = taken(&book, "exam-pft", 29, right).report(&book);
    assert_eq!(early.reasons, [Reason::Unfinished]);
}

#[test]
fn one_client_taken_who_needs_an_ambulance_fails_whatever_the_score() {
    let book = shipped();
    let record = taken(&book, "exam-pft", 99, |_, item, part| item.parts[part].key);
    // The first item at which somebody could be reckless.
    let mut quiz = remit_quiz::Quiz::new(&book);
    let (at, chosen) = (0..record.form.len())
        .find_map(|at| {
            let family = Family::parse(&book, &record.form[at].family)?;
            let item = quiz.item(family, record.form[at].seed).ok()?;
            Some((at + 1, reckless(&book, &item, 0)?))
        })
        .unwrap();
    let report = taken(&book, "exam-pft", 99, |number, item, part| {
        if number == at && part == 0 { chosen } else { item.parts[part].key }
    })
    .report(&book);
    assert_eq!((report.right, report.passed), (39, false));
    assert_eq!(report.reasons, [Reason::CriticalErrors]);
    assert_eq!(report.critical.len(), 1);
    assert_eq!(report.critical[0].number, at);
}

#[test]
fn a_record_is_made_again_item_by_item_and_what_was_changed_is_said() {
    let book = shipped();
    let choose = |number: usize, item: &Item, part: usize| {
        let part = &item.parts[part];
        (part.key + usize::from(number.is_multiple_of(4))) % part.options.len()
    };
    let record = taken(&book, "exam-mep", 99, choose);
    let json = serde_json::to_string(&record).unwrap();
    let record: ExamRecord = serde_json::from_str(&json).unwrap();
    let made = record.rekey(&book);
    assert_eq!(made.differences, []);
    assert_eq!(made.recorded, made.rekeyed);
    assert_eq!(made.recorded, record.report(&book));

    let differs = |change: &dyn Fn(&mut ExamRecord)| {
        let mut changed = record.clone();
        change(&mut changed);
        let found = changed.rekey(&book).differences;
        found.into_iter().map(|found| (found.number, found.what)).collect::<Vec<_>>()
    };
    assert_eq!(differs(&|record| record.answered[3].key[0] += 1), [(4, What::Key)]);
    assert_eq!(differs(&|record| record.answered[1].digest.clear()), [(2, What::Text)]);
    assert_eq!(differs(&|record| record.answered[1].order[0].swap(0, 1)), [(2, What::Order)]);
    assert_eq!(differs(&|record| record.exam.text.push(' ')), [(0, What::Exam)]);
    assert_eq!(differs(&|record| record.answered[0].seed += 1), [(1, What::OtherItem)]);
    let (was, is) = (remit_quiz::Score::Right, record.answered[3].score);
    assert_eq!(differs(&|record| record.answered[3].score = was), [(4, What::Score { was, is })]);
    let form = differs(&|record| record.form.swap(0, 1));
    assert!(form.contains(&(0, What::Form)) && form.contains(&(1, What::OtherItem)), "{form:?}");
    // With another rulebook, that is said of the items that come out otherwise.
    let mut other = book.clone();
    let name = &record.form[0].family;
    let rule = Family::parse(&book, name).and_then(Family::rule).unwrap();
    other.rules[rule].when.kind = remit_scenario::never();
    let found = record.rekey(&other).differences;
    assert!(found.iter().any(|found| found.number == 1 && found.what == What::Gone), "{found:?}");
}

#[test]
fn a_blueprint_is_kept_as_it_is() {
    let book = shipped();
    let blueprint = exam(&book, "exam-mep").0.exam.unwrap();
    let json = serde_json::to_string(&blueprint).unwrap();
    assert_eq!(serde_json::from_str::<Blueprint>(&json).unwrap(), blueprint);
}
