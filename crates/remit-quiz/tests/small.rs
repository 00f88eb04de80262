//! Quizzes on a small rulebook.

#![expect(clippy::unwrap_used, reason = "what is asked for is there")]

use remit_model::Rulebook;
use remit_quiz::{
    Answered, Family, Feedback, FormItem, Input, Item, Kind, Mode, Moved, Part, Plan, Quiz,
    Refused, Screen, Session,
};
use remit_source::FileId;
use remit_words::Words;

/// The rulebook that the words are tried on too.
fn small() -> Rulebook {
    let parsed =
        remit_syntax::parse(FileId(0), include_str!("../../remit-words/tests/small.remit"));
    remit_model::resolve(&[(FileId(0), &parsed.file)]).rulebook
}

fn plan(count: usize, seed: u64) -> Plan {
    Plan::practice(count, seed)
}

/// Plays a quiz, choosing by `choose`, and writes down everything that is shown.
fn played(book: &Rulebook, plan: Plan, choose: impl Fn(&Item, &Part) -> usize) -> String {
    let words = Words::new(book);
    let mut session = Session::new(book, plan).unwrap();
    let mut text = String::new();
    loop {
        let input = match session.screen() {
            Screen::Question { item, number, of } => {
                text.push_str(&format!("Question {number} of {of} ({})\n", item.family.name(book)));
                for part in &item.parts {
                    text.push_str(&format!("{}\n{}\n", part.stem, part.question));
                    for (at, choice) in part.options.iter().enumerate() {
                        let mark = if at == part.key { "*" } else { " " };
                        text.push_str(&format!(" {mark}{}. {}\n", at + 1, choice.text));
                    }
                }
                let response = item.parts.iter().map(|part| choose(item, part)).collect();
                Input::Answer { response, milliseconds: 0 }
            }
            Screen::Feedback { item, feedback, .. } => {
                for feedback in feedback {
                    told(&mut text, feedback);
                }
                text.extend(item.turns_on.iter().map(|turns_on| format!("  {turns_on}\n")));
                text.push('\n');
                Input::Next
            }
            Screen::Finished => break,
        };
        assert_eq!(session.apply(input), Ok(()));
    }
    let summary = session.summary();
    text.push_str(&format!("{} of {} right\n", summary.all.right, summary.all.asked));
    for rule in &summary.again {
        text.push_str(&format!("look again at {}\n", words.rule(*rule)));
    }
    text
}

fn told(text: &mut String, feedback: &Feedback) {
    text.push_str(&format!(
        "{}. {}\n",
        if feedback.right() { "Right" } else { "Wrong" },
        feedback.decision
    ));
    let mut tell = |head: &str, lines: &[String]| {
        for line in lines {
            text.push_str(&format!("  {head}: {line}\n"));
        }
    };
    tell("you", feedback.reveals.as_slice());
    tell("because", &feedback.because);
    tell("source", &feedback.sources);
    tell("nearly", &feedback.nearly);
    tell("flip", &feedback.flips);
    for line in &feedback.explanation {
        let indent = "  ".repeat(usize::from(line.depth) + 1);
        text.push_str(&format!("  {indent}{:?}: {}\n", line.kind, line.text));
    }
}

#[test]
fn ten_questions() {
    let book = small();
    let text = played(&book, plan(10, 4), |item, part| {
        (part.key + usize::from(item.seed % 2 == 0)) % part.options.len()
    });
    insta::assert_snapshot!(text);
}

#[test]
fn pairs() {
    let book = small();
    let plan = Plan { kinds: vec![Kind::Pair], ..plan(6, 1) };
    let text = played(&book, plan, |item, part| {
        // Right, half right, wrong.
        let first = part.stem == item.parts[0].stem;
        let off = match item.seed % 3 {
            0 => false,
            1 => first,
            _ => true,
        };
        (part.key + usize::from(off)) % part.options.len()
    });
    insta::assert_snapshot!(text);
}

#[test]
fn the_two_of_a_pair_differ_in_one_fact_and_in_what_is_done() {
    let book = small();
    let mut quiz = Quiz::new(&book);
    let mut pairs = 0;
    for family in Family::all(&book).into_iter().filter(|family| family.kind() == Kind::Pair) {
        for item in (0..6).filter_map(|seed| quiz.item(family, seed).ok()) {
            pairs += 1;
            let [one, other] = item.parts.as_slice() else { panic!("a pair has two parts") };
            assert_ne!(one.key, other.key);
            assert_eq!(item.order()[0], item.order()[1]);
            let (one, other) = (one.scenario.as_ref().unwrap(), other.scenario.as_ref().unwrap());
            let differs = |fact: &_| one.case.value(*fact) != other.case.value(*fact);
            assert_eq!(book.facts.ids().filter(differs).count(), 1, "{}", family.name(&book));
            assert!(!remit_scenario::tells_same(&one.core, &other.core));
        }
    }
    assert!(pairs > 40, "{pairs}");
}

#[test]
fn the_same_seed_is_the_same_quiz() {
    let book = small();
    let play = |seed| played(&book, plan(12, seed), |_, part| part.key);
    assert_eq!(play(5), play(5));
    assert_ne!(play(5), play(6));
}

#[test]
fn what_cannot_be_asked_is_said() {
    let book = small();
    let unasked = Quiz::new(&book).unasked(6);
    let lines = unasked.iter().map(|(family, why)| format!("{}: {why}\n", family.name(&book)));
    insta::assert_snapshot!(lines.collect::<String>());
}

#[test]
fn every_item_holds_when_it_is_made_again() {
    let book = small();
    let mut quiz = Quiz::new(&book);
    let mut items = 0;
    for family in Family::all(&book) {
        for seed in 0..12 {
            let Ok(item) = quiz.item(family, seed) else { continue };
            items += 1;
            assert_eq!(quiz.audit(&item), Ok(()), "{}", family.name(&book));
            for part in &item.parts {
                let many = (4..=6).contains(&part.options.len());
                assert!(many || part.options.len() == book.stages.len());
                assert!(part.stem.split_whitespace().count() <= 120);
            }
        }
    }
    assert!(items > 200, "{items}");
}

#[test]
fn a_session_takes_only_what_fits() {
    let book = small();
    let mut session = Session::new(&book, plan(2, 8)).unwrap();
    assert_eq!(session.apply(Input::Next), Err(Refused::NotAnswered));
    assert_eq!(session.apply(Input::Undo), Err(Refused::NoWayBack));
    assert_eq!(session.apply(Input::choose(99)), Err(Refused::NoSuchOption));
    let Screen::Question { item, number: 1, of: 2 } = session.screen() else {
        panic!("no question")
    };
    let (digest, wrong) = (item.digest(), vec![(item.parts[0].key + 1) % 4]);
    let answer = Input::Answer { response: wrong, milliseconds: 1_200 };
    assert_eq!(session.apply(answer.clone()), Ok(()));
    assert_eq!(session.apply(Input::choose(0)), Err(Refused::NothingAsked));
    assert!(matches!(session.screen(), Screen::Feedback { answered, .. } if !answered.right()));
    assert_eq!(session.apply(Input::Undo), Ok(()));
    assert!(matches!(session.screen(), Screen::Question { item, .. } if item.digest() == digest));
    assert_eq!(session.apply(answer), Ok(()));
    // Once is a slip; twice is guessing.
    assert_eq!(session.apply(Input::Undo), Err(Refused::NoWayBack));
    let answered = &session.answered()[0];
    assert!(answered.second_thought && answered.milliseconds == 1_200);
    assert_eq!(session.apply(Input::Next), Ok(()));
    assert_eq!(session.apply(Input::Finish), Ok(()));
    assert_eq!(session.apply(Input::Next), Err(Refused::Over));
    assert_eq!((session.summary().all.right, session.summary().all.asked), (0, 1));
}

#[test]
fn a_plan_narrows_what_is_asked() {
    let book = small();
    let role = book.find_role("specialist");
    let plan = Plan { role: Some("specialist".to_owned()), ..plan(12, 2) };
    let mut session = Session::new(&book, plan).unwrap();
    let mut asked = 0;
    while let Screen::Question { item, .. } = session.screen() {
        assert_eq!(item.family.role(), role);
        asked += 1;
        let response = item.key();
        assert_eq!(session.apply(Input::Answer { response, milliseconds: 0 }), Ok(()));
        assert_eq!(session.apply(Input::Next), Ok(()));
    }
    assert_eq!(asked, 12);
    let plan = Plan { topics: vec!["astrology".to_owned()], ..Plan::practice(12, 2) };
    let unknown = Moved::Unknown { what: "topic", name: "astrology".to_owned() };
    assert_eq!(Session::new(&book, plan).err(), Some(unknown));
}

/// Answers until so many are given.
fn answer(session: &mut Session<'_>, until: usize) {
    while let Screen::Question { item, number, .. } = session.screen() {
        if number > until {
            return;
        }
        let response = item.parts.iter().map(|part| (number + part.key) % 4).collect();
        session.apply(Input::Answer { response, milliseconds: 7 }).unwrap();
        // Under a policy without feedback, the next question is there already.
        let _ = session.apply(Input::Next);
    }
}

#[test]
fn a_session_goes_on_where_it_stopped_after_any_answer() {
    let book = small();
    let mut whole = Session::new(&book, plan(8, 3)).unwrap();
    answer(&mut whole, 8);
    let answered = whole.answered().to_vec();
    // What is kept of a session is text, and comes back as it was.
    let plan: Plan = serde_json::from_str(&serde_json::to_string(whole.plan()).unwrap()).unwrap();
    assert_eq!(&plan, whole.plan());
    let json = serde_json::to_string(&answered).unwrap();
    let kept: Vec<Answered> = serde_json::from_str(&json).unwrap();
    assert_eq!(kept, answered);
    for stopped in 0..=8 {
        let mut session = Session::resume(&book, plan.clone(), &kept[..stopped]).unwrap();
        assert_eq!(session.answered().len(), stopped);
        answer(&mut session, 8);
        assert_eq!(session.answered(), answered);
    }
}

#[test]
fn a_session_that_would_go_otherwise_is_not_taken_up() {
    let book = small();
    let mut session = Session::new(&book, plan(4, 3)).unwrap();
    answer(&mut session, 4);
    let answered = session.answered().to_vec();
    let without = |change: &dyn Fn(&mut Answered)| {
        let mut changed = answered.clone();
        change(&mut changed[2]);
        Session::resume(&book, plan(4, 3), &changed).err()
    };
    let family = answered[2].family.clone();
    let moved = Some(Moved::Otherwise { number: 3, family });
    assert_eq!(without(&|answer| answer.digest.clear()), moved);
    assert_eq!(without(&|answer| answer.order[0].swap(0, 1)), moved);
    assert_eq!(without(&|answer| answer.key[0] += 1), moved);
    assert_eq!(without(&|answer| answer.seed += 1), moved);
    assert_eq!(without(&|answer| answer.response.push(0)), moved);
    assert_eq!(without(&|answer| answer.milliseconds += 1), None);
    // More answers than questions.
    assert!(Session::resume(&book, plan(3, 3), &answered).is_err());
}

#[test]
fn an_exam_tells_nothing_before_its_end() {
    let book = small();
    let mut study = Session::new(&book, plan(6, 5)).unwrap();
    answer(&mut study, 6);
    let form = study.answered().iter();
    let form = form.map(|item| FormItem {
        family: item.family.clone(),
        seed: item.seed,
        domain: String::new(),
    });
    let plan = Plan { mode: Mode::Exam(form.collect()), ..Plan::default() };
    let mut exam = Session::new(&book, plan).unwrap();
    while let Screen::Question { item, of: 6, .. } = exam.screen() {
        let response = item.key();
        exam.apply(Input::Answer { response, milliseconds: 0 }).unwrap();
        assert!(!matches!(exam.screen(), Screen::Feedback { .. }));
        assert!(exam.apply(Input::Undo).is_err());
    }
    assert_eq!((exam.summary().all.right, exam.answered().len()), (6, 6));
    let digests = |session: &Session<'_>| {
        session.answered().iter().map(|answer| answer.digest.clone()).collect::<Vec<_>>()
    };
    assert_eq!(digests(&exam), digests(&study));
}

#[test]
fn the_name_of_a_family_is_read_back() {
    let book = small();
    for family in Family::all(&book) {
        assert_eq!(Family::parse(&book, &family.name(&book)), Some(family));
    }
    for name in ["", "/", "decide", "decide/x/trainer", "statement/a", "oracle/x/trainer"] {
        assert_eq!(Family::parse(&book, name), None, "{name}");
    }
}
