//! Safe display of names and values from files and requests.
//!
//! Terminals and logs interpret control characters: escape sequences move the cursor, a newline starts what may be read
//! as a command, bidirectional marks reorder text. All text from outside that a report shows goes through this module.
//! The formats for programs have their own escapes.

use std::borrow::Cow;

/// A text on one line: control characters, including newlines, become symbols (`␛`, `␊`).
pub fn line(text: &str) -> Cow<'_, str> {
    map(text, |c, _| picture(c))
}

/// A text of several lines: control characters other than newlines and tabs become symbols.
pub fn lines(text: &str) -> Cow<'_, str> {
    map(text, |c, next| match c {
        '\n' | '\t' => None,
        '\r' if next == Some('\n') => None,
        _ => picture(c),
    })
}

/// Whether a character is shown unchanged on one line.
pub fn is_plain(c: char) -> bool {
    picture(c).is_none()
}

/// The symbol for a character that is not safe in a terminal.
fn picture(c: char) -> Option<char> {
    match c {
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(c)),
        '\x7f' => Some('\u{2421}'),
        // Other control characters, and bidirectional marks.
        '\u{80}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            Some(char::REPLACEMENT_CHARACTER)
        }
        _ => None,
    }
}

fn map(text: &str, picture: impl Fn(char, Option<char>) -> Option<char>) -> Cow<'_, str> {
    let at = |(at, c): (usize, char)| {
        let rest = text.get(at + c.len_utf8()..).unwrap_or_default();
        picture(c, rest.chars().next())
    };
    if text.char_indices().all(|it| at(it).is_none()) {
        return text.into();
    }
    text.char_indices().map(|(start, c)| at((start, c)).unwrap_or(c)).collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_a_terminal() {
        let all: String = ('\0'..='\u{2fff}').collect();
        for shown in [line(&all), lines(&all)] {
            let control = |c: &char| c.is_control() && !matches!(c, '\n' | '\t');
            assert_eq!(shown.chars().find(control), None);
            assert_eq!(shown.chars().count(), all.chars().count());
        }
        assert_eq!(line(&all).chars().find(|c| matches!(c, '\n' | '\t')), None);
    }

    #[test]
    fn what_stands_for_what() {
        let text = "a\u{1b}[31m\tb\r\nc\rd\u{9b}e\u{7f}\u{202e}é😀";
        assert_eq!(line(text), "a␛[31m␉b␍␊c␍d\u{fffd}e␡\u{fffd}é😀");
        assert_eq!(lines(text), "a␛[31m\tb\r\nc␍d\u{fffd}e␡\u{fffd}é😀");
        assert!(matches!(line("plain é"), Cow::Borrowed(_)));
    }
}
