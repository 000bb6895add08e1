//! The changelog: a section for each version, the newest first.

use std::fs;

use super::version::read;
use crate::command::printed;
use crate::root;

const FILE: &str = "CHANGELOG.md";

/// The heading of what is not released.
const UNRELEASED: &str = "## Unreleased\n";

/// The section of a version, without its heading.
pub(super) fn notes(version: &str) -> Result<String, String> {
    section(&read(FILE)?, version).ok_or_else(|| format!("{FILE}: no section `## {version}`"))
}

fn section(text: &str, version: &str) -> Option<String> {
    let rest = text.split(&format!("\n## {version} - ")).nth(1)?;
    let (_, section) = rest.split("\n## ").next()?.split_once('\n')?;
    Some(format!("{}\n", section.trim()))
}

/// Checks that the newest section is that of a version, or of what comes after it.
pub(super) fn check(version: &str) -> Result<(), String> {
    let text = read(FILE)?;
    let first = text.split("\n## ").nth(1).unwrap_or_default();
    let ours = [format!("{version} - "), "Unreleased\n".to_owned()];
    if ours.iter().any(|heading| first.starts_with(heading)) {
        return Ok(());
    }
    Err(format!("{FILE}: the first section is neither `## Unreleased` nor `## {version} - <date>`"))
}

/// Gives what is not released the name of a version, and the date of today.
pub(super) fn release(version: &str) -> Result<(), String> {
    let text = read(FILE)?;
    if !text.contains(UNRELEASED) {
        return Err(format!("{FILE}: no section `{}`: nothing is to be released", UNRELEASED.trim_end()));
    }
    let date = printed("date", &["-u", "+%F"]).ok_or("`date` fails")?;
    let heading = format!("## {version} - {date}");
    fs::write(root::root().join(FILE), text.replacen(UNRELEASED, &heading, 1))
        .map_err(|error| format!("{FILE}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::section;

    #[test]
    fn a_section_ends_where_the_next_begins() {
        let text =
            "# Changelog\n\n## 0.2.0 - 2026-01-02\n\n### Added\n\n- a\n\n## 0.1.0 - 2026-01-01\n\n- b\n";
        assert_eq!(section(text, "0.2.0").as_deref(), Some("### Added\n\n- a\n"));
        assert_eq!(section(text, "0.1.0").as_deref(), Some("- b\n"));
        assert_eq!(section(text, "0.1"), None);
    }
}
