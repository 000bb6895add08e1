//! Parses a pattern to a [`Program`], in the order in which Java reads it.

mod class;
mod escape;
mod group;
mod repeat;
mod source;

use crate::class::{LatinSet, Predicate, Test};
use crate::error::{Error, ErrorKind};
use crate::program::{ACCEPT, Fold, Kind, LAST, Node, NodeId, Nodes, Program, Search};
use crate::search::BoyerMoore;
use crate::study::{Study, first, study};
use escape::Escape;
use source::{Source, code, flag, is_supplementary_or_half};

/// Maximum nesting of groups and classes.
const MAX_DEPTH: u32 = 200;

/// Compiles a pattern.
pub(crate) fn parse(pattern: &[u8]) -> Result<Program, Error> {
    let mut parser = Parser::new(pattern);
    match parser.pattern() {
        Ok(start) => Ok(parser.finish(start)),
        Err(kind) => Err(parser.source.locate(kind)),
    }
}

/// The state of Java's parser.
struct Parser {
    source: Source,
    nodes: Nodes,
    classes: Vec<crate::class::Class>,
    /// The Latin sets of the enclosing classes.
    latin: Vec<LatinSet>,
    /// The last node of the part that was parsed last.
    tail: NodeId,
    groups: u32,
    locals: u32,
    names: Vec<(String, u32)>,
    has_reference: bool,
    /// Greedy unbounded loops that are not inside a quantifier or a lookbehind.
    top_loops: Vec<NodeId>,
    depth: u32,
}

impl Parser {
    fn new(pattern: &[u8]) -> Self {
        let mut nodes = Nodes::default();
        for kind in [Kind::Accept, Kind::LastAccept, Kind::LookbehindEnd] {
            nodes.add(Node { kind, next: ACCEPT });
        }
        Self {
            source: Source::new(pattern),
            nodes,
            classes: Vec::new(),
            latin: Vec::new(),
            tail: ACCEPT,
            groups: 1,
            locals: 0,
            names: Vec::new(),
            has_reference: false,
            top_loops: Vec::new(),
            depth: 0,
        }
    }

    fn pattern(&mut self) -> Result<NodeId, ErrorKind> {
        if self.source.is_done() {
            return Ok(LAST);
        }
        let start = self.alternatives(LAST)?;
        if !self.source.is_done() {
            let start = self.source.cursor;
            if self.source.peek() == code(b')') {
                self.source.next_escaped();
                return Err(self.source.error_from(ErrorKind::UnopenedGroup, start));
            }
            return Err(self.source.error_from(ErrorKind::UnexpectedEnd, start));
        }
        Ok(start)
    }

    fn finish(mut self, start: NodeId) -> Program {
        let mut failed_sets = 0;
        if !self.has_reference {
            for &id in &self.top_loops {
                if let Some(Node { kind: Kind::Loop(inner), .. }) = self.nodes.get_mut(id) {
                    inner.failed = Some(failed_sets);
                    failed_sets += 1;
                }
            }
        }
        let node = self.nodes.get(start);
        let min_length = study(&self.nodes, start, Study::EMPTY).min_length;
        let search = match &node.kind {
            Kind::Begin => Search::Anchored,
            Kind::Slice { text, fold: Fold::Exact, code_points: true } if text.len() >= 4 => {
                Search::CodePoints(Box::new(BoyerMoore::new(text, node.next)))
            }
            // Java also has a faster search for long texts of single code units, with the same result.
            Kind::Slice { text, fold: Fold::Exact, .. } if text.len() >= 4 => {
                Search::Each { min_length, code_points: false }
            }
            _ => Search::Each { min_length, code_points: self.source.is_supplementary },
        };
        let first = first(&self.nodes, &self.classes, start);
        Program {
            nodes: self.nodes,
            classes: self.classes,
            start,
            search,
            first,
            groups: self.groups,
            locals: self.locals,
            failed_sets,
            names: self.names,
        }
    }

    fn enter(&mut self) -> Result<(), ErrorKind> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.source.error(ErrorKind::PatternTooComplex));
        }
        Ok(())
    }

    fn leave(&mut self) {
        self.depth -= 1;
    }

    fn add(&mut self, kind: Kind) -> NodeId {
        self.nodes.add(Node { kind, next: ACCEPT })
    }

    fn link(&mut self, from: NodeId, to: NodeId) {
        if let Some(node) = self.nodes.get_mut(from) {
            node.next = to;
        }
    }

    /// Alternatives up to the end of the group, which continue at `end`.
    fn alternatives(&mut self, end: NodeId) -> Result<NodeId, ErrorKind> {
        self.enter()?;
        let first = self.sequence(end)?;
        let first_tail = self.tail;
        let mut parts = vec![(first, first_tail)];
        while self.source.peek() == code(b'|') {
            self.source.next();
            let part = self.sequence(end)?;
            parts.push((part, self.tail));
        }
        self.leave();
        if parts.len() == 1 {
            return Ok(first);
        }
        let join = self.add(Kind::BranchJoin);
        self.link(join, end);
        let mut alternatives = Vec::with_capacity(parts.len());
        for (part, tail) in parts {
            alternatives.push((part != end).then_some(part));
            if part != end {
                self.link(tail, join);
            }
        }
        Ok(self.add(Kind::Branch { alternatives, join }))
    }

    /// One alternative, which continues at `end`. Returns `end` itself if it is empty.
    fn sequence(&mut self, end: NodeId) -> Result<NodeId, ErrorKind> {
        let mut ends: Option<(NodeId, NodeId)> = None;
        loop {
            let c = self.source.peek();
            let (head, tail) = match u8::try_from(c).unwrap_or(b' ') {
                b'(' => match self.group()? {
                    None => continue,
                    Some(head) => (head, self.tail),
                },
                b')' | b'|' => break,
                0 if self.source.is_at_end() => break,
                c => {
                    let node = self.item(c)?;
                    let node = self.quantified(node)?;
                    (node, node)
                }
            };
            ends = Some(match ends {
                None => (head, tail),
                Some((first, last)) => {
                    self.link(last, head);
                    (first, tail)
                }
            });
        }
        let Some((head, tail)) = ends else { return Ok(end) };
        self.link(tail, end);
        self.tail = tail;
        Ok(head)
    }

    /// Anything but a group. `c` is the character at the cursor, or a space if it is not ASCII.
    fn item(&mut self, c: u8) -> Result<NodeId, ErrorKind> {
        let kind = match c {
            b'[' => {
                let class = self.class()?;
                return Ok(self.class_node(class));
            }
            b'\\' => {
                let escape = self.source.next_escaped();
                if escape == code(b'p') || escape == code(b'P') {
                    let class = self.property(escape == code(b'P'))?;
                    return Ok(self.class_node(class));
                }
                self.source.unread();
                return self.atom();
            }
            b'^' => {
                self.source.next();
                match (self.source.has(flag::MULTILINE), self.source.has(flag::UNIX_LINES)) {
                    (false, _) => Kind::Begin,
                    (true, false) => Kind::Caret,
                    (true, true) => Kind::UnixCaret,
                }
            }
            b'$' => {
                self.source.next();
                let multiline = self.source.has(flag::MULTILINE);
                if self.source.has(flag::UNIX_LINES) {
                    Kind::UnixDollar { multiline }
                } else {
                    Kind::Dollar { multiline }
                }
            }
            b'.' => {
                self.source.next();
                let test = match (self.source.has(flag::DOTALL), self.source.has(flag::UNIX_LINES)) {
                    (true, _) => Test::All,
                    (false, true) => Test::UnixDot,
                    (false, false) => Test::Dot,
                };
                Kind::Char(self.add_class(test.into()))
            }
            b'*' | b'+' | b'?' => {
                self.source.next();
                return Err(self.source.error(ErrorKind::DanglingQuantifier));
            }
            _ => return self.atom(),
        };
        Ok(self.add(kind))
    }

    /// A class in brackets or a property.
    fn class_node(&mut self, class: Predicate) -> NodeId {
        if self.source.has(flag::CANON_EQ) {
            let class = self.add_class(class);
            return self.add(Kind::Composed(class));
        }
        self.char_node(class)
    }

    fn char_node(&mut self, class: Predicate) -> NodeId {
        let basic = class.is_basic();
        let class = self.add_class(class);
        self.source.is_supplementary |= !basic;
        self.add(if basic { Kind::Unit(class) } else { Kind::Char(class) })
    }

    /// Literal characters, or one escape. If a quantifier follows, the last character is left for it.
    fn atom(&mut self) -> Result<NodeId, ErrorKind> {
        let mut text = Vec::new();
        let mut code_points = false;
        let mut before = None;
        loop {
            let c = self.source.peek();
            match u8::try_from(c).unwrap_or(b' ') {
                b'*' | b'+' | b'?' | b'{' => {
                    if let (Some(before), 2..) = (before, text.len()) {
                        self.source.cursor = before;
                        text.pop();
                    }
                    break;
                }
                b'$' | b'.' | b'^' | b'(' | b'[' | b'|' | b')' => break,
                b'\\' => {
                    let escape = self.source.next_escaped();
                    if escape == code(b'p') || escape == code(b'P') {
                        if !text.is_empty() {
                            self.source.unread();
                            break;
                        }
                        let class = self.property(escape == code(b'P'))?;
                        return Ok(self.class_node(class));
                    }
                    self.source.unread();
                    let start = self.source.cursor;
                    match self.escape(false, false)? {
                        Escape::Char(c) => {
                            before = Some(start);
                            text.push(c);
                            code_points |= is_supplementary_or_half(c);
                            continue;
                        }
                        _ if !text.is_empty() => {
                            self.source.cursor = start;
                            break;
                        }
                        Escape::Class(class) => return Ok(self.char_node(class)),
                        Escape::Node(kind) => {
                            self.has_reference |= matches!(kind, Kind::BackReference { .. });
                            return Ok(self.add(kind));
                        }
                    }
                }
                0 if self.source.is_at_end() => break,
                _ => {}
            }
            before = Some(self.source.cursor);
            text.push(c);
            code_points |= is_supplementary_or_half(c);
            self.source.next();
        }
        if let &[only] = text.as_slice() {
            let single = self.single(only);
            return Ok(self.char_node(single.into()));
        }
        Ok(self.text_node(text, code_points))
    }

    fn text_node(&mut self, mut text: Vec<u32>, code_points: bool) -> NodeId {
        let fold = self.fold();
        for c in &mut text {
            *c = match fold {
                Fold::Exact => *c,
                Fold::Ascii => ascii_lower(*c),
                Fold::Unicode => vtlkit_java::unicode::fold(*c),
            };
        }
        self.add(Kind::Slice { text: text.into(), fold, code_points })
    }
}

/// Java's `ASCII.toLower`.
pub(crate) fn ascii_lower(c: u32) -> u32 {
    if (code(b'A')..=code(b'Z')).contains(&c) { c + 32 } else { c }
}
