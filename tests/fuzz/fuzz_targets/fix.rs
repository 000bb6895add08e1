//! A file that could be read can be read after all fixes, with as many templates.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vtlkit_host::extract;
use vtlkit_lint::lint_file;
use vtlkit_text::{Applicability, Fix, apply_edits, choose_edits};

fuzz_target!(|input: (u8, &str)| {
    let (kind, text) = input;
    let name = vtlkit_fuzz::host(kind);
    let before = extract(name, text);
    let findings = lint_file(name, text, &before);
    let fixes: Vec<&Fix> = findings.iter().filter_map(|it| it.diagnostic.fix.as_ref()).collect();
    let (edits, count) = choose_edits(&fixes, Applicability::Unsafe);
    if count == 0 || !before.errors.is_empty() {
        return;
    }
    let fixed = apply_edits(text, &edits).expect("chosen edits go together");
    let after = extract(name, &fixed);
    assert!(after.errors.is_empty(), "{:?} in\n{fixed}\nwhich was\n{text}", after.errors);
    assert_eq!(before.templates.len(), after.templates.len(), "{fixed}\nwhich was\n{text}");
});
