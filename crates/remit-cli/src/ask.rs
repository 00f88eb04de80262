//! What `decide`, `who` and `screen` have in common: a client, a practitioner, services, settings.

use std::path::{Path, PathBuf};

use remit_eval::{Case, Judge};
use remit_model::id::{RoleId, ServiceId};
use remit_model::{Rulebook, closest};
use remit_source::SourceFile;

use crate::book::Book;
use crate::context::Context;
use crate::failure::{Failure, Problem};
use crate::load;

/// The greatest client's file, in bytes. A long one has a hundredth of this.
const GREATEST_CASE: u64 = 4 * 1024 * 1024;

/// The client and the settings.
#[derive(Debug, clap::Args)]
pub(crate) struct ClientArgs {
    /// The client's file (JSON), or - to read it from standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) client: PathBuf,

    #[command(flatten)]
    pub(crate) settings: SettingArgs,
}

/// The settings to decide under.
#[derive(Debug, clap::Args)]
pub(crate) struct SettingArgs {
    /// Decide under this setting, such as jurisdiction=ca; may be repeated
    #[arg(long = "set", value_name = "SETTING=VALUE", value_parser = setting)]
    pub(crate) set: Vec<(String, String)>,
}

/// The services asked for.
#[derive(Debug, clap::Args)]
pub(crate) struct ServiceArgs {
    /// The service that the client asks for; may be repeated
    #[arg(long = "for", value_name = "SERVICE", required = true)]
    pub(crate) services: Vec<String>,
}

fn setting(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=').filter(|(name, value)| !name.is_empty() && !value.is_empty());
    pair.map(|(name, value)| (name.to_owned(), value.to_owned()))
        .ok_or_else(|| "write a setting and its value, such as jurisdiction=ca".to_owned())
}

impl SettingArgs {
    /// The settings, if the rulebook has them.
    pub(crate) fn checked(&self, book: &Rulebook) -> Result<&[(String, String)], Failure> {
        let problems: Vec<_> =
            self.set.iter().filter_map(|(name, value)| no_setting(book, name, value)).collect();
        if problems.is_empty() { Ok(&self.set) } else { Err(Failure::Input(problems)) }
    }
}

fn no_setting(book: &Rulebook, name: &str, value: &str) -> Option<Problem> {
    let Some(setting) = book.find_setting(name) else {
        let names = book.settings.values().map(|setting| setting.label.name.as_str());
        return Some(unknown("unknown-setting", "setting", name, names, "remit show settings"));
    };
    let values: Vec<_> =
        book.settings[setting].values.iter().map(|row| row.name.as_str()).collect();
    (!values.contains(&value)).then(|| {
        let all: Vec<_> = values.iter().map(|value| format!("`{value}`")).collect();
        Problem::new("unknown-value", format!("`{name}` has no value `{value}`"))
            .help(format!("Choose from {}.", remit_words::list::or(&all)))
    })
}

impl ClientArgs {
    /// Reads the client.
    pub(crate) fn read(&self, context: &mut Context<'_>, book: &mut Book) -> Result<Case, Failure> {
        let (name, text) = client_text(context, &self.client)?;
        let settings = self.settings.checked(&book.rulebook)?;
        let case = case(book, &name, text, settings)?;
        remark_masked(context, &book.rulebook, "", &case);
        Ok(case)
    }
}

/// Remarks on what is told of a client and counts for nothing, because it isn't asked of this client.
/// `whom` begins the remark.
pub(crate) fn remark_masked(context: &mut Context<'_>, book: &Rulebook, whom: &str, case: &Case) {
    for fact in Judge::new(book).masked(case) {
        let name = &book.facts[fact].label.name;
        context.remark(format!(
            "note: {whom}`{name}` is told, but it is not asked of this client, so it counts as not taken [masked-value]"
        ));
    }
}

/// A client's text, and the name of its file.
pub(crate) fn client_text(
    context: &mut Context<'_>,
    path: &Path,
) -> Result<(String, String), Failure> {
    if path == Path::new("-") {
        let name = "standard input";
        let bytes = context.input().all(GREATEST_CASE + 1).map_err(|error| {
            Problem::new("unreadable", "standard input can't be read").why(error.to_string())
        })?;
        return Ok((name.to_owned(), load::decoded(bytes, GREATEST_CASE, name)?));
    }
    Ok((load::shown(path), load::text_of(path, GREATEST_CASE)?))
}

/// A client from JSON; the text becomes one of the sources, so that findings can show it.
pub(crate) fn case(
    book: &mut Book,
    name: &str,
    text: String,
    settings: &[(String, String)],
) -> Result<Case, Failure> {
    let file = book.sources.add(SourceFile::new(name, text));
    let text = book.sources.get(file).map_or("", SourceFile::text);
    Case::from_json(&book.rulebook, file, text, settings).map_err(|diagnostics| Failure::Findings {
        sources: Box::new(std::mem::take(&mut book.sources)),
        diagnostics,
        problems: Vec::new(),
    })
}

/// The role of that name.
pub(crate) fn role(book: &Rulebook, name: &str) -> Result<RoleId, Problem> {
    book.find_role(name).ok_or_else(|| {
        let names = book.roles.values().map(|role| role.label.name.as_str());
        unknown("unknown-role", "practitioner", name, names, "remit show roles")
    })
}

/// The services of those names, each once.
pub(crate) fn services(book: &Rulebook, names: &[String]) -> Result<Vec<ServiceId>, Failure> {
    let mut found = Vec::new();
    let mut problems = Vec::new();
    for name in names {
        match book.find_service(name) {
            Some(id) if found.contains(&id) => {}
            Some(id) => found.push(id),
            None => problems.push(no_service(book, name)),
        }
    }
    if problems.is_empty() { Ok(found) } else { Err(Failure::Input(problems)) }
}

fn no_service(book: &Rulebook, name: &str) -> Problem {
    let group = book.find_group(name).map(|id| &book.groups[id]);
    if let Some(group) = group.filter(|group| !group.services.is_empty()) {
        let members = group.services.iter().map(|id| format!("`{}`", book.services[id].label.name));
        let members = remit_words::list::or(&members.collect::<Vec<_>>());
        return Problem::new("group-asked", format!("`{name}` is a group of services"))
            .why("a client asks for one service, or for several by name")
            .help(format!("Name one of them: {members}."));
    }
    let names = book.services.values().map(|service| service.label.name.as_str());
    unknown("unknown-service", "service", name, names, "remit show services")
}

pub(crate) fn unknown<'n>(
    code: &'static str,
    kind: &str,
    name: &str,
    names: impl Iterator<Item = &'n str>,
    list: &str,
) -> Problem {
    let help = match closest(name, names) {
        None => format!("`{list}` lists them."),
        Some(near) => format!("Did you mean `{near}`?"),
    };
    Problem::new(code, format!("no {kind} is named `{name}`")).help(help)
}
