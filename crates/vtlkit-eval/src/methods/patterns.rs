//! A cache of compiled regular expressions.

use vtlkit_regex::{Error, Regex};

/// The most recently used regular expressions, so that a pattern in a loop, or in a template that is rendered again, is
/// compiled once.
#[derive(Debug, Default)]
pub(crate) struct Patterns {
    /// In order of use, the most recent last.
    known: Vec<(Box<[u8]>, Regex)>,
}

/// The size of the cache: more than a template usually uses in a loop.
const MOST: usize = 16;

impl Patterns {
    /// The compiled form of a pattern.
    pub(crate) fn get(&mut self, pattern: &[u8]) -> Result<Regex, Error> {
        if let Some(at) = self.known.iter().rposition(|(known, _)| **known == *pattern) {
            self.known[at..].rotate_left(1);
        } else {
            let regex = Regex::new(pattern)?;
            if self.known.len() == MOST {
                self.known.remove(0);
            }
            self.known.push((pattern.into(), regex));
        }
        match self.known.last() {
            Some((_, regex)) => Ok(regex.clone()),
            None => Regex::new(pattern),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pattern_used_longest_ago_is_forgotten() {
        let mut patterns = Patterns::default();
        for n in 0..MOST {
            patterns.get(format!("[a]{{{n}}}").as_bytes()).unwrap();
        }
        patterns.get(b"[a]{0}").unwrap();
        patterns.get(b"[b]").unwrap();
        assert_eq!(patterns.known.len(), MOST);
        let known =
            |patterns: &Patterns, text: &[u8]| patterns.known.iter().any(|(known, _)| **known == *text);
        assert!(known(&patterns, b"[a]{0}") && known(&patterns, b"[b]") && !known(&patterns, b"[a]{1}"));
        assert!(patterns.get(b"(").is_err());
        assert_eq!(patterns.known.len(), MOST);
    }
}
