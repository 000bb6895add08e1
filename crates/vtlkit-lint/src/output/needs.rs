//! What a text of the request has to be like for the methods that the way calls on it.

use std::collections::BTreeMap;

/// How long a text is made so that a part of it can be taken.
const LONGEST: usize = 1_024;

/// How often a text is made to hold a mark.
const MOST_MARKS: usize = 16;

/// What a text has to be like: it may be anything otherwise.
#[derive(Clone, Debug, Default)]
pub(crate) struct Needs {
    /// How many characters it has at least.
    least: usize,
    /// How many characters it has at most.
    most: Option<usize>,
    start: String,
    end: String,
    /// How often it holds texts at least.
    marks: BTreeMap<String, usize>,
}

impl Needs {
    /// It is at least so long.
    pub(crate) fn be_longer(&mut self, least: usize) {
        self.least = self.least.max(least.min(LONGEST));
    }

    /// It is no longer than this.
    pub(crate) fn be_shorter(&mut self, most: usize) {
        self.most = Some(self.most.map_or(most, |known| known.min(most)));
    }

    /// It starts with a text.
    pub(crate) fn start_with(&mut self, start: &str) {
        start.clone_into(&mut self.start);
    }

    /// It ends with a text.
    pub(crate) fn end_with(&mut self, end: &str) {
        end.clone_into(&mut self.end);
    }

    /// It holds a mark so many times, or more.
    pub(crate) fn hold(&mut self, mark: &str, times: usize) {
        let known = self.marks.entry(mark.to_owned()).or_default();
        *known = (*known).max(times.min(MOST_MARKS));
    }

    /// How often it holds a mark, if that is settled.
    pub(crate) fn times(&self, mark: &str) -> Option<usize> {
        self.marks.get(mark).copied()
    }

    /// A text made such, of itself again and again.
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

/// A text that a simple regular expression matches.
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
            // One or more are one.
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
