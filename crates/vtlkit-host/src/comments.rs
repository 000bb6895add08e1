//! Comments of a host file that speak to vtlkit.

use memchr::memmem;
use vtlkit_text::Span;

use crate::Format;
use crate::tree::{Kind, Style, Tree};

/// What such a comment has in it.
const WORD: &[u8] = b"vtlkit-";

/// How far above a word the start of its comment is looked for, in bytes.
const LONGEST: usize = 1 << 12;

/// Each comment with a word `vtlkit-…`, from that word to the comment's end. `is_text` tells whether a place is in a
/// text of the file, where nothing is a comment.
fn find(format: Format, source: &str, is_text: &dyn Fn(usize) -> bool) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    for at in memmem::find_iter(source.as_bytes(), WORD) {
        if is_text(at) || out.last().is_some_and(|last| last.end() > at) {
            continue;
        }
        let before = source.get(..at).unwrap_or_default();
        let behind = source.get(at..).unwrap_or_default();
        let line = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
        let line_end = behind.find(['\n', '\r']).unwrap_or(behind.len());
        let on_line = |mark: &str, after_blank: bool| {
            before.get(line..).unwrap_or_default().match_indices(mark).any(|(place, _)| {
                let place = line + place;
                let free = place == line
                    || !after_blank
                    || before.get(..place).is_some_and(|it| it.ends_with([' ', '\t']));
                free && !is_text(place)
            })
        };
        // A comment with an end of its own may have started lines before.
        let around = |open: &str, close: &str| {
            let from = before.len().saturating_sub(LONGEST);
            let near = before.as_bytes().get(from..)?;
            let start = memmem::rfind(near, open.as_bytes()).filter(|start| !is_text(from + start))?;
            let is_open = memmem::find(near.get(start..)?, close.as_bytes()).is_none();
            is_open.then(|| behind.find(close).unwrap_or(behind.len()))
        };
        let end = match format {
            Format::Yaml | Format::Serverless | Format::YamlTemplate => {
                on_line("#", true).then_some(line_end)
            }
            Format::Hcl if on_line("#", false) || on_line("//", false) => Some(line_end),
            Format::Hcl => around("/*", "*/"),
            Format::Markdown => around("<!--", "-->"),
            Format::Json | Format::JsonTemplate | Format::Standalone => None,
        };
        out.extend(end.map(|end| Span::new(at, at + end)));
    }
    out
}

/// The comments of a file with a structure.
pub(crate) fn of_tree(format: Format, tree: &Tree<'_>) -> Vec<Span> {
    let is_text = |at: usize| {
        // Scalars do not nest: the last one that starts before the place is the only one that can hold it.
        let mut before = tree.nodes.partition_point(|node| node.start as usize <= at);
        while let Some(node) = before.checked_sub(1).and_then(|last| tree.nodes.get(last)) {
            before -= 1;
            let Kind::Scalar(style) = node.kind else { continue };
            if at >= node.end as usize {
                return false;
            }
            // The line of a block's header may have a comment.
            let header = tree.source.get(node.start as usize..at).unwrap_or_default();
            let in_header = matches!(style, Style::Literal | Style::Folded) && !header.contains(['\n', '\r']);
            return !in_header;
        }
        false
    };
    find(format, tree.source, &is_text)
}

/// The comments of a Markdown file, whose templates stand at `fences`.
pub(crate) fn of_markdown(source: &str, fences: &[Span]) -> Vec<Span> {
    find(Format::Markdown, source, &|at| fences.iter().any(|fence| fence.contains(at)))
}

#[cfg(test)]
mod tests {
    use crate::Format;
    use crate::extraction::{extract_as, read_tree};

    fn comments(format: Format, text: &str) -> Vec<&str> {
        let tree = read_tree(format, text);
        super::of_tree(format, &tree).into_iter().map(|span| span.text(text)).collect()
    }

    #[test]
    fn comments_are_told_from_texts() {
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

    #[test]
    fn comments_of_markdown_stand_between_fences() {
        let text =
            "vtlkit-disable x\n<!-- vtlkit-disable-next-line a -->\n```vtl\n<!-- vtlkit-disable b -->\n```\n";
        let found = extract_as(Format::Markdown, text).comments;
        let found: Vec<&str> = found.into_iter().map(|span| span.text(text)).collect();
        assert_eq!(found, ["vtlkit-disable-next-line a "]);
    }
}
