//! A compiled pattern: the nodes of Java's matcher, linked by index.

use crate::class::Class;

/// The index of a [`Node`] in [`Nodes`].
pub(crate) type NodeId = u32;

/// The node that ends a part which is matched on its own, such as the atom of a quantifier.
pub(crate) const ACCEPT: NodeId = 0;
/// The node that ends the pattern.
pub(crate) const LAST: NodeId = 1;
/// The node that ends a lookbehind.
pub(crate) const LOOKBEHIND_END: NodeId = 2;

/// Unbounded, in [`Repeat::max`].
pub(crate) const UNLIMITED: i32 = i32::MAX;

#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    pub(crate) next: NodeId,
}

/// The nodes of a pattern.
#[derive(Debug, Default)]
pub(crate) struct Nodes(Vec<Node>);

impl Nodes {
    pub(crate) fn add(&mut self, node: Node) -> NodeId {
        self.0.push(node);
        self.0.len() as NodeId - 1
    }

    pub(crate) fn get(&self, id: NodeId) -> &Node {
        self.0.get(id as usize).unwrap_or(&Node { kind: Kind::Accept, next: ACCEPT })
    }

    pub(crate) fn get_mut(&mut self, id: NodeId) -> Option<&mut Node> {
        self.0.get_mut(id as usize)
    }
}

/// Greedy, lazy or possessive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Greedy,
    Lazy,
    Possessive,
    /// `(?>..)`, which Java treats as a quantifier that must match once.
    Independent,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Repeat {
    pub(crate) atom: NodeId,
    pub(crate) min: i32,
    pub(crate) max: i32,
    pub(crate) mode: Mode,
}

/// A loop over a group whose matches can differ in length.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Loop {
    pub(crate) body: NodeId,
    pub(crate) min: i32,
    pub(crate) max: i32,
    pub(crate) lazy: bool,
    /// The local that counts the iterations.
    pub(crate) count: u32,
    /// The local with the start of the group's current iteration.
    pub(crate) begin: u32,
    /// The index of the set of positions at which another iteration has failed.
    pub(crate) failed: Option<u32>,
}

/// How letters of different case compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fold {
    Exact,
    Ascii,
    Unicode,
}

#[derive(Debug)]
pub(crate) enum Kind {
    Accept,
    LastAccept,
    LookbehindEnd,
    /// `^` without `m`, and `\A`.
    Begin,
    /// `\z`.
    End,
    Caret,
    UnixCaret,
    Dollar {
        multiline: bool,
    },
    UnixDollar {
        multiline: bool,
    },
    /// `\G`.
    LastMatch,
    /// `\b` and `\B`.
    Boundary {
        negated: bool,
        unicode: bool,
    },
    GraphemeBoundary,
    /// `\R`.
    LineEnding,
    /// `\X`.
    Grapheme,
    /// A character, possibly a surrogate pair.
    Char(u32),
    /// A character of the Basic Multilingual Plane: one UTF-16 code unit.
    Unit(u32),
    /// A character under the flag `c`.
    Composed(u32),
    /// Several characters: UTF-16 code units, or code points if some need two units.
    Slice {
        text: Box<[u32]>,
        fold: Fold,
        code_points: bool,
    },
    Optional {
        atom: NodeId,
        mode: Mode,
    },
    /// A class repeated greedily without a maximum.
    Greedy {
        class: u32,
        min: i32,
        units: bool,
    },
    Curly(Repeat),
    /// A repeated group whose matches have one length.
    GroupCurly {
        repeat: Repeat,
        local: u32,
        group: Option<u32>,
    },
    Branch {
        /// `None` is an empty alternative.
        alternatives: Vec<Option<NodeId>>,
        join: NodeId,
    },
    BranchJoin,
    GroupHead {
        local: u32,
    },
    GroupTail {
        local: u32,
        /// `None` for a non-capturing group.
        group: Option<u32>,
    },
    /// The entry of a loop.
    Prolog {
        body: NodeId,
    },
    Loop(Loop),
    BackReference {
        group: u32,
        fold: Fold,
    },
    Lookahead {
        condition: NodeId,
        negated: bool,
    },
    Lookbehind {
        condition: NodeId,
        min: i32,
        max: i32,
        negated: bool,
        code_points: bool,
    },
}

/// The positions at which a search tries the pattern.
#[derive(Debug)]
pub(crate) enum Search {
    /// Only the given start.
    Anchored,
    /// Each UTF-16 code unit or each code point with at least `min_length` code units after it.
    Each { min_length: i32, code_points: bool },
    /// The occurrences of a text of code points; the pattern continues at `next`.
    CodePoints(Box<crate::search::BoyerMoore>),
}

/// A compiled pattern.
#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) nodes: Nodes,
    pub(crate) classes: Vec<Class>,
    pub(crate) start: NodeId,
    pub(crate) search: Search,
    /// The ASCII characters with which a match can start, if they are restricted; non-ASCII characters always can.
    pub(crate) first: Option<[u64; 2]>,
    /// The number of groups, including the whole match.
    pub(crate) groups: u32,
    pub(crate) locals: u32,
    /// The number of loops that record where they failed.
    pub(crate) failed_sets: u32,
    pub(crate) names: Vec<(String, u32)>,
}

impl Program {
    pub(crate) fn node(&self, id: NodeId) -> &Node {
        self.nodes.get(id)
    }
}
