//! Replacements with `$1`, `${name}` and `\`.

use std::ops::Range;

use crate::error::{Error, ErrorKind};

/// A part of a replacement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// A range of bytes of the replacement.
    Text(Range<usize>),
    Group(u32),
}

/// Parses a replacement. `groups` includes the whole match.
pub(crate) fn parse(replacement: &[u8], groups: u32, names: &[(String, u32)]) -> Result<Vec<Part>, Error> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut at = 0;
    let text = |parts: &mut Vec<Part>, range: Range<usize>| {
        if !range.is_empty() {
            parts.push(Part::Text(range));
        }
    };
    let byte = |at: usize| replacement.get(at).copied();
    while let Some(c) = byte(at) {
        match c {
            b'\\' => {
                text(&mut parts, start..at);
                if byte(at + 1).is_none() {
                    return Err(Error::new(ErrorKind::InvalidReplacement, at..at + 1));
                }
                start = at + 1;
                at += 2;
            }
            b'$' => {
                text(&mut parts, start..at);
                let (group, end) = reference(replacement, at, groups, names)?;
                parts.push(Part::Group(group));
                at = end;
                start = at;
            }
            _ => at += 1,
        }
    }
    text(&mut parts, start..at);
    Ok(parts)
}

/// The group of a reference, and the end of the reference.
fn reference(
    replacement: &[u8],
    start: usize,
    groups: u32,
    names: &[(String, u32)],
) -> Result<(u32, usize), Error> {
    let byte = |at: usize| replacement.get(at).copied();
    let digit = |at: usize| byte(at).filter(u8::is_ascii_digit).map(|digit| u32::from(digit - b'0'));
    let mut at = start + 1;
    if byte(at) == Some(b'{') {
        let name_start = at + 1;
        at = name_start;
        while byte(at).is_some_and(|c| c.is_ascii_alphanumeric()) {
            at += 1;
        }
        let name = replacement.get(name_start..at).unwrap_or_default();
        let known = names.iter().find(|(known, _)| known.as_bytes() == name);
        return match (byte(at), known) {
            (Some(b'}'), Some(&(_, group))) => Ok((group, at + 1)),
            _ => Err(Error::new(ErrorKind::InvalidReplacement, start..at)),
        };
    }
    let mut group = digit(at);
    at += 1;
    while let (Some(number), Some(low)) = (group, digit(at)) {
        // A further digit belongs to the number if there are so many groups.
        let longer = number * 10 + low;
        if longer >= groups {
            break;
        }
        group = Some(longer);
        at += 1;
    }
    match group.filter(|&group| group < groups) {
        Some(group) => Ok((group, at)),
        None => Err(Error::new(ErrorKind::InvalidReplacement, start..at.min(replacement.len()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_replacements_apart() {
        let names = [("key".to_owned(), 1)];
        let check = |replacement: &str, expected: Option<&[Part]>| {
            assert_eq!(parse(replacement.as_bytes(), 12, &names).ok().as_deref(), expected, "{replacement}");
        };
        check("", Some(&[]));
        check(r"a\$b", Some(&[Part::Text(0..1), Part::Text(2..4)]));
        check(r"\\", Some(&[Part::Text(1..2)]));
        check("$1$111x", Some(&[Part::Group(1), Part::Group(11), Part::Text(5..7)]));
        check("${key}$0", Some(&[Part::Group(1), Part::Group(0)]));
        for bad in ["$", "\\", "a$x", "${", "${}", "${key", "${other}", "${1}", "$-"] {
            check(bad, None);
        }
        assert!(parse(b"$2", 2, &[]).is_err());
        let error = parse(b"ab$x", 1, &[]).unwrap_err();
        assert_eq!((error.kind(), error.span()), (ErrorKind::InvalidReplacement, 2..4));
    }
}
