//! Lints files, and the files that they refer to.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use vtlkit_definition::Reference;
use vtlkit_report::findings::Finding;
use vtlkit_text::{Diagnostic, Severity, Span};

use super::LintArgs;
use super::baseline::Baselines;
use super::changed::Changed;
use super::collect::{Input, Naming};
use super::config::Configs;
use super::file::{Found, file};
use super::module;
use crate::cli::failure::Failure;
use crate::cli::files::{self, REFUSAL_HELP, Scope};
use crate::cli::progress::Progress;
use crate::cli::threads;

/// The settings of a run of `lint`.
#[derive(Clone, Copy)]
pub(super) struct Lint<'a> {
    pub(super) args: &'a LintArgs,
    pub(super) configs: &'a Arc<Configs>,
    pub(super) baselines: &'a Baselines,
    pub(super) scope: &'a Scope,
    /// The files that are reported and fixed.
    pub(super) changed: &'a Changed,
}

/// The references to a file: the index of the referring file among the linted ones, and the span in it.
type Places = Vec<(usize, Span)>;

impl Lint<'_> {
    /// Lints files, and the files that they refer to, whose role the references define.
    pub(super) fn follow(&self, inputs: Vec<Input>) -> Result<Vec<Found>, Failure> {
        let order: HashMap<String, usize> =
            inputs.iter().enumerate().map(|(at, input)| (input.name.clone(), at)).collect();
        let (naming, mut rest): (Vec<_>, Vec<_>) = inputs.into_iter().partition(Input::may_name_others);
        let modules = module::Modules::of(&naming, self.scope);
        let mut found = self.all(&naming, &modules)?;
        let (mut named, places) = self.named(&naming, &mut found);
        for input in &mut rest {
            input.named_by = named.remove(&files::real(&input.absolute)).map(|(_, naming)| naming);
        }
        for (path, naming) in named.into_values() {
            if !self.configs.of(&path).excludes(&path, false) {
                rest.push(Input::of_named(path, naming, self.configs));
            }
        }
        self.configs.failure()?;
        // Files that refer to others are always read: they define the roles of those.
        rest.retain(|input| self.changed.has(&input.absolute) || !input.path.exists());
        found.extend(self.all(&rest, &modules)?);
        for (at, input) in naming.iter().chain(&rest).enumerate() {
            if let Some(file) = found.get_mut(at) {
                file.findings.extend(input.dangling(&file.references, self.scope).map(not_found));
            }
            if found.get(at).is_some_and(|file| file.unchanged > 0) {
                // A link in a folder has no reference.
                let itself = vec![(at, Span::at(0))];
                let places = places.get(&files::real(&input.absolute)).unwrap_or(&itself);
                report_unchanged(&input.name, places, &mut found);
            }
        }
        for file in &mut found {
            file.findings.sort_by_key(|finding| finding.diagnostic.primary.span);
        }
        let (changed, names) = (self.changed, |file: &Found| super::config::absolute(Path::new(&file.name)));
        found.retain(|file| file.missing || changed.has(&names(file)));
        // Files found through references come last.
        found.sort_by_cached_key(|file| {
            (order.get(&file.name).copied().unwrap_or(usize::MAX), file.name.clone())
        });
        Ok(found)
    }

    /// The files that are referred to and may be read, and the references, both by path with links resolved. Files that
    /// may not be read are reported at the reference.
    fn named(
        &self,
        naming: &[Input],
        found: &mut [Found],
    ) -> (BTreeMap<PathBuf, (PathBuf, Naming)>, HashMap<PathBuf, Places>) {
        let mut named: BTreeMap<PathBuf, (PathBuf, Naming)> = BTreeMap::new();
        let mut places: HashMap<PathBuf, Places> = HashMap::new();
        for (at, (input, found)) in naming.iter().zip(found).enumerate() {
            for (path, reference) in input.named(&found.references) {
                if !self.scope.reads(&path) {
                    found.findings.push(not_read(self.scope, &path, reference.path.span));
                    continue;
                }
                let real = files::real(&path);
                places.entry(real.clone()).or_default().push((at, reference.path.span));
                named
                    .entry(real)
                    .and_modify(|(_, first)| first.add(reference))
                    .or_insert_with(|| (path, input.naming(reference)));
            }
        }
        (named, places)
    }

    /// Lints files on all cores; the results are in the order of the files.
    fn all(&self, inputs: &[Input], modules: &module::Modules<'_>) -> Result<Vec<Found>, Failure> {
        let next = AtomicUsize::new(0);
        let progress = Progress::of(inputs.len(), "files");
        let work = || {
            let mut done = Vec::new();
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(input) = inputs.get(index) else { return done };
                done.push((index, file(input, modules, *self)));
                progress.add(1);
            }
        };
        let mut done = threads::each(threads::count(None).min(inputs.len()), work)?;
        done.sort_by_key(|(index, _)| *index);
        Ok(done.into_iter().map(|(_, found)| found).collect())
    }
}

/// The finding that a file is not read because it is outside.
pub(super) fn not_read(scope: &Scope, path: &Path, span: Span) -> Finding {
    let diagnostic = Diagnostic::new(Severity::Warning, scope.refusal(path), span);
    finding(diagnostic.with_note("help", REFUSAL_HELP))
}

/// The finding that the file of a reference does not exist. It may be generated by a build, so this is an info finding.
fn not_found(reference: &Reference) -> Finding {
    let message = format!("`{}` does not exist, so its content is not linted", reference.path.value.trim());
    let diagnostic = Diagnostic::new(Severity::Info, message, reference.path.span);
    finding(diagnostic.with_note("help", "the path is relative to the file that refers to it"))
}

/// Reports at a reference that the fixes of the file are not applied.
fn report_unchanged(name: &str, places: &Places, found: &mut [Found]) {
    for &(at, span) in places {
        let message = format!("the fixes for `{name}` are not applied: the command line does not name it");
        let diagnostic = Diagnostic::new(Severity::Info, message, span);
        let help = format!("add `{name}` or its folder to the paths");
        if let Some(file) = found.get_mut(at) {
            file.findings.push(finding(diagnostic.with_note("help", help)));
        }
    }
}

fn finding(diagnostic: Diagnostic) -> Finding {
    Finding { diagnostic, template: String::new(), line: String::new() }
}
