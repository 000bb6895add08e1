//! The descriptions of the recorded sets of other projects are correct.

use std::path::Path;

use vtlkit_cases::recorded::{AWS, RECORDED, VELOCITY};
use vtlkit_cases::sets;

#[test]
fn the_sets_have_as_many_cases_as_stated() {
    for set in [AWS, VELOCITY] {
        let Some(folder) = set.folder().unwrap() else { continue };
        let cases: usize = sets(&folder).unwrap().iter().map(|file| file.cases.len()).sum();
        assert_eq!(cases, set.cases, "{}", folder.display());
    }
}

#[test]
fn the_documentation_lists_them() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance/README.md");
    let readme = std::fs::read_to_string(readme).unwrap();
    for set in RECORDED {
        let row = format!("| `{}` | {} | {} |", set.name, set.cases, set.origin);
        assert!(readme.contains(&row), "this row is missing: {row}");
    }
}
