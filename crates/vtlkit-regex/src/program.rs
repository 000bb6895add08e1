//! A compiled pattern: the nodes of Java's own matcher, with links by number.

use crate::class::Class;

/// The number of a [`Node`] in [`Nodes`].
pub(crate) type NodeId = u32;

/// The node that ends a part which is matched on its own, such as what a quantifier repeats.
pub(crate) const ACCEPT: NodeId = 0;
/// The node that ends the pattern.
pub(crate) const LAST: NodeId = 1;
/// The node that ends a lookbehind.
pub(crate) const LOOKBEHIND_END: NodeId = 2;

/// "As often as possible" in [`Repeat::max`].
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

/// How a quantifier takes its choices.
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

/// A loop around a group whose matches can differ in length.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Loop {
    pub(crate) body: NodeId,
    pub(crate) min: i32,
    pub(crate) max: i32,
    pub(crate) lazy: bool,
    /// The local that counts the rounds.
    pub(crate) count: u32,
    /// The local where the group keeps the start of its round.
    pub(crate) begin: u32,
    /// The number of the set that remembers at which positions another round has failed.
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
    /// A character; a pair of surrogates is one.
    Char(u32),
    /// A character of the basic plane, that is, a UTF-16 unit.
    Unit(u32),
    /// A character under the flag `c`.
    Composed(u32),
    /// Several characters: UTF-16 units, or code points where some are no single unit.
    Slice {
        text: Box<[u32]>,
        fold: Fold,
        code_points: bool,
    },
    Optional {
        atom: NodeId,
        mode: Mode,
    },
    /// A class repeated greedily without a limit.
    Greedy {
        class: u32,
        min: i32,
        units: bool,
    },
    Curly(Repeat),
    /// A repeated group whose matches are all of one length.
    GroupCurly {
        repeat: Repeat,
        local: u32,
        group: Option<u32>,
    },
    Branch {
        /// `None` is an alternative that is empty.
        alternatives: Vec<Option<NodeId>>,
        join: NodeId,
    },
    BranchJoin,
    GroupHead {
        local: u32,
    },
    GroupTail {
        local: u32,
        /// `None` for a group that does not capture.
        group: Option<u32>,
    },
    /// The way into a loop.
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

/// Where a search tries the pattern.
#[derive(Debug)]
pub(crate) enum Search {
    /// At the given start alone.
    Anchored,
    /// At each UTF-16 unit, or at each code point, which leaves at least so many units.
    Each { min_length: i32, code_points: bool },
    /// Where a text of code points occurs; the pattern continues at `next`.
    CodePoints(Box<crate::search::BoyerMoore>),
}

/// A compiled pattern.
#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) nodes: Nodes,
    pub(crate) classes: Vec<Class>,
    pub(crate) start: NodeId,
    pub(crate) search: Search,
    /// The ASCII characters a match can start with, if all others but those beyond ASCII are out.
    pub(crate) first: Option<[u64; 2]>,
    /// How many groups there are, the whole match among them.
    pub(crate) groups: u32,
    pub(crate) locals: u32,
    /// How many loops remember where they failed.
    pub(crate) failed_sets: u32,
    pub(crate) names: Vec<(String, u32)>,
}

impl Program {
    pub(crate) fn node(&self, id: NodeId) -> &Node {
        self.nodes.get(id)
    }
}
