//! Lines of a template after the indentation of their host.

use super::Site;

/// Adds the indentation after each newline of the content; `after` is the text after it.
pub(super) fn put_behind_indent(content: &str, after: &str, newline: &str, indent: &str) -> String {
    let mut out = String::with_capacity(content.len());
    let mut rest = content;
    while let Some(at) = memchr::memchr(b'\n', rest.as_bytes()) {
        out.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at + 1..).unwrap_or_default();
        out.push_str(newline);
        let line = if rest.is_empty() { after } else { rest };
        if !(line.starts_with('\n') || line.is_empty()) {
            out.push_str(indent);
        }
    }
    out.push_str(rest);
    out
}

pub(super) fn indented(site: &Site<'_>, content: &str, indent: &str, terminator: &str) -> Option<String> {
    let blank = |c: char| c == ' ' || c == '\t';
    if site.range.left_broken || site.before.is_empty() {
        // A line that is indented less than the others would lose its whitespace.
        let begins = if content.is_empty() { site.after } else { content };
        if begins.starts_with(blank) {
            return None;
        }
    }
    if touched_lines(site).any(|line| line.trim_start().starts_with(terminator)) {
        return None;
    }
    // The last line ends before the terminator, and an empty text has no line.
    let ends = site.before.chars().chain(content.chars()).next_back();
    if site.after.is_empty() && (ends != Some('\n') || (site.before.is_empty() && !indent.is_empty())) {
        return None;
    }
    Some(put_behind_indent(content, site.after, "\n", indent))
}

/// The lines of the new text that the edit touches.
fn touched_lines<'t>(site: &Site<'t>) -> impl Iterator<Item = String> + use<'t> {
    let head = site.before.rsplit('\n').next().unwrap_or_default();
    let tail = site.after.split('\n').next().unwrap_or_default();
    let mut all = String::with_capacity(head.len() + site.content.len() + tail.len());
    all.push_str(head);
    all.push_str(site.content);
    all.push_str(tail);
    all.split('\n').map(str::to_owned).collect::<Vec<_>>().into_iter()
}

pub(super) fn heredoc(
    site: &Site<'_>,
    content: &str,
    flush: bool,
    indent: &str,
    marker: &str,
) -> Option<String> {
    if touched_lines(site).any(|line| line.trim() == marker) {
        return None;
    }
    // The newline before the marker is part of the text and must be kept.
    if site.after.is_empty() && !content.ends_with('\n') {
        return None;
    }
    if !flush {
        return Some(content.to_owned());
    }
    let blank = |line: &str| line.trim().is_empty();
    let head = site.before.rsplit('\n').next().unwrap_or_default();
    let tail = site.after.split('\n').next().unwrap_or_default();
    let mut lines = content.split('\n');
    let first = lines.next().unwrap_or_default();
    let many = content.contains('\n');
    let behind_first = if many { "" } else { tail };
    // Terraform does not remove indentation from whitespace-only lines, so a line must not become or cease to be one.
    let was_blank = blank(head)
        && blank(site.removed.split('\n').next().unwrap_or_default())
        && (site.removed.contains('\n') || blank(tail));
    let is_blank = blank(head) && blank(first) && blank(behind_first);
    if is_blank || was_blank {
        return None;
    }
    let mut out = String::from(first);
    let mut lines = lines.peekable();
    while let Some(line) = lines.next() {
        out.push('\n');
        let rest = if lines.peek().is_none() { tail } else { "" };
        if blank(line) && blank(rest) {
            // Only an empty line decodes to the same text with and without the indentation.
            if !(line.is_empty() && rest.is_empty()) {
                return None;
            }
        } else {
            out.push_str(indent);
        }
        out.push_str(line);
    }
    // Terraform removes the smallest indentation: a line without any must remain.
    let mut whole = String::with_capacity(site.before.len() + content.len() + site.after.len());
    whole.push_str(site.before);
    whole.push_str(site.content);
    whole.push_str(site.after);
    let margin = whole.split('\n').any(|line| !blank(line) && !line.starts_with(char::is_whitespace));
    margin.then_some(out)
}
