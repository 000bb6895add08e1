//! Suppression comments (`vtlkit-…`) in host files.

use memchr::memmem;
use vtlkit_text::Span;

use crate::Format;
use crate::tree::{Kind, Node, Style, Tree};

/// The prefix of a suppression.
const WORD: &[u8] = b"vtlkit-";

/// How far before the prefix the start of its comment is searched for, in bytes.
const LONGEST: usize = 1 << 12;

/// The comments that contain `vtlkit-…`, from that word to the end of the comment. `is_text` says whether an offset is
/// inside a string of the file.
fn find(format: Format, source: &str, is_text: &dyn Fn(usize) -> bool) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    let mut line = Line::default();
    for at in memmem::find_iter(source.as_bytes(), WORD) {
        if is_text(at) || out.last().is_some_and(|last| last.end() > at) {
            continue;
        }
        if at >= line.end {
            line = Line::new(format, source, at, line.end, is_text);
        }
        // A comment with an end marker may start on an earlier line.
        let around = |open: &str, close: &str| {
            let from = at.saturating_sub(LONGEST);
            let near = source.as_bytes().get(from..at)?;
            let start = memmem::rfind(near, open.as_bytes()).filter(|start| !is_text(from + start))?;
            let is_open = memmem::find(near.get(start..)?, close.as_bytes()).is_none();
            is_open
                .then(|| source.get(at..)?.find(close).map(|end| at + end))
                .map(|end| end.unwrap_or(source.len()))
        };
        let end = match format {
            _ if line.comment.is_some_and(|comment| comment < at) => Some(line.end),
            Format::Hcl => around("/*", "*/"),
            Format::Markdown => around("<!--", "-->"),
            _ => None,
        };
        out.extend(end.map(|end| Span::new(at, end)));
    }
    out
}

/// A line of a file.
#[derive(Default)]
struct Line {
    end: usize,
    /// The start of a line comment on this line.
    comment: Option<usize>,
}

impl Line {
    /// The line of an offset. `known` is the end of an earlier line.
    fn new(format: Format, source: &str, at: usize, known: usize, is_text: &dyn Fn(usize) -> bool) -> Self {
        let before = source.as_bytes().get(known..at).unwrap_or_default();
        let behind = source.as_bytes().get(at..).unwrap_or_default();
        let start = memchr::memrchr2(b'\n', b'\r', before).map_or(known, |end| known + end + 1);
        let end = memchr::memchr2(b'\n', b'\r', behind).map_or(source.len(), |end| at + end);
        let line = source.get(start..end).unwrap_or_default();
        let is_free =
            |place: usize| place == 0 || line.get(..place).is_some_and(|it| it.ends_with([' ', '\t']));
        let mark = |mark: &str, after_blank: bool| {
            let places = line.match_indices(mark).map(|(place, _)| place);
            places
                .filter(|place| !after_blank || is_free(*place))
                .map(|place| start + place)
                .find(|at| !is_text(*at))
        };
        let comment = match format {
            Format::Yaml | Format::Serverless | Format::YamlTemplate => mark("#", true),
            Format::Hcl => [mark("#", false), mark("//", false)].into_iter().flatten().min(),
            _ => None,
        };
        Self { end, comment }
    }
}

/// The suppression comments of a parsed file.
pub fn of_tree(format: Format, tree: &Tree) -> Vec<Span> {
    let scalars: Vec<&Node> = tree.nodes.iter().filter(|node| matches!(node.kind, Kind::Scalar(_))).collect();
    let is_text = |at: usize| {
        // Scalars do not nest: only the last one that starts at or before the offset can contain it.
        let before = scalars.partition_point(|node| node.start as usize <= at);
        let Some(node) = before.checked_sub(1).and_then(|last| scalars.get(last)) else { return false };
        if at >= node.end as usize {
            return false;
        }
        // The header line of a block scalar may end with a comment.
        let header = tree.source.get(node.start as usize..at).unwrap_or_default();
        let is_block = matches!(node.kind, Kind::Scalar(Style::Literal | Style::Folded));
        !is_block || header.contains(['\n', '\r'])
    };
    find(format, &tree.source, &is_text)
}

/// The suppression comments of a Markdown file; `fences` are its templates.
pub fn of_markdown(source: &str, fences: &[Span]) -> Vec<Span> {
    let is_text = |at: usize| {
        let last = fences.partition_point(|fence| fence.start() <= at).checked_sub(1);
        last.and_then(|last| fences.get(last)).is_some_and(|fence| fence.contains(at))
    };
    find(Format::Markdown, source, &is_text)
}

#[cfg(test)]
mod tests {
    use crate::Format;
    use crate::tree::Tree;

    fn comments(format: Format, text: &str) -> Vec<&str> {
        let tree = Tree::parse(format, text);
        super::of_tree(format, &tree).into_iter().map(|span| span.text(text)).collect()
    }

    #[test]
    fn comments_in_strings_are_ignored() {
        let yaml = "\
# vtlkit-disable a
key: | # vtlkit-disable-line b
  ## vtlkit-disable c
  text # vtlkit-disable d
other: 'x # vtlkit-disable e' # vtlkit-disable f
url: http://x#vtlkit-disable
plain: a # vtlkit-disable g # vtlkit-disable h
last: 1
#vtlkit-disable i";
        assert_eq!(
            comments(Format::Yaml, yaml),
            [
                "vtlkit-disable a",
                "vtlkit-disable-line b",
                "vtlkit-disable f",
                "vtlkit-disable g # vtlkit-disable h",
                "vtlkit-disable i"
            ]
        );
        let hcl = "\
// vtlkit-disable a
resource \"x\" \"y\" { # vtlkit-disable b
  a = \"# vtlkit-disable c\" /* vtlkit-disable d */
  /* more
     vtlkit-disable e */
  b = <<EOF
# vtlkit-disable f
EOF
}
";
        assert_eq!(
            comments(Format::Hcl, hcl),
            ["vtlkit-disable a", "vtlkit-disable b", "vtlkit-disable d ", "vtlkit-disable e "]
        );
        assert_eq!(comments(Format::Json, "{\"a\": 1} # vtlkit-disable a"), Vec::<&str>::new());
    }
}
