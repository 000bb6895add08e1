use std::path::{Path, PathBuf};

use crate::Json;

/// The cases of one file.
#[derive(Debug)]
pub struct Set {
    /// Folder and file, for messages.
    pub name: String,
    /// The cases.
    pub cases: Vec<Json>,
}

/// Reads all case files of a folder: `.ndjson` with one case per line, and `cases.json` with a list of cases whose
/// templates and outputs are other files.
///
/// # Errors
///
/// A file that cannot be read, or a line that is invalid JSON, with its position.
pub fn sets(folder: &Path) -> Result<Vec<Set>, String> {
    let describe = |path: &Path, error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .map_err(|error| describe(folder, &error))?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .collect();
    files.sort();
    let mut sets = Vec::new();
    for file in files {
        let extension = file.extension().and_then(|extension| extension.to_str());
        let is_list = file.file_name().is_some_and(|name| name == "cases.json");
        if extension != Some("ndjson") && !is_list {
            continue;
        }
        let text = std::fs::read_to_string(&file).map_err(|error| describe(&file, &error))?;
        let cases = if is_list { list(folder, &text) } else { lines(&text) };
        let cases = cases.map_err(|error| describe(&file, &error))?;
        let folder = folder.file_name().unwrap_or_default().to_string_lossy();
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        sets.push(Set { name: format!("{folder}/{stem}"), cases });
    }
    Ok(sets)
}

fn lines(text: &str) -> Result<Vec<Json>, String> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(at, line)| Json::parse(line).map_err(|error| format!("line {}: {error}", at + 1)))
        .collect()
}

/// A list of cases in files: the format of Velocity's own tests.
fn list(folder: &Path, text: &str) -> Result<Vec<Json>, String> {
    let Json::Array(entries) = Json::parse(text)? else { return Err("is no list of cases".to_owned()) };
    entries.iter().map(|entry| from_files(folder, entry)).collect()
}

fn from_files(folder: &Path, entry: &Json) -> Result<Json, String> {
    let read = |member: &str| match entry.text(member) {
        Some(file) => {
            let bytes = std::fs::read(folder.join(&file)).map_err(|error| format!("{file}: {error}"))?;
            Ok(Some(Json::String(bytes)))
        }
        None => Ok::<_, String>(None),
    };
    let output = |text: Json| Json::Object(vec![("output".to_owned(), text)]);
    let failure = || Json::Object(vec![("error".to_owned(), Json::Null)]);
    let mut members = Vec::new();
    for name in ["id", "vars"] {
        members.extend(entry.get(name).map(|value| (name.to_owned(), value.clone())));
    }
    members.extend(read("template")?.map(|template| ("template".to_owned(), template)));
    for name in ["expected", "expected_aws"] {
        let value = match read(name)? {
            Some(text) => Some(output(text)),
            None => entry.get(&format!("{name}_error")).map(|_| failure()),
        };
        members.extend(value.map(|value| (name.to_owned(), value)));
    }
    Ok(Json::Object(members))
}
