//! The version: in one place of the workspace, and in files that cannot ask it there.

use std::fs;

use super::changelog;
use crate::command::command;
use crate::root;

/// Where a version is: between two texts, as often as they come in the file.
struct Place {
    file: &'static str,
    before: &'static str,
    after: char,
}

const fn place(file: &'static str, before: &'static str, after: char) -> Place {
    Place { file, before, after }
}

/// All of them; the first is what the others have to be.
const PLACES: [Place; 12] = [
    place("Cargo.toml", "[workspace.package]\nversion = \"", '"'),
    place("Cargo.toml", "\", version = \"", '"'),
    place("action.yml", "description: The version of vtlkit\n    default: \"", '"'),
    place("pkg/package.json", "\n  \"version\": \"", '"'),
    place("pkg/package-lock.json", "\n  \"version\": \"", '"'),
    place("pkg/package-lock.json", "\n      \"name\": \"vtlkit\",\n      \"version\": \"", '"'),
    place("README.md", "rev: v", '\n'),
    place("docs/ci.md", "rev: v", '\n'),
    place("docs/lint.md", "rev: v", '\n'),
    place("packaging/pre-commit/README.md", "rev: v", '\n'),
    place("packaging/pre-commit/pyproject.toml", "\"vtlkit==", '"'),
    place("docs/ci.md", "uses: vtlkit/vtlkit@v", '\n'),
];

/// Whether a text is a version, such as `1.2.3` or `1.2.3-rc.1`.
pub(super) fn is_version(text: &str) -> bool {
    parts(text).is_some()
}

/// The three numbers, and whether it is the release itself and not one that leads to it: so versions are ordered.
fn parts(text: &str) -> Option<([u32; 3], bool)> {
    let (numbers, before) = text.split_once('-').map_or((text, None), |(numbers, tag)| (numbers, Some(tag)));
    let is_tag =
        |tag: &str| !tag.is_empty() && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-');
    if !before.is_none_or(is_tag) {
        return None;
    }
    let numbers: Vec<u32> = numbers.split('.').map(|number| number.parse().ok()).collect::<Option<_>>()?;
    Some((numbers.try_into().ok()?, before.is_none()))
}

/// The version of the workspace.
pub(super) fn current() -> Result<String, String> {
    let [first, ..] = &PLACES;
    first.versions(&read(first.file)?).next().map(str::to_owned).ok_or_else(|| first.missing())
}

impl Place {
    fn versions<'t>(&self, text: &'t str) -> impl Iterator<Item = &'t str> {
        let after = self.after;
        text.split(self.before).skip(1).filter_map(move |rest| rest.split(after).next())
    }

    fn missing(&self) -> String {
        format!("{}: no version after `{}`", self.file, self.before.trim())
    }
}

/// Checks that all places have the same version, and with a tag that it is the tag's and has a section in the changelog.
pub(super) fn check(tag: Option<&str>) -> Result<(), String> {
    let current = current()?;
    let mut wrong = Vec::new();
    for place in &PLACES {
        let text = read(place.file)?;
        let mut versions = place.versions(&text).peekable();
        if versions.peek().is_none() {
            wrong.push(place.missing());
        }
        wrong.extend(
            versions
                .filter(|version| *version != current)
                .map(|version| format!("{}: {version}, and the workspace has {current}", place.file)),
        );
    }
    match tag {
        Some(tag) if tag != format!("v{current}") => {
            wrong.push(format!("the tag is {tag}, and the version {current}"));
        }
        Some(_) => wrong.extend(changelog::notes(&current).err()),
        None => wrong.extend(changelog::check(&current).err()),
    }
    if wrong.is_empty() {
        println!("the version is {current} everywhere");
        return Ok(());
    }
    Err(wrong.join("\n"))
}

/// Sets the version everywhere, and names the section of the changelog that has no name yet.
pub(super) fn set(version: &str) -> Result<(), String> {
    let current = current()?;
    if parts(version) <= parts(&current) {
        return Err(format!("{version} does not come after {current}"));
    }
    changelog::release(version)?;
    for place in &PLACES {
        let text = read(place.file)?;
        let (old, new) = (format!("{}{current}{}", place.before, place.after), place.after);
        let text = text.replace(&old, &format!("{}{version}{new}", place.before));
        fs::write(root::root().join(place.file), text).map_err(|error| format!("{}: {error}", place.file))?;
    }
    command("cargo", ["update", "--workspace", "--offline", "--quiet"], &[])?;
    check(Some(&format!("v{version}")))?;
    println!("commit this, then: git tag v{version} && git push origin v{version}");
    Ok(())
}

pub(super) fn read(file: &str) -> Result<String, String> {
    fs::read_to_string(root::root().join(file)).map_err(|error| format!("{file}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::{is_version, parts};

    #[test]
    fn versions_are_ordered() {
        assert!(parts("1.2.3") > parts("1.2.2"));
        assert!(parts("1.10.0") > parts("1.9.9"));
        assert!(parts("1.2.3") > parts("1.2.3-rc.1"));
        for text in ["1.2", "1.2.3.4", "v1.2.3", "1.2.x", "1.2.3-", "1.2.3-a b", "dry-run", ""] {
            assert!(!is_version(text), "{text}");
        }
    }
}
