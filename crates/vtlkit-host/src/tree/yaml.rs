use granit_parser::{Event, Parser, ScalarStyle, StructureStyle, options};
use vtlkit_text::Span;

use super::{Kind, NOWHERE, Style, Tree};
use crate::HostError;

/// Maximum nesting of mappings and sequences; no AWS service accepts more.
const NESTING: usize = 255;
/// Maximum number of reported missing anchors.
const ALIAS_ERRORS: usize = 10;

/// Parses all documents of a YAML file.
///
/// `keep_last_break` decides about a block scalar whose last line ends with the file without a newline: its text ends
/// with a line feed in the parser of the Serverless Framework, and without one in those of AWS.
pub(crate) fn parse(source: &str, keep_last_break: bool) -> Tree {
    let mut reader = Reader { tree: Tree::new(source), open: Vec::new(), anchors: Vec::new(), last_end: 0 };
    let options = options! {
        emit_comments: false,
        block_scalar_eof_without_line_feed: !keep_last_break,
        emit_unresolved_aliases: true,
        flow_nesting_limit: NESTING,
        block_nesting_limit: NESTING,
    };
    let mut parser = Parser::new_from_str_with_options(source, options);
    while let Some(event) = parser.next_event() {
        match event {
            Ok((event, span)) => reader.event(&event, &span),
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or(source.len()).min(source.len());
                reader.tree.errors.push(explain(source, at, &error));
                break;
            }
        }
    }
    // In a broken file, open containers end where parsing stopped.
    let end = reader.last_end;
    while let Some(index) = reader.open.pop() {
        reader.tree.close(index, end);
        reader.drop_lone_key(index);
    }
    reader.tree
}

struct Reader {
    tree: Tree,
    open: Vec<u32>,
    /// The node of each anchor, by the parser's number.
    anchors: Vec<u32>,
    last_end: usize,
}

impl Reader {
    fn event(&mut self, event: &Event<'_>, place: &granit_parser::Span) {
        let Some(range) = place.byte_range() else { return };
        let span = Span::new(range.start, range.end);
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let index = self.scalar(text, *style, span, place.indent);
                self.anchor(*anchor, index);
                self.tag(index, place);
                // The parser's end of a block scalar may include the indentation of the next line.
                let end = self.tree.nodes.get(index as usize).map_or(span.end(), |node| node.end as usize);
                self.last_end = self.last_end.max(end);
                return;
            }
            Event::MappingStart(style, anchor, _) | Event::SequenceStart(style, anchor, _) => {
                let kind = if matches!(event, Event::MappingStart(..)) { Kind::Map } else { Kind::Seq };
                self.root();
                let index = self.tree.open(kind, Span::at(span.start()));
                if *style == StructureStyle::Flow
                    && let Some(node) = self.tree.nodes.get_mut(index as usize)
                {
                    node.extra = 1;
                }
                self.open.push(index);
                self.anchor(*anchor, index);
                self.tag(index, place);
            }
            Event::MappingEnd | Event::SequenceEnd => {
                let Some(index) = self.open.pop() else { return };
                let flow = self.tree.nodes.get(index as usize).is_some_and(|node| node.extra == 1);
                if flow {
                    self.last_end = self.last_end.max(span.end());
                }
                self.tree.close(index, self.last_end);
                return;
            }
            Event::Alias(id) => {
                self.root();
                let index = self.tree.open(Kind::Alias, span);
                let target = self.anchors.get(*id).copied().unwrap_or(NOWHERE);
                if let Some(node) = self.tree.nodes.get_mut(index as usize) {
                    node.extra = target;
                }
            }
            Event::UnresolvedAlias(name) => {
                self.root();
                let index = self.tree.open(Kind::Alias, span);
                if let Some(node) = self.tree.nodes.get_mut(index as usize) {
                    node.extra = NOWHERE;
                }
                if self.tree.errors.len() < ALIAS_ERRORS {
                    self.tree.errors.push(
                        HostError::new(span, format!("the alias `*{name}` has no anchor")).help(format!(
                            "put `&{name}` before the value it refers to, earlier in the document"
                        )),
                    );
                }
            }
            _ => {}
        }
        self.last_end = self.last_end.max(span.end());
    }

    /// Records the next node as root of a document if no container is open.
    fn root(&mut self) {
        if self.open.is_empty() {
            self.tree.roots.push(self.tree.nodes.len() as u32);
        }
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, span: Span, indent: Option<usize>) -> u32 {
        self.root();
        let flow = self
            .open
            .last()
            .and_then(|&parent| self.tree.nodes.get(parent as usize))
            .is_some_and(|parent| parent.extra == 1);
        let kind = Kind::Scalar(match style {
            ScalarStyle::Plain if flow => Style::FlowPlain,
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted => Style::SingleQuoted,
            ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
            ScalarStyle::Literal => Style::Literal,
            ScalarStyle::Folded => Style::Folded,
        });
        if !matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) {
            return self.tree.open(kind, span);
        }
        let source = &*self.tree.source;
        let start = block_header(source, self.last_end.min(span.start())).min(span.start());
        let end = block_end(source, span.end());
        let index = self.tree.open(kind, Span::new(start, end));
        match indent {
            Some(indent) => {
                if let Some(node) = self.tree.nodes.get_mut(index as usize) {
                    node.extra = indent as u32;
                }
            }
            None => {
                self.tree.blank_blocks.insert(index, text.into());
            }
        }
        index
    }

    fn anchor(&mut self, id: usize, index: u32) {
        if id == 0 {
            return;
        }
        if self.anchors.len() <= id {
            self.anchors.resize(id + 1, NOWHERE);
        }
        if let Some(slot) = self.anchors.get_mut(id) {
            *slot = index;
        }
    }

    fn tag(&mut self, index: u32, place: &granit_parser::Span) {
        if let Some(range) = place.tag_span().and_then(|tag| tag.byte_range())
            && let Some(node) = self.tree.nodes.get_mut(index as usize)
        {
            node.tag_start = range.start as u32;
            node.tag_len = range.len().min(usize::from(u16::MAX)) as u16;
        }
    }

    /// Drops the last key of a mapping that was cut off before its value.
    fn drop_lone_key(&mut self, index: u32) {
        if let Some(key) = lone_key(&self.tree, index) {
            self.tree.nodes.truncate(key as usize);
            let end = self.last_end;
            self.tree.close(index, end);
        }
    }
}

/// The last key of a mapping if it has no value.
fn lone_key(tree: &Tree, index: u32) -> Option<u32> {
    let node = tree.node(index).filter(|node| node.is_map())?;
    let mut lone = None;
    let mut children = node.children();
    while let Some(key) = children.next() {
        if children.next().is_none() {
            lone = Some(key.index);
        }
    }
    lone
}

/// The offset of the `|` or `>` of a block scalar, after tags, anchors and comments.
fn block_header(source: &str, from: usize) -> usize {
    let bytes = source.as_bytes();
    let mut at = from;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'|' | b'>' => break,
            b'#' => at += memchr::memchr2(b'\n', b'\r', bytes.get(at..).unwrap_or_default()).unwrap_or(1),
            // A tag or an anchor may contain any character except whitespace.
            b'!' | b'&' => {
                while bytes.get(at).is_some_and(|b| !b.is_ascii_whitespace()) {
                    at += 1;
                }
            }
            _ => at += 1,
        }
    }
    at
}

/// The end of a block scalar, without the indentation of the line after it.
fn block_end(source: &str, end: usize) -> usize {
    let head = source.get(..end).unwrap_or(source);
    let trimmed = head.trim_end_matches(' ');
    if trimmed.ends_with(['\n', '\r']) { trimmed.len() } else { end }
}

fn explain(source: &str, at: usize, error: &granit_parser::ScanError) -> HostError {
    use granit_parser::ErrorKind as E;
    let span = one_char(source, at);
    let (message, help) = match error.kind() {
        E::RecursionLimitExceeded => {
            return HostError::new(span, format!("more than {NESTING} levels of nested mappings and lists"))
                .help("reduce the nesting; no AWS service accepts that much");
        }
        E::TabNotAllowed | E::TabInBlockIndentation | E::TabInIndentation | E::TabAtBlockScalarStart => {
            ("YAML does not allow tabs for indentation".to_owned(), "indent with spaces")
        }
        E::UnclosedQuotedScalar => ("unclosed quote".to_owned(), "close it, or use the other kind of quotes"),
        E::InvalidBlockScalarIndent => (
            "a line of the block is indented less than the first one".to_owned(),
            "indent all lines of the block equally, or give the indentation after the `|`, as in `|2`",
        ),
        E::UnexpectedCharacter { character } => (
            format!("YAML does not allow the character U+{:04X}", *character as u32),
            "write it as an escape inside double quotes",
        ),
        _ => (
            format!("invalid YAML: {}", error.info()),
            "check the indentation and the quotes of this line and the one before",
        ),
    };
    HostError::new(span, message).help(help)
}

/// The span of the character at an offset.
pub(super) fn one_char(source: &str, at: usize) -> Span {
    let mut at = at.min(source.len());
    while !source.is_char_boundary(at) {
        at -= 1;
    }
    let len = source.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    Span::new(at, at + len)
}
