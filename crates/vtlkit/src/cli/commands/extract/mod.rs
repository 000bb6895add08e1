//! `vtlkit extract`: lists the templates in a file, and writes one back.

mod args;
mod show;

pub(crate) use self::args::{ExtractArgs, ExtractForm};

use std::path::Path;

use vtlkit::{Diagnostic, Extraction, extract, inject, template_of};
use vtlkit_definition::NoteKind;
use vtlkit_host::Format;
use vtlkit_report::{Source, Style, json, text};
use vtlkit_text::Severity;

use crate::cli::failure::{Failure, print_error};
use crate::cli::patch::patch;
use crate::cli::{files, output};

/// Maximum size of a definition.
const LARGEST: u64 = 1 << 30;

/// Lists the templates of a file, or writes one back.
pub(crate) fn run(args: &ExtractArgs) -> Result<(), Failure> {
    let host = read(args, &args.file, "the file")?;
    let name = match &args.stdin_filename {
        Some(name) if files::is_stdin(&args.file) => name.display().to_string(),
        _ => files::name(&args.file),
    };
    if Format::of_name(&name).is_none() {
        return Err(Failure::input_with_help(
            format!("the format of `{name}` is unknown"),
            "supported extensions are .vtl, .vm, .tpl, .yaml, .yml, .json, .tf, .hcl and .md",
        ));
    }
    let found = extract(&name, &host);
    let source = Source::new(&name, &host);
    let broken = remarks(&source, &found);
    let only = || (args.inject.is_some() && found.templates.len() == 1).then_some("1");
    let Some(chosen) = args.template.as_deref().or_else(only) else {
        if args.inject.is_some() {
            let message = format!("`{name}` has {} templates", found.templates.len());
            return Err(Failure::input_with_help(message, "select one with `--template`"));
        }
        let shown = match args.output {
            ExtractForm::Text => output::message(&show::list(&source, &found)),
            ExtractForm::Json => {
                output::data((json::text(&show::object(&source, &found), true) + "\n").as_bytes())
            }
        };
        shown?;
        return if broken { Err(Failure::Template) } else { Ok(()) };
    };
    let (index, template) = template_of(&found.templates, chosen)?;
    match &args.inject {
        None => output::data(template.text.as_bytes()),
        Some(path) if !files::is_stdin(path) && files::is_same(path, &args.file) => {
            let message = format!("`{name}` is both the file and the new text");
            Err(Failure::input_with_help(message, "write the text to another file"))
        }
        Some(path) => {
            let text = read(args, path, "the text")?;
            put_back(args, &source, &found, index, &text)
        }
    }
}

fn read(args: &ExtractArgs, path: &Path, what: &str) -> Result<String, Failure> {
    if args.inject.as_ref().is_some_and(|text| files::is_stdin(text) && files::is_stdin(&args.file)) {
        return Err(Failure::input("only one of the file and the text can be standard input (`-`)"));
    }
    files::read_text(path, what, LARGEST)
}

/// Prints the errors of the file and what was skipped; returns whether there are errors.
fn remarks(source: &Source<'_>, found: &Extraction) -> bool {
    let errors = found.errors.iter().map(|error| {
        let diagnostic = Diagnostic::error(error.message.clone(), error.span);
        match &error.help {
            Some(help) => diagnostic.with_note("help", help.clone()),
            None => diagnostic,
        }
    });
    let left = found.notes.iter().filter(|note| note.kind != NoteKind::DuplicateKey);
    let left = left.map(|note| Diagnostic::new(Severity::Info, note.message.clone(), note.span));
    let all: Vec<Diagnostic> = errors.chain(left).collect();
    print_error(&text::render(source, &all, Style::Colored));
    !found.errors.is_empty()
}

/// Writes the file with the text of a template replaced.
fn put_back(
    args: &ExtractArgs,
    source: &Source<'_>,
    found: &Extraction,
    index: usize,
    new: &str,
) -> Result<(), Failure> {
    let changed = inject(source.text(), &found.templates, index, new).map_err(|error| {
        print_error(&text::render(source, &error.diagnostics(), Style::Colored));
        Failure::Template
    })?;
    if args.diff {
        return output::data(patch(Path::new(source.name()), source.text(), &changed).as_bytes());
    }
    if files::is_stdin(&args.file) {
        return output::data(changed.as_bytes());
    }
    if changed == source.text() {
        return Ok(());
    }
    files::update(&args.file, source.text().as_bytes(), changed.as_bytes())
}
