//! Snapshots in insta's format: what a rulebook does is kept in files, and compared with what it does
//! now. What differs lies beside it as `….snap.new`, so that `cargo insta review` works as well.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use similar::{ChangeTag, TextDiff};

use super::portrait::{entries, is_told};
use crate::context::Context;
use crate::failure::{Failure, Problem};
use crate::load;
use crate::render::{Ink, clean, style};
use crate::streams::Said;

/// How the name of an accepted snapshot ends, and that of a new one.
const ACCEPTED: &str = "snap";
const NEW: &str = "snap.new";
/// What the header of every such file says, and by which it is known as ours.
const EXPRESSION: &str = "expression: remit test --snapshots";

/// A snapshot that differs from what was accepted.
#[derive(Debug)]
pub(super) struct Changed {
    name: String,
    /// What was accepted; nothing if it is new.
    old: Option<String>,
    /// What is so now; nothing if it belongs to nothing any more.
    new: Option<String>,
}

/// What to do with what differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Then {
    /// Say so, and lay the new ones beside the old ones.
    Fail,
    /// Ask, one by one.
    Review,
    /// Take the new ones.
    Accept,
}

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Nothing differs any more.
    AsAccepted,
    /// Something differs.
    Differs,
    /// The review was left.
    Interrupted,
}

/// The accepted snapshots of a folder, by name. A folder that isn't there has none.
pub(super) fn accepted(folder: &Path) -> Result<BTreeMap<String, String>, Failure> {
    let mut texts = BTreeMap::new();
    if !folder.exists() {
        return Ok(texts);
    }
    let unreadable = |error: &std::io::Error| load::unreadable(folder, error);
    for entry in fs::read_dir(folder).map_err(|error| unreadable(&error))? {
        let path = entry.map_err(|error| unreadable(&error))?.path();
        if path.extension().is_none_or(|ending| ending != ACCEPTED) {
            continue;
        }
        let whole = load::whole_text(&path)?;
        let Some((header, text)) = divided(&whole) else {
            return Err(Problem::new("not-a-snapshot", "the file is no snapshot")
                .at(load::shown(&path))
                .why("a snapshot begins with a header between two lines `---`")
                .help("Take it out of this folder, or delete it and accept a new one.")
                .into());
        };
        // What another program keeps here is none of ours.
        if header.lines().any(|line| line == EXPRESSION) {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            texts.insert(name, text.to_owned());
        }
    }
    Ok(texts)
}

/// The header and the text below it.
fn divided(whole: &str) -> Option<(&str, &str)> {
    whole.strip_prefix("---\n")?.split_once("\n---\n")
}

/// A file in insta's format.
fn written(source: &str, text: &str) -> String {
    // JSON's quoting is YAML's, too.
    let source = serde_json::to_string(source).unwrap_or_default();
    format!("---\nsource: {source}\n{EXPRESSION}\n---\n{}\n", text.trim_end())
}

/// What differs, in order of name.
pub(super) fn changes(
    old: &BTreeMap<String, String>,
    new: &BTreeMap<String, String>,
) -> Vec<Changed> {
    let names: BTreeSet<_> = old.keys().chain(new.keys()).collect();
    let changed = names.into_iter().map(|name| Changed {
        name: name.clone(),
        old: old.get(name).cloned(),
        new: new.get(name).cloned(),
    });
    let same = |one: &Option<String>, other: &Option<String>| {
        one.as_deref().map(str::trim_end) == other.as_deref().map(str::trim_end)
    };
    changed.filter(|changed| !same(&changed.old, &changed.new)).collect()
}

/// Tells what differs, and does with it what is wanted. `source` is where the rules are from; `aside`
/// says whether it is told beside the output, which another program reads.
pub(super) fn settle(
    context: &mut Context<'_>,
    folder: &Path,
    source: &str,
    changed: &[Changed],
    then: Then,
    aside: bool,
) -> Result<Outcome, Failure> {
    forget(folder, changed)?;
    let mut left = 0;
    for (at, one) in changed.iter().enumerate() {
        if then != Then::Accept {
            let text = told(context.ink, one);
            if aside { context.remark(text) } else { context.say(text)? }
        }
        let taken = match then {
            Then::Accept => true,
            Then::Fail => false,
            Then::Review => match ask(context, at + 1, changed.len())? {
                Answer::Accept => true,
                Answer::Skip => false,
                Answer::Reject => {
                    remove(&path(folder, &one.name, NEW))?;
                    left += 1;
                    continue;
                }
                Answer::Leave => return Ok(Outcome::Interrupted),
            },
        };
        if taken {
            take(folder, source, one)?;
        } else {
            left += 1;
            if let Some(text) = &one.new {
                create(folder)?;
                load::write(&path(folder, &one.name, NEW), &written(source, text))?;
            }
        }
    }
    Ok(if left == 0 { Outcome::AsAccepted } else { Outcome::Differs })
}

enum Answer {
    Accept,
    Reject,
    Skip,
    Leave,
}

fn ask(context: &mut Context<'_>, at: usize, of: usize) -> Result<Answer, Failure> {
    loop {
        let prompt = format!("{at} of {of}: accept, reject or skip? [a/r/s] ");
        let line = match context.hear(&prompt)? {
            Said::Line(line) => line,
            Said::End | Said::Interrupt => return Ok(Answer::Leave),
        };
        match line.trim().to_lowercase().as_str() {
            "a" | "accept" => return Ok(Answer::Accept),
            "r" | "reject" => return Ok(Answer::Reject),
            "s" | "skip" => return Ok(Answer::Skip),
            _ => context.say("Type a, r or s; Ctrl-C leaves.")?,
        }
    }
}

/// Puts the new text in the place of the old.
fn take(folder: &Path, source: &str, changed: &Changed) -> Result<(), Failure> {
    let accepted = path(folder, &changed.name, ACCEPTED);
    match &changed.new {
        Some(text) => {
            create(folder)?;
            load::write(&accepted, &written(source, text))?;
        }
        None => remove(&accepted)?,
    }
    Ok(remove(&path(folder, &changed.name, NEW))?)
}

/// Takes away new snapshots of before that differ no longer.
fn forget(folder: &Path, changed: &[Changed]) -> Result<(), Failure> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Some(name) = name.strip_suffix(&format!(".{NEW}")) else { continue };
        let ours = || fs::read_to_string(&path).is_ok_and(|text| text.contains(EXPRESSION));
        if !changed.iter().any(|one| one.name == name) && ours() {
            remove(&path)?;
        }
    }
    Ok(())
}

fn path(folder: &Path, name: &str, ending: &str) -> PathBuf {
    folder.join(format!("{name}.{ending}"))
}

fn create(folder: &Path) -> Result<(), Problem> {
    fs::create_dir_all(folder).map_err(|error| {
        Problem::new("unwritable", "the folder can't be made")
            .at(load::shown(folder))
            .why(error.to_string())
            .help("Name a folder that may be written into.")
    })
}

fn remove(path: &Path) -> Result<(), Problem> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Problem::new("unwritable", "the file can't be removed")
                .at(load::shown(path))
                .why(error.to_string())
                .help("Check that its folder may be written into."))
        }
        _ => Ok(()),
    }
}

/// A snapshot's changes: each entry that differs, as a whole, with what it was and what it is.
fn told(ink: Ink, changed: &Changed) -> String {
    let Changed { name, old, new } = changed;
    let what = match (old, new) {
        (None, _) => "is new",
        (_, None) => "belongs to nothing any more",
        _ => "has changed",
    };
    let mut text = format!("{} {what}\n", ink.paint(style::HEADING, name));
    let (old, new) = (old.as_deref().unwrap_or(""), new.as_deref().unwrap_or(""));
    if old.is_empty() || new.is_empty() {
        let whole = if new.is_empty() { old } else { new };
        text.push_str(&format!("  {} entries\n", entries(whole).count()));
        return text;
    }
    let differing = differing(old, new);
    for (heading, old, new) in &differing {
        text.push_str(&format!("\n  {}\n", ink.paint(style::NAME, &clean(heading))));
        for change in TextDiff::from_lines(*old, *new).iter_all_changes() {
            let line = clean(change.value().trim_end()).into_owned();
            if line.is_empty() {
                continue;
            }
            let (mark, look) = match change.tag() {
                ChangeTag::Delete => ("was ", style::BAD),
                ChangeTag::Insert => ("is  ", style::GOOD),
                // A client is told once, in words; and what is as it was needs no telling.
                ChangeTag::Equal if !is_told(&line) => continue,
                ChangeTag::Equal => ("    ", style::FAINT),
            };
            let filled = ink.fill(&format!("  {mark}"), "      ", &line);
            text.push_str(&filled.replacen(mark, &ink.paint(look, mark), 1));
            text.push('\n');
        }
    }
    if differing.is_empty() {
        text.push_str("  its order, or what stands outside of its entries\n");
    }
    text
}

/// The entries that differ: their heading, what they were and what they are. Of several with one
/// heading the first is compared with the first, and so on.
fn differing<'t>(old: &'t str, new: &'t str) -> Vec<(&'t str, &'t str, &'t str)> {
    let mut before: Vec<_> = entries(old).collect();
    let mut found = Vec::new();
    for (heading, text) in entries(new) {
        let was = before.iter().position(|(other, _)| *other == heading);
        let was = was.map_or("", |at| before.remove(at).1);
        if was.trim_end() != text.trim_end() {
            found.push((heading, was, text));
        }
    }
    found.extend(before.into_iter().map(|(heading, was)| (heading, was, "")));
    found
}
