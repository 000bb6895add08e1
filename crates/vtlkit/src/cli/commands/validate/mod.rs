//! `vtlkit validate`: validates bodies against a request model.

mod args;

use std::io::{self, Write};

use serde_json::{Value, json};
use vtlkit::{BodyVerdict as Verdict, Diagnostic, Encoding, Error, LineIndex, Model, Span};
use vtlkit_report::{Source, Style, text, visible};

use crate::cli::definition;
use crate::cli::failure::{Failure, print_error};
use crate::cli::template::TemplateFile;

pub(crate) use args::{ValidateArgs, ValidateOutput};

/// Validates every body, and prints the messages of the service.
pub(crate) fn run(args: &ValidateArgs) -> Result<(), Failure> {
    let model = model(args)?;
    let mut stdout = io::BufWriter::new(io::stdout().lock());
    let mut all_valid = true;
    for input in &args.bodies {
        let name = input.name();
        let bytes = input.read("the body")?;
        let text = String::from_utf8_lossy(&bytes);
        let bodies: Vec<(usize, &str)> = if args.ndjson {
            text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).collect()
        } else {
            vec![(0, &*text)]
        };
        for (line, body) in bodies {
            let verdict = model.validate(body);
            all_valid &= verdict.is_valid();
            let findings = findings(&verdict, body, line);
            let written = match args.output {
                ValidateOutput::Text => {
                    print_text(&mut stdout, &name, args.ndjson.then_some(line), &findings)
                }
                ValidateOutput::Json => print_json(&mut stdout, &name, line, &verdict, &findings),
            };
            written.map_err(|error| Failure::output(&error))?;
        }
    }
    stdout.flush().map_err(|error| Failure::output(&error))?;
    if all_valid { Ok(()) } else { Err(Failure::Template) }
}

/// The model of a file or of an API. Shows what the service would reject in it.
fn model(args: &ValidateArgs) -> Result<Model, Failure> {
    if let Some(input) = &args.model {
        let file = TemplateFile::of_input(input, "model")?;
        return accepted(&file.source(), Model::compile(file.text()));
    }
    let (Some(path), Some(name)) = (&args.api, &args.model_name) else {
        return Err(Failure::input("name a model with `--model`, or with `--api` and `--model-name`"));
    };
    let api = definition::read(path, args.api_name.as_deref(), &args.definition, false)?;
    let text = Model::text_of_api(&api, name)?;
    accepted(&Source::new(name, text), Model::of_api(&api, name))
}

/// The model, if the service would create it.
fn accepted(source: &Source<'_>, model: Result<Model, Error>) -> Result<Model, Failure> {
    let refuse = |diagnostics: &[Diagnostic]| {
        print_error(&text::render(source, diagnostics, Style::Colored));
        Failure::Template
    };
    let model = model.map_err(|error| refuse(&error.diagnostics()))?;
    match model.refused() {
        Some(error) => Err(refuse(&error.diagnostics())),
        None => Ok(model),
    }
}

/// A message of the validator about a body.
struct Finding {
    /// From 1, in the file.
    line: usize,
    /// From 1, in characters.
    column: usize,
    pointer: String,
    message: String,
    level: &'static str,
}

fn findings(verdict: &Verdict, body: &str, first_line: usize) -> Vec<Finding> {
    let index = LineIndex::new(body);
    let finding = |span: Option<Span>, pointer: Option<&str>, message: &str, level| {
        let place = index.place(body, span.map_or(0, Span::start), Encoding::Chars);
        Finding {
            line: first_line + place.line,
            column: place.column,
            pointer: pointer.unwrap_or_default().to_owned(),
            message: message.to_owned(),
            level,
        }
    };
    match verdict {
        Verdict::Unparsable(error) => vec![finding(Some(error.span()), None, error.reason(), "error")],
        Verdict::Exception(exception) => vec![finding(None, None, exception.text(), "fault")],
        Verdict::Valid { warnings: messages } | Verdict::Invalid { messages } => messages
            .iter()
            .map(|message| {
                finding(message.span(), message.instance_pointer(), message.text(), message.level().name())
            })
            .collect(),
    }
}

fn print_text(out: &mut dyn Write, name: &str, line: Option<usize>, findings: &[Finding]) -> io::Result<()> {
    let is_valid = findings.iter().all(|finding| finding.level == "warning");
    let name = visible::line(name);
    let place = line.map(|line| format!(":{}", line + 1)).unwrap_or_default();
    writeln!(out, "{name}{place}: {}", if is_valid { "valid" } else { "invalid" })?;
    for Finding { line, column, pointer, message, level } in findings {
        let at = if pointer.is_empty() { String::new() } else { format!(" at {}", visible::line(pointer)) };
        writeln!(out, "  {name}:{line}:{column}: {level}: {}{at}", visible::line(message))?;
    }
    Ok(())
}

fn print_json(
    out: &mut dyn Write,
    name: &str,
    line: usize,
    verdict: &Verdict,
    findings: &[Finding],
) -> io::Result<()> {
    let messages: Vec<Value> = findings
        .iter()
        .map(|finding| {
            json!({
                "line": finding.line,
                "column": finding.column,
                "pointer": finding.pointer,
                "level": finding.level,
                "message": finding.message,
            })
        })
        .collect();
    let object = json!({
        "file": name,
        "line": line + 1,
        "valid": verdict.is_valid(),
        "messages": messages,
        "log": verdict.aws_list(),
    });
    writeln!(out, "{}", vtlkit_report::json::text(&object, false))
}
