//! What comes next when weak rules are practised, due ones reviewed, and known topics left out.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "what is asked for is there")]

use remit_model::Rulebook;
use remit_model::id::Id;
use remit_quiz::{Answered, Family, Input, Item, Mode, Place, Placed, Plan, Screen, Session};
use remit_source::FileId;

fn small() -> Rulebook {
    let parsed =
        remit_syntax::parse(FileId(0), include_str!("../../remit-words/tests/small.remit"));
    remit_model::resolve(&[(FileId(0), &parsed.file)]).rulebook
}

/// Takes a session to its end; `knows` says whether an item is answered right.
fn taken(book: &Rulebook, plan: Plan, knows: impl Fn(&Item) -> bool) -> Vec<Answered> {
    let mut session = Session::new(book, plan).unwrap();
    while let Screen::Question { item, .. } = session.screen() {
        let off = usize::from(!knows(item));
        let right = item.parts.iter();
        let response = right.map(|part| (part.key + off) % part.options.len()).collect();
        session.apply(Input::Answer { response, milliseconds: 0 }).unwrap();
        session.apply(Input::Next).unwrap();
    }
    session.answered().to_vec()
}

fn rules(book: &Rulebook, answered: &[Answered]) -> Vec<String> {
    let rule = |answer: &Answered| answer.family(book).and_then(Family::rule);
    answered.iter().filter_map(rule).map(|rule| book.rules[rule].name()).collect()
}

fn plan(mode: Mode, names: &[&str], count: usize) -> Plan {
    let rules = names.iter().map(|&name| name.to_owned()).collect();
    Plan { rules, mode, ..Plan::practice(count, 4) }
}

#[test]
fn what_is_due_comes_once_and_in_its_order() {
    let book = small();
    let due = ["severe-pain", "trainer-metabolic", "chest-pain-stops"];
    let answered = taken(&book, plan(Mode::Review, &due, 9), |_| false);
    assert_eq!(rules(&book, &answered), due);
    // A pair grades best; where there is one, it is asked.
    assert!(answered.iter().all(|answer| answer.family.starts_with("pair/")), "{answered:#?}");
}

#[test]
fn what_is_weak_comes_more_often_and_what_is_missed_again() {
    let book = small();
    let weak = ["severe-pain", "trainer-metabolic", "chest-pain-stops", "healthy"];
    let missed = |item: &Item| item.family.rule() != book.find_rule("chest-pain-stops");
    let asked = rules(&book, &taken(&book, plan(Mode::Weak, &weak, 24), missed));
    let times = |name: &str| asked.iter().filter(|asked| *asked == name).count();
    assert_eq!(asked.len(), 24);
    assert!(asked.windows(2).all(|two| two[0] != two[1]), "{asked:?}");
    assert!(times("severe-pain") > times("healthy"), "{asked:?}");
    assert!(times("chest-pain-stops") > times("severe-pain"), "{asked:?}");
    assert!(times("healthy") > 0);
}

#[test]
fn a_topic_that_is_known_is_left_after_two_right_answers() {
    let book = small();
    let known = |item: &Item| item.family.topic(&book).is_some_and(|topic| topic.index() == 0);
    let answered = taken(&book, plan(Mode::Placement, &[], 99), known);
    let placed = Placed::of(&book, &answered);
    assert_eq!(placed.iter().map(|placed| placed.topic).collect::<Vec<_>>(), topics(&book));
    for placed in &placed {
        let expected = if placed.topic.index() == 0 { Place::Skip } else { Place::Study };
        assert_eq!((placed.place, placed.asked), (expected, 2), "{}", placed.why(&book));
    }
    // With one right and one not, a third question settles it.
    let answered = taken(&book, plan(Mode::Placement, &[], 99), |item| item.seed % 2 == 0);
    for placed in Placed::of(&book, &answered) {
        assert!((2..=3).contains(&placed.asked) && placed.place != Place::Unsettled);
    }
}

/// The topics that something can be asked about, in order of declaration.
fn topics(book: &Rulebook) -> Vec<remit_model::id::TopicId> {
    let of = |id| Family::all(book).iter().any(|family| family.topic(book) == Some(id));
    book.topics.ids().filter(|&id| of(id)).collect()
}
