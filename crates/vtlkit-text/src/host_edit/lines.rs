//! Lines of a template behind the indent of their host.

use super::Site;

/// Lines behind an indent of their own; the last one keeps what follows it on its line.
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
    if site.left_broken || site.before.is_empty() {
        // A line that is indented less than the rest would lose the blank.
        let begins = if content.is_empty() { site.after } else { content };
        if begins.starts_with(blank) {
            return None;
        }
    }
    if touched_lines(site).any(|line| line.trim_start().starts_with(terminator)) {
        return None;
    }
    // The last line ends before what ends the text, and an empty text has no line to stand in.
    let ends = site.before.chars().chain(content.chars()).next_back();
    if site.after.is_empty() && (ends != Some('\n') || (site.before.is_empty() && !indent.is_empty())) {
        return None;
    }
    Some(put_behind_indent(content, site.after, "\n", indent))
}

/// The lines of the new text that the edit has a part in.
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
    // The line end before the marker belongs to the text and has to stay.
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
    // Terraform leaves the blanks of an empty line alone, so a line must not become or cease to be one.
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
            // Only a line that has no blanks of its own reads the same with and without the indent.
            if !(line.is_empty() && rest.is_empty()) {
                return None;
            }
        } else {
            out.push_str(indent);
        }
        out.push_str(line);
    }
    // The smallest indent is what is taken off: a line without any has to remain.
    let mut whole = String::with_capacity(site.before.len() + content.len() + site.after.len());
    whole.push_str(site.before);
    whole.push_str(site.content);
    whole.push_str(site.after);
    let margin = whole.split('\n').any(|line| !blank(line) && !line.starts_with(char::is_whitespace));
    margin.then_some(out)
}
