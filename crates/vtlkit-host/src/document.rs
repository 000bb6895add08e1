//! YAML and JSON files as values with spans, for files without a reader of their own.

use std::borrow::Cow;

use vtlkit_text::{OffsetMap, Span, escape_json};

use crate::HostError;
use crate::detect::Format;
use crate::scalar::json_word;
use crate::tree::{Kind, NodeRef, Style, Tree};

/// A YAML or JSON file.
///
/// ```
/// use vtlkit_host::Document;
///
/// let document = Document::read("a: 1\nb: [x, 'y']\n");
/// let root = document.root().unwrap();
/// assert_eq!(root.to_json(1000).unwrap(), r#"{"a":1,"b":["x","y"]}"#);
/// let b = root.get("b").unwrap();
/// assert_eq!((b.span().start(), b.items().count()), (8, 2));
/// ```
#[derive(Debug)]
pub struct Document {
    tree: Tree,
}

impl Document {
    /// Parses a file. If it is broken, the document is the part before the error.
    pub fn read(source: &str) -> Self {
        Self { tree: Tree::parse(Format::Yaml, source) }
    }

    /// The syntax errors.
    pub fn errors(&self) -> &[HostError] {
        &self.tree.errors
    }

    /// The value of the first document; `None` for an empty file.
    pub fn root(&self) -> Option<Node<'_>> {
        self.tree.roots().next().map(Node)
    }
}

/// A value of a [`Document`].
#[derive(Clone, Copy, Debug)]
pub struct Node<'d>(NodeRef<'d>);

/// The kind of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// Keys and values.
    Mapping,
    /// A list.
    Sequence,
    /// A string, a number, a boolean or null.
    Scalar,
    /// A YAML alias.
    Alias,
}

/// Maximum nesting of a value in `to_json`.
const NESTING: usize = 100;

impl<'d> Node<'d> {
    /// The span of the value; of a mapping, from its first key on.
    pub fn span(self) -> Span {
        self.0.span()
    }

    /// The kind of the value.
    pub fn kind(self) -> NodeKind {
        match self.0.node.kind {
            Kind::Map => NodeKind::Mapping,
            Kind::Seq => NodeKind::Sequence,
            Kind::Alias => NodeKind::Alias,
            _ => NodeKind::Scalar,
        }
    }

    /// Whether the value is written in flow style (`{}`, `[]`) or as a scalar on one line.
    pub fn is_flow(self) -> bool {
        match self.0.node.kind {
            Kind::Map | Kind::Seq => self.0.tree.json || self.0.node.extra == 1,
            Kind::Scalar(style) => !matches!(style, Style::Literal | Style::Folded),
            _ => true,
        }
    }

    /// Whether the value is null or empty.
    pub fn is_null(self) -> bool {
        self.0.is_null()
    }

    /// The text of a string: quoted, a block scalar, or a plain scalar that is not null, boolean or number. `None` for
    /// other values.
    pub fn as_str(self) -> Option<Cow<'d, str>> {
        if !self.0.is_scalar() {
            return None;
        }
        let text = self.0.text();
        let is_text = self.0.is_quoted() || self.0.tag() == "!!str" || json_word(&text).is_none();
        is_text.then_some(text)
    }

    /// The text of any scalar, without quotes.
    pub fn text(self) -> Option<Cow<'d, str>> {
        self.0.is_scalar().then(|| self.0.text())
    }

    /// The text of a scalar with its offset map.
    pub fn decode(self) -> Option<OffsetMap> {
        self.0.decode()
    }

    /// The entries of a mapping, with aliases and merge keys resolved.
    pub fn entries(self) -> Vec<(Node<'d>, Node<'d>)> {
        self.0.entries().into_iter().map(|(key, value)| (Node(key), Node(value))).collect()
    }

    /// The entries of a mapping as written.
    pub fn written_entries(self) -> impl Iterator<Item = (Node<'d>, Node<'d>)> {
        self.0.raw_entries().map(|(key, value)| (Node(key), Node(value)))
    }

    /// The value of a key of a mapping.
    pub fn get(self, name: &str) -> Option<Node<'d>> {
        self.0.get(name).map(Node)
    }

    /// The items of a sequence, with aliases resolved.
    pub fn items(self) -> impl Iterator<Item = Node<'d>> {
        self.0.items().map(Node)
    }

    /// The items of a sequence as written.
    pub fn written_items(self) -> impl Iterator<Item = Node<'d>> {
        let is_list = self.kind() == NodeKind::Sequence;
        self.0.children().filter(move |_| is_list).map(Node)
    }

    /// The aliases within the value, including itself.
    pub fn aliases(self) -> impl Iterator<Item = Node<'d>> {
        let tree = self.0.tree;
        let nodes = (self.0.index..self.0.node.next).filter_map(|index| tree.node(index));
        nodes.filter(|node| node.node.kind == Kind::Alias).map(Node)
    }

    /// The name and the target of an alias.
    pub fn alias(self) -> Option<(&'d str, Node<'d>)> {
        let name = self.0.source().strip_prefix('*').filter(|_| self.0.node.kind == Kind::Alias)?;
        Some((name, Node(self.0.tree.node(self.0.node.extra)?)))
    }

    /// Whether another value of the file is this one or inside it.
    pub fn holds(self, other: Self) -> bool {
        (self.0.index..self.0.node.next).contains(&other.0.index)
    }

    /// Whether the value starts at or before another one of the file.
    pub fn is_before(self, other: Self) -> bool {
        self.0.index <= other.0.index
    }

    /// Encodes the value as compact JSON; `None` if it is nested deeper than 100 levels or longer than `most` bytes,
    /// which aliases make possible in a small file.
    pub fn to_json(self, most: usize) -> Option<String> {
        let mut out = String::new();
        write(self.0.resolved()?, NESTING, most, &mut out)?;
        Some(out)
    }
}

fn write(node: NodeRef<'_>, depth: usize, most: usize, out: &mut String) -> Option<()> {
    let depth = depth.checked_sub(1)?;
    if out.len() > most {
        return None;
    }
    match node.node.kind {
        Kind::Map => {
            out.push('{');
            for (at, (key, value)) in node.entries().into_iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                string(&key.text(), out);
                out.push(':');
                write(value, depth, most, out)?;
            }
            out.push('}');
        }
        Kind::Seq => {
            out.push('[');
            for (at, item) in node.items().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write(item, depth, most, out)?;
            }
            out.push(']');
        }
        _ => {
            let text = node.text();
            match json_word(&text) {
                Some(word) if !node.is_quoted() && node.tag() != "!!str" => out.push_str(&word),
                _ => string(&text, out),
            }
        }
    }
    (out.len() <= most).then_some(())
}

fn string(text: &str, out: &mut String) {
    out.push('"');
    out.push_str(&escape_json(text));
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_those_of_yaml() {
        let source = "base: &b {x: 1}\nall:\n  <<: *b\n  y: [~, yes, '1', 1.50, \"\\u0001\"]\n  Ref: z\n  t: |\n    a\n  \"q\": !!str 5\n";
        let document = Document::read(source);
        let all = document.root().unwrap().get("all").unwrap();
        assert_eq!(
            all.to_json(1000).unwrap(),
            r#"{"y":[null,"yes","1",1.50,"\u0001"],"Ref":"z","t":"a\n","q":"5","x":1}"#
        );
        assert_eq!(all.get("t").unwrap().as_str().unwrap(), "a\n");
        assert!(all.get("q").unwrap().as_str().is_some());
        assert!(!all.is_flow());
        assert!(all.get("y").unwrap().is_flow());
        assert_eq!(all.written_entries().next().unwrap().1.kind(), NodeKind::Alias);
    }

    #[test]
    fn an_alias_bomb_is_no_value() {
        let mut source = String::from("a0: &a0 [x, x]\n");
        for n in 1..40 {
            let before = n - 1;
            source.push_str(&["a", &n.to_string(), ": &a", &n.to_string(), " [*a"].concat());
            source.push_str(&[&before.to_string(), ", *a", &before.to_string(), "]\n"].concat());
        }
        let document = Document::read(&source);
        assert_eq!(document.root().unwrap().to_json(100_000), None);
    }

    #[test]
    fn a_json_file_is_flow() {
        let document = Document::read("{\"a\": {\"b\": 1}}");
        assert!(document.root().unwrap().get("a").unwrap().is_flow());
    }
}
