//! Fixes do no harm: a file that could be parsed can still be parsed, with the same number of templates; the output of
//! a template is at least as good as before; and a second run changes nothing.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use vtlkit_gateway::{DIALECT, Request, Template};
use vtlkit_definition::{extract, read_apis};
use vtlkit_lint::{
    Around, FileFinding, Findings, Fixed, Subjects, Target, fix, fix_all, lint, lint_file, subjects,
};
use vtlkit_text::{Applicability, Diagnostic};

/// A file with its findings.
struct Linted {
    text: String,
    findings: Vec<FileFinding>,
}

impl Findings for Linted {
    fn text(&self) -> &str {
        &self.text
    }

    fn findings(&self) -> Vec<&Diagnostic> {
        self.findings.iter().map(|finding| &finding.diagnostic).collect()
    }
}

fn fixed_file(name: &str, text: &str, how: Applicability) -> Fixed<Linted> {
    let mut look = |text: String| Linted { findings: lint_file(name, &text, &extract(name, &text)), text };
    let read = |text: &str| -> Subjects {
        let file = read_apis(name, text);
        subjects(&extract(name, text), Around { file: &file, named: &|_| None, adjust: &|_| {} })
    };
    fix_all(look(text.to_owned()), how, &mut look, &read)
}

/// Limits that allow the trials of fixes.
const LIMITS: vtlkit_eval::Limits =
    vtlkit_eval::Limits { steps: 200_000, output_bytes: 1 << 20, memory_bytes: 32 << 20, ..vtlkit_eval::Limits::DEFAULT };

fn render(template: &str, requests: &[Request]) -> Option<Vec<Option<String>>> {
    let template = Template::compile(template).ok()?;
    let mut renderer = template.renderer_with(LIMITS, DIALECT);
    let render = |request| renderer.render(request).ok().map(|rendered| rendered.text().into_owned());
    Some(requests.iter().map(render).collect())
}

/// The request with every string replaced.
fn with(request: &Request, text: &str) -> Request {
    let mut request = request.clone();
    if let Ok(mut body) = serde_json::from_str::<Value>(&request.body) {
        let mut open = vec![&mut body];
        while let Some(value) = open.pop() {
            match value {
                Value::String(old) => text.clone_into(old),
                Value::Array(list) => open.extend(list),
                Value::Object(map) => open.extend(map.values_mut()),
                _ => {}
            }
        }
        request.body = body.to_string();
    }
    request.querystring.iter_mut().for_each(|(_, value)| text.clone_into(value));
    request
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<Value>(text).is_ok()
}

/// Compares a template with its fixed version for its witnesses, and with plain and hostile values.
fn compare(template: &str, fixed: &str, how: Applicability) {
    let findings = lint(template, &Target::default());
    let witnesses = findings.iter().filter_map(|it| it.witness.as_ref()?.request.parse::<Request>().ok());
    let witnesses: Vec<Request> = witnesses.take(8).collect();
    let mut requests = vec![Request::default()];
    for text in ["plain", "say \"it's\" & <b>=\\ 1\n"] {
        requests.extend(witnesses.iter().map(|witness| with(witness, text)));
    }
    requests.extend(witnesses);
    let Some(before) = render(template, &requests) else { return };
    if before.iter().all(Option::is_none) {
        return;
    }
    let after = render(fixed, &requests).expect("what could be compiled can be compiled");
    for ((old, new), request) in before.iter().zip(&after).zip(&requests) {
        let Some(old) = old else { continue };
        let good = new.as_deref().is_some_and(is_json);
        let same = new.as_ref() == Some(old);
        let fine = if how == Applicability::Safe { !is_json(old) && good } else { good || !is_json(old) };
        assert!(same || fine, "{how:?}: {request:?} gave {old:?} and gives {new:?}\n{template}\n=>\n{fixed}");
    }
}

fuzz_target!(|input: (u8, &str)| {
    let (kind, text) = input;
    let name = vtlkit_fuzz::host(kind);
    let before = extract(name, text);
    for how in [Applicability::Safe, Applicability::Unsafe] {
        // Half of the inputs are templates.
        if name.ends_with(".vtl") || kind >= 0x80 {
            let fixed = fix(text, &Target::default(), how, &|_| true);
            if fixed.fixed > 0 {
                compare(text, &fixed.found, how);
                let again = fix(&fixed.found, &Target::default(), how, &|_| true);
                assert_eq!(again.fixed, 0, "{}\n=>\n{}", fixed.found, again.found);
            }
            continue;
        }
        let fixed = fixed_file(name, text, how);
        if fixed.fixed == 0 || !before.errors.is_empty() {
            continue;
        }
        let after = extract(name, &fixed.found.text);
        assert!(after.errors.is_empty(), "{:?} in\n{}\nwhich was\n{text}", after.errors, fixed.found.text);
        assert_eq!(before.templates.len(), after.templates.len(), "{}\nwhich was\n{text}", fixed.found.text);
    }
});
