//! Names of scripts and blocks, as accepted by `UnicodeScript.forName` and `UnicodeBlock.forName`.

use std::ops::Range;

use super::tables::{BLOCK_LENGTHS, BLOCK_NAMES, SCRIPT_NAMES};

/// The ordinal of a script, given its name or four-letter code in upper case.
pub fn script_by_name(name: &str) -> Option<u8> {
    let mut entries = SCRIPT_NAMES.as_bytes().split(|&b| b == b';');
    let position =
        entries.position(|entry| entry.split(|&b| b == b':').any(|known| known == name.as_bytes()));
    position.map(|ordinal| ordinal as u8)
}

/// The code points of a block, given its name in upper case: as published, without spaces, or with `_` for spaces and
/// hyphens. Some blocks have additional names, and some (marked `!`) lack one of these forms.
pub fn block_by_name(name: &str) -> Option<Range<u32>> {
    let name = name.as_bytes();
    let mut entries = BLOCK_NAMES.as_bytes().split(|&b| b == b';');
    let position = entries.position(|entry| {
        let mut published = None;
        let mut found = false;
        for known in entry.split(|&b| b == b':') {
            match known {
                [b'!', missing @ ..] => found &= missing != name,
                _ if published.is_none() => {
                    published = Some(known);
                    found = !known.is_empty() && is_form_of(name, known);
                }
                _ => found |= known == name,
            }
        }
        found
    })?;
    let before = BLOCK_LENGTHS.get(..position).unwrap_or_default();
    let start = before.iter().map(|&length| u32::from(length) * 16).sum();
    // A few blocks have no characters.
    let length = BLOCK_LENGTHS.get(position).copied().unwrap_or_default();
    Some(start..start + u32::from(length) * 16)
}

/// Whether a name is a form of the published one.
fn is_form_of(name: &[u8], published: &[u8]) -> bool {
    let is_blank = |&&b: &&u8| b == b' ';
    let underscored = |&b: &u8| if matches!(b, b' ' | b'-') { b'_' } else { b };
    name == published
        || name.iter().eq(published.iter().filter(|b| !is_blank(b)))
        || name.iter().copied().eq(published.iter().map(underscored))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_names_java_takes() {
        assert_eq!(script_by_name("LATIN"), script_by_name("LATN"));
        assert_ne!(script_by_name("LATIN"), script_by_name("GREEK"));
        assert_eq!(script_by_name("LAT"), None);
        for name in ["LATIN-1 SUPPLEMENT", "LATIN-1SUPPLEMENT", "LATIN_1_SUPPLEMENT"] {
            assert_eq!(block_by_name(name), Some(0x80..0x100), "{name}");
        }
        assert_eq!(block_by_name("LATIN_1 SUPPLEMENT"), None);
        assert_eq!(block_by_name("GREEK"), block_by_name("GREEK AND COPTIC"));
        assert_eq!(block_by_name("GREEK_AND_COPTIC"), None);
        assert_eq!((block_by_name(""), block_by_name("!GREEK_AND_COPTIC")), (None, None));
        assert!(block_by_name("SURROGATES_AREA").is_some_and(|block| block.is_empty()));
        assert_eq!(block_by_name("SUPPLEMENTARY_PRIVATE_USE_AREA_B"), Some(0x0010_0000..0x0011_0000));
    }
}
