//! Bounds the number of visits: schemas that use others twice, which use others twice, make it grow exponentially.

/// Maximum number of visits of one value and its ancestors together.
const MOST: usize = 1_000;

/// Maximum nesting of a body (up to `deepest`) for which no value is visited too often; `None` if even a body without
/// nesting is.
///
/// `edges` are the successors of each schema, with whether they apply to the same value. Those for the same value form
/// no cycle and only short chains. `root` is the index of the model's schema.
pub(super) fn deepest(edges: &[Vec<(usize, bool)>], root: usize, deepest: usize) -> Option<usize> {
    let mut below = vec![0; edges.len()];
    for depth in 0..=deepest {
        let mut visits = Visits { edges, below: &below, found: vec![None; edges.len()] };
        let all: Vec<usize> = (0..edges.len()).map(|schema| visits.of(schema)).collect();
        if all.get(root).is_none_or(|&visits| visits > MOST) {
            return depth.checked_sub(1);
        }
        if all == below {
            return Some(deepest);
        }
        below = all;
    }
    Some(deepest)
}

/// The number of visits that a value of some depth causes under each schema.
struct Visits<'e> {
    edges: &'e [Vec<(usize, bool)>],
    /// The visits of its members and elements.
    below: &'e [usize],
    found: Vec<Option<usize>>,
}

impl Visits<'_> {
    /// The visits under a schema: its own, those of schemas for the same value, and those of one member or element.
    fn of(&mut self, schema: usize) -> usize {
        if let Some(Some(found)) = self.found.get(schema) {
            return *found;
        }
        let edges = self.edges;
        let (mut same, mut inner) = (1_usize, 0);
        for &(next, for_same) in edges.get(schema).into_iter().flatten() {
            if for_same {
                same = same.saturating_add(self.of(next));
            } else {
                inner = inner.max(self.below.get(next).copied().unwrap_or_default());
            }
        }
        let visits = same.saturating_add(inner);
        if let Some(found) = self.found.get_mut(schema) {
            *found = Some(visits);
        }
        visits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_once_may_nest_as_deep_as_it_likes() {
        assert_eq!(deepest(&[vec![]], 0, 500), Some(500));
        assert_eq!(deepest(&[vec![(1, true), (1, false)], vec![]], 0, 500), Some(500));
        // A list, and a binary tree.
        assert_eq!(deepest(&[vec![(0, false)]], 0, 500), Some(500));
        assert_eq!(deepest(&[vec![(0, false), (0, false)]], 0, 500), Some(500));
    }

    #[test]
    fn what_doubles_may_not() {
        let doubling: Vec<Vec<(usize, bool)>> =
            (0..40).map(|at| if at == 39 { vec![] } else { vec![(at + 1, true); 2] }).collect();
        assert_eq!(deepest(&doubling, 0, 500), None);
        assert_eq!(deepest(&doubling, 32, 500), Some(500));
        // Each member is visited twice by its parent's schema.
        assert_eq!(deepest(&[vec![(1, false)], vec![(0, true), (0, true)]], 0, 500), Some(8));
    }
}
