//! `vtlkit lint`: what is wrong with the templates of files and folders.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Map, Value as Json, json};
use vtlkit_host::{Template, TemplateKind, extract};
use vtlkit_lint::{RULES, Target, lint, rule};
use vtlkit_report::{Source, Style, text};
use vtlkit_text::{Applicability, Diagnostic, Encoding, Severity, Span};

use crate::args::{ExplainArgs, LintArgs, LintForm};
use crate::failure::{Failure, print_error};
use crate::files;

/// The stack of a thread that lints; templates nest to bounded depths, and the deepest of them fit.
const STACK: usize = 64 << 20;

/// No host file is larger: a definition may have 6 MB.
const LARGEST: u64 = 1 << 30;

/// What was found in one file.
struct Found {
    name: String,
    text: String,
    templates: usize,
    findings: Vec<Finding>,
}

/// A finding in terms of the file, and the template it is in.
struct Finding {
    diagnostic: Diagnostic,
    template: String,
}

/// Lints what the paths name, and prints what was found.
pub(crate) fn run(args: &LintArgs) -> Result<(), Failure> {
    for name in args.select.iter().chain(&args.ignore) {
        known(name)?;
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

/// Lints a file.
fn file(path: &Path, args: &LintArgs) -> Result<Found, String> {
    let bytes = files::read(path, "the file", LARGEST).map_err(|failure| match failure {
        Failure::Input { message, .. } => message,
        _ => format!("`{}` cannot be read", files::name(path)),
    })?;
    let name = files::name(path);
    let text = String::from_utf8(bytes)
        .map_err(|error| format!("`{name}` is not UTF-8: see offset {}", error.utf8_error().valid_up_to()))?;
    let extraction = extract(if files::is_stdin(path) { "stdin.vtl" } else { &name }, &text);
    let mut found = Found { name, text, templates: 0, findings: Vec::new() };
    for error in extraction.errors {
        let mut diagnostic = Diagnostic::error(error.message, error.span);
        if let Some(help) = error.help {
            diagnostic = diagnostic.with_note("help", help);
        }
        found.findings.push(Finding { diagnostic, template: String::new() });
    }
    for template in &extraction.templates {
        if matches!(template.role.kind, TemplateKind::Model | TemplateKind::GatewayResponse) {
            continue;
        }
        found.templates += 1;
        let about = about(template);
        for diagnostic in lint(&template.text, &target(template)) {
            let name = diagnostic.rule.unwrap_or_default();
            let selected = args.select.is_empty() || args.select.iter().any(|rule| rule == name);
            if selected && !args.ignore.iter().any(|rule| rule == name) {
                let diagnostic = to_host(diagnostic, template);
                found.findings.push(Finding { diagnostic, template: about.clone() });
            }
        }
    }
    found.findings.sort_by_key(|finding| finding.diagnostic.primary.span);
    Ok(found)
}

/// What the file tells of a template.
fn target(template: &Template) -> Target {
    let mut target = Target {
        content_type: template.role.content_type.as_ref().map(|it| it.value.clone()),
        opaque: template.opaque.iter().map(|piece| piece.span).collect(),
        ..Target::default()
    };
    if let Some(path) = &template.role.route.path {
        target.path_parameters = path
            .value
            .split('/')
            .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
            .map(|name| name.trim_end_matches('+').to_owned())
            .collect();
    }
    target
}

/// The template in words: `request template of POST /pets, application/json`.
fn about(template: &Template) -> String {
    let role = &template.role;
    let mut out = match role.kind {
        TemplateKind::Request => "request template",
        TemplateKind::Response => "response template",
        _ => return String::new(),
    }
    .to_owned();
    let route = [&role.route.method, &role.route.path];
    let route: Vec<&str> = route.into_iter().flatten().map(|part| part.value.as_str()).collect();
    if !route.is_empty() {
        out = format!("{out} of {}", route.join(" "));
    }
    match &role.content_type {
        Some(kind) => format!("{out}, {}", kind.value),
        None => out,
    }
}

/// A finding with its places in the host file.
fn to_host(mut diagnostic: Diagnostic, template: &Template) -> Diagnostic {
    let to_host = |span: &mut Span| *span = template.map.to_host(*span);
    to_host(&mut diagnostic.primary.span);
    diagnostic.secondary.iter_mut().for_each(|label| to_host(&mut label.span));
    diagnostic.notes.iter_mut().filter_map(|note| note.span.as_mut()).for_each(to_host);
    diagnostic.fix = diagnostic.fix.and_then(|fix| template.map.to_host_fix(&fix));
    diagnostic
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
    diagnostic.notes.retain(|note| args.show_witness || note.name != "witness");
    if !finding.template.is_empty() {
        diagnostic = diagnostic.with_note("template", finding.template.clone());
    }
    diagnostic
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
    format!("{counts} in {templates} of {files}\n")
}

/// A finding as an object: offsets are bytes of the file, columns count characters.
fn object(source: &Source<'_>, finding: &Finding) -> Json {
    let diagnostic = &finding.diagnostic;
    let place = |span: Span| {
        let index = source.index();
        let (from, to) = (
            index.place(source.text(), span.start(), Encoding::Chars),
            index.place(source.text(), span.end(), Encoding::Chars),
        );
        json!({
            "start": span.start(), "end": span.end(),
            "line": from.line, "column": from.column, "endLine": to.line, "endColumn": to.column,
        })
    };
    let mut out = Map::new();
    out.insert("file".into(), source.name().into());
    out.insert("rule".into(), diagnostic.rule.into());
    out.insert("severity".into(), diagnostic.severity.name().into());
    out.insert("message".into(), (*diagnostic.message).into());
    out.insert("place".into(), place(diagnostic.primary.span));
    if !diagnostic.primary.text.is_empty() {
        out.insert("label".into(), (*diagnostic.primary.text).into());
    }
    let labels = diagnostic.secondary.iter();
    let labels: Vec<Json> =
        labels.map(|label| json!({"text": label.text, "place": place(label.span)})).collect();
    if !labels.is_empty() {
        out.insert("labels".into(), labels.into());
    }
    for note in &diagnostic.notes {
        out.insert(note.name.into(), (*note.text).into());
    }
    if !finding.template.is_empty() {
        out.insert("template".into(), finding.template.as_str().into());
    }
    if let Some(fix) = &diagnostic.fix {
        let applicability = match fix.applicability {
            Applicability::Safe => "safe",
            Applicability::Unsafe => "unsafe",
            Applicability::DisplayOnly => "display",
        };
        let edits: Vec<Json> = fix
            .edits
            .iter()
            .map(|edit| json!({"start": edit.span.start(), "end": edit.span.end(), "content": edit.content}))
            .collect();
        out.insert(
            "fix".into(),
            json!({"message": fix.message, "applicability": applicability, "edits": edits}),
        );
    }
    Json::Object(out)
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
