//! The screens around a session: the start, reports and charts, what if.

mod common;

use common::{look, press, resize, screen, small};
use remit_quiz::{Family, Quiz};
use remit_tui::{
    Bar, Calendar, Effect, Entry, Event, Page, Part, Report, ReportPage, Start, StartPage, TryPage,
};

fn start() -> Start {
    let entry =
        |key, name: &str, does: &str| Entry { key, name: name.to_owned(), does: does.to_owned() };
    Start {
        title: "A small scope of practice".to_owned(),
        news: vec!["3 rules are due for review.".to_owned()],
        entries: vec![
            entry('c', "Continue", "Go on with the quiz that you left at question 4 of 10."),
            entry('q', "Quiz", "Be asked about clients: whose are they, and may they start?"),
            entry('r', "Review", "Be asked again about what is due."),
            entry('h', "Help", "Read how it works."),
        ],
    }
}

fn report() -> Report {
    let bar = |label: &str, part, whole| Bar {
        label: label.to_owned(),
        part,
        whole,
        said: format!("{part} of {whole} right"),
    };
    let days = (1..=40).map(|day| (format!("day {day}"), day * 7 % 41 / 4 * 5)).collect();
    Report {
        title: "How far you have come".to_owned(),
        aside: "23 November 2026".to_owned(),
        parts: vec![
            Part::Outcome(true, "Passed.".to_owned(), "33 of 40 right; 30 were needed.".to_owned()),
            Part::Heading("By topic".to_owned()),
            Part::Bars(vec![
                bar("Whose client", 10, 10),
                bar("Readiness to exercise without a physician's clearance", 7, 8),
                bar("Blood pressure", 0, 3),
                bar("Never asked", 0, 0),
            ]),
            Part::Heading("What to study".to_owned()),
            Part::List(vec!["A trainer may train controlled hypertension".to_owned()]),
            Part::Pairs(vec![("Exam".to_owned(), "trainer, version 1, form 42".to_owned())]),
            Part::Heading("Practice".to_owned()),
            Part::Calendar(Calendar { begins_on: 2, days }),
            Part::Text("Adults over 40 are asked about twice.".to_owned()),
        ],
        onward: None,
    }
}

#[test]
fn the_start_screen() {
    let mut page = StartPage::new(start(), look(80, 24));
    let mut text = format!("80 x 24\n{}\n", screen(&page));
    press(&mut page, "↓↓");
    resize(&mut page, 40, 12);
    text.push_str(&format!("the third selected, 40 x 12\n{}\n", screen(&page)));
    resize(&mut page, 80, 24);
    press(&mut page, "?");
    text.push_str(&format!("help\n{}", screen(&page)));
    insta::assert_snapshot!(text);
}

#[test]
fn the_start_screen_is_left_by_a_choice_or_without() {
    let chosen = |keys: &str| press(&mut StartPage::new(start(), look(80, 24)), keys);
    assert_eq!(chosen("\n"), Some(Some(0)));
    assert_eq!(chosen("↓↓↑\n"), Some(Some(1)));
    assert_eq!(chosen("r"), Some(Some(2)));
    assert_eq!(chosen("\u{1b}"), Some(None));
    assert_eq!(chosen("↓↓↓↓↓↓↓↓\n"), Some(Some(3)));
    // The letter of an entry goes before what it means elsewhere.
    assert_eq!(chosen("q"), Some(Some(1)));
    let mut page = StartPage::new(start(), look(80, 24));
    assert_eq!(page.update(Event::Interrupt), Effect::Leave(None));
    let row = screen(&page).lines().position(|line| line.contains("Review")).unwrap();
    let touched = page.update(Event::Click(10, u16::try_from(row).unwrap()));
    assert_eq!(touched, Effect::Leave(Some(2)));
}

#[test]
fn reports_have_bars_with_numbers_and_a_calendar_with_words() {
    let mut page = ReportPage::new(report(), look(80, 40));
    let mut text = format!("80 x 40\n{}\n", screen(&page));
    resize(&mut page, 40, 12);
    text.push_str(&format!("40 x 12\n{}\n", screen(&page)));
    press(&mut page, "⇟⇟");
    text.push_str(&format!("read on\n{}\n", screen(&page)));
    press(&mut page, "⇥");
    text.push_str(&format!("its end\n{}", screen(&page)));
    insta::assert_snapshot!(text);
    assert_eq!(press(&mut page, "\n"), Some(false));
}

#[test]
fn facts_are_changed_and_the_decision_follows() {
    let book = small();
    let mut quiz = Quiz::new(&book);
    let items = Family::all(&book).into_iter().filter_map(|family| quiz.item(family, 1).ok());
    let scenarios = items.filter_map(|item| item.parts.into_iter().next()?.scenario);
    let systolic = book.find_fact("systolic").unwrap();
    let told = |scenario: &remit_scenario::Scenario| {
        scenario.told.iter().any(|(fact, _)| *fact == systolic)
    };
    let scenario = scenarios.into_iter().find(told).unwrap();
    let mut page = TryPage::new(&book, &scenario, look(80, 24));
    let mut text = format!("{}\n\n", scenario.vignette(remit_words::Words::new(&book)));
    let mut show = |name: &str, page: &TryPage<'_>| {
        text.push_str(&format!("{name}\n{}\n", screen(page)));
    };
    show("as told", &page);
    let row = screen(&page).lines().position(|line| line.contains("Resting systolic")).unwrap();
    page.update(Event::Click(4, u16::try_from(row).unwrap()));
    show("what it could be instead", &page);
    press(&mut page, "⇥");
    press(&mut page, "\u{1b}");
    press(&mut page, "187\n");
    show("187 was typed", &page);
    press(&mut page, "+++-");
    show("two steps more", &page);
    press(&mut page, "999\n");
    show("there is no such pressure", &page);
    press(&mut page, "w");
    show("why it is decided so now", &page);
    press(&mut page, "→↓→");
    show("unfolded", &page);
    press(&mut page, "wr");
    show("reset", &page);
    press(&mut page, "?");
    show("help", &page);
    press(&mut page, "?");
    assert_eq!(press(&mut page, "q"), Some(()));
    insta::assert_snapshot!(text);
}
