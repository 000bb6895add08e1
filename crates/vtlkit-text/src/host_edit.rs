//! Translates edits of a template to edits of its host file.
//!
//! An edit is only translated if the changed host is certain to decode to the changed template. Each notation has its
//! own conditions; if they are not met, the result is `None`.

mod conditions;
mod lines;
mod range;

use self::conditions::{blanks_stay, block_ends_stay, folded_stays, plain_stays};
use self::lines::{heredoc, indented, put_behind_indent};
use self::range::HostRange;
use crate::escape::{escape_hcl, escape_json, escape_yaml, is_yaml_printable};
use crate::json_check::is_json_value;
use crate::offset_map::Piece;
use crate::{Edit, Interpolation, OffsetMap, ScalarStyle, SegmentKind};

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
    range: HostRange,
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
                let range = self.host_range(piece, edit.span)?;
                let site = Site {
                    before: text.get(piece.template.start()..start)?,
                    removed: text.get(start..end)?,
                    content: &edit.content,
                    after: text.get(end..piece.template.end())?,
                    range,
                };
                let content = encode(piece, &site)?;
                Some(Edit { span: range.span, content })
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
}

/// Encodes the content for the host; `None` if it cannot be expressed.
fn encode(piece: &Piece, site: &Site<'_>) -> Option<String> {
    let content = escape_interpolation(piece.style.interpolation, site)?;
    match &piece.style.scalar {
        ScalarStyle::Verbatim => Some(content),
        ScalarStyle::Indented { indent, terminator } => indented(site, &content, indent, terminator),
        ScalarStyle::YamlBlock { folded, fixed_indent, indent, newline } => {
            block_ends_stay(site, *fixed_indent)?;
            if indent.is_empty()
                && (site.range.left_broken || site.before.is_empty() || content.contains('\n'))
            {
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
