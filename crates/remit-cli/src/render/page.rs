use super::{Ink, clean, style};

/// A page of the documents as text: headings stand out, paragraphs are filled, code is indented.
pub(crate) fn page(ink: Ink, text: &str) -> String {
    let mut drawn = String::new();
    let mut paragraph = String::new();
    let mut code = false;
    for line in text.lines() {
        if line.starts_with("```") {
            flush(ink, &mut drawn, &mut paragraph);
            code = !code;
        } else if code {
            drawn.push_str(&format!("    {}\n", clean(line)));
        } else if let Some(heading) = line.strip_prefix('#') {
            flush(ink, &mut drawn, &mut paragraph);
            let heading = heading.trim_start_matches('#').trim();
            drawn.push_str(&format!("{}\n", ink.paint(style::HEADING, heading)));
        } else if line.is_empty() {
            flush(ink, &mut drawn, &mut paragraph);
            if !drawn.is_empty() && !drawn.ends_with("\n\n") {
                drawn.push('\n');
            }
        } else {
            if line.starts_with(['-', '|']) {
                flush(ink, &mut drawn, &mut paragraph);
            }
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(line);
        }
    }
    flush(ink, &mut drawn, &mut paragraph);
    drawn
}

fn flush(ink: Ink, drawn: &mut String, paragraph: &mut String) {
    if !paragraph.is_empty() {
        let rest = if paragraph.starts_with('-') { "  " } else { "" };
        drawn.push_str(&ink.fill("", rest, &clean(paragraph)));
        drawn.push('\n');
        paragraph.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_paragraphs_lists_and_code() {
        let text = "# unknown-term\n\nNo term has\nthis name.\n\n```remit\nterm x\n```\n\n- one\n  thing\n- two\n";
        insta::assert_snapshot!(page(Ink { colour: false, drawing: false, width: 40 }, text));
    }
}
