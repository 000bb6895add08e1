//! Findings that are known: those of a file that was written once are not shown again.
//!
//! A finding is recognised by its file, its rule and the text of its line, so it stays known when lines move. Of
//! several that are the same as many are known as were there.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use vtlkit_report::findings::Finding;

use super::collect::Input;
use super::config::absolute;
use super::file::Found;
use super::{Configs, LintArgs};
use crate::failure::Failure;
use crate::files::{self, shown};

/// The name a baseline is written under where none is given.
const NAME: &str = "vtlkit-baseline.json";

/// A larger baseline is not read.
const LARGEST: u64 = 256 << 20;

/// The form of the file that this program writes.
const VERSION: u32 = 1;

/// The known findings of files.
#[derive(Debug)]
pub(super) struct Baseline {
    /// The folder that the paths start in.
    folder: PathBuf,
    known: BTreeMap<String, Vec<Known>>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Written {
    version: u32,
    findings: BTreeMap<String, Vec<Known>>,
}

/// Findings of one rule in lines of one text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Known {
    rule: String,
    line: String,
    count: usize,
}

impl Baseline {
    fn read(path: &Path) -> Result<Self, Failure> {
        let shown = shown(path);
        if !path.exists() {
            let message = format!("there is no baseline `{shown}`");
            return Err(Failure::input_with_help(message, "`--write-baseline` writes it"));
        }
        let bytes = files::read(path, "the baseline", LARGEST)?;
        let wrong = |why: String| {
            Failure::input_with_help(
                format!("`{shown}` is no baseline: {why}"),
                "write it anew with `--write-baseline`",
            )
        };
        let written: Written = serde_json::from_slice(&bytes).map_err(|error| wrong(error.to_string()))?;
        if written.version != VERSION {
            return Err(wrong(format!("its version is {}, not {VERSION}", written.version)));
        }
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        Ok(Self { folder, known: written.findings })
    }

    /// Takes away what is known; gives how many findings that were, and how many known ones are there no more.
    pub(super) fn hide(&self, file: &Path, findings: &mut Vec<Finding>) -> (usize, usize) {
        let Some(known) = self.known.get(&key(&self.folder, file)) else { return (0, 0) };
        let mut left: HashMap<(&str, &str), usize> = HashMap::new();
        for known in known {
            *left.entry((&known.rule, &known.line)).or_default() += known.count;
        }
        let keep = findings.iter().map(|finding| {
            let of = finding.diagnostic.rule.and_then(|rule| left.get_mut(&(rule, &*finding.line)));
            match of {
                Some(left) if *left > 0 => {
                    *left -= 1;
                    false
                }
                _ => true,
            }
        });
        let keep: Vec<bool> = keep.collect();
        let stale = left.values().sum();
        let hidden = keep.iter().filter(|keep| !**keep).count();
        let mut keep = keep.into_iter();
        findings.retain(|_| keep.next().unwrap_or(true));
        (hidden, stale)
    }
}

/// The name of a file in a baseline: the path from the baseline's folder on, with slashes.
fn key(folder: &Path, file: &Path) -> String {
    let path = file.strip_prefix(folder).unwrap_or(file);
    let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    if path.is_absolute() { path.display().to_string() } else { parts.join("/") }
}

/// The baselines of the files that are linted.
#[derive(Debug, Default)]
pub(super) struct Baselines {
    /// The one for all files, if the command line names it.
    fixed: Option<Arc<Baseline>>,
    of_configs: HashMap<PathBuf, Arc<Baseline>>,
}

impl Baselines {
    /// Reads the baselines; none where one is to be written.
    pub(super) fn read(args: &LintArgs, inputs: &[Input]) -> Result<Self, Failure> {
        let mut out = Self::default();
        if args.write_baseline {
            return Ok(out);
        }
        if let Some(path) = &args.baseline {
            out.fixed = Some(Arc::new(Baseline::read(&absolute(path))?));
            return Ok(out);
        }
        for path in inputs.iter().filter_map(|input| input.settings.baseline.as_ref()) {
            if !out.of_configs.contains_key(path) {
                out.of_configs.insert(path.clone(), Arc::new(Baseline::read(path)?));
            }
        }
        Ok(out)
    }

    /// The baseline of a file.
    pub(super) fn of(&self, input: &Input) -> Option<&Baseline> {
        let of_config = || self.of_configs.get(input.settings.baseline.as_ref()?);
        self.fixed.as_ref().or_else(of_config).map(AsRef::as_ref)
    }
}

/// Writes what was found as known, beside what is known of files that were not linted and are still there. Gives what
/// is to be said of it.
pub(super) fn write(args: &LintArgs, configs: &Configs, found: &[Found]) -> Result<String, Failure> {
    let here = absolute(Path::new(NAME));
    let path = match &args.baseline {
        Some(path) => absolute(path),
        None => configs.of(&here).baseline.clone().unwrap_or(here),
    };
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    let mut findings = Baseline::read(&path).map(|baseline| baseline.known).unwrap_or_default();
    findings.retain(|name, _| folder.join(name).exists());
    let mut count = 0;
    for file in found {
        let mut known: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for finding in &file.findings {
            if let Some(rule) = finding.diagnostic.rule {
                *known.entry((rule, &finding.line)).or_default() += 1;
                count += 1;
            }
        }
        let entry = |((rule, line), count): ((&str, &str), usize)| Known {
            rule: rule.to_owned(),
            line: line.to_owned(),
            count,
        };
        let known: Vec<Known> = known.into_iter().map(entry).collect();
        let name = key(&folder, &absolute(Path::new(&file.name)));
        if known.is_empty() {
            findings.remove(&name);
        } else {
            findings.insert(name, known);
        }
    }
    let shown = shown(&path);
    let written = Written { version: VERSION, findings };
    let text = serde_json::to_string_pretty(&written).map_err(|error| Failure::input(error.to_string()))?;
    files::create(&path, (text + "\n").as_bytes())?;
    let findings = if count == 1 { "finding is" } else { "findings are" };
    Ok(format!("{count} {findings} written to {shown} as known\n"))
}
