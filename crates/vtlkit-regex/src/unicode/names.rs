//! Names of scripts and blocks, as `UnicodeScript.forName` and `UnicodeBlock.forName` take them.

use super::tables::{BLOCK_NAMES, SCRIPT_NAMES};

/// The ordinal of a script, by its name or four-letter code in upper case.
pub(crate) fn script_by_name(name: &str) -> Option<u8> {
    let position = SCRIPT_NAMES.split(';').position(|names| names.split(':').any(|known| known == name));
    position.map(|ordinal| ordinal as u8)
}

/// The number of a block, by its name in upper case: as published, without its blanks, or with `_` for blanks and hyphens.
/// A few blocks have further names, and a few (marked `!`) lack one of these.
pub(crate) fn block_by_name(name: &str) -> Option<u16> {
    let position = BLOCK_NAMES.split(';').position(|names| {
        let mut names = names.split(':');
        let published = names.next().unwrap_or_default();
        if published.is_empty() {
            return false;
        }
        let mut lacks = false;
        for known in names {
            match known.strip_prefix('!') {
                Some(missing) => lacks |= missing == name,
                None if known == name => return true,
                None => {}
            }
        }
        !lacks && (name == published || is_without_blanks(name, published) || is_identifier(name, published))
    });
    position.map(|number| number as u16)
}

fn is_without_blanks(name: &str, published: &str) -> bool {
    name.chars().eq(published.chars().filter(|&c| c != ' '))
}

fn is_identifier(name: &str, published: &str) -> bool {
    name.chars().eq(published.chars().map(|c| if matches!(c, ' ' | '-') { '_' } else { c }))
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
            assert_eq!(block_by_name(name), Some(1), "{name}");
        }
        assert_eq!(block_by_name("LATIN_1 SUPPLEMENT"), None);
        assert_eq!(block_by_name("GREEK"), block_by_name("GREEK AND COPTIC"));
        assert_eq!(block_by_name("GREEK_AND_COPTIC"), None);
        assert_eq!((block_by_name(""), block_by_name("!GREEK_AND_COPTIC")), (None, None));
        assert!(block_by_name("SURROGATES_AREA").is_some());
    }
}
