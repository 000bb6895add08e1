//! Writes to standard output and standard error.
//!
//! Data is written byte for byte. Messages for people go through a terminal layer, which removes colors if the terminal
//! does not support them; text from files and requests in them has been made safe before (`vtlkit_report::visible`).

use std::borrow::Cow;
use std::io::{self, Write as _};

use vtlkit_report::Style;

use crate::cli::failure::Failure;

/// Sets whether messages have colors, regardless of the terminal.
pub(crate) fn choose_color(choice: clap::ColorChoice) {
    let choice = match choice {
        clap::ColorChoice::Auto => anstream::ColorChoice::Auto,
        clap::ColorChoice::Always => anstream::ColorChoice::Always,
        clap::ColorChoice::Never => anstream::ColorChoice::Never,
    };
    choice.write_global();
}

/// The style of findings on standard output: with links to the documentation of their rules if the terminal supports
/// links.
pub(crate) fn style() -> Style {
    let shows_links = supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout);
    if shows_links { Style::Linked } else { Style::Colored }
}

/// Writes data: output that is rendered, extracted or reported for programs.
pub(crate) fn data(bytes: &[u8]) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes).and_then(|()| stdout.flush()).map_err(|error| Failure::output(&error))
}

/// Writes a message for people, with colors if the terminal supports them and `NO_COLOR` is not set.
pub(crate) fn message(text: &str) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    let text = for_log(text);
    stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
        .map_err(|error: io::Error| Failure::output(&error))
}

/// Writes a message to standard error.
pub(crate) fn error(text: &str) {
    // A closed standard error cannot be reported.
    let _ = anstream::stderr().lock().write_all(for_log(text).as_bytes());
}

/// The environment variables of build services that interpret commands in the log.
const SERVICES: [&str; 2] = ["GITHUB_ACTIONS", "TF_BUILD"];

/// A text without commands for a build service, if one reads the log.
fn for_log(text: &str) -> Cow<'_, str> {
    if SERVICES.iter().any(|name| std::env::var_os(name).is_some()) {
        without_commands(text).into()
    } else {
        text.into()
    }
}

/// A text in which no line starts with `::`, and which does not contain `##[` or `##vso[`: a zero-width character is
/// inserted.
fn without_commands(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let blanks = line.len() - line.trim_start().len();
        let (blanks, rest) = line.split_at(blanks);
        out.push_str(blanks);
        out.push_str(if rest.starts_with("::") { "\u{200b}" } else { "" });
        out.push_str(&rest.replace("##[", "##\u{200b}[").replace("##vso[", "##\u{200b}vso["));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::without_commands;

    #[test]
    fn no_commands_are_left() {
        let text = "::error::a\n  ::b::\nc ::d\n##[e]f ##[g]\n##vso[h]\n## [i]\n";
        let shown = without_commands(text);
        assert_eq!(
            shown,
            "\u{200b}::error::a\n  \u{200b}::b::\nc ::d\n##\u{200b}[e]f ##\u{200b}[g]\n##\u{200b}vso[h]\n## [i]\n"
        );
    }
}
