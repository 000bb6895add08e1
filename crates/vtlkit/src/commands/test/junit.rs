//! Results as JUnit XML.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use vtlkit_report::{Source, xml};

use super::load::CaseFile;
use super::{Ran, of_file};

/// A suite for each file, in it each case.
pub(super) fn junit(files: &[CaseFile], ran: &[Ran]) -> String {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    // Nothing fails that writes into memory.
    let _ = write(&mut writer, files, ran);
    let mut out = String::from_utf8(writer.into_inner()).unwrap_or_default();
    out.push('\n');
    out
}

fn write(writer: &mut Writer<Vec<u8>>, files: &[CaseFile], ran: &[Ran]) -> io::Result<()> {
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let numbers = Numbers::of(ran);
    let attributes = [("name", "vtlkit")].into_iter().chain(numbers.attributes());
    writer.create_element("testsuites").with_attributes(attributes).write_inner_content(|writer| {
        files.iter().enumerate().try_for_each(|(at, file)| {
            let cases = of_file(ran, at);
            if cases.is_empty() { Ok(()) } else { suite(writer, file, cases) }
        })
    })?;
    Ok(())
}

struct Numbers {
    tests: String,
    failures: String,
    time: String,
}

impl Numbers {
    fn of(ran: &[Ran]) -> Self {
        let failures = ran.iter().filter(|ran| !ran.outcome.failures.is_empty()).count();
        let time: f64 = ran.iter().map(|ran| ran.time.as_secs_f64()).sum();
        Self { tests: ran.len().to_string(), failures: failures.to_string(), time: format!("{time:.6}") }
    }

    fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        [("tests", &*self.tests), ("failures", &*self.failures), ("errors", "0"), ("time", &*self.time)]
            .into_iter()
    }
}

fn suite(writer: &mut Writer<Vec<u8>>, file: &CaseFile, ran: &[Ran]) -> io::Result<()> {
    let name = xml::text(&file.name);
    let numbers = Numbers::of(ran);
    let attributes = [("name", name.as_str())].into_iter().chain(numbers.attributes());
    let source = Source::new(&file.name, &file.text);
    writer
        .create_element("testsuite")
        .with_attributes(attributes)
        .write_inner_content(|writer| ran.iter().try_for_each(|ran| case(writer, file, &source, ran)))?;
    Ok(())
}

fn case(writer: &mut Writer<Vec<u8>>, file: &CaseFile, source: &Source<'_>, ran: &Ran) -> io::Result<()> {
    let Some(case) = file.suite.cases.get(ran.case) else { return Ok(()) };
    let (name, class) = (xml::text(&case.name.value), xml::text(&file.name));
    let line = source.place(case.name.span.start()).line.to_string();
    let time = format!("{:.6}", ran.time.as_secs_f64());
    let element = writer.create_element("testcase").with_attributes([
        ("name", name.as_str()),
        ("classname", &class),
        ("file", &class),
        ("line", &line),
        ("time", &time),
    ]);
    let failures = &ran.outcome.failures;
    let Some(first) = failures.first() else {
        element.write_empty()?;
        return Ok(());
    };
    let lines = failures.iter().map(ToString::to_string).chain(ran.outcome.why.clone());
    let all = lines.collect::<Vec<_>>().join("\n");
    let message = if failures.len() == 1 {
        first.message.clone()
    } else {
        format!("{}, and {} more", first.message, failures.len() - 1)
    };
    element.write_inner_content(|writer| {
        writer
            .create_element("failure")
            .with_attributes([("type", "expectation"), ("message", &xml::text(&message))])
            .write_text_content(BytesText::new(&xml::text(&all)))?;
        Ok(())
    })?;
    Ok(())
}
