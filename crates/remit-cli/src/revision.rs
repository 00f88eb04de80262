//! Rule files as they were: a folder, what is built in, or a revision of the git repository that
//! one works in.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use remit_source::{SourceFile, Sources};

use crate::failure::{Failure, Problem};
use crate::load;

/// What the rulebook in the program is called where a folder could be named.
const BUILT_IN: &str = "built-in";
/// Where rules are looked for in a revision when nothing says where.
const USUAL_FOLDER: &str = "rules";

/// Reads what was named: `built-in`, a path, `REVISION:PATH`, or `REVISION` alone, which then means
/// the same folder as what it is compared with.
pub(crate) fn read(named: &str, compared_with: &str) -> Result<Sources, Failure> {
    let mut sources = Sources::default();
    if named == BUILT_IN {
        load::built_in(&mut sources);
    } else if Path::new(named).exists() {
        load::rule_files(&mut sources, &[PathBuf::from(named)])?;
    } else {
        let (revision, path) = match named.split_once(':') {
            Some((revision, path)) => (revision, path),
            None if Path::new(compared_with).exists() => (named, compared_with),
            None => {
                let path = compared_with.split_once(':').map(|(_, path)| path);
                (named, path.unwrap_or(USUAL_FOLDER))
            }
        };
        from_git(&mut sources, named, revision, path)?;
    }
    Ok(sources)
}

fn from_git(sources: &mut Sources, named: &str, revision: &str, path: &str) -> Result<(), Failure> {
    let commit = format!("{revision}^{{commit}}");
    // A revision that begins with a hyphen would be an option.
    let known = !revision.is_empty() && !revision.starts_with('-');
    let found = if known { git(&["rev-parse", "--verify", "--quiet", &commit], "")? } else { None };
    let Some(found) = found else {
        return Err(Problem::new(
            "no-such-rules",
            format!("`{named}` is neither a file, a folder nor a revision"),
        )
        .help("Name a folder of rule files, `built-in`, or a revision such as `main` or `HEAD~1:rules`.")
        .into());
    };
    let commit = String::from_utf8_lossy(&found).trim().to_owned();
    let list = git(&["ls-tree", "-r", "-z", "--name-only", &commit, "--", path], "")?;
    let list = list.unwrap_or_default();
    let ending = |name: &&str| {
        Path::new(name).extension().is_some_and(|ending| ending == load::ENDING)
            && name.len() < 4096
            && !name.contains('\n')
    };
    let listed = String::from_utf8_lossy(&list);
    let names: Vec<&str> = listed.split('\0').filter(ending).collect();
    if names.is_empty() {
        return Err(Problem::new("no-rule-files", "there is no rule file in this folder")
            .at(format!("{revision}:{path}"))
            .help("Name the folder as it was then: `REVISION:FOLDER`.")
            .into());
    }
    let asked: Vec<_> = names.iter().map(|name| format!("{commit}:./{name}\n")).collect();
    let asked = asked.concat();
    let texts = git(&["cat-file", "--batch"], &asked)?.unwrap_or_default();
    let mut rest = texts.as_slice();
    let mut problems = Vec::new();
    for name in names {
        let shown = format!("{revision}:{name}");
        let Some((bytes, after)) = blob(rest) else {
            return Err(unusable("git did not say what this file was").at(shown).into());
        };
        rest = after;
        match load::decoded(bytes.to_vec(), load::GREATEST_FILE, &shown) {
            Ok(text) => {
                sources.add(SourceFile::new(shown, text));
            }
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(Failure::Input(problems)) }
}

/// The next object of `cat-file --batch`: a line that ends in its size, its bytes, and a line end.
fn blob(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = text.iter().position(|&byte| byte == b'\n')?;
    let (head, rest) = (text.get(..end)?, text.get(end + 1..)?);
    let size: usize = std::str::from_utf8(head).ok()?.rsplit_once(' ')?.1.parse().ok()?;
    Some((rest.get(..size)?, rest.get(size + 1..)?))
}

/// What git prints; `None` if it says no.
fn git(arguments: &[&str], input: &str) -> Result<Option<Vec<u8>>, Problem> {
    let started = Command::new("git")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut git =
        started.map_err(|error| unusable("git can't be started").why(error.to_string()))?;
    // Written from another thread, because git answers before it has read everything.
    let stdin = git.stdin.take();
    let text = input.to_owned();
    let writer = std::thread::spawn(move || {
        // If git stops reading, its output says so.
        stdin.map(|mut stdin| stdin.write_all(text.as_bytes()))
    });
    let output = git.wait_with_output();
    let _ = writer.join();
    let output = output.map_err(|error| unusable("git can't be read").why(error.to_string()))?;
    Ok(output.status.success().then_some(output.stdout))
}

fn unusable(message: &str) -> Problem {
    Problem::new("git", message)
        .help("Revisions are read with git; without it, compare two folders of rule files.")
}
