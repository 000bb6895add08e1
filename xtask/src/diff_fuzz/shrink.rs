//! Minimises a case.

use super::tree::Tree;

/// The number of candidates per request.
const BATCH: usize = 64;

/// Decides which candidates, in order, still show the difference; the first one is used.
pub(crate) trait Judge<T> {
    fn first(&mut self, candidates: &[T]) -> Option<usize>;
}

impl<T, F: FnMut(&[T]) -> Option<usize>> Judge<T> for F {
    fn first(&mut self, candidates: &[T]) -> Option<usize> {
        self(candidates)
    }
}

/// The smallest tree that still shows it: parts are removed, and nodes replaced by one of their parts.
pub(crate) fn tree(tree: &Tree, judge: &mut impl Judge<Tree>) -> Tree {
    let mut best = tree.clone();
    loop {
        let mut found = false;
        let mut number = 0;
        while number < best.size() {
            let candidates = simpler(&best, number);
            match first(&candidates, judge) {
                Some(better) => {
                    best = better;
                    found = true;
                }
                None => number += 1,
            }
        }
        if !found {
            return best;
        }
    }
}

/// All simplifications of the node with a number.
fn simpler(tree: &Tree, number: usize) -> Vec<Tree> {
    let with = |replacement: Tree| {
        let mut copy = tree.clone();
        if let Some(node) = copy.node(number) {
            *node = replacement;
        }
        copy
    };
    let mut copy = tree.clone();
    let Some(node) = copy.node(number) else { return Vec::new() };
    match node {
        Tree::Leaf(text) if text.is_empty() => Vec::new(),
        Tree::Leaf(_) => vec![with(Tree::leaf(""))],
        Tree::Group(parts) if parts.is_empty() => Vec::new(),
        Tree::Group(parts) => {
            let mut candidates = vec![with(Tree::Group(Vec::new()))];
            let mut size = parts.len() / 2;
            while size > 0 {
                for start in (0..parts.len()).step_by(size) {
                    let mut fewer = parts.clone();
                    fewer.drain(start..(start + size).min(parts.len()));
                    candidates.push(with(Tree::Group(fewer)));
                }
                size /= 2;
            }
            candidates.extend(
                parts.iter().filter(|part| matches!(part, Tree::Group(_))).map(|part| with(part.clone())),
            );
            candidates
        }
    }
}

/// The smallest text that still shows it: characters are removed, then replaced by simpler ones.
pub(crate) fn text(text: &str, judge: &mut impl Judge<String>) -> String {
    let mut best: Vec<char> = text.chars().collect();
    let whole = |chars: &[char]| chars.iter().collect::<String>();
    let mut size = best.len().div_ceil(2);
    while size > 0 {
        let mut start = 0;
        let mut found = false;
        while start < best.len() {
            let starts: Vec<usize> = (start..best.len()).step_by(size).take(BATCH).collect();
            let candidates: Vec<String> = starts
                .iter()
                .map(|&start| whole(&best[..start]) + &whole(&best[(start + size).min(best.len())..]))
                .collect();
            match judge.first(&candidates) {
                Some(at) => {
                    let end = (starts[at] + size).min(best.len());
                    best.drain(starts[at]..end);
                    start = starts[at];
                    found = true;
                }
                None => start += size * starts.len(),
            }
        }
        size = if found && size == 1 { 1 } else { size / 2 };
    }
    for at in 0..best.len() {
        let plainer = |to: char| {
            let mut copy = best.clone();
            copy[at] = to;
            whole(&copy)
        };
        let to: &[char] = match best[at] {
            'a'..='c' | ' ' | '1' => &[],
            c if c.is_alphabetic() => &['a', 'b', 'c'],
            c if c.is_ascii_digit() => &['1'],
            c if c.is_whitespace() => &[' ', '\n'],
            c if !c.is_ascii() => &['a'],
            _ => &[],
        };
        let candidates: Vec<String> = to.iter().map(|&to| plainer(to)).collect();
        if let Some(found) = judge.first(&candidates) {
            best[at] = to[found];
        }
    }
    whole(&best)
}

fn first(candidates: &[Tree], judge: &mut impl Judge<Tree>) -> Option<Tree> {
    candidates.chunks(BATCH).find_map(|chunk| judge.first(chunk).map(|at| chunk[at].clone()))
}
