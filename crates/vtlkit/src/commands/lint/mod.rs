//! `vtlkit lint`: what is wrong with the templates of files and folders.

mod file;
mod object;

use self::file::{Finding, Found, file};
use self::object::object;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value as Json;
use vtlkit_gateway::Request;
use vtlkit_lint::{RULES, rule};
use vtlkit_report::{Source, Style, text};
use vtlkit_text::{Applicability, Diagnostic, Severity, Witness};

use crate::args::{ExplainArgs, LintArgs, LintForm};
use crate::failure::{Failure, print_error};
use crate::files;

/// The stack of a thread that lints; templates nest to bounded depths, and the deepest of them fit.
const STACK: usize = 64 << 20;

/// Lints what the paths name, and prints what was found.
pub(crate) fn run(args: &LintArgs) -> Result<(), Failure> {
    for name in args.select.iter().chain(&args.ignore) {
        known(name)?;
    }
    if (args.fix || args.unsafe_fixes) && args.paths.iter().any(|path| files::is_stdin(path)) {
        return Err(Failure::input_with_help("standard input cannot be fixed", "name a file"));
    }
    let (paths, mut missing) = collect(&args.paths);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(path) = paths.get(index) else { return done };
            done.push((index, file(path, args)));
        }
    };
    let jobs = std::thread::available_parallelism().map_or(1, usize::from).min(paths.len().max(1));
    let mut done = Vec::new();
    std::thread::scope(|scope| {
        let spawn = |_| std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        let threads: Vec<_> = (0..jobs).map(spawn).collect();
        for thread in threads {
            let thread = thread.map_err(|error| Failure::input(format!("cannot start a thread: {error}")))?;
            done.extend(thread.join().map_err(|_| Failure::Panicked)?);
        }
        Ok::<_, Failure>(())
    })?;
    done.sort_by_key(|(index, _)| *index);
    let mut found = Vec::new();
    for (_, result) in done {
        match result {
            Ok(file) => found.push(file),
            Err(message) => {
                print_error(&text::message(&message, None, Style::Colored));
                missing = true;
            }
        }
    }
    print(&found, args)?;
    if missing {
        Err(Failure::Reported)
    } else if found.iter().all(|file| file.findings.is_empty()) {
        Ok(())
    } else {
        Err(Failure::Template)
    }
}

/// The files the paths name: those of folders that templates are kept in, hidden and ignored ones aside. The flag
/// tells whether a path names nothing.
fn collect(paths: &[PathBuf]) -> (Vec<PathBuf>, bool) {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here[..] } else { paths };
    let mut missing = false;
    let mut out = Vec::new();
    for path in paths {
        if files::is_stdin(path) || path.is_file() {
            out.push(path.clone());
            continue;
        }
        let walk = ignore::WalkBuilder::new(path).sort_by_file_path(Ord::cmp).build();
        for entry in walk {
            match entry {
                Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                    let name = entry.path().to_string_lossy();
                    if vtlkit_host::Format::of_name(&name).is_some() {
                        let path = entry.path();
                        out.push(path.strip_prefix("./").unwrap_or(path).to_path_buf());
                    }
                }
                Ok(_) => {}
                Err(error) => {
                    print_error(&text::message(&error.to_string(), None, Style::Colored));
                    missing = true;
                }
            }
        }
    }
    out.dedup();
    (out, missing)
}

fn print(found: &[Found], args: &LintArgs) -> Result<(), Failure> {
    let mut out = Vec::new();
    match args.output {
        LintForm::Json => {
            let findings = found.iter().flat_map(|file| {
                let source = Source::new(&file.name, &file.text);
                file.findings.iter().map(move |finding| object(&source, finding)).collect::<Vec<_>>()
            });
            let list = Json::Array(findings.collect());
            out.extend_from_slice(format!("{list:#}\n").as_bytes());
        }
        LintForm::Concise => {
            for file in found {
                let source = Source::new(&file.name, &file.text);
                for Finding { diagnostic, .. } in &file.findings {
                    let place = source.place(diagnostic.primary.span.start());
                    let rule = diagnostic.rule.map(|rule| format!(" {rule}")).unwrap_or_default();
                    out.extend_from_slice(
                        format!(
                            "{}:{}:{}: {}{rule} {}\n",
                            file.name,
                            place.line,
                            place.column,
                            diagnostic.severity.name(),
                            diagnostic.message
                        )
                        .as_bytes(),
                    );
                }
            }
            out.extend_from_slice(summary(found).as_bytes());
        }
        LintForm::Text => {
            for file in found {
                let source = Source::new(&file.name, &file.text);
                for finding in &file.findings {
                    let shown = text::render(&source, &[words(finding, args)], Style::Colored);
                    out.extend_from_slice(shown.as_bytes());
                    out.push(b'\n');
                }
            }
            out.extend_from_slice(summary(found).as_bytes());
        }
    }
    let mut stdout = anstream::stdout().lock();
    stdout.write_all(&out).and_then(|()| stdout.flush()).map_err(|error: io::Error| Failure::output(&error))
}

/// A finding as it is shown to people: with its template, without a witness nobody asked for.
fn words(finding: &Finding, args: &LintArgs) -> Diagnostic {
    let mut diagnostic = finding.diagnostic.clone();
    if let Some(witness) = diagnostic.witness.as_ref().filter(|_| args.show_witness) {
        let words = witness_in_words(witness);
        diagnostic = diagnostic.with_note("witness", words);
    }
    if !finding.template.is_empty() {
        diagnostic = diagnostic.with_note("template", finding.template.clone());
    }
    match diagnostic.fix.as_ref().map(|fix| (fix.applicability, fix.message.clone())) {
        Some((Applicability::Safe, message)) => diagnostic.with_note("fix", format!("{message}: `--fix`")),
        Some((Applicability::Unsafe, message)) => {
            diagnostic.with_note("fix", format!("{message}: `--unsafe-fixes`, as it changes what is printed"))
        }
        _ => diagnostic,
    }
}

/// A request and what comes out of it: `body …, query … gives …`.
fn witness_in_words(witness: &Witness) -> String {
    let request = witness.request.parse::<Request>().unwrap_or_default();
    let mut parts = Vec::new();
    if !request.body.is_empty() {
        parts.push(format!("body `{}`", request.body));
    }
    for (name, pairs) in
        [("path", &request.path), ("query", &request.querystring), ("header", &request.headers)]
    {
        parts.extend(pairs.iter().map(|(key, value)| format!("{name} `{key}={value}`")));
    }
    let request = if parts.is_empty() { "an empty request".to_owned() } else { parts.join(", ") };
    let output: Vec<&str> = witness.output.split_whitespace().collect();
    let output: String = output.join(" ").chars().take(300).collect();
    format!("{request} gives `{output}`")
}

fn summary(found: &[Found]) -> String {
    let count = |severity: Severity| {
        found.iter().flat_map(|file| &file.findings).filter(|it| it.diagnostic.severity == severity).count()
    };
    let many = |number: usize, what: &str| format!("{number} {what}{}", if number == 1 { "" } else { "s" });
    let templates = many(found.iter().map(|file| file.templates).sum(), "template");
    let files = many(found.iter().filter(|file| file.templates > 0).count(), "file");
    let counts = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "remark")];
    let counts: Vec<String> =
        counts.iter().filter(|(it, _)| count(*it) > 0).map(|(it, what)| many(count(*it), what)).collect();
    let counts = if counts.is_empty() { "nothing found".to_owned() } else { counts.join(", ") };
    let fixed = match found.iter().map(|file| file.fixed).sum() {
        0 => String::new(),
        fixed => format!("{} fixed, ", many(fixed, "finding")),
    };
    format!("{fixed}{counts} in {templates} of {files}\n")
}

fn known(name: &str) -> Result<&'static vtlkit_lint::Rule, Failure> {
    rule(name).ok_or_else(|| {
        Failure::input_with_help(format!("there is no rule `{name}`"), "`vtlkit rules` lists them")
    })
}

/// Lists the rules.
pub(crate) fn rules() -> Result<(), Failure> {
    let mut out = String::new();
    for rule in RULES {
        let summary = rule.summary().replace('\n', " ");
        let line =
            format!("{:24} {:11} {:8} {summary}\n", rule.name, rule.group.name(), rule.severity.name());
        out.push_str(&line);
    }
    write(&out)
}

/// Prints the documentation of a rule.
pub(crate) fn explain(args: &ExplainArgs) -> Result<(), Failure> {
    let rule = known(&args.rule)?;
    write(&format!("{}, {} ({})\n{}", rule.name, rule.severity.name(), rule.group.name(), rule.docs))
}

fn write(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()).map_err(|error| Failure::output(&error))
}
