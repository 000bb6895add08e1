//! `vtlkit init`: sets up a project.

mod args;
mod find;
mod plan;

pub(crate) use self::args::InitArgs;

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _};
use std::path::Path;

use vtlkit_report::visible;

use self::args::Part;
use self::find::Project;
use self::plan::{Plan, plans};
use super::lint::{Overview, overview};
use crate::cli::failure::{Failure, print_error};
use crate::cli::{files, output};

/// Finds the contents of the folder, writes the requested files, and prints the next commands.
pub(crate) fn run(args: &InitArgs) -> Result<(), Failure> {
    let folder = args.folder.as_deref().unwrap_or(Path::new("."));
    if !folder.is_dir() {
        let message = format!("`{}` is not a folder", files::name(folder));
        return Err(Failure::input_with_help(
            message,
            "name the folder of the project, or run `vtlkit init` in it",
        ));
    }
    let project = Project::find(folder)?;
    if project.definitions.is_empty() && project.templates.is_empty() {
        return Err(nothing(folder, &project));
    }
    say(&found(&project))?;
    let (plans, left_out) = plans(&project, folder);
    let mut out = String::new();
    for (name, why) in &left_out {
        let _ = writeln!(out, "no case   {name}: {why}");
    }
    say(&out)?;
    let is_asked = !args.names_any() && io::stdin().is_terminal() && io::stderr().is_terminal();
    let mut done = Done { has_cases: project.has_cases, ..Done::default() };
    for plan in &plans {
        done.plan(args, plan, is_asked)?;
    }
    say(&next(args, folder, &done, &overview(folder)?))
}

fn say(text: &str) -> Result<(), Failure> {
    output::message(&visible::lines(text))
}

/// The error if there is nothing to set up.
fn nothing(folder: &Path, project: &Project) -> Failure {
    let is_current = folder == Path::new(".");
    let name =
        if is_current { "the current folder".to_owned() } else { format!("`{}`", files::name(folder)) };
    let message = format!("there is no API definition and no mapping template in {name}");
    let help = project.notes.first().cloned().unwrap_or_else(|| {
        "run it in a folder with an OpenAPI, SAM, CloudFormation, Terraform or Serverless file, or with `.vtl` files"
            .to_owned()
    });
    Failure::input_with_help(message, help)
}

fn found(project: &Project) -> String {
    let mut out = String::new();
    for file in &project.definitions {
        let path = files::name(&file.path);
        let what = match &file.definition {
            Ok(definition) => {
                let count =
                    definition.apis().iter().flat_map(|api| &api.resources).map(|it| it.methods.len()).sum();
                many(count, "route")
            }
            Err(_) => "it cannot be read".to_owned(),
        };
        let _ = writeln!(out, "found     {path}, {}: {what}", file.kind);
    }
    match project.templates.as_slice() {
        [] => {}
        [one] => drop(writeln!(out, "found     {}, a template", files::name(&one.path))),
        [first, rest @ ..] => {
            let first = files::name(&first.path);
            let _ = writeln!(
                out,
                "found     {first} and {} in separate files",
                many(rest.len(), "more template")
            );
        }
    }
    for note in &project.notes {
        let _ = writeln!(out, "note      {note}");
    }
    out
}

fn many(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// What has been written.
#[derive(Debug, Default)]
struct Done {
    /// Whether there are test cases.
    has_cases: bool,
    has_hook: bool,
    /// Whether a part was not written that could be.
    is_open: bool,
}

impl Done {
    /// Writes a file if it is requested and does not exist.
    fn plan(&mut self, args: &InitArgs, plan: &Plan, is_asked: bool) -> Result<(), Failure> {
        let path = files::shown(&plan.path);
        let is_there = plan.path.symlink_metadata().is_ok();
        if is_there {
            self.note(plan.part);
            let is_meant = args.names(plan.part) || !args.names_any();
            let advice = plan
                .advice
                .as_ref()
                .filter(|_| is_meant)
                .map_or_else(String::new, |advice| format!(", {advice}"));
            return say(&format!("kept      {path}: the file exists{advice}\n"));
        }
        if is_asked && !ask(&format!("Write {path}, {}?", plan.what))? {
            return Ok(());
        }
        if !is_asked && !args.names(plan.part) {
            self.is_open = true;
            return say(&format!("open      {path}, {}: `--{}` writes it\n", plan.what, option(plan.part)));
        }
        if let Some(folder) = plan.path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|error| {
                Failure::input(format!("cannot create the folder `{}`: {error}", files::name(folder)))
            })?;
        }
        files::create(&plan.path, plan.text.as_bytes())?;
        self.note(plan.part);
        say(&format!("wrote     {path}, {}\n", plan.what))
    }

    fn note(&mut self, part: Part) {
        match part {
            Part::Cases => self.has_cases = true,
            Part::Hook => self.has_hook = true,
            Part::Config | Part::Workflow => {}
        }
    }
}

const fn option(part: Part) -> &'static str {
    match part {
        Part::Config => "config",
        Part::Cases => "cases",
        Part::Hook => "hook",
        Part::Workflow => "workflow",
    }
}

/// Asks a question on the terminal; the end of the input means no.
fn ask(question: &str) -> Result<bool, Failure> {
    loop {
        print_error(&visible::lines(&format!("{question} [Y/n] ")));
        let mut answer = String::new();
        let read = io::stdin().read_line(&mut answer);
        if read.map_err(|error| Failure::input(format!("cannot read the answer: {error}")))? == 0 {
            print_error("\n");
            return Ok(false);
        }
        match answer.trim().to_ascii_lowercase().as_str() {
            "" | "y" | "yes" => return Ok(true),
            "n" | "no" => return Ok(false),
            _ => print_error("Type `y` or `n`.\n"),
        }
    }
}

/// The commands to run next.
fn next(args: &InitArgs, folder: &Path, done: &Done, lint: &Overview) -> String {
    let of_folder =
        args.folder.as_ref().map_or_else(String::new, |folder| format!(" {}", files::name(folder)));
    let mut commands = Vec::new();
    if done.is_open {
        commands.push((format!("vtlkit init{of_folder} --yes"), "writes all open files".to_owned()));
    }
    commands.push((format!("vtlkit lint{of_folder}"), format!("shows the findings: {}", lint.counts)));
    if let Some(fixes) = &lint.fixes {
        commands.push((
            format!("vtlkit lint{of_folder} {}", fixes.options),
            format!("fixes {} of them", fixes.count),
        ));
    }
    if done.has_cases {
        commands.push((format!("vtlkit test{of_folder}"), "runs the test cases".to_owned()));
    }
    if done.has_hook {
        if !files::real(folder).ancestors().any(|it| it.join(".git").exists()) {
            commands.push(("git init".to_owned(), "hooks need a repository".to_owned()));
        }
        let what = "lints and tests before each commit; `pipx install pre-commit` installs it";
        commands.push(("pre-commit install".to_owned(), what.to_owned()));
    }
    let width = commands.iter().map(|(command, _)| command.len()).max().unwrap_or_default();
    let lines = commands.iter().map(|(command, what)| format!("  {command:width$}  {what}\n"));
    format!("\nnext:\n{}", lines.collect::<String>())
}
