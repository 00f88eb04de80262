//! The XML of `JUnit` in the form that Jenkins, GitLab and others read: a suite for each file, a case for
//! each test. Times are left out, since they differ from run to run.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::{Record, Results};

pub(super) fn report(results: &Results) -> String {
    let mut bytes = Vec::new();
    // Writing to memory can't fail.
    let _ = write(results, &mut bytes);
    let mut text = String::from_utf8(bytes).unwrap_or_default();
    text.push('\n');
    text
}

fn write(results: &Results, out: &mut Vec<u8>) -> std::io::Result<()> {
    let mut xml = Writer::new_with_indent(out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let counted = |records: &[Record]| {
        let failed = records.iter().filter(|record| !record.passed).count();
        (records.len().to_string(), failed.to_string())
    };
    let (tests, failed) = counted(&results.records);
    let name = text(&results.rulebook);
    let all = xml.create_element("testsuites").with_attributes([
        ("name", name.as_str()),
        ("tests", tests.as_str()),
        ("failures", failed.as_str()),
        ("errors", "0"),
    ]);
    all.write_inner_content(|xml| {
        for suite in results.records.chunk_by(|one, next| file(one) == file(next)) {
            let (tests, failed) = counted(suite);
            let name = suite.first().map_or_else(String::new, |record| text(file(record)));
            xml.create_element("testsuite")
                .with_attributes([
                    ("name", name.as_str()),
                    ("tests", tests.as_str()),
                    ("failures", failed.as_str()),
                    ("errors", "0"),
                    ("skipped", "0"),
                ])
                .write_inner_content(|xml| suite.iter().try_for_each(|record| case(record, xml)))?;
        }
        Ok(())
    })?;
    Ok(())
}

fn case(record: &Record, xml: &mut Writer<&mut Vec<u8>>) -> std::io::Result<()> {
    let line = record.place.as_ref().map_or(0, |place| place.line).to_string();
    let class = record.of.first().map_or(file(record), String::as_str);
    let (name, class, file) = (text(&record.name), text(class), text(file(record)));
    let element = xml.create_element("testcase").with_attributes([
        ("name", name.as_str()),
        ("classname", class.as_str()),
        ("file", file.as_str()),
        ("line", line.as_str()),
    ]);
    let Some(failure) = &record.failure else {
        element.write_empty()?;
        return Ok(());
    };
    element.write_inner_content(|xml| {
        let message = text(&failure.messages().join("; "));
        let body = text(&failure.lines().join("\n"));
        xml.create_element("failure")
            .with_attributes([("message", message.as_str()), ("type", "example-fails")])
            .write_text_content(BytesText::new(&body))?;
        Ok(())
    })?;
    Ok(())
}

fn file(record: &Record) -> &str {
    record.place.as_ref().map_or("", |place| place.file.as_str())
}

/// A text without the characters that XML can't hold, even escaped.
fn text(text: &str) -> String {
    let fits = |c: char| {
        c == '\n' || c == '\t' || !(c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'))
    };
    text.chars().map(|c| if fits(c) { c } else { '\u{fffd}' }).collect()
}
