//! Puts the rulebook under `rules/`, the quizzes under `quizzes/` and the pages on diagnostic codes
//! into the program, so that a single file is all that a class needs.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or(io::ErrorKind::NotFound)?);
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?);
    let root = here.join("../..").canonicalize()?;
    let mut code = String::new();
    embed(&mut code, &root, "RULES", &root, "rules/medical-exercise", &["remit"])?;
    embed(&mut code, &root, "QUIZZES", &root, "quizzes", &["toml"])?;
    embed(&mut code, &root, "PAGES", &root, "docs/diagnostics", &["md"])?;
    let start = root.join("rules/start");
    let all = ["remit", "toml", "yml", "md"];
    embed(&mut code, &root, "START", &start, "rules/start", &all)?;
    let words = root.join("docs/words.md");
    println!("cargo::rerun-if-changed={}", words.display());
    let _ = writeln!(
        code,
        "pub(crate) const GLOSSARY: &str = include_str!({:?});",
        words.to_string_lossy()
    );
    fs::write(out.join("embedded.rs"), code)
}

/// Writes a constant that lists every file of a folder with one of these endings as (path from
/// `base`, text).
fn embed(
    code: &mut String,
    root: &Path,
    name: &str,
    base: &Path,
    folder: &str,
    endings: &[&str],
) -> io::Result<()> {
    let mut found = Vec::new();
    let path = root.join(folder);
    println!("cargo::rerun-if-changed={}", path.display());
    if path.is_dir() {
        walk(&path, endings, &mut found)?;
    }
    found.sort();
    let _ = writeln!(code, "pub(crate) const {name}: &[(&str, &str)] = &[");
    for file in found {
        let shown = file.strip_prefix(base).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        let _ = writeln!(code, "    ({shown:?}, include_str!({:?})),", file.to_string_lossy());
    }
    code.push_str("];\n");
    Ok(())
}

fn walk(folder: &Path, endings: &[&str], found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, endings, found)?;
        } else if path.extension().is_some_and(|own| endings.iter().any(|ending| own == *ending)) {
            found.push(path);
        }
    }
    Ok(())
}
