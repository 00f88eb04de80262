//! What a learner's file survives, and what is said when it doesn't.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use remit_store::{Event, Store, Trouble, What, export, look, salvage};
use serde_json::json;
use tempfile::TempDir;

fn file(folder: &TempDir) -> PathBuf {
    folder.path().join("learner.db")
}

/// A file with so many events, some of them longer than a page.
fn filled(path: &Path, count: i64) -> Vec<Event> {
    let mut store = Store::open(path, "a test").unwrap();
    for at in 0..count {
        let long = "o".repeat(if at % 17 == 3 { 9_000 } else { 40 });
        store
            .append(1_700_000_000_000 + at, "answered", &json!({ "right": at, "said": long }))
            .unwrap();
    }
    store.events().to_vec()
}

fn said(trouble: &Trouble) -> String {
    let name = trouble.place.file_name().unwrap().to_string_lossy();
    format!(
        "{}: {}\n  {name}\n  why: {}\n  help: {}",
        trouble.code(),
        trouble.message(),
        trouble.why().unwrap_or_default(),
        trouble.help()
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_added_is_there_after_any_reopening(
        // Clocks go backwards, and payloads are anything.
        adds in prop::collection::vec((any::<i64>(), "[a-z][a-z-]{0,8}", any::<String>(), any::<bool>()), 1..30)
    ) {
        let folder = TempDir::new().unwrap();
        let path = file(&folder);
        let mut store = Store::open(&path, "a test").unwrap();
        let mut expected = Vec::new();
        for (at, kind, payload, reopen) in adds {
            store.append(at, &kind, &payload).unwrap();
            expected.push((at, kind, serde_json::to_string(&payload).unwrap()));
            if reopen {
                drop(store);
                store = Store::open(&path, "a test").unwrap();
            }
        }
        drop(store);
        let events = look(&path).unwrap().unwrap();
        let found: Vec<_> = events
            .iter()
            .map(|event| (event.at, event.kind.clone(), event.payload.clone()))
            .collect();
        prop_assert_eq!(found, expected);

        // And in another file, however often they are brought there.
        let mut text = Vec::new();
        export(&events, &mut text).unwrap();
        let mut other = Store::open(&folder.path().join("other.db"), "a test").unwrap();
        other.append(7, "own", &0).unwrap();
        let of = events.len();
        let first = other.import(Path::new("p.jsonl"), &mut text.as_slice()).unwrap();
        prop_assert_eq!((first.added, first.known), (of, 0));
        let again = other.import(Path::new("p.jsonl"), &mut text.as_slice()).unwrap();
        prop_assert_eq!((again.added, again.known), (0, of));
        prop_assert_eq!(&other.events()[1..], events.as_slice());
    }
}

/// Opens a copy of damaged bytes: nothing but what was written may come out, or a complaint, which
/// leaves the file as it is.
fn try_damaged(bytes: &[u8], written: &[Event], what: &str) -> Option<Trouble> {
    let folder = TempDir::new().unwrap();
    let path = file(&folder);
    fs::write(&path, bytes).unwrap();
    match Store::open(&path, "a test") {
        Ok(store) => {
            assert_eq!(store.events(), written, "{what} changed what was written");
            None
        }
        Err(trouble) => {
            assert_eq!(fs::read(&path).unwrap(), bytes, "{what} made the file change");
            if let Ok(events) = look(&path) {
                assert_eq!(events.unwrap(), written, "{what} is not said to readers");
            }
            // Whatever can still be read is something that was written.
            if let Ok(salvaged) = salvage(&path) {
                assert!(salvaged.whole.iter().all(|event| written.contains(event)), "{what}");
            }
            Some(trouble)
        }
    }
}

#[test]
fn a_flipped_byte_on_any_page_is_noticed_or_does_not_matter() {
    let folder = TempDir::new().unwrap();
    let path = file(&folder);
    let written = filled(&path, 60);
    let bytes = fs::read(&path).unwrap();
    let page = 4096;
    assert!(bytes.len() / page > 12, "too few pages to say anything");
    let mut noticed = 0;
    let mut number = 1_u64;
    for start in (0..bytes.len()).step_by(page) {
        // The head of the page, where its structure is, and places all over it.
        let mut places: Vec<usize> = (0..16).collect();
        for _ in 0..24 {
            number = number
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            places.push(usize::try_from(number >> 33).unwrap() % page);
        }
        for at in places {
            let mut damaged = bytes.clone();
            damaged[start + at] ^= 1 << (at % 8);
            let what = format!("byte {at} of page {}", start / page + 1);
            noticed += u32::from(try_damaged(&damaged, &written, &what).is_some());
        }
    }
    // Most of a page is content; what isn't noticed stands where nothing was written.
    assert!(noticed > 200, "only {noticed} were noticed");
}

#[test]
fn every_byte_of_an_event_counts() {
    let folder = TempDir::new().unwrap();
    let path = file(&folder);
    let written = filled(&path, 3);
    let bytes = fs::read(&path).unwrap();
    let content = br#"{"right":1,"said":""#;
    let start = bytes.windows(content.len()).position(|part| part == content).unwrap();
    for at in start..start + content.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1;
        let trouble = try_damaged(&damaged, &written, "a byte of an event").unwrap();
        assert!(matches!(trouble.what, What::Damaged(_)), "{trouble:?}");
    }
}

#[test]
fn a_torn_file_is_noticed_wherever_it_ends() {
    let folder = TempDir::new().unwrap();
    let path = file(&folder);
    let written = filled(&path, 40);
    let bytes = fs::read(&path).unwrap();
    for end in (0..bytes.len()).step_by(512) {
        assert!(try_damaged(&bytes[..end], &written, "a cut").is_some(), "cut at {end}");
    }
    for start in (0..bytes.len()).step_by(4096) {
        let mut zeroed = bytes.clone();
        zeroed[start..start + 4096].fill(0);
        assert!(try_damaged(&zeroed, &written, "zeroes").is_some(), "page at {start}");
    }
}

#[test]
fn what_is_whole_in_a_damaged_file_can_be_brought_back() {
    let folder = TempDir::new().unwrap();
    let path = file(&folder);
    let written = filled(&path, 30);
    let mut bytes = fs::read(&path).unwrap();
    let content = br#"{"right":11,"#;
    // Pages that were divided keep what stood on them; it is changed there too.
    for at in 0..bytes.len() - content.len() {
        if &bytes[at..at + content.len()] == content {
            bytes[at + 9] = b'7';
        }
    }
    fs::write(&path, &bytes).unwrap();
    assert!(matches!(look(&path).unwrap_err().what, What::Damaged(_)));

    let salvaged = salvage(&path).unwrap();
    assert_eq!((salvaged.whole.len(), salvaged.lost), (29, 1));
    let mut text = Vec::new();
    export(&salvaged.whole, &mut text).unwrap();
    let mut store = Store::open(&folder.path().join("new.db"), "a test").unwrap();
    store.import(Path::new("rescued.jsonl"), &mut text.as_slice()).unwrap();
    let without: Vec<_> = written
        .iter()
        .enumerate()
        .filter(|(at, _)| *at != 11)
        .map(|(_, event)| event.clone())
        .collect();
    assert_eq!(store.events(), without);
}

#[test]
fn only_one_writes_at_a_time_and_the_other_is_told_who() {
    let folder = TempDir::new().unwrap();
    let path = file(&folder);
    let mut store = Store::open(&path, "remit quiz (process 4711)").unwrap();
    store.append(1, "answered", &1).unwrap();
    let trouble = Store::open(&path, "remit exam (process 4712)").unwrap_err();
    insta::assert_snapshot!(said(&trouble));
    // Others may read meanwhile, and the first goes on.
    assert_eq!(look(&path).unwrap().unwrap().len(), 1);
    store.append(2, "answered", &2).unwrap();
    drop(store);
    assert_eq!(Store::open(&path, "remit exam (process 4712)").unwrap().events().len(), 2);
}

#[test]
fn each_says_what_happened() {
    let folder = TempDir::new().unwrap();
    let mut told = Vec::new();
    let mut tell = |name: &str, bytes: Option<&[u8]>| {
        let path = folder.path().join(name);
        if let Some(bytes) = bytes {
            fs::write(&path, bytes).unwrap();
        }
        let trouble = Store::open(&path, "a test").unwrap_err();
        if let Some(bytes) = bytes {
            assert_eq!(fs::read(&path).unwrap(), bytes);
        }
        assert_eq!(look(&path).unwrap_err().code(), trouble.code());
        told.push(said(&trouble));
    };
    tell("empty.db", Some(b""));
    tell("letter.db", Some(b"Dear reader, this is a letter and nothing else, of more than a hundred bytes, which is as long as a header is."));
    tell("short.db", Some(b"SQLite format 3\0"));

    let path = file(&folder);
    filled(&path, 3);
    let whole = fs::read(&path).unwrap();
    let mut newer = whole.clone();
    newer[63] = 9;
    tell("newer.db", Some(&newer));
    let mut foreign = whole.clone();
    foreign[68..72].fill(0);
    tell("foreign.db", Some(&foreign));
    let mut damaged = whole.clone();
    let content = br#"{"right":1,"#;
    let at = whole.windows(content.len()).position(|part| part == content).unwrap();
    damaged[at + 2] ^= 1;
    tell("damaged.db", Some(&damaged));
    fs::write(folder.path().join("gone.db-wal"), b"journal").unwrap();
    tell("gone.db", None);
    insta::assert_snapshot!(told.join("\n\n"));
}

#[test]
fn a_journal_with_a_flipped_byte_takes_nothing_with_it() {
    let folder = TempDir::new().unwrap();
    let path = file(&folder);
    let mut store = Store::open(&path, "a test").unwrap();
    for at in 0..20 {
        store.append(at, "answered", &at).unwrap();
    }
    // As a killed process leaves it: the file, and its journal.
    let left = TempDir::new().unwrap();
    let journal = |folder: &TempDir| folder.path().join("learner.db-wal");
    let (bytes, log) = (fs::read(&path).unwrap(), fs::read(journal(&folder)).unwrap());
    assert!(!log.is_empty());
    for at in (0..log.len()).step_by(97) {
        let mut damaged = log.clone();
        damaged[at] ^= 0x10;
        fs::write(file(&left), &bytes).unwrap();
        fs::write(journal(&left), damaged).unwrap();
        assert_eq!(Store::open(&file(&left), "a test").unwrap().events(), store.events(), "{at}");
    }
}

#[test]
fn a_file_to_import_is_taken_whole_or_not_at_all() {
    let folder = TempDir::new().unwrap();
    let events = filled(&file(&folder), 6);
    let mut text = Vec::new();
    export(&events, &mut text).unwrap();
    let text = String::from_utf8(text).unwrap();
    let lines: Vec<_> = text.lines().collect();
    let mut swapped = lines.clone();
    swapped.swap(2, 3);
    let bad = [
        ("nothing", String::new()),
        ("another file", "{\"name\": \"x\"}\n".to_owned()),
        ("not text", "remit\n".to_owned()),
        ("newer", text.replacen(":1,", ":2,", 1)),
        ("cut in a line", text[..text.len() / 2].to_owned()),
        ("cut between lines", lines[..4].join("\n")),
        ("no seal", lines[..7].join("\n")),
        ("changed", text.replacen("\\\"right\\\":2", "\\\"right\\\":3", 1)),
        ("swapped", swapped.join("\n")),
        ("more", format!("{text}{{}}\n")),
    ];
    let mut store = Store::open(&folder.path().join("other.db"), "a test").unwrap();
    let mut told = Vec::new();
    for (name, text) in bad {
        let trouble = store.import(Path::new("p.jsonl"), &mut text.as_bytes()).unwrap_err();
        told.push(format!("## {name}\n{}", said(&trouble)));
        assert!(store.events().is_empty());
    }
    // Ends of lines as another system writes them, and blank lines, change nothing.
    let text = text.replace('\n', "\r\n\r\n");
    assert_eq!(store.import(Path::new("p.jsonl"), &mut text.as_bytes()).unwrap().added, 6);
    insta::assert_snapshot!(told.join("\n\n"));
}

#[test]
fn two_machines_come_to_the_same_events() {
    let folder = TempDir::new().unwrap();
    let (one, two) = (folder.path().join("one.db"), folder.path().join("two.db"));
    let (mut one, mut two) = (Store::open(&one, "a").unwrap(), Store::open(&two, "b").unwrap());
    let carry = |from: &Store, to: &mut Store| {
        let mut text = Vec::new();
        export(from.events(), &mut text).unwrap();
        to.import(Path::new("p.jsonl"), &mut text.as_slice()).unwrap()
    };
    one.append(1, "a", &1).unwrap();
    carry(&one, &mut two);
    one.append(2, "a", &2).unwrap();
    two.append(2, "b", &2).unwrap();
    carry(&one, &mut two);
    carry(&two, &mut one);
    let sorted = |store: &Store| {
        let mut ids: Vec<_> = store.events().iter().map(|event| event.id).collect();
        ids.sort_unstable();
        ids
    };
    assert_eq!(sorted(&one), sorted(&two));
    assert_eq!(one.events().len(), 3);
}
