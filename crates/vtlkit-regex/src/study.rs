//! Java's analysis of a part of a pattern: its minimum and maximum length, and whether it is deterministic.
//!
//! The lengths overflow like Java's `int`, which affects patterns with large counts.

use crate::class::Class;
use crate::program::{ACCEPT, Fold, Kind, LAST, Mode, NodeId, Nodes, Repeat};
use vtlkit_java::unicode;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Study {
    pub(crate) min_length: i32,
    pub(crate) max_length: i32,
    pub(crate) max_valid: bool,
    pub(crate) deterministic: bool,
}

impl Study {
    /// The analysis of the empty pattern.
    pub(crate) const EMPTY: Self =
        Self { min_length: 0, max_length: 0, max_valid: true, deterministic: true };

    fn add(&mut self, min: i32, max: i32) {
        self.min_length = self.min_length.wrapping_add(min);
        self.max_length = self.max_length.wrapping_add(max);
    }

    fn repeat(&mut self, nodes: &Nodes, repeat: Repeat) {
        let before = *self;
        *self = study(nodes, repeat.atom, Self::EMPTY);
        let min = self.min_length.wrapping_mul(repeat.min).wrapping_add(before.min_length);
        self.min_length = if min < before.min_length { 0x0fff_ffff } else { min };
        self.max_valid &= before.max_valid;
        if self.max_valid {
            self.max_length = self.max_length.wrapping_mul(repeat.max).wrapping_add(before.max_length);
            self.max_valid = self.max_length >= before.max_length;
        }
        self.deterministic = self.deterministic && repeat.min == repeat.max && before.deterministic;
    }
}

/// Adds the nodes from one to the end of its part. Recursion follows the nesting of the pattern, which is bounded.
pub(crate) fn study(nodes: &Nodes, mut id: NodeId, mut info: Study) -> Study {
    // The parts before each branch of a chain: Java adds them after it has analysed the rest on its own.
    let mut before = Vec::new();
    while id != ACCEPT && id != LAST {
        let node = nodes.get(id);
        id = node.next;
        match &node.kind {
            Kind::Slice { text, .. } => info.add(text.len() as i32, text.len() as i32),
            Kind::Char(_) | Kind::Unit(_) => info.add(1, 1),
            Kind::LineEnding => info.add(1, 2),
            Kind::Composed(_) | Kind::Grapheme => {
                info.add(1, 0);
                info.deterministic = false;
            }
            Kind::Greedy { min, .. } => {
                info.add(*min, if info.max_valid { i32::MAX } else { 0 });
                info.deterministic = false;
            }
            Kind::Optional { atom, mode } => {
                let min = info.min_length;
                info = study(nodes, *atom, info);
                if *mode != Mode::Independent {
                    info.min_length = min;
                    info.deterministic = false;
                }
            }
            Kind::Curly(repeat) | Kind::GroupCurly { repeat, .. } => info.repeat(nodes, *repeat),
            Kind::Branch { alternatives, join } => {
                let (mut min, mut max) = (i32::MAX, -1);
                for alternative in alternatives {
                    let one = alternative.map_or(Study::EMPTY, |id| study(nodes, id, Study::EMPTY));
                    min = min.min(one.min_length);
                    max = max.max(one.max_length);
                    info.max_valid &= one.max_valid;
                }
                info.add(min, max);
                before.push(info);
                info = Study::EMPTY;
                id = nodes.get(*join).next;
            }
            Kind::BranchJoin => break,
            Kind::Prolog { .. } | Kind::Loop(_) => {
                info.max_valid = false;
                info.deterministic = false;
                break;
            }
            Kind::BackReference { .. } => info.max_valid = false,
            _ => {}
        }
    }
    for outer in before.iter().rev() {
        info.add(outer.min_length, outer.max_length);
        info.max_valid &= outer.max_valid;
        info.deterministic = false;
    }
    info
}

/// The ASCII characters with which a match from a node on can start, if it has to start with a character. Non-ASCII
/// characters can always start a match.
pub(crate) fn first(nodes: &Nodes, classes: &[Class], mut id: NodeId) -> Option<[u64; 2]> {
    loop {
        let node = nodes.get(id);
        id = match &node.kind {
            Kind::Char(class) | Kind::Unit(class) | Kind::Greedy { class, min: 1.., .. } => {
                return classes.get(*class as usize)?.ascii();
            }
            Kind::Slice { text, fold, .. } => {
                let &start = text.first()?;
                let mut set = [0; 2];
                for c in 0..128_u32 {
                    let same = match fold {
                        Fold::Exact => false,
                        Fold::Ascii => u32::from((c as u8).to_ascii_lowercase()) == start,
                        Fold::Unicode => unicode::fold(c) == start,
                    };
                    if c == start || same {
                        set[c as usize / 64] |= 1 << (c % 64);
                    }
                }
                return Some(set);
            }
            Kind::Curly(repeat @ Repeat { min: 1.., .. })
            | Kind::GroupCurly { repeat: repeat @ Repeat { min: 1.., .. }, .. } => repeat.atom,
            Kind::Branch { alternatives, .. } => {
                let mut set = [0; 2];
                for alternative in alternatives {
                    let one = first(nodes, classes, (*alternative)?)?;
                    set[0] |= one[0];
                    set[1] |= one[1];
                }
                return Some(set);
            }
            Kind::GroupHead { .. } => node.next,
            Kind::Prolog { body } => match &nodes.get(*body).kind {
                Kind::Loop(inner) if inner.min > 0 => inner.body,
                _ => return None,
            },
            _ => return None,
        };
    }
}
