//! The structure of a host file in any format: mappings, sequences and scalars with spans.
//!
//! A tree is a flat list of nodes in source order; a container is followed by its children and stores where they end.
//! Scalars are decoded on demand, so a large file costs 24 bytes per node.

mod hcl;
pub(crate) mod hcl_lex;
mod json;
mod yaml;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use vtlkit_text::{OffsetMap, Span};

use crate::{Format, HostError, scalar};

/// The kind of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Alternating keys and values.
    Map,
    /// Values.
    Seq,
    /// A string, a number, a boolean, null, or an empty value.
    Scalar(Style),
    /// A YAML alias of another node.
    Alias,
    /// An HCL function call; the children are its arguments.
    Call,
    /// An HCL expression that is not parsed further.
    Expression,
}

/// The notation of a scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// A YAML plain scalar.
    Plain,
    /// A plain scalar inside `[]` or `{}`.
    FlowPlain,
    /// YAML, in single quotes.
    SingleQuoted,
    /// YAML, in double quotes.
    DoubleQuoted,
    /// A YAML literal block scalar (`|`).
    Literal,
    /// A YAML folded block scalar (`>`).
    Folded,
    /// A JSON string.
    JsonString,
    /// A JSON or HCL number, `true`, `false` or `null`; an HCL identifier used as a key.
    Bare,
    /// A quoted HCL string.
    HclQuoted,
    /// An HCL heredoc, `<<` or flush `<<-`.
    Heredoc,
    /// The whole content of a file.
    Whole,
}

/// A node as stored in a tree.
#[derive(Clone, Copy, Debug)]
pub struct Node {
    /// The kind.
    pub kind: Kind,
    /// The offset of its first byte in the text of the tree.
    pub(crate) start: u32,
    /// The offset after its last byte.
    pub(crate) end: u32,
    /// The index of the node after this one and its children.
    pub next: u32,
    /// For a block scalar the indentation, for an alias the index of its target, for a call the end of its name.
    pub extra: u32,
    pub(crate) tag_start: u32,
    pub(crate) tag_len: u16,
}

/// The target of an alias whose anchor is missing.
pub(crate) const NOWHERE: u32 = u32::MAX;

/// A parsed host file; for a broken one, the part before the error.
#[derive(Debug)]
pub struct Tree {
    /// The text that was parsed.
    pub source: Arc<str>,
    /// Added to offsets in the text to get spans; non-zero if the text is one of several files.
    pub base: usize,
    /// The nodes in source order.
    pub nodes: Vec<Node>,
    /// The index of the root of each document.
    pub(crate) roots: Vec<u32>,
    /// The text of block scalars that consist of whitespace, by node.
    pub(crate) blank_blocks: BTreeMap<u32, Box<str>>,
    /// Whether the file is HCL, whose strings are templates.
    pub hcl: bool,
    /// Whether the file is JSON, so that the source of any value is JSON text.
    pub json: bool,
    /// The syntax errors.
    pub errors: Vec<HostError>,
}

impl Tree {
    /// The tree with a base for its spans.
    #[must_use]
    pub fn at(mut self, base: usize) -> Self {
        self.base = base;
        for error in &mut self.errors {
            error.span = error.span.shifted(base);
        }
        self
    }

    /// Parses a text in a structured format. Errors are collected; everything else is in the tree.
    pub fn parse(format: Format, text: &str) -> Self {
        let looks_json = text.trim_start_matches('\u{feff}').trim_start().starts_with('{');
        let pieces = matches!(format, Format::JsonTemplate | Format::YamlTemplate);
        match format {
            Format::Hcl => hcl::parse(text),
            Format::Json | Format::JsonTemplate if looks_json => json::parse(text, pieces),
            // JSON is valid YAML, but YAML parsers restrict tabs and the length of keys.
            _ if looks_json => {
                let tree = json::parse(text, pieces);
                if tree.errors.is_empty() { tree } else { yaml::parse(text, format == Format::Serverless) }
            }
            _ => yaml::parse(text, format == Format::Serverless),
        }
    }

    /// Parses a text as JSON.
    pub fn parse_json(text: &str) -> Self {
        json::parse(text, false)
    }

    /// A tree of one scalar with the whole text.
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

    /// A node by index.
    pub fn node(&self, index: u32) -> Option<NodeRef<'_>> {
        let node = *self.nodes.get(index as usize)?;
        Some(NodeRef { tree: self, index, node })
    }

    /// The root of each document; YAML files can have several.
    pub fn roots(&self) -> impl Iterator<Item = NodeRef<'_>> {
        self.roots.iter().filter_map(|&root| self.node(root))
    }

    /// Adds a node. [`close`](Self::close) it after its children are added.
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
    /// The tree.
    pub tree: &'t Tree,
    /// The index in the tree.
    pub index: u32,
    /// The stored node.
    pub node: Node,
}

impl std::fmt::Debug for NodeRef<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} at {:?}", self.node.kind, self.span())
    }
}

/// Maximum length of a chain of aliases.
const ALIAS_HOPS: usize = 16;
/// Maximum nesting of merge keys.
const MERGE_DEPTH: usize = 8;
/// Maximum number of mappings merged into one.
const MERGED: usize = 1_000;

/// Looks up the position of a name in a list of entries: by linear search in a short list, by an index in a long one.
#[derive(Default)]
struct Seen<'t>(HashMap<Cow<'t, str>, usize>);

impl<'t> Seen<'t> {
    /// Maximum length of a list that is searched linearly.
    const FEW: usize = 12;

    fn find(&self, name: &str, entries: &[(NodeRef<'t>, NodeRef<'t>)]) -> Option<usize> {
        if entries.len() <= Self::FEW {
            return entries.iter().position(|(key, _)| key.is(name) || key.text() == name);
        }
        self.0.get(name).copied()
    }

    /// Adds the last entry to the index.
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
    /// The span of the value, relative to the first of several files.
    pub fn span(self) -> Span {
        self.local_span().shifted(self.tree.base)
    }

    /// The span of the value in the text of its tree.
    pub(crate) fn local_span(self) -> Span {
        Span::new(self.node.start as usize, self.node.end as usize)
    }

    /// The source of the node.
    pub fn source(self) -> &'t str {
        self.local_span().text(&self.tree.source)
    }

    /// The YAML tag including `!`; empty without one.
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

    /// Whether the scalar is `null`, `~` or empty.
    pub fn is_null(self) -> bool {
        matches!(self.node.kind, Kind::Scalar(Style::Plain | Style::FlowPlain | Style::Bare))
            && matches!(self.source(), "" | "~" | "null" | "Null" | "NULL")
    }

    /// Whether the scalar is quoted or a block scalar, hence a string.
    pub fn is_quoted(self) -> bool {
        match self.node.kind {
            Kind::Scalar(style) => !matches!(style, Style::Plain | Style::FlowPlain | Style::Bare),
            _ => false,
        }
    }

    /// The target of an alias, or the node itself; `None` if the anchor is missing.
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

    /// The children, each once; of a mapping, keys and values alternate.
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

    /// The items of a sequence or the arguments of a call, with aliases resolved.
    pub fn items(self) -> impl Iterator<Item = Self> {
        let seq = matches!(self.node.kind, Kind::Seq | Kind::Call);
        self.children().filter(move |_| seq).filter_map(Self::resolved)
    }

    /// The entries of a mapping as written, in source order; aliases and merge keys are not resolved.
    pub fn raw_entries(self) -> impl Iterator<Item = (Self, Self)> {
        let mut children = self.children();
        let is_map = self.is_map();
        std::iter::from_fn(move || if is_map { Some((children.next()?, children.next()?)) } else { None })
    }

    /// The entries of a mapping with merge keys and aliases resolved. The last of several entries with one name counts,
    /// and the mapping's own entries override merged ones.
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

    /// The value of a key, with aliases and merge keys resolved. The last entry with the name counts.
    pub fn get(self, name: &str) -> Option<Self> {
        Some(self.get_entry(name)?.1)
    }

    /// A key and its value, as in [`get`](Self::get).
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

    /// Whether the node is a scalar with this text.
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

    /// The text of a scalar, borrowed if it equals the source; empty for other nodes.
    pub fn text(self) -> Cow<'t, str> {
        scalar::text(self)
    }

    /// The text of a scalar with its offset map; `None` for other nodes.
    pub fn decode(self) -> Option<OffsetMap> {
        scalar::decode(self)
    }

    /// The number of characters before the value on its line.
    pub fn local_column(self) -> usize {
        let before = self.tree.source.get(..self.node.start as usize).unwrap_or_default();
        before.rsplit('\n').next().unwrap_or_default().chars().count()
    }

    /// The node without its YAML tag.
    #[must_use]
    pub const fn untagged(mut self) -> Self {
        self.node.tag_len = 0;
        self
    }

    /// The name of a called function, or the first word of an expression.
    pub fn call_name(self) -> &'t str {
        Span::new(self.node.start as usize, self.node.extra as usize).text(&self.tree.source)
    }
}
