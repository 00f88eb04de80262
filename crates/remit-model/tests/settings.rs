//! A rule may hold under several settings, with one value of each.

use remit_model::{Resolved, resolve};
use remit_source::FileId;
use remit_syntax::parse;

const BOOK: &str = r#"
setting country "where the practitioner works"
  is one of us, us-la within us, ca
  usually us
setting guideline "what is followed"
  is one of acsm, ada within acsm
  usually acsm
"#;

fn resolved(unders: &str) -> Resolved {
    let prelude = parse(FileId(0), include_str!("../../../docs/diagnostics/prelude.remit"));
    let rule = format!(
        "{BOOK}precaution by-place \"By place and guideline\"\n  for pft\n  asked for training\n{unders}\
         \n  when age at least 60 years\n  then up to light-moderate\n"
    );
    let rule = parse(FileId(1), &rule);
    assert_eq!(rule.diagnostics, []);
    resolve(&[(FileId(0), &prelude.file), (FileId(1), &rule.file)])
}

fn errors(resolved: &Resolved) -> Vec<(&str, &str)> {
    let errors = resolved.diagnostics.iter();
    let errors = errors.filter(|found| found.severity == remit_source::Severity::Error);
    errors.map(|found| (found.code.0, found.message.as_str())).collect()
}

#[test]
fn two_settings_are_both_asked_for() {
    let resolved = resolved("  under country ca\n  under guideline ada");
    assert_eq!(errors(&resolved), []);
    let book = resolved.rulebook;
    let rule = &book.rules[book.find_rule("by-place").unwrap()];
    let named = |(setting, value): &(_, usize)| {
        let setting = &book.settings[*setting];
        (setting.label.name.clone(), setting.values[*value].name.clone())
    };
    let under: Vec<_> = rule.under.iter().map(named).collect();
    let expected = [("country", "ca"), ("guideline", "ada")];
    assert_eq!(under, expected.map(|(setting, value)| (setting.to_owned(), value.to_owned())));
}

#[test]
fn one_setting_has_one_value() {
    let resolved = resolved("  under country ca\n  under country us");
    assert_eq!(errors(&resolved), [("only-once", "`country` has two values here")]);
}
