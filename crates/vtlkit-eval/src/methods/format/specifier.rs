//! Format specifiers: `%[argument$][flags][width][.precision]conversion`.

use std::fmt;

use vtlkit_java::wtf8;

use crate::Failure;

/// The argument of a specifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Argument {
    /// None: `%%` and `%n`.
    None,
    /// The next ordinary index.
    Next,
    /// The argument of the previous specifier: `%<s`.
    Previous,
    /// An explicit index, counted from 0: `%1$s`.
    At(usize),
}

/// A specifier.
#[derive(Clone, Debug)]
pub(super) struct Specifier {
    text: String,
    pub(super) argument: Argument,
    /// `-`: left-justified.
    pub(super) left: bool,
    /// `#`.
    pub(super) alternate: bool,
    /// `+`.
    pub(super) plus: bool,
    /// A space before positive numbers.
    pub(super) space: bool,
    /// `0`: padded with zeros.
    pub(super) zeros: bool,
    /// `,`: digits in groups.
    pub(super) groups: bool,
    /// `(`: negative numbers in parentheses.
    pub(super) parentheses: bool,
    /// Whether the conversion is in upper case.
    pub(super) upper: bool,
    pub(super) width: Option<usize>,
    pub(super) precision: Option<usize>,
    /// The conversion in lower case; `t` for all dates.
    pub(super) conversion: u8,
}

impl fmt::Display for Specifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Text with the specifier after it; the last text has none.
pub(super) type Piece<'t> = (&'t [u8], Option<Specifier>);

/// Parses a format string.
pub(super) fn parse(format: &[u8]) -> Result<Vec<Piece<'_>>, Failure> {
    let mut pieces = Vec::new();
    let mut rest = format;
    while let Some(at) = memchr::memchr(b'%', rest) {
        let (literal, from) = rest.split_at(at);
        let (specifier, len) = Reader { text: from, at: 1 }.specifier()?;
        pieces.push((literal, Some(specifier)));
        rest = from.get(len..).unwrap_or_default();
    }
    pieces.push((rest, None));
    Ok(pieces)
}

/// Reads a specifier.
struct Reader<'t> {
    text: &'t [u8],
    at: usize,
}

impl Reader<'_> {
    fn digits(&mut self) -> &[u8] {
        let start = self.at;
        while self.text.get(self.at).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
        }
        &self.text[start..self.at]
    }

    fn take(&mut self, wanted: &[u8]) -> Option<u8> {
        let byte = *self.text.get(self.at).filter(|byte| wanted.contains(byte))?;
        self.at += 1;
        Some(byte)
    }

    #[cold]
    fn unknown(&self) -> Failure {
        let end = self.text.len().min(self.at + 1);
        let text = wtf8::to_utf8(&self.text[..end]);
        Failure::new(format!("the format has `{text}`, which is no specifier"))
            .with_help("write `%%` for a percent sign")
    }

    fn specifier(mut self) -> Result<(Specifier, usize), Failure> {
        let mut argument = Argument::Next;
        let index = number(self.digits());
        if self.at > 1 && self.take(b"$").is_some() {
            let place = index.and_then(|index| index.checked_sub(1)).ok_or_else(|| self.unknown())?;
            argument = Argument::At(place);
        } else {
            self.at = 1;
        }
        let flags_at = self.at;
        while self.take(b"-#+ 0,(<").is_some() {}
        let flags = self.text[flags_at..self.at].to_vec();
        let width = self.number()?;
        let precision = if self.text.get(self.at) == Some(&b'.') {
            self.at += 1;
            Some(self.number()?.ok_or_else(|| self.unknown())?)
        } else {
            None
        };
        let letter = *self.text.get(self.at).ok_or_else(|| self.unknown())?;
        let next = self.text.get(self.at + 1).copied().unwrap_or_default();
        let date = matches!(letter, b't' | b'T') && next.is_ascii_alphabetic();
        if !date && !b"bBhHsScCdoxXeEfgGaAn%".contains(&letter)
            || date && !b"HIklMNLQpsSTzZaAbBChdejmyYrRcDF".contains(&next)
        {
            return Err(self.unknown());
        }
        let len = self.at + if date { 2 } else { 1 };
        let has = |flag: u8| flags.contains(&flag);
        let specifier = Specifier {
            text: wtf8::to_utf8(&self.text[..len]).into_owned(),
            argument: match letter {
                b'%' | b'n' => Argument::None,
                _ if has(b'<') => Argument::Previous,
                _ => argument,
            },
            left: has(b'-'),
            alternate: has(b'#'),
            plus: has(b'+'),
            space: has(b' '),
            zeros: has(b'0'),
            groups: has(b','),
            parentheses: has(b'('),
            upper: letter.is_ascii_uppercase(),
            width,
            precision,
            conversion: letter.to_ascii_lowercase(),
        };
        let twice = (1..flags.len()).any(|at| flags[..at].contains(&flags[at]));
        if twice {
            return Err(specifier.refused("a flag stands there twice"));
        }
        specifier.check(has(b'<'))?;
        Ok((specifier, len))
    }

    /// A width or precision; fails if it exceeds an `int`.
    fn number(&mut self) -> Result<Option<usize>, Failure> {
        let digits = self.digits();
        if digits.is_empty() {
            return Ok(None);
        }
        let number = number(digits);
        number.map(Some).ok_or_else(|| self.unknown())
    }
}

fn number(digits: &[u8]) -> Option<usize> {
    std::str::from_utf8(digits).ok()?.parse::<i32>().ok().map(|number| number as usize)
}

impl Specifier {
    #[cold]
    fn refused(&self, why: impl fmt::Display) -> Failure {
        Failure::new(format!("the format has `{self}`: {why}"))
    }

    /// The failure for a flag that the conversion does not support.
    #[cold]
    pub(super) fn mismatch(&self, flag: char) -> Failure {
        self.refused(format_args!("the flag `{flag}` does not go with the conversion"))
    }

    /// The failure for an argument that was not passed.
    #[cold]
    pub(super) fn missing(&self) -> Failure {
        Failure::new(format!("there is no argument for `{self}`"))
            .with_help("pass one value for each specifier, or write `%%` for a percent sign")
    }

    /// The flag for a sign, if there is one.
    pub(super) fn sign_flag(&self) -> Option<char> {
        [(self.parentheses, '('), (self.space, ' '), (self.plus, '+')]
            .iter()
            .find_map(|&(has, flag)| has.then_some(flag))
    }

    /// Fails for flags, a width or a precision that the conversion does not support.
    fn check(&self, previous: bool) -> Result<(), Failure> {
        let bad: &str = match self.conversion {
            b's' => "+ 0,(",
            b'b' | b'h' | b'c' | b't' => "#+ 0,(",
            b'd' | b'g' => "#",
            b'o' | b'x' | b'e' => ",",
            b'a' => "(,",
            b'%' => "#+ 0,(<",
            b'n' => "-#+ 0,(<",
            _ => "",
        };
        let flags = [
            ('-', self.left),
            ('#', self.alternate),
            ('+', self.plus),
            (' ', self.space),
            ('0', self.zeros),
            (',', self.groups),
            ('(', self.parentheses),
            ('<', previous),
        ];
        if let Some(&(flag, _)) = flags.iter().find(|&&(flag, has)| has && bad.contains(flag)) {
            return Err(self.mismatch(flag));
        }
        let precise = matches!(self.conversion, b's' | b'b' | b'h' | b'e' | b'f' | b'g' | b'a');
        if self.precision.is_some() && !precise {
            return Err(self.refused("the conversion takes no precision"));
        }
        if self.width.is_some() && self.conversion == b'n' {
            return Err(self.refused("the conversion takes no width"));
        }
        if self.width.is_none() && (self.left || self.zeros) {
            return Err(self.refused("the flags `-` and `0` ask for a width"));
        }
        if self.plus && self.space || self.left && self.zeros {
            return Err(self.refused("the flags contradict each other"));
        }
        Ok(())
    }
}
