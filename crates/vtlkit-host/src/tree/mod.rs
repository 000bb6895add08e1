//! The structure of a host file: mappings, sequences and scalars with their places, whatever the file is written in.
//!
//! A tree is a flat list of nodes in file order; a container is followed by its children and knows where they end.
//! Scalars are not decoded until somebody asks, so a large file costs 24 bytes a node and no text.

mod hcl;
pub(crate) mod hcl_lex;
mod json;
mod yaml;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use vtlkit_text::{OffsetMap, Span};

use crate::{Format, HostError, scalar};

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Keys and values in turn.
    Map,
    /// Values.
    Seq,
    /// A text, a number, a boolean, null, or nothing.
    Scalar(Style),
    /// A YAML alias; leads to another node.
    Alias,
    /// An HCL function call: the children are its arguments.
    Call,
    /// An HCL expression that nothing looks into.
    Expression,
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// YAML without quotes.
    Plain,
    /// Plain, inside `[]` or `{}`.
    FlowPlain,
    /// YAML in `'`.
    SingleQuoted,
    /// YAML in `"`.
    DoubleQuoted,
    /// A YAML block that starts with `|`.
    Literal,
    /// A YAML block that starts with `>`.
    Folded,
    /// A JSON string.
    JsonString,
    /// A JSON or HCL number, `true`, `false` or `null`; an HCL name used as a key.
    Bare,
    /// An HCL string in quotes.
    HclQuoted,
    /// `<<` and, if flush, `<<-`.
    Heredoc,
    /// The whole text of a file.
    Whole,
}

/// A value of a tree, as the tree keeps it.
#[derive(Clone, Copy, Debug)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Where it starts in the text of the tree, in bytes.
    pub(crate) start: u32,
    /// Where it ends.
    pub(crate) end: u32,
    /// The index of the node after this one and its children.
    pub next: u32,
    /// Block scalar: the indent. Alias: the index of its target. Call: the end of its name.
    pub extra: u32,
    pub(crate) tag_start: u32,
    pub(crate) tag_len: u16,
}

/// An alias whose anchor is missing.
pub(crate) const NOWHERE: u32 = u32::MAX;

/// A parsed host file; of a broken one the part before the error.
#[derive(Debug)]
pub struct Tree {
    /// The text that was parsed.
    pub source: Arc<str>,
    /// What is added to the offsets of the text to get the places of values: of a text that is one of several, where it
    /// starts among them.
    pub base: usize,
    /// The values in the order of the file.
    pub nodes: Vec<Node>,
    /// The first node of each document.
    pub(crate) roots: Vec<u32>,
    /// The text of block scalars that hold nothing but spaces, by node.
    pub(crate) blank_blocks: BTreeMap<u32, Box<str>>,
    /// Whether the file is HCL, whose strings are templates of their own.
    pub hcl: bool,
    /// Whether the file is JSON, so that any value in it is a JSON text.
    pub json: bool,
    /// What could not be read.
    pub errors: Vec<HostError>,
}

impl Tree {
    /// The same tree of a text that starts at `base` among several.
    #[must_use]
    pub fn at(mut self, base: usize) -> Self {
        self.base = base;
        for error in &mut self.errors {
            error.span = error.span.shifted(base);
        }
        self
    }

    /// Parses a text of a structured format. What cannot be read is among the errors; the rest is there all the same.
    pub fn parse(format: Format, text: &str) -> Self {
        let looks_json = text.trim_start_matches('\u{feff}').trim_start().starts_with('{');
        let pieces = matches!(format, Format::JsonTemplate | Format::YamlTemplate);
        match format {
            Format::Hcl => hcl::parse(text),
            Format::Json | Format::JsonTemplate if looks_json => json::parse(text, pieces),
            // JSON is YAML, but YAML's parsers are stricter with tabs and long keys than those of JSON.
            _ if looks_json => {
                let tree = json::parse(text, pieces);
                if tree.errors.is_empty() { tree } else { yaml::parse(text, format == Format::Serverless) }
            }
            _ => yaml::parse(text, format == Format::Serverless),
        }
    }

    /// Parses a text as JSON, and as nothing else.
    pub fn parse_json(text: &str) -> Self {
        json::parse(text, false)
    }

    /// A text as one scalar.
    pub fn of_text(text: &str) -> Self {
        let mut tree = Self::new(text);
        let root = tree.open(Kind::Scalar(Style::Whole), Span::new(0, text.len()));
        tree.roots.push(root);
        tree
    }

    pub(crate) fn new(source: &str) -> Self {
        Self {
            source: Arc::from(source),
            base: 0,
            nodes: Vec::new(),
            roots: Vec::new(),
            blank_blocks: BTreeMap::new(),
            hcl: false,
            json: false,
            errors: Vec::new(),
        }
    }

    /// A value by its index.
    pub fn node(&self, index: u32) -> Option<NodeRef<'_>> {
        let node = *self.nodes.get(index as usize)?;
        Some(NodeRef { tree: self, index, node })
    }

    /// The value of each document: YAML may hold several.
    pub fn roots(&self) -> impl Iterator<Item = NodeRef<'_>> {
        self.roots.iter().filter_map(|&root| self.node(root))
    }

    /// Adds a node; [`close`](Self::close) it once its children are added.
    pub(crate) fn open(&mut self, kind: Kind, span: Span) -> u32 {
        let index = self.nodes.len() as u32;
        self.nodes.push(Node {
            kind,
            start: span.start() as u32,
            end: span.end() as u32,
            next: index + 1,
            extra: 0,
            tag_start: 0,
            tag_len: 0,
        });
        index
    }

    pub(crate) fn close(&mut self, index: u32, end: usize) {
        let next = self.nodes.len() as u32;
        if let Some(node) = self.nodes.get_mut(index as usize) {
            node.next = next;
            node.end = (end as u32).max(node.start);
        }
    }
}

/// A node of a tree.
#[derive(Clone, Copy)]
pub struct NodeRef<'t> {
    /// The tree it is in.
    pub tree: &'t Tree,
    /// Its index there.
    pub index: u32,
    /// What the tree keeps of it.
    pub node: Node,
}

impl std::fmt::Debug for NodeRef<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} at {:?}", self.node.kind, self.span())
    }
}

/// How many aliases may lead to one another.
const ALIAS_HOPS: usize = 16;
/// How deep merge keys may lead into one another.
const MERGE_DEPTH: usize = 8;
/// How many mappings may be merged into one.
const MERGED: usize = 1_000;

/// Where in a list of entries each name is: small lists are searched, for others there is an index.
#[derive(Default)]
struct Seen<'t>(HashMap<Cow<'t, str>, usize>);

impl<'t> Seen<'t> {
    /// So many entries are searched one by one.
    const FEW: usize = 12;

    fn find(&self, name: &str, entries: &[(NodeRef<'t>, NodeRef<'t>)]) -> Option<usize> {
        if entries.len() <= Self::FEW {
            return entries.iter().position(|(key, _)| key.is(name) || key.text() == name);
        }
        self.0.get(name).copied()
    }

    /// Records the last entry.
    fn add(&mut self, name: Cow<'t, str>, entries: &[(NodeRef<'t>, NodeRef<'t>)]) {
        match entries.len() {
            0..=Self::FEW => {}
            len if len == Self::FEW + 1 => {
                let names = entries.iter().enumerate();
                self.0.extend(names.map(|(at, (key, _))| (key.text(), at)));
            }
            len => drop(self.0.insert(name, len - 1)),
        }
    }
}

impl<'t> NodeRef<'t> {
    /// Where the value stands, counted from the start of the first of several files.
    pub fn span(self) -> Span {
        self.local_span().shifted(self.tree.base)
    }

    /// Where the value stands in the text of its tree.
    pub(crate) fn local_span(self) -> Span {
        Span::new(self.node.start as usize, self.node.end as usize)
    }

    /// The bytes of the node unchanged in the file.
    pub fn source(self) -> &'t str {
        self.local_span().text(&self.tree.source)
    }

    /// The YAML tag, `!` and all; empty without one.
    pub fn tag(self) -> &'t str {
        Span::new(self.node.tag_start as usize, self.node.tag_start as usize + self.node.tag_len as usize)
            .text(&self.tree.source)
    }

    /// Whether it is a mapping.
    pub fn is_map(self) -> bool {
        self.node.kind == Kind::Map
    }

    /// Whether it is a sequence.
    pub fn is_seq(self) -> bool {
        self.node.kind == Kind::Seq
    }

    /// Whether it is a scalar.
    pub fn is_scalar(self) -> bool {
        matches!(self.node.kind, Kind::Scalar(_))
    }

    /// Whether the scalar says nothing: `null`, `~`, or no value at all.
    pub fn is_null(self) -> bool {
        matches!(self.node.kind, Kind::Scalar(Style::Plain | Style::FlowPlain | Style::Bare))
            && matches!(self.source(), "" | "~" | "null" | "Null" | "NULL")
    }

    /// Whether the scalar is written as text: in quotes or as a block.
    pub fn is_quoted(self) -> bool {
        match self.node.kind {
            Kind::Scalar(style) => !matches!(style, Style::Plain | Style::FlowPlain | Style::Bare),
            _ => false,
        }
    }

    /// The node an alias leads to, or the node itself; `None` for an alias without an anchor.
    pub fn resolved(self) -> Option<Self> {
        let mut at = self;
        for _ in 0..ALIAS_HOPS {
            if at.node.kind != Kind::Alias {
                return Some(at);
            }
            at = self.tree.node(at.node.extra)?;
        }
        None
    }

    /// The children, each once; of a mapping keys and values in turn.
    pub fn children(self) -> impl Iterator<Item = Self> {
        let holds = matches!(self.node.kind, Kind::Map | Kind::Seq | Kind::Call);
        let mut at = self.index + 1;
        let end = if holds { self.node.next } else { at };
        std::iter::from_fn(move || {
            if at >= end {
                return None;
            }
            let child = self.tree.node(at)?;
            at = child.node.next.max(at + 1);
            Some(child)
        })
    }

    /// The items of a sequence or the arguments of a call, aliases followed.
    pub fn items(self) -> impl Iterator<Item = Self> {
        let seq = matches!(self.node.kind, Kind::Seq | Kind::Call);
        self.children().filter(move |_| seq).filter_map(Self::resolved)
    }

    /// The entries of a mapping as written, in file order; values are not resolved.
    pub fn raw_entries(self) -> impl Iterator<Item = (Self, Self)> {
        let mut children = self.children();
        let is_map = self.is_map();
        std::iter::from_fn(move || if is_map { Some((children.next()?, children.next()?)) } else { None })
    }

    /// The entries of a mapping with what is merged into it, aliases followed. Of two entries of one name the later
    /// one counts, and an entry of its own before a merged one.
    pub fn entries(self) -> Vec<(Self, Self)> {
        let mut out: Vec<(Self, Self)> = Vec::new();
        let mut seen = Seen::default();
        self.collect_entries(MERGE_DEPTH, true, &mut { MERGED }, &mut out, &mut seen);
        out
    }

    fn collect_entries(
        self,
        depth: usize,
        own: bool,
        budget: &mut usize,
        out: &mut Vec<(Self, Self)>,
        seen: &mut Seen<'t>,
    ) {
        let mut merges = Vec::new();
        for (key, value) in self.raw_entries() {
            if key.is_merge_key() {
                merges.push(value);
                continue;
            }
            let Some(value) = value.resolved() else { continue };
            let name = key.text();
            match seen.find(&name, out) {
                Some(at) if own => {
                    if let Some(entry) = out.get_mut(at) {
                        *entry = (key, value);
                    }
                }
                Some(_) => {}
                None => {
                    out.push((key, value));
                    seen.add(name, out);
                }
            }
        }
        if depth == 0 {
            return;
        }
        for value in merges {
            let Some(value) = value.resolved() else { continue };
            let alone = (!value.is_seq()).then_some(value);
            for item in alone.into_iter().chain(value.items()) {
                if *budget == 0 {
                    return;
                }
                *budget -= 1;
                item.collect_entries(depth - 1, false, budget, out, seen);
            }
        }
    }

    fn is_merge_key(self) -> bool {
        matches!(self.node.kind, Kind::Scalar(Style::Plain | Style::FlowPlain)) && self.source() == "<<"
    }

    /// The value of a key, aliases followed and merged mappings looked into. The last entry of a name counts.
    pub fn get(self, name: &str) -> Option<Self> {
        Some(self.get_entry(name)?.1)
    }

    /// A key and its value, as [`get`](Self::get).
    pub fn get_entry(self, name: &str) -> Option<(Self, Self)> {
        self.find(name, MERGE_DEPTH, &mut { MERGED })
    }

    fn find(self, name: &str, depth: usize, budget: &mut usize) -> Option<(Self, Self)> {
        let mut found = None;
        let mut merges = Vec::new();
        for (key, value) in self.raw_entries() {
            if key.is_merge_key() {
                merges.push(value);
            } else if key.is(name) {
                found = Some((key, value));
            }
        }
        if let Some((key, value)) = found {
            return Some((key, value.resolved()?));
        }
        depth.checked_sub(1)?;
        for value in merges {
            *budget = budget.checked_sub(1)?;
            let value = value.resolved()?;
            let found = if value.is_seq() {
                value.items().find_map(|item| {
                    *budget = budget.checked_sub(1)?;
                    item.find(name, depth - 1, budget)
                })
            } else {
                value.find(name, depth - 1, budget)
            };
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// Whether the scalar's text is `name`.
    pub fn is(self, name: &str) -> bool {
        let Kind::Scalar(style) = self.node.kind else { return false };
        let source = self.source();
        match style {
            Style::Plain | Style::FlowPlain | Style::Bare => {
                source == name || (source.len() > name.len() && self.text() == name)
            }
            Style::SingleQuoted | Style::DoubleQuoted | Style::JsonString | Style::HclQuoted => {
                if source.len() == name.len() + 2 {
                    source.get(1..source.len() - 1) == Some(name)
                } else {
                    source.len() > name.len() + 2
                        && memchr::memchr(b'\\', source.as_bytes()).is_some()
                        && self.text() == name
                }
            }
            Style::Literal | Style::Folded | Style::Heredoc | Style::Whole => self.text() == name,
        }
    }

    /// The text of a scalar, borrowed where the file says it as it is; empty for anything else.
    pub fn text(self) -> Cow<'t, str> {
        scalar::text(self)
    }

    /// The text of a scalar with its map to the file; `None` for anything else.
    pub fn decode(self) -> Option<OffsetMap> {
        scalar::decode(self)
    }

    /// How many characters stand before the value in its line.
    pub fn local_column(self) -> usize {
        let before = self.tree.source.get(..self.node.start as usize).unwrap_or_default();
        before.rsplit('\n').next().unwrap_or_default().chars().count()
    }

    /// The same value without its YAML tag.
    #[must_use]
    pub const fn untagged(mut self) -> Self {
        self.node.tag_len = 0;
        self
    }

    /// The name of a called function, or the word a plain expression starts with.
    pub fn call_name(self) -> &'t str {
        Span::new(self.node.start as usize, self.node.extra as usize).text(&self.tree.source)
    }
}
