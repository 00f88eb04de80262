//! A session on the screen, from the first question to what was missed.

mod common;

use common::{look, press, resize, screen, small, still, styles};
use remit_model::Rulebook;
use remit_quiz::{Family, FormItem, Input, Kind, Mode, Plan, Screen, Session, Sitting, Trouble};
use remit_tui::{About, Effect, Event, Look, Page, SitEnd, SitPage, Theme};

fn about(time: Option<u64>) -> About {
    About { title: "Practice".to_owned(), time }
}

fn page<'s>(book: &'s Rulebook, session: &'s mut dyn Sitting, look: Look) -> SitPage<'s> {
    SitPage::new(book, session, about(None), look, &still)
}

/// An exam on the first families that can be asked about.
fn exam(book: &Rulebook, count: usize) -> Plan {
    let mut quiz = remit_quiz::Quiz::new(book);
    // One part each: every answer is a key and Enter.
    let families = Family::all(book).into_iter().filter(|family| family.kind() == Kind::Decide);
    let families = families.filter(|family| quiz.item(*family, 5).is_ok());
    let form = families.take(count).map(|family| FormItem {
        family: family.name(book),
        seed: 5,
        domain: String::new(),
    });
    Plan { mode: Mode::Exam(form.collect()), ..Plan::default() }
}

#[test]
fn a_quiz_from_question_to_review() {
    let book = small();
    let mut session = Session::new(&book, Plan::practice(3, 4)).unwrap();
    let mut page = page(&book, &mut session, look(80, 24));
    let mut text = String::new();
    let mut show = |name: &str, page: &SitPage<'_>| {
        text.push_str(&format!("{name}\n{}\n", screen(page)));
    };
    show("the question", &page);
    press(&mut page, "?");
    show("its help", &page);
    press(&mut page, "?↓");
    show("the second option is selected", &page);
    press(&mut page, "1");
    show("what is said of the answer", &page);
    press(&mut page, "⇟");
    show("read on", &page);
    press(&mut page, "w");
    show("the whole explanation", &page);
    press(&mut page, "←");
    show("a branch of it folded", &page);
    press(&mut page, "i");
    show("what if", &page);
    press(&mut page, "\u{1b}\n1\n1");
    show("the third answer", &page);
    press(&mut page, "\n");
    show("how it went", &page);
    press(&mut page, "\n");
    show("looked at again", &page);
    assert_eq!(press(&mut page, "qq"), Some(SitEnd::Finished));
    insta::assert_snapshot!(text);
}

#[test]
fn every_screen_fits_small_and_wide_terminals() {
    let book = small();
    let mut text = String::new();
    for (columns, rows) in [(40, 12), (120, 40)] {
        let mut session = Session::new(&book, Plan::practice(2, 4)).unwrap();
        let mut page = page(&book, &mut session, look(columns, rows));
        let mut show = |name: &str, page: &SitPage<'_>| {
            text.push_str(&format!("{name}, {columns} x {rows}\n{}\n", screen(page)));
        };
        show("the question", &page);
        press(&mut page, "⇟⇟");
        show("read on", &page);
        press(&mut page, "↓↓");
        show("an option selected", &page);
        press(&mut page, "1");
        show("what is said", &page);
        press(&mut page, "i");
        show("what if", &page);
        press(&mut page, "q\n1\n");
        show("how it went", &page);
    }
    insta::assert_snapshot!(text);
}

#[test]
fn colours_say_what_the_words_say() {
    let book = small();
    let mut text = String::new();
    let mut letters = Vec::new();
    for theme in [Theme::Dark, Theme::Light, Theme::Bare] {
        let mut session = Session::new(&book, Plan::practice(2, 4)).unwrap();
        let mut page = page(&book, &mut session, Look { theme, ..look(80, 24) });
        let question = screen(&page);
        text.push_str(&format!("{} question\n{}\n", theme.name(), styles(&page)));
        press(&mut page, "1");
        text.push_str(&format!("{} answer\n{}\n", theme.name(), styles(&page)));
        letters.push((question, screen(&page)));
        if theme == Theme::Bare {
            assert!(styles(&page).lines().all(|line| line.contains(" Reset ")));
        }
    }
    assert!(letters.windows(2).all(|pair| pair[0] == pair[1]), "the same words in every theme");
    insta::assert_snapshot!(text);
}

#[test]
fn an_exam_tells_nothing_before_its_end() {
    let book = small();
    let mut session = Session::new(&book, exam(&book, 3)).unwrap();
    let now = std::cell::Cell::new(0_u64);
    let clock = || now.get();
    let mut page =
        SitPage::new(&book, &mut session, about(Some(10 * 60_000)), look(80, 24), &clock);
    let mut text = String::new();
    let mut show = |name: &str, page: &SitPage<'_>| {
        text.push_str(&format!("{name}\n{}\n", screen(page)));
    };
    show("the first question", &page);
    press(&mut page, "2");
    show("chosen, not committed", &page);
    now.set(8 * 60_000);
    page.update(Event::Tick);
    show("most of the time is over", &page);
    press(&mut page, "1\n");
    show("the second question", &page);
    now.set(9 * 60_000 + 45_000);
    press(&mut page, "q");
    show("left", &page);
    press(&mut page, "b");
    now.set(11 * 60_000);
    show("too late", &page);
    // Two questions are left; a pair takes two answers.
    let end = (0..4).find_map(|_| press(&mut page, "1\n"));
    assert_eq!(end, Some(SitEnd::Finished));
    insta::assert_snapshot!(text);
    let milliseconds: Vec<_> =
        session.answered().iter().map(|answered| answered.milliseconds).collect();
    assert_eq!(milliseconds, [8 * 60_000, 3 * 60_000, 0]);
}

#[test]
fn a_slip_can_be_taken_back_once() {
    let book = small();
    let mut session = Session::new(&book, Plan::practice(2, 4)).unwrap();
    let mut page = page(&book, &mut session, look(80, 24));
    press(&mut page, "1");
    assert!(screen(&page).contains("u undo"));
    press(&mut page, "u");
    assert!(screen(&page).contains("Question 1 of 2") && screen(&page).contains("1-"));
    press(&mut page, "2");
    assert!(!screen(&page).contains("u undo"), "only once");
    press(&mut page, "u");
    drop(page);
    assert_eq!(session.answered().len(), 1);
    assert!(session.answered()[0].second_thought);
}

#[test]
fn leaving_is_no_end_and_there_is_a_way_back() {
    let book = small();
    let mut session = Session::new(&book, Plan::practice(2, 4)).unwrap();
    let mut page = page(&book, &mut session, look(80, 24));
    press(&mut page, "q");
    assert!(screen(&page).contains("Nothing is lost"), "{}", screen(&page));
    press(&mut page, "b");
    assert!(screen(&page).contains("Question 1 of 2"));
    assert_eq!(press(&mut page, "\u{1b}q"), Some(SitEnd::Left));
    drop(page);
    assert!(!matches!(session.screen(), Screen::Finished), "it goes on next time");
}

#[test]
fn an_interrupt_leaves_from_every_screen() {
    let book = small();
    for keys in ["", "1", "1i", "q", "1\n1\n", "1\n1\n\n", "?"] {
        let mut session = Session::new(&book, Plan::practice(2, 4)).unwrap();
        let mut page = page(&book, &mut session, look(80, 24));
        press(&mut page, keys);
        assert_eq!(page.update(Event::Interrupt), Effect::Leave(SitEnd::Interrupted), "{keys}");
    }
}

#[test]
fn a_screen_that_is_too_small_says_so_and_loses_nothing() {
    let book = small();
    let mut session = Session::new(&book, Plan::practice(2, 4)).unwrap();
    let mut page = page(&book, &mut session, look(80, 24));
    press(&mut page, "1");
    let before = screen(&page);
    resize(&mut page, 20, 5);
    insta::assert_snapshot!(screen(&page));
    for (columns, rows) in [(0, 0), (1, 1), (200, 1), (1, 200), (35, 24), (80, 9)] {
        resize(&mut page, columns, rows);
        screen(&page);
    }
    resize(&mut page, 80, 24);
    assert_eq!(screen(&page), before);
}

/// Somebody whose disk is full.
struct Full<'a> {
    session: Session<'a>,
    full: bool,
}

impl Sitting for Full<'_> {
    fn session(&self) -> &Session<'_> {
        &self.session
    }

    fn apply(&mut self, input: Input) -> Result<(), Trouble> {
        if std::mem::take(&mut self.full) {
            return Err(Trouble::NotKept {
                message: "the disk is full".into(),
                help: "Make room.".into(),
            });
        }
        Ok(self.session.apply(input)?)
    }
}

#[test]
fn what_could_not_be_kept_is_said_and_asked_again() {
    let book = small();
    let session = Session::new(&book, Plan::practice(1, 4)).unwrap();
    let mut full = Full { session, full: true };
    let mut page = page(&book, &mut full, look(80, 24));
    press(&mut page, "1");
    let shown = screen(&page);
    assert!(
        shown.contains("Not done: the disk is full. Make room.")
            && shown.contains("Question 1 of 1")
    );
    press(&mut page, "1");
    assert!(!screen(&page).contains("disk"));
    drop(page);
    assert_eq!(full.session.answered().len(), 1);
}

#[test]
fn whatever_is_pressed_at_whatever_size_the_screen_is_drawn() {
    let book = small();
    for seed in 0..30 {
        let plan = if seed % 3 == 0 { exam(&book, 4) } else { Plan::practice(4, seed) };
        let mut session = Session::new(&book, plan).unwrap();
        let mut page = page(&book, &mut session, look(80, 24));
        let mut draw = remit_scenario::Draw::new(seed, 0);
        let keys: Vec<char> = "123456↑↓←→\n\n \t⇟⇞⇤⇥⌫?tmwiurnpbjk+-.*q\u{1b}".chars().collect();
        for _ in 0..150 {
            let number = |below: usize| u16::try_from(below).unwrap();
            let left = match draw.below(12) {
                0 => {
                    let (columns, rows) = (number(draw.below(130)), number(draw.below(50)));
                    page.update(Event::Resize(columns, rows)) == Effect::Leave(SitEnd::Left)
                }
                1 => {
                    let (x, y) = (number(draw.below(80)), number(draw.below(24)));
                    matches!(page.update(Event::Click(x, y)), Effect::Leave(_))
                }
                2 => matches!(page.update(Event::Wheel(3)), Effect::Leave(_)),
                _ => {
                    let key = keys[draw.below(keys.len())];
                    press(&mut page, &key.to_string()).is_some()
                }
            };
            screen(&page);
            if left {
                break;
            }
        }
    }
}

#[test]
fn the_screen_gives_the_same_results_as_the_session_by_itself() {
    let book = small();
    for seed in 0..10 {
        let mut plain = Session::new(&book, Plan::practice(5, seed)).unwrap();
        let mut drawn = Session::new(&book, Plan::practice(5, seed)).unwrap();
        let mut page = page(&book, &mut drawn, look(80, 24));
        let mut at = 0;
        while let Screen::Question { item, .. } = plain.screen() {
            at += 1;
            let response: Vec<usize> =
                item.parts.iter().map(|part| at % part.options.len()).collect();
            let keys: String = response.iter().map(|chosen| (chosen + 1).to_string()).collect();
            plain.apply(Input::Answer { response, milliseconds: 0 }).unwrap();
            plain.apply(Input::Next).unwrap();
            press(&mut page, &format!("{keys}\n"));
        }
        drop(page);
        assert_eq!(plain.answered(), drawn.answered());
        assert_eq!(plain.summary(), drawn.summary());
    }
}
