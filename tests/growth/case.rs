//! The cases of `tests/growth/*.toml`: what is run, and on files of which size.

use std::path::{Path, PathBuf};

use serde::Deserialize;

/// The cases of a file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

/// A command with the files it reads.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    /// The name; by default that of its rule.
    #[serde(default)]
    pub(crate) name: String,
    /// The rule with many findings.
    pub(crate) rule: Option<String>,
    /// The arguments; by default, the files are linted.
    run: Option<String>,
    /// The file passed as standard input.
    input: Option<String>,
    /// The number of repetitions at the smallest size.
    #[serde(default = "usual_size")]
    pub(crate) size: usize,
    /// The maximum factor, instead of the usual one.
    pub(crate) bound: Option<f64>,
    /// The reason for that factor.
    reason: Option<String>,
    /// The output expected for each unit; for a rule, its name.
    prints: Option<String>,
    /// Whether that output is expected only once.
    #[serde(default)]
    once: bool,
    #[serde(default)]
    file: Vec<Growing>,
    /// A single file, as a short form.
    path: Option<String>,
    #[serde(default)]
    head: String,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    tail: String,
    /// Text repeated as often as the units, after the tail: it closes what they open.
    #[serde(default)]
    close: String,
}

/// A growing file, or, with `{n}` in its path, a growing number of files. `{n}` is the index of the unit.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Growing {
    path: String,
    #[serde(default)]
    head: String,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    tail: String,
    #[serde(default)]
    close: String,
}

/// A run of the command.
pub(crate) struct Invocation {
    pub(crate) arguments: Vec<String>,
    pub(crate) input: Option<String>,
}

impl Invocation {
    /// A run that only starts and ends.
    pub(crate) fn idle() -> Self {
        Self { arguments: vec!["--version".to_owned()], input: None }
    }
}

const fn usual_size() -> usize {
    25
}

/// All cases of a folder.
pub(crate) fn read_all(folder: &Path) -> Result<Vec<Case>, String> {
    let said = |path: &Path, error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let entries = std::fs::read_dir(folder).map_err(|error| said(folder, &error))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    let mut all: Vec<Case> = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).map_err(|error| said(&path, &error))?;
        let cases: Cases = toml::from_str(&text).map_err(|error| said(&path, &error))?;
        for mut case in cases.case {
            case.complete();
            case.is_sound(&all).map_err(|why| said(&path, &format!("{}: {why}", case.name)))?;
            all.push(case);
        }
    }
    Ok(all)
}

impl Case {
    /// Fills in defaults.
    fn complete(&mut self) {
        if let Some(rule) = &self.rule {
            if self.name.is_empty() {
                self.name = format!("rule {rule}");
            }
            self.prints.get_or_insert_with(|| rule.clone());
        }
        if !self.unit.is_empty() || self.path.is_some() {
            let path = self.path.clone().unwrap_or_else(|| "template.vtl".to_owned());
            let [head, unit, tail, close] =
                [&self.head, &self.unit, &self.tail, &self.close].map(String::clone);
            self.file.insert(0, Growing { path, head, unit, tail, close });
        }
    }

    fn is_sound(&self, others: &[Self]) -> Result<(), &'static str> {
        if self.name.is_empty() || others.iter().any(|other| other.name == self.name) {
            return Err("a case has a name of its own");
        }
        if self.bound.is_some() != self.reason.is_some() {
            return Err("a bound of its own has a reason");
        }
        if self.file.iter().all(|file| file.unit.is_empty() && !file.path.contains("{n}")) {
            return Err("nothing of it grows");
        }
        Ok(())
    }

    /// Writes the files for a size into a folder.
    pub(crate) fn write(&self, size: usize, folder: &Path) -> Result<Invocation, String> {
        for file in &self.file {
            for (path, text) in file.texts(size) {
                let path = folder.join(path);
                let parent = path.parent().unwrap_or(folder);
                let written = std::fs::create_dir_all(parent).and_then(|()| std::fs::write(&path, text));
                written.map_err(|error| format!("{}: {error}", path.display()))?;
            }
        }
        let arguments = match &self.run {
            Some(words) => words.split_whitespace().map(str::to_owned).collect(),
            None => {
                let words = ["lint", "--no-config", "--output", "concise", "."];
                words.map(str::to_owned).to_vec()
            }
        };
        Ok(Invocation { arguments, input: self.input.clone() })
    }

    /// Why an output is not the expected one.
    pub(crate) fn misses(&self, size: usize, output: &str) -> Option<String> {
        let text = self.prints.as_ref()?;
        let found = output.matches(text).count();
        let wanted = if self.once { 1 } else { size };
        (found < wanted).then(|| format!("`{text}` is printed {found} times, not {wanted}"))
    }
}

impl Growing {
    /// The paths and texts for a size.
    fn texts(&self, size: usize) -> Vec<(String, String)> {
        let unit = |number: usize| self.unit.replace("{n}", &number.to_string());
        if self.path.contains("{n}") {
            let one = |number: usize| {
                let path = self.path.replace("{n}", &number.to_string());
                (path, [self.head.clone(), unit(number), self.tail.clone()].concat())
            };
            return (1..=size).map(one).collect();
        }
        let units: String = (1..=size).map(unit).collect();
        let ends = self.close.repeat(size);
        vec![(self.path.clone(), [&*self.head, &units, &self.tail, &ends].concat())]
    }
}
