//! Templates from files.

use std::path::Path;

use vtlkit::{DefinitionKind, Error};
use vtlkit_report::{Source, Style, text};
use vtlkit_text::{Diagnostic, Span};

use crate::cli::failure::{Failure, print_error};
use crate::cli::files;
use crate::cli::input::Input;

/// The text of a template, with its name in messages.
#[derive(Debug)]
pub(crate) struct TemplateFile {
    name: String,
    text: String,
}

impl TemplateFile {
    /// Reads a template or a model from a file or an inline value.
    pub(crate) fn of_input(input: &Input, what: &str) -> Result<Self, Failure> {
        match input {
            Input::Inline(text) => Ok(Self { name: input.name(), text: text.clone() }),
            Input::File(path) => Self::read(path, what),
        }
    }

    /// Reads a template or a model; `what` is the word for it in messages. Invalid UTF-8 is an error with its position.
    pub(crate) fn read(path: &Path, what: &str) -> Result<Self, Failure> {
        let name = files::name(path);
        let bytes = files::read(path, &format!("the {what}"), files::LARGEST_TEMPLATE)?;
        let error = match files::text(bytes) {
            Ok(text) => return Self::of_text(name, text, what),
            Err(error) => error,
        };
        let Some((at, text)) = error.place() else {
            let message = format!("cannot read the {what}: `{name}` is not UTF-8: {error}");
            print_error(&text::message(&message, Some(error.help()), Style::Colored));
            return Err(Failure::Template);
        };
        let span = Span::new(at, at + char::REPLACEMENT_CHARACTER.len_utf8());
        let message = format!("the {what} is not UTF-8: {error}");
        let diagnostic = Diagnostic::error(message, span).with_note("help", error.help());
        print_error(&text::render(&Source::new(&name, &text), &[diagnostic], Style::Colored));
        Err(Failure::Template)
    }

    /// A template with this text, unless it is a definition.
    fn of_text(name: String, text: String, what: &str) -> Result<Self, Failure> {
        let Some(kind) = DefinitionKind::of(&name, &text).filter(|_| what == "template") else {
            return Ok(Self { name, text });
        };
        let message = format!("`{name}` is {kind}, not a mapping template");
        let help = format!(
            "`vtlkit extract {name}` lists the templates in it, `vtlkit invoke {name} METHOD PATH` runs a route, \
             `vtlkit lint {name}` checks it"
        );
        Err(Failure::input_with_help(message, help))
    }

    /// The text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The text with its name, to show positions in it.
    pub(crate) fn source(&self) -> Source<'_> {
        Source::new(&self.name, &self.text)
    }

    /// Prints the errors of the template.
    pub(crate) fn refuse(&self, error: &Error) -> Failure {
        print_error(&text::render(&self.source(), &error.diagnostics(), Style::Colored));
        Failure::Template
    }
}
