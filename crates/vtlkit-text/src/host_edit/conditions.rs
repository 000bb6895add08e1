//! Conditions under which an edit does not change how the rest of a scalar is decoded.

use super::Site;
use crate::escape::is_yaml_printable;

/// The first line of a block scalar decides its indentation, and the last one its end: both must stay equivalent.
pub(super) fn block_ends_stay(site: &Site<'_>, fixed_indent: bool) -> Option<()> {
    let blank = |c: char| c == ' ' || c == '\t' || c == '\n';
    if site.before.trim_start_matches('\n').is_empty() {
        let first = site.content.chars().chain(site.after.chars()).next()?;
        if first == '\t' || first == '\n' || (!fixed_indent && first == ' ') {
            return None;
        }
        if !site.before.is_empty()
            && !fixed_indent
            && site.range.left_broken
            && site.content.starts_with(blank)
        {
            return None;
        }
    }
    if site.after.trim_start_matches('\n').is_empty() {
        if site.removed.ends_with('\n') {
            return None;
        }
        let last = site.before.chars().chain(site.content.chars()).next_back()?;
        if blank(last) {
            return None;
        }
    }
    Some(())
}

/// The line of a folded scalar must still start with the same kind of character, whitespace or not, for its newlines to
/// be folded in the same way.
pub(super) fn folded_stays(site: &Site<'_>) -> Option<()> {
    let blank = |c: char| c == ' ' || c == '\t' || c == '\n';
    if site.content.contains('\n') || site.range.spans_break {
        return None;
    }
    if site.range.left_broken || site.before.is_empty() {
        let old = site.removed.chars().chain(site.after.chars()).next()?;
        let new = site.content.chars().chain(site.after.chars()).next()?;
        if blank(old) || blank(new) {
            return None;
        }
        // The line must not become empty.
        if site.content.is_empty() && site.range.right_broken {
            return None;
        }
    }
    Some(())
}

/// Whitespace next to a fold is not part of the text, so the edit must not put any there; nor a document marker.
pub(super) fn blanks_stay(site: &Site<'_>) -> bool {
    let blank = |c: char| c == ' ' || c == '\t';
    if site.range.left_broken {
        let begins = if site.content.is_empty() { site.after } else { site.content };
        if begins.is_empty()
            || begins.starts_with(blank)
            || begins.starts_with('\n')
            || begins.starts_with("---")
            || begins.starts_with("...")
            || (site.content.is_empty() && site.range.right_broken)
            || (site.content.len() < 3 && begins.starts_with(['-', '.']))
        {
            return false;
        }
    }
    if site.range.right_broken {
        let ends = if site.content.is_empty() { site.before } else { site.content };
        if ends.is_empty() || ends.ends_with(blank) || ends.ends_with('\n') {
            return false;
        }
    }
    true
}

/// Whether the edit keeps a plain YAML scalar plain, with the same meaning.
pub(super) fn plain_stays(site: &Site<'_>, flow: bool) -> bool {
    let Site { before, content, after, .. } = *site;
    let blank = |c: char| c == ' ' || c == '\t' || c == '\n';
    if !content.chars().all(|c| c != '\t' && is_yaml_printable(c)) || !blanks_stay(site) {
        return false;
    }
    if flow && content.contains([',', '[', ']', '{', '}']) {
        return false;
    }
    let mut first = content.chars().chain(after.chars());
    if before.is_empty() {
        let good = first.next().is_some_and(|c| c.is_alphanumeric() || "$(/._\\+=;^".contains(c));
        if !good {
            return false;
        }
        // `---` and `...` at the start of a line end the document.
        let joined: String = content.chars().chain(after.chars()).take(3).collect();
        if joined == "..." {
            return false;
        }
    }
    if site.range.left_broken {
        let begins = if content.is_empty() { after } else { content };
        if begins.starts_with(['-', '?', '#', ':']) {
            return false;
        }
    }
    if after.is_empty()
        && before.chars().chain(content.chars()).next_back().is_none_or(|c| blank(c) || c == ':')
    {
        return false;
    }
    // The new text with one character before and two after it, in which an indicator can appear.
    let window: Vec<char> =
        before.chars().next_back().into_iter().chain(content.chars()).chain(after.chars().take(2)).collect();
    !window.windows(2).any(|pair| match *pair {
        [':', next] => blank(next) || (flow && matches!(next, ',' | '[' | ']' | '{' | '}')),
        [previous, '#'] => blank(previous),
        _ => false,
    })
}
