//! Suggestions for misspelt names.

use std::cell::Cell;

/// The known name with the smallest edit distance to a name, ignoring case, if it is small enough for the name's
/// length.
pub(crate) fn nearest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let most = match name.chars().count() {
        0..=2 => return None,
        3..=4 => 1,
        5..=8 => 2,
        _ => 3,
    };
    let lower = name.to_ascii_lowercase();
    known
        .into_iter()
        .filter(|candidate| *candidate != name && candidate.len().abs_diff(name.len()) <= 4 * most)
        .filter_map(|candidate| {
            let far = distance(&lower, &candidate.to_ascii_lowercase(), most)?;
            (far < candidate.len()).then_some((far, candidate))
        })
        .min_by_key(|(far, candidate)| (*far, candidate.len().abs_diff(name.len())))
        .map(|(_, candidate)| candidate)
}

/// The Damerau-Levenshtein distance (substitutions, insertions, deletions and transpositions), if it is at most
/// `most`. Only the first 64 characters count.
fn distance(a: &str, b: &str, most: usize) -> Option<usize> {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(64).collect(), b.chars().take(64).collect());
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut previous: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let get = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(usize::MAX - 1);
            let mut cost = (get(&previous, j) + usize::from(x != y))
                .min(get(&previous, j + 1) + 1)
                .min(get(&row, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                cost = cost.min(get(&before, j - 1) + 1);
            }
            row.push(cost);
        }
        before = std::mem::replace(&mut previous, row);
        // Later rows depend only on these two, so the distance cannot get smaller.
        if before.iter().chain(&previous).all(|cost| *cost > most) {
            return None;
        }
    }
    previous.last().copied().filter(|far| *far <= most)
}

/// The most comparisons of names for one template. After that, findings have no suggestion.
const MOST_COMPARISONS: usize = 40_000;

/// The remaining comparisons of a template.
pub(crate) struct Comparisons(Cell<usize>);

impl Default for Comparisons {
    fn default() -> Self {
        Self(Cell::new(MOST_COMPARISONS))
    }
}

impl Comparisons {
    /// Takes comparisons from the budget. Returns whether there were enough.
    pub(crate) fn allow(&self, many: usize) -> bool {
        let left = self.0.get().checked_sub(many);
        self.0.set(left.unwrap_or_default());
        left.is_some()
    }

    /// [`nearest`] within the budget.
    pub(crate) fn nearest<'k>(&self, name: &str, known: &'k [String]) -> Option<&'k str> {
        if self.allow(known.len()) { nearest(name, known.iter().map(String::as_str)) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelt_names_find_the_right_one() {
        let known = ["escapeJavaScript", "parseJson", "urlEncode", "urlDecode"];
        assert_eq!(nearest("escapeJavascript", known), Some("escapeJavaScript"));
        assert_eq!(nearest("urlEncdoe", known), Some("urlEncode"));
        assert_eq!(nearest("toJson", known), None);
        assert_eq!(nearest("x", known), None);
        assert_eq!(distance("ab", "ba", 1), Some(1));
        assert_eq!(distance("abcdef", "badcfe", 3), Some(3));
        assert_eq!(distance("abcdef", "badcfe", 2), None);
    }

    #[test]
    fn many_names_are_compared_until_there_were_too_many() {
        let known: Vec<String> = (0..1_000).map(|n| format!("some{n}name")).collect();
        let comparisons = Comparisons::default();
        let found = (0..1_000).filter(|_| comparisons.nearest("some7nam", &known).is_some()).count();
        assert_eq!(found, 40);
    }
}
