//! The baseline: known findings in a file, which are not reported again.
//!
//! A finding is recognised by its file, its rule and the text of its line, so it stays known when lines move. Of
//! several equal findings, as many are known as there were when the baseline was written.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use vtlkit_report::findings::Finding;
use vtlkit_report::visible;

use super::collect::Input;
use super::config::absolute;
use super::file::Found;
use super::{Configs, LintArgs};
use crate::cli::failure::Failure;
use crate::cli::files::{self, leads_outside, shown};

/// The default name of a baseline.
const NAME: &str = "vtlkit-baseline.json";

/// Maximum size of a baseline.
const LARGEST: u64 = 256 << 20;

/// The version of the format.
const VERSION: u32 = 1;

/// The known findings of files.
#[derive(Debug)]
pub(super) struct Baseline {
    /// The folder that the paths are relative to.
    folder: PathBuf,
    known: BTreeMap<String, Vec<Known>>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Written {
    version: u32,
    findings: BTreeMap<String, Vec<Known>>,
}

/// Findings of one rule in lines with the same text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Known {
    rule: String,
    line: String,
    count: usize,
}

impl Baseline {
    /// Reads a baseline; with `hidden`, nothing of its text is shown.
    fn read(path: &Path, hidden: bool) -> Result<Self, Failure> {
        let shown = shown(path);
        if !path.exists() {
            let message = format!("the baseline `{shown}` does not exist");
            return Err(Failure::input_with_help(message, "`--write-baseline` creates it"));
        }
        let text = files::read_text(path, "the baseline", LARGEST)?;
        let wrong = |why: String| {
            Failure::input_with_help(
                format!("`{shown}` is not a baseline: {why}"),
                "name a baseline or a new file: `--write-baseline` does not replace other files",
            )
        };
        let written: Written = serde_json::from_str(&text).map_err(|error| {
            let place = || format!("see line {}, column {}", error.line(), error.column());
            wrong(if hidden { place() } else { error.to_string() })
        })?;
        if written.version != VERSION {
            return Err(wrong(format!("its version is {}, not {VERSION}", written.version)));
        }
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        Ok(Self { folder, known: written.findings })
    }

    /// Removes known findings; returns their number, and the number of known findings that no longer exist.
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

/// The name of a file in a baseline: its path relative to the baseline's folder, with slashes.
fn key(folder: &Path, file: &Path) -> String {
    let path = file.strip_prefix(folder).unwrap_or(file);
    let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    if path.is_absolute() { path.display().to_string() } else { parts.join("/") }
}

/// The baselines of the linted files.
#[derive(Debug, Default)]
pub(super) struct Baselines {
    /// The baseline named on the command line, for all files.
    fixed: Option<Arc<Baseline>>,
    of_configs: HashMap<PathBuf, Arc<Baseline>>,
}

impl Baselines {
    /// Reads the baselines. If one is to be written, none is read; only whether it can be written is checked.
    pub(super) fn read(args: &LintArgs, configs: &Configs, inputs: &[Input]) -> Result<Self, Failure> {
        let mut out = Self::default();
        if args.write_baseline {
            return written(args, configs).and_then(|path| existing(&path)).map(|_| out);
        }
        if let Some(path) = &args.baseline {
            out.fixed = Some(Arc::new(Baseline::read(&absolute(path), false)?));
            return Ok(out);
        }
        for settings in inputs.iter().map(|input| &input.settings) {
            let Some(path) = &settings.baseline else { continue };
            files::require_regular(path, "the baseline")?;
            if !out.of_configs.contains_key(path) {
                let hidden = leads_outside(&settings.folder, path);
                out.of_configs.insert(path.clone(), Arc::new(Baseline::read(path, hidden)?));
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

/// The file that the baseline is written to. Unless named on the command line, it has to be inside the repository.
fn written(args: &LintArgs, configs: &Configs) -> Result<PathBuf, Failure> {
    if let Some(path) = &args.baseline {
        return Ok(absolute(path));
    }
    let here = absolute(Path::new(NAME));
    let settings = configs.of(&here);
    let (folder, path) = match &settings.baseline {
        Some(path) => (settings.folder.as_path(), path),
        None => (here.parent().unwrap_or(Path::new("")), &here),
    };
    if leads_outside(folder, path) {
        let message =
            format!("the baseline `{}` is outside of the repository of `{}`", shown(path), shown(folder));
        return Err(Failure::input_with_help(message, "name it with `--baseline` to write it"));
    }
    Ok(path.clone())
}

/// The contents of an existing baseline; empty if there is none.
fn existing(path: &Path) -> Result<BTreeMap<String, Vec<Known>>, Failure> {
    files::require_regular(path, "the baseline")?;
    if files::real(path).exists() { Ok(Baseline::read(path, false)?.known) } else { Ok(BTreeMap::new()) }
}

/// Writes the findings to the baseline, keeping those of files that were not linted and still exist. Returns a message.
pub(super) fn write(args: &LintArgs, configs: &Configs, found: &[Found]) -> Result<String, Failure> {
    let path = written(args, configs)?;
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    let mut findings = existing(&path)?;
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
    let shown = visible::line(&shown(&path)).into_owned();
    let written = Written { version: VERSION, findings };
    let text = serde_json::to_string_pretty(&written).map_err(|error| Failure::input(error.to_string()))?;
    files::create(&path, (text + "\n").as_bytes())?;
    let findings = if count == 1 { "finding is" } else { "findings are" };
    let use_it = if is_used(args, configs, &path) {
        String::new()
    } else {
        format!(
            "`vtlkit lint --baseline {shown}` leaves them out, or `baseline = \"{shown}\"` in vtlkit.toml always does\n"
        )
    };
    Ok(format!("{count} {findings} written to {shown} as known\n{use_it}"))
}

/// Whether a run without `--baseline` in the current folder uses this baseline.
fn is_used(args: &LintArgs, configs: &Configs, path: &Path) -> bool {
    let named = |path: &Path| configs.of(path).baseline.as_deref().is_some_and(|it| files::is_same(it, path));
    args.config.is_none() && !args.no_config && named(path)
}

/// A message if there is a baseline with the default name in the current folder that is not used.
pub(super) fn unused(args: &LintArgs, configs: &Configs) -> Option<String> {
    let path = absolute(Path::new(NAME));
    let looks = args.baseline.is_none() && !args.write_baseline && path.is_file();
    (looks && configs.of(&path).baseline.is_none())
        .then(|| format!("note: `{NAME}` is not used: `--baseline {NAME}` leaves out its findings\n"))
}
