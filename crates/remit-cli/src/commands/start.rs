use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::render::style;

/// What to try first, each with what it does.
const TRY: [(&str, &str); 5] = [
    ("remit quiz", "be asked about clients: whose are they, and may they start?"),
    ("remit show", "read the rulebook's table of contents"),
    ("remit screen", "be asked about one client until the decision is certain"),
    ("remit explain take-with", "look up a word, a rule or a message's code"),
    ("remit --help", "see all commands"),
];

/// Says what to try, when no command was given.
pub(crate) fn run(context: &mut Context<'_>) -> Result<Exit, Failure> {
    let ink = context.ink;
    context.say(format!(
        "{}: whose client is this, and if not mine, whose?",
        ink.paint(style::HEADING, "remit")
    ))?;
    context.say("")?;
    for (command, does) in TRY {
        let padded = format!("{command:<24}");
        context.say(format!("  {} {does}", ink.paint(style::NAME, &padded)))?;
    }
    context.say("")?;
    context.say("A teaching tool, not medical advice.")?;
    Ok(Exit::Done)
}
