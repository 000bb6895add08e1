use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use crate::Span;

/// An edit: the bytes of `span` are replaced by `content`.
///
/// An empty span inserts; empty content deletes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The bytes that are replaced.
    pub span: Span,
    /// The replacement.
    pub content: String,
}

impl Edit {
    /// Replaces `span` by `content`.
    pub fn replace(span: Span, content: impl Into<String>) -> Self {
        Self { span, content: content.into() }
    }

    /// Inserts `content` before the byte at `offset`.
    pub fn insert(offset: usize, content: impl Into<String>) -> Self {
        Self { span: Span::at(offset), content: content.into() }
    }

    /// Deletes `span`.
    pub const fn delete(span: Span) -> Self {
        Self { span, content: String::new() }
    }
}

/// How safe a fix is to apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Applicability {
    /// Shown but never applied: a person has to choose or fill in something.
    DisplayOnly,
    /// Probably intended, but it changes the output for some inputs.
    Unsafe,
    /// Correct in every case; tools may apply it without asking.
    Safe,
}

/// A fix: edits that belong together, and how safe they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What the fix does, as an imperative: "escape the value".
    pub message: Cow<'static, str>,
    /// The edits of one text; they are applied together or not at all.
    pub edits: Vec<Edit>,
    /// How safe the fix is.
    pub applicability: Applicability,
}

impl Fix {
    /// Creates a fix of one or more edits.
    pub fn new(
        message: impl Into<Cow<'static, str>>,
        edits: Vec<Edit>,
        applicability: Applicability,
    ) -> Self {
        Self { message: message.into(), edits, applicability }
    }
}

/// Why edits could not be applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EditError {
    /// Two edits replace the same bytes, or one inserts inside bytes that the other replaces.
    Overlap {
        /// The span of the edit that starts first.
        first: Span,
        /// The span of the other edit.
        second: Span,
    },
    /// The span is beyond the end of the text, or not at character boundaries.
    OutOfPlace {
        /// The span.
        span: Span,
    },
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Overlap { first, second } => {
                write!(f, "the edits of bytes {first:?} and {second:?} overlap; apply one, then lint again")
            }
            Self::OutOfPlace { span } => {
                write!(f, "bytes {span:?} are not at character boundaries of the text; has it changed?")
            }
        }
    }
}

impl std::error::Error for EditError {}

/// Applies all edits, in any order.
///
/// Insertions at the same offset are made in the given order. An insertion directly before or after bytes that another
/// edit replaces does not overlap with it.
///
/// # Errors
///
/// [`EditError`] if edits overlap or do not fit the text.
///
/// ```
/// use vtlkit_text::{Edit, Span, apply_edits};
///
/// let edits = [Edit::insert(3, "!"), Edit::replace(Span::new(0, 1), "c")];
/// assert_eq!(apply_edits("hat", &edits).unwrap(), "cat!");
/// ```
pub fn apply_edits(text: &str, edits: &[Edit]) -> Result<String, EditError> {
    let mut order: Vec<&Edit> = edits.iter().collect();
    order.sort_by_key(|edit| (edit.span.start(), edit.span.end()));
    let grown: usize = order.iter().map(|edit| edit.content.len()).sum();
    let mut out = String::with_capacity(text.len().saturating_add(grown));
    let mut previous = Span::at(0);
    for edit in order {
        let span = edit.span;
        if text.get(span.range()).is_none() {
            return Err(EditError::OutOfPlace { span });
        }
        if span.start() < previous.end() {
            return Err(EditError::Overlap { first: previous, second: span });
        }
        out.push_str(text.get(previous.end()..span.start()).unwrap_or_default());
        out.push_str(&edit.content);
        previous = span;
    }
    out.push_str(text.get(previous.end()..).unwrap_or_default());
    Ok(out)
}

/// The indexes of the fixes that can be applied together: those with at least the given applicability whose edits do
/// not touch an edit of an earlier one.
pub fn choose_fixes(fixes: &[&Fix], least: Applicability) -> Vec<usize> {
    // End offsets by start offset.
    let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
    let mut chosen = Vec::new();
    for (at, fix) in fixes.iter().enumerate() {
        let free = |edit: &Edit| {
            let before = taken.range(..=edit.span.end()).next_back();
            before.is_none_or(|(_, end)| *end < edit.span.start())
        };
        if fix.applicability >= least && !fix.edits.is_empty() && fix.edits.iter().all(free) {
            taken.extend(fix.edits.iter().map(|edit| (edit.span.start(), edit.span.end())));
            chosen.push(at);
        }
    }
    chosen
}

/// The edits of the fixes that [`choose_fixes`] selects, and the number of these fixes.
pub fn choose_edits(fixes: &[&Fix], least: Applicability) -> (Vec<Edit>, usize) {
    let chosen = choose_fixes(fixes, least);
    let edits = chosen.iter().filter_map(|at| fixes.get(*at)).flat_map(|fix| fix.edits.iter().cloned());
    (edits.collect(), chosen.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_apply_in_any_order() {
        let text = "abcdef";
        let edits =
            [Edit::delete(Span::new(4, 6)), Edit::replace(Span::new(1, 2), "XY"), Edit::insert(0, ">")];
        assert_eq!(apply_edits(text, &edits).unwrap(), ">aXYcd");
        assert_eq!(apply_edits(text, &[]).unwrap(), text);
    }

    #[test]
    fn insertions_at_one_place_keep_their_order_and_touch_replacements() {
        let edits = [Edit::insert(1, "1"), Edit::insert(1, "2"), Edit::replace(Span::new(1, 2), "-")];
        assert_eq!(apply_edits("abc", &edits).unwrap(), "a12-c");
        assert_eq!(
            apply_edits("abc", &[Edit::replace(Span::new(0, 1), "x"), Edit::insert(1, "y")]).unwrap(),
            "xybc"
        );
    }

    #[test]
    fn fixes_that_touch_each_other_wait() {
        let fix = |start, end, how| Fix::new("x", vec![Edit::delete(Span::new(start, end))], how);
        let fixes = [
            fix(0, 2, Applicability::Safe),
            fix(2, 3, Applicability::Safe),
            fix(5, 6, Applicability::Unsafe),
        ];
        let fixes: Vec<&Fix> = fixes.iter().collect();
        assert_eq!(choose_edits(&fixes, Applicability::Safe).1, 1);
        let (edits, count) = choose_edits(&fixes, Applicability::Unsafe);
        assert_eq!((edits.len(), count), (2, 2));
    }

    #[test]
    fn overlaps_and_strange_places_are_refused() {
        let overlap = [Edit::delete(Span::new(0, 3)), Edit::insert(2, "x")];
        assert_eq!(
            apply_edits("abc", &overlap),
            Err(EditError::Overlap { first: Span::new(0, 3), second: Span::at(2) })
        );
        let same = [Edit::delete(Span::new(0, 1)), Edit::delete(Span::new(0, 1))];
        assert!(matches!(apply_edits("abc", &same), Err(EditError::Overlap { .. })));
        for span in [Span::new(0, 9), Span::new(1, 2), Span::at(1)] {
            assert_eq!(apply_edits("é", &[Edit::delete(span)]), Err(EditError::OutOfPlace { span }));
        }
    }
}
