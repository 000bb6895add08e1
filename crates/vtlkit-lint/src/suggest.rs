//! What a misspelt name was meant to be.

use std::cell::Cell;

/// The known name nearest to a name, if one is near enough. Names that differ only in case are nearest.
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

/// How many letters have to be changed, added, removed or swapped with the next to make one name another, if no more than
/// `most`.
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
        // What comes is made of the last two rows, and of a swap more.
        if before.iter().chain(&previous).all(|cost| *cost > most) {
            return None;
        }
    }
    previous.last().copied().filter(|far| *far <= most)
}

/// How many names a template's misspelt ones may be compared with, all comparisons together. Where they come to more,
/// findings say no more what was meant.
const MOST_COMPARISONS: usize = 40_000;

/// The comparisons that a template has left.
pub(crate) struct Comparisons(Cell<usize>);

impl Default for Comparisons {
    fn default() -> Self {
        Self(Cell::new(MOST_COMPARISONS))
    }
}

impl Comparisons {
    /// Whether a name may be compared with so many; counts them.
    pub(crate) fn allow(&self, many: usize) -> bool {
        let left = self.0.get().checked_sub(many);
        self.0.set(left.unwrap_or_default());
        left.is_some()
    }

    /// The known name nearest to a name, as [`nearest`] finds it.
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
