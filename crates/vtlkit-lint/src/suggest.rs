//! What a misspelt name was meant to be.

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
            let far = distance(&lower, &candidate.to_ascii_lowercase());
            (far <= most && far < candidate.len()).then_some((far, candidate))
        })
        .min_by_key(|(far, candidate)| (*far, candidate.len().abs_diff(name.len())))
        .map(|(_, candidate)| candidate)
}

/// How many letters have to be changed, added, removed or swapped with the next to make one name another.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(64).collect(), b.chars().take(64).collect());
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
    }
    previous.last().copied().unwrap_or_default()
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
        assert_eq!(distance("ab", "ba"), 1);
    }
}
