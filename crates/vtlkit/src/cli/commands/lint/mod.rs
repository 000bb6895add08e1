//! `vtlkit lint`: lints the templates of files and folders.

mod args;
mod baseline;
mod changed;
mod collect;
mod config;
mod file;
mod follow;
mod module;
mod output_file;
mod overview;
mod report;
mod rules;
mod selection;
mod show;
mod watch;

pub(crate) use self::args::{ExplainArgs, LintArgs, LintForm, RulesArgs};
pub(crate) use self::overview::{Overview, overview};
pub(crate) use self::rules::{explain, rules};

use std::path::{Path, PathBuf};
use std::sync::Arc;

use self::args::Sink;
use self::baseline::Baselines;
use self::changed::Changed;
use self::collect::{Input, collect};
use self::config::Configs;
use self::file::Found;
use self::follow::Lint;
use self::report::report;
use crate::cli::args::Args;
use crate::cli::failure::{Failure, print_error};
use crate::cli::files::{self, Scope};
use crate::cli::output;
use clap::CommandFactory as _;
use clap::error::ErrorKind;

/// Lints what the paths name, and prints the findings.
pub(crate) fn run(args: &LintArgs) -> Result<(), Failure> {
    check(args)?;
    if args.watch { watch::run(args) } else { once(args) }
}

/// Lints once, and prints the findings.
fn once(args: &LintArgs) -> Result<(), Failure> {
    let configs = configs(args)?;
    let inputs = collect(args, &configs)?;
    if args.show_files {
        return show::files(&inputs);
    }
    if args.show_settings {
        return show::settings(args, &inputs);
    }
    let mut found = found(args, &configs, inputs)?;
    let not_written: Vec<Failure> = found.iter_mut().filter_map(|file| file.not_written.take()).collect();
    let shown = show(&found, &configs, args);
    if let (Err(Failure::Template), Some(note)) = (&shown, baseline::unused(args, &configs)) {
        print_error(&note);
    }
    let is_left = found.iter().flat_map(|file| &file.findings).any(|it| it.diagnostic.rule.is_some());
    if args.add_suppressions.is_some() && is_left {
        print_error(LEFT);
    }
    if not_written.is_empty() {
        return shown;
    }
    for failure in not_written {
        print_error(&failure.into_text());
    }
    match shown {
        Ok(()) | Err(Failure::Template) => Err(Failure::Reported),
        failed => failed,
    }
}

/// The advice for findings that comments cannot suppress.
const LEFT: &str = "note: the remaining findings cannot be suppressed by comments: `ignore` and `per-file` in vtlkit.toml \
                    leave out rules, a baseline leaves out findings\n";

/// The applicable configurations.
fn configs(args: &LintArgs) -> Result<Arc<Configs>, Failure> {
    Ok(Arc::new(match &args.config {
        Some(path) => Configs::file(path)?,
        None if args.no_config => Configs::none(),
        None => Configs::around(),
    }))
}

/// Lints files, and those that they refer to.
fn found(args: &LintArgs, configs: &Arc<Configs>, mut inputs: Vec<Input>) -> Result<Vec<Found>, Failure> {
    output_file::check(args, &mut inputs)?;
    let changed = Changed::of(args)?;
    let baselines = Baselines::read(args, configs, &inputs)?;
    let scope = scope(args);
    if args.verbose {
        show::inputs(&inputs);
    }
    Lint { args, configs, baselines: &baselines, scope: &scope, changed: &changed }.follow(inputs)
}

/// The files that may be read and changed.
fn scope(args: &LintArgs) -> Scope {
    let here = PathBuf::from(".");
    match args.paths.first() {
        Some(path) if files::is_stdin(path) => {
            Scope::of(&[args.stdin_filename.clone().unwrap_or(here)], args.allow_outside)
        }
        _ => Scope::of(&args.paths, args.allow_outside),
    }
}

/// Prints the findings, or writes them to their destination.
fn show(found: &[Found], configs: &Configs, args: &LintArgs) -> Result<(), Failure> {
    let changed = found.iter().any(|file| file.before.is_some());
    if args.write_baseline {
        return output::message(&baseline::write(args, configs, found)?);
    }
    if args.diff {
        let patches = found.iter().filter_map(Found::patch);
        output::data(patches.collect::<String>().as_bytes())?;
    } else if args.fixes() && args.paths.iter().any(|path| files::is_stdin(path)) {
        // Standard output has the fixed text, as in any filter.
        match found.first() {
            Some(file) => output::data(file.text.as_bytes())?,
            // Unchanged.
            None => output::data(&files::read(Path::new("-"), "the file", u64::MAX - 1)?)?,
        }
        print(found, args, true)?;
    } else {
        print(found, args, false)?;
    }
    let clean = if args.diff { !changed } else { !found.iter().any(|file| file.fails(args)) };
    if found.iter().any(|file| file.missing) {
        Err(Failure::Reported)
    } else if clean || args.exit_zero {
        Ok(())
    } else {
        Err(Failure::Template)
    }
}

/// Rejects combinations of options that make no sense.
fn check(args: &LintArgs) -> Result<(), Failure> {
    let usage = |message: &str| {
        let mut command = Args::command();
        command.build();
        let lint = command.find_subcommand_mut("lint").map_or_else(Args::command, |lint| lint.clone());
        Err(Failure::Usage(Box::new(lint.clone().error(ErrorKind::ArgumentConflict, message))))
    };
    let stdin = args.paths.iter().any(|path| files::is_stdin(path));
    if stdin && args.paths.len() > 1 {
        return usage("standard input (`-`) cannot be combined with other paths");
    }
    if stdin && args.watch {
        return usage("standard input (`-`) cannot be watched");
    }
    if args.stdin_filename.is_some() && !stdin {
        return usage("`--stdin-filename` is the name of standard input: use it with `-` as the only path");
    }
    if stdin && (args.changed.is_some() || args.staged) {
        return usage("standard input (`-`) has no changes in git");
    }
    args.contradiction().map_or(Ok(()), usage)
}

/// Writes the reports to their files or to standard output, or to standard error if standard output is taken.
fn print(found: &[Found], args: &LintArgs, is_taken: bool) -> Result<(), Failure> {
    for Sink { form, file } in args.sinks() {
        let report = report(found, args, form);
        let for_people = args.statistics || matches!(form, LintForm::Text | LintForm::Concise);
        match file {
            Some(path) => {
                output_file::check_found(&path, found)?;
                files::create(&path, anstream::adapter::strip_str(&report).to_string().as_bytes())?;
            }
            None if is_taken => print_error(&report),
            None if for_people => output::message(&report)?,
            None => output::data(report.as_bytes())?,
        }
    }
    Ok(())
}
