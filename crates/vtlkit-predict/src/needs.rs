//! Conditions on strings of the request that the methods called on them need in order to succeed.

use std::collections::BTreeMap;

/// The length up to which a string is extended for `substring`.
const LONGEST: usize = 1_024;

/// The most times that a mark is added.
const MOST_MARKS: usize = 16;

/// The conditions on one string; all others are allowed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Needs {
    /// Minimum length.
    least: usize,
    /// Maximum length.
    most: Option<usize>,
    start: String,
    end: String,
    /// Minimum number of occurrences of marks.
    marks: BTreeMap<String, usize>,
}

impl Needs {
    /// Requires a minimum length.
    pub(crate) fn be_longer(&mut self, least: usize) {
        self.least = self.least.max(least.min(LONGEST));
    }

    /// Requires a maximum length.
    pub(crate) fn be_shorter(&mut self, most: usize) {
        self.most = Some(self.most.map_or(most, |known| known.min(most)));
    }

    /// Requires a prefix.
    pub(crate) fn start_with(&mut self, start: &str) {
        start.clone_into(&mut self.start);
    }

    /// Requires a suffix.
    pub(crate) fn end_with(&mut self, end: &str) {
        end.clone_into(&mut self.end);
    }

    /// Requires at least this many occurrences of a mark.
    pub(crate) fn hold(&mut self, mark: &str, times: usize) {
        let known = self.marks.entry(mark.to_owned()).or_default();
        *known = (*known).max(times.min(MOST_MARKS));
    }

    /// The number of occurrences of a mark, if it is decided.
    pub(crate) fn times(&self, mark: &str) -> Option<usize> {
        self.marks.get(mark).copied()
    }

    /// The string adapted to the conditions, by repeating it.
    pub(crate) fn fit(&self, text: &str) -> String {
        let mut out = text.to_owned();
        for (mark, times) in &self.marks {
            for _ in out.matches(&**mark).count()..*times {
                out.extend([mark, text]);
            }
        }
        let least = self.least.saturating_sub(self.start.chars().count() + self.end.chars().count());
        if let Some(missing) = least.checked_sub(out.chars().count()) {
            out.extend(text.chars().cycle().take(missing));
        }
        let mut out = [&self.start, &*out, &self.end].concat();
        if let Some((end, _)) = self.most.and_then(|most| out.char_indices().nth(most)) {
            out.truncate(end);
        }
        out
    }
}

/// A string that a simple regular expression matches.
pub(crate) fn literal(pattern: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = pattern.chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' => match rest.next()? {
                's' => out.push(' '),
                quoted if !quoted.is_alphanumeric() => out.push(quoted),
                _ => return None,
            },
            // `x+` matches one `x`.
            '+' if !out.is_empty() => {}
            '[' => {
                let one = rest.next().filter(|c| !matches!(c, '^' | '\\'))?;
                out.push(one);
                rest.next().filter(|c| *c == ']')?;
            }
            '.' | '^' | '$' | '*' | '+' | '?' | '(' | ')' | '{' | '}' | '|' | ']' => return None,
            c => out.push(c),
        }
    }
    (!out.is_empty()).then_some(out)
}
