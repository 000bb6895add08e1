//! Translates edits of a template to edits of its host file.
//!
//! An edit is only translated if the changed host is certain to decode to the changed template. Each notation has its
//! own conditions; if they are not met, the result is `None`.

mod conditions;
mod lines;

use self::conditions::{blanks_stay, block_ends_stay, folded_stays, plain_stays};
use self::lines::{heredoc, indented, put_behind_indent};
use crate::escape::{escape_hcl, escape_json, escape_yaml, is_yaml_printable};
use crate::json_check::is_json_value;
use crate::offset_map::Piece;
use crate::{Edit, Interpolation, OffsetMap, ScalarStyle, SegmentKind, Span};

/// An edit with its context: everything that the conditions of a notation depend on.
struct Site<'t> {
    /// The text of the piece before the edit.
    before: &'t str,
    /// The text that the edit removes.
    removed: &'t str,
    /// The text that the edit inserts.
    content: &'t str,
    /// The text of the piece after the edit.
    after: &'t str,
    /// The edit follows a line break of the host, with indentation that is not part of the template.
    left_broken: bool,
    /// A line break of the host follows the edit.
    right_broken: bool,
    /// The edit removes a line break of the host.
    spans_break: bool,
}

impl OffsetMap {
    /// The edit of the host file, with the escapes and the indentation of its notation.
    ///
    /// `None` unless the changed file is certain to contain the changed template: if an end of the edit is inside an
    /// escape or an interpolation, if the notation cannot express the new text, or if the text would be decoded
    /// differently in its new context (whitespace next to a fold, `$` next to `{` in Terraform).
    pub fn to_host_edit(&self, edit: &Edit) -> Option<Edit> {
        let own = self.to_own_host_edit(edit)?;
        match self.outer() {
            Some(outer) => outer.to_host_edit(&own),
            None => Some(own),
        }
    }

    fn to_own_host_edit(&self, edit: &Edit) -> Option<Edit> {
        let text = self.text();
        let (start, end) = (edit.span.start(), edit.span.end());
        text.get(start..end)?;
        self.pieces
            .iter()
            .filter(|piece| piece.template.start() <= start && end <= piece.template.end())
            .find_map(|piece| {
                if piece.style.interpolation == Interpolation::Hcl && self.leaves_pieces_open(piece) {
                    return None;
                }
                let (span, left_broken, right_broken, spans_break) = self.host_range(piece, edit.span)?;
                let site = Site {
                    before: text.get(piece.template.start()..start)?,
                    removed: text.get(start..end)?,
                    content: &edit.content,
                    after: text.get(end..piece.template.end())?,
                    left_broken,
                    right_broken,
                    spans_break,
                };
                let content = encode(piece, &site)?;
                Some(Edit { span, content })
            })
    }

    /// Whether a Terraform string contains an unclosed `${` or `%{`. The search for its end changes with every edit.
    fn leaves_pieces_open(&self, piece: &Piece) -> bool {
        let opens = |text: &str| text.contains("${") || text.contains("%{");
        self.segments().iter().any(|segment| {
            let ours = segment.template();
            segment.kind == SegmentKind::Verbatim
                && piece.template.start() <= ours.start()
                && ours.end() <= piece.template.end()
                && opens(ours.text(self.text()))
        })
    }

    /// The bytes of the host that an edit replaces, and whether it is directly after, directly before or across a line
    /// break.
    fn host_range(&self, piece: &Piece, span: Span) -> Option<(Span, bool, bool, bool)> {
        let segments = self.segments();
        let inside = |index: usize| {
            segments.get(index).filter(|s| {
                piece.template.start() <= s.template().start() && s.template().end() <= piece.template.end()
            })
        };
        let derived = piece.style.scalar == ScalarStyle::Derived;
        if span.is_empty() {
            let at = span.start();
            let next_index = self.index_at(at).unwrap_or(segments.len());
            let next = inside(next_index);
            if let Some(segment) = next
                && segment.template().start() < at
            {
                // Inside a segment.
                let host = segment.host().start() + (at - segment.template().start());
                return (segment.kind == SegmentKind::Verbatim).then_some((
                    Span::at(host),
                    false,
                    false,
                    false,
                ));
            }
            let previous = next_index.checked_sub(1).and_then(inside);
            let usable = |kind| {
                kind == SegmentKind::Verbatim
                    || (matches!(kind, SegmentKind::Replaced | SegmentKind::Inserted) && !derived)
            };
            let behind = previous.map_or(piece.host.start(), |s| s.host().end());
            let gap = behind != next.map_or(piece.host.end(), |s| s.host().start());
            let broken = |s: Option<&crate::Segment>| s.is_some_and(|s| s.kind == SegmentKind::LineBreak);
            return match (previous, next) {
                (Some(segment), _) if usable(segment.kind) => {
                    Some((Span::at(segment.host().end()), false, gap || broken(next), false))
                }
                (_, Some(segment)) if usable(segment.kind) => {
                    Some((Span::at(segment.host().start()), gap || broken(previous), false, false))
                }
                // The text is empty: insert between the quotes.
                (None, None) if !derived && piece.template.is_empty() => {
                    Some((Span::at(piece.host.start()), false, false, false))
                }
                _ => None,
            };
        }
        let first_index = self.index_at(span.start())?;
        let last_index = self.index_at(span.end() - 1)?;
        let (first, last) = (inside(first_index)?, inside(last_index)?);
        let mut left_broken = false;
        let mut host_start = first.host().start();
        if span.start() == first.template().start() {
            if let Some(previous) = first_index.checked_sub(1).and_then(inside) {
                let gap = previous.host().end() != first.host().start();
                left_broken = previous.kind == SegmentKind::LineBreak || gap;
                if previous.kind == SegmentKind::LineBreak && first.kind == SegmentKind::LineBreak {
                    return None;
                }
            } else if first.kind == SegmentKind::LineBreak {
                return None;
            } else {
                left_broken = first.host().start() != piece.host.start();
            }
        } else if first.kind == SegmentKind::Verbatim {
            host_start += span.start() - first.template().start();
        } else {
            return None;
        }
        let mut right_broken = false;
        let mut host_end = last.host().end();
        if span.end() == last.template().end() {
            if let Some(next) = inside(last_index + 1) {
                right_broken =
                    next.kind == SegmentKind::LineBreak || last.host().end() != next.host().start();
                if next.kind == SegmentKind::LineBreak && last.kind == SegmentKind::LineBreak {
                    return None;
                }
            } else if last.kind == SegmentKind::LineBreak {
                return None;
            } else {
                right_broken = last.host().end() != piece.host.end();
            }
        } else if last.kind == SegmentKind::Verbatim {
            host_end = last.host().start() + (span.end() - last.template().start());
        } else {
            return None;
        }
        if host_end < host_start {
            return None;
        }
        let between = segments.get(first_index..=last_index)?;
        if derived && between.iter().any(|s| s.kind != SegmentKind::Verbatim) {
            return None;
        }
        let spans_break = between.iter().any(|s| s.kind == SegmentKind::LineBreak)
            || between.windows(2).any(|w| matches!(w, [a, b] if a.host().end() != b.host().start()));
        Some((Span::new(host_start, host_end), left_broken, right_broken, spans_break))
    }
}

/// Encodes the content for the host; `None` if it cannot be expressed.
fn encode(piece: &Piece, site: &Site<'_>) -> Option<String> {
    let content = escape_interpolation(piece.style.interpolation, site)?;
    match &piece.style.scalar {
        ScalarStyle::Verbatim => Some(content),
        ScalarStyle::Indented { indent, terminator } => indented(site, &content, indent, terminator),
        ScalarStyle::YamlBlock { folded, fixed_indent, indent, newline } => {
            block_ends_stay(site, *fixed_indent)?;
            if indent.is_empty() && (site.left_broken || site.before.is_empty() || content.contains('\n')) {
                return None; // At the margin `---` would end the document.
            }
            if !content.chars().all(|c| c == '\n' || is_yaml_printable(c)) {
                return None;
            }
            if *folded {
                folded_stays(site)?;
                return Some(content);
            }
            Some(put_behind_indent(&content, site.after, newline.as_str(), indent))
        }
        ScalarStyle::YamlPlain { flow } => plain_stays(site, *flow).then_some(content),
        ScalarStyle::YamlSingleQuoted => {
            let fits = content.chars().all(is_yaml_printable) && blanks_stay(site);
            fits.then(|| content.replace('\'', "''"))
        }
        ScalarStyle::YamlDoubleQuoted => blanks_stay(site).then(|| escape_yaml(&content)),
        ScalarStyle::JsonString => Some(escape_json(&content)),
        ScalarStyle::HclQuoted => Some(escape_hcl(&content)),
        ScalarStyle::HclHeredoc { flush, indent, marker } => heredoc(site, &content, *flush, indent, marker),
        ScalarStyle::Json => {
            let mut text = String::with_capacity(site.before.len() + content.len() + site.after.len());
            text.push_str(site.before);
            text.push_str(site.content);
            text.push_str(site.after);
            is_json_value(&text).then_some(content)
        }
        ScalarStyle::Derived => {
            let word = content.starts_with(|c: char| c.is_ascii_alphabetic())
                && content.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            word.then_some(content)
        }
    }
}

/// Escapes the interpolation syntax in the new text; `None` if the edit would create or remove an interpolation next to
/// it.
fn escape_interpolation(interpolation: Interpolation, site: &Site<'_>) -> Option<String> {
    let Site { before, content, after, .. } = *site;
    let (signs, escapes): (&[char], &[(&str, &str)]) = match interpolation {
        Interpolation::None => return Some(content.to_owned()),
        Interpolation::Sub => (&['$'], &[("${", "${!")]),
        Interpolation::Hcl => (&['$', '%'], &[("${", "$${"), ("%{", "%%{")]),
        Interpolation::Serverless => (&['$'], &[]),
    };
    for &sign in signs {
        // The edit must not join `$` with `{`, nor two `$`, which Terraform reads as an escape.
        let joined = |a: &str, b: &str| a.ends_with(sign) && b.starts_with(['{', sign]);
        let behind = if content.is_empty() { after } else { content };
        if joined(before, behind) || (!content.is_empty() && joined(content, after)) {
            return None;
        }
        // The rest must not be a single interpolation, which has the value of its expression and is not a string.
        let ends = |text: &str, other: &str| text.ends_with('}') || (text.is_empty() && other.ends_with('}'));
        if interpolation == Interpolation::Hcl
            && content.is_empty()
            && (before.starts_with(sign) || (before.is_empty() && after.starts_with(sign)))
            && ends(after, before)
        {
            return None;
        }
        let mut doubled = String::from(sign);
        doubled.push(sign);
        if interpolation == Interpolation::Hcl && content.contains(&doubled) {
            return None;
        }
        // A brace must not close an unclosed interpolation.
        let mut open = String::from(sign);
        open.push('{');
        if content.contains('}') && before.rfind(&open) > before.rfind('}') {
            return None;
        }
        if interpolation == Interpolation::Serverless && content.contains(&open) {
            return None;
        }
        // Nor must text after the edit.
        if before.rfind(&open).is_some_and(|at| !before.get(at..).unwrap_or_default().contains('}')) {
            return None;
        }
    }
    let mut out = content.to_owned();
    for (open, escaped) in escapes {
        out = out.replace(open, escaped);
    }
    Some(out)
}
