use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::{Finding, Linted};
use crate::xml;

/// JUnit's XML: a suite for each file, in it a failed case for each finding, or one case that passed.
pub fn junit(files: &[Linted<'_>]) -> String {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    // Nothing fails that writes into memory.
    let _ = write(&mut writer, files);
    let mut out = String::from_utf8(writer.into_inner()).unwrap_or_default();
    out.push('\n');
    out
}

fn write(writer: &mut Writer<Vec<u8>>, files: &[Linted<'_>]) -> io::Result<()> {
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let failures: usize = files.iter().map(|file| file.findings.len()).sum();
    let tests: usize = files.iter().map(|file| file.findings.len().max(1)).sum();
    writer
        .create_element("testsuites")
        .with_attributes([
            ("name", "vtlkit"),
            ("tests", &tests.to_string()),
            ("failures", &failures.to_string()),
            ("errors", "0"),
        ])
        .write_inner_content(|writer| files.iter().try_for_each(|file| suite(writer, file)))?;
    Ok(())
}

fn suite(writer: &mut Writer<Vec<u8>>, file: &Linted<'_>) -> io::Result<()> {
    let name = xml::text(file.source.name());
    let failures = file.findings.len().to_string();
    writer
        .create_element("testsuite")
        .with_attributes([
            ("name", name.as_str()),
            ("tests", &file.findings.len().max(1).to_string()),
            ("failures", &failures),
            ("errors", "0"),
        ])
        .write_inner_content(|writer| {
            if file.findings.is_empty() {
                writer
                    .create_element("testcase")
                    .with_attributes([("name", "lint"), ("classname", &name)])
                    .write_empty()?;
            }
            file.findings.iter().try_for_each(|finding| case(writer, file, finding, &name))
        })?;
    Ok(())
}

fn case(writer: &mut Writer<Vec<u8>>, file: &Linted<'_>, finding: &Finding, name: &str) -> io::Result<()> {
    let place = file.source.place(finding.diagnostic.primary.span.start());
    let (line, column) = (place.line.to_string(), place.column.to_string());
    let case = [finding.rule(), " at ", &line, ":", &column].concat();
    writer
        .create_element("testcase")
        .with_attributes([
            ("name", case.as_str()),
            ("classname", name),
            ("file", name),
            ("line", &line),
            ("column", &column),
        ])
        .write_inner_content(|writer| {
            writer
                .create_element("failure")
                .with_attributes([
                    ("type", finding.diagnostic.severity.name()),
                    ("message", &xml::text(&finding.diagnostic.message)),
                ])
                .write_text_content(BytesText::new(&xml::text(&finding.words())))?;
            Ok(())
        })?;
    Ok(())
}
