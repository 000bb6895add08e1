//! Writes to standard output and standard error.
//!
//! Data goes out byte for byte. Messages for people go through the terminal layer, which leaves their colours out where
//! no terminal shows them; what they take from files and requests is made harmless before (`vtlkit_report::visible`).

use std::borrow::Cow;
use std::io::{self, Write as _};

use vtlkit_report::Style;

use crate::cli::failure::Failure;

/// Says whether messages have colours, whatever the terminal.
pub(crate) fn choose_color(choice: clap::ColorChoice) {
    let choice = match choice {
        clap::ColorChoice::Auto => anstream::ColorChoice::Auto,
        clap::ColorChoice::Always => anstream::ColorChoice::Always,
        clap::ColorChoice::Never => anstream::ColorChoice::Never,
    };
    choice.write_global();
}

/// How findings look on standard output: with links to the documentation of their rules where the terminal shows links.
pub(crate) fn style() -> Style {
    let shows_links = supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout);
    if shows_links { Style::Linked } else { Style::Colored }
}

/// Writes data: what is rendered, extracted or reported for programs.
pub(crate) fn data(bytes: &[u8]) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes).and_then(|()| stdout.flush()).map_err(|error| Failure::output(&error))
}

/// Writes a message for people, in colours where a terminal shows them and `NO_COLOR` does not forbid it.
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
    // There is nothing to be done about a closed standard error.
    let _ = anstream::stderr().lock().write_all(for_log(text).as_bytes());
}

/// The variables that say that a build service reads the log, and acts on commands in it.
const SERVICES: [&str; 2] = ["GITHUB_ACTIONS", "TF_BUILD"];

/// A text in which a build service finds no commands, if one reads it.
fn for_log(text: &str) -> Cow<'_, str> {
    if SERVICES.iter().any(|name| std::env::var_os(name).is_some()) {
        without_commands(text).into()
    } else {
        text.into()
    }
}

/// A text in which no line starts with `::`, and `##[` and `##vso[` are nowhere: a character without a width comes
/// between.
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
