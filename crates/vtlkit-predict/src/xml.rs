//! Values printed into XML or HTML without escaping.

use vtlkit_text::{Applicability, Diagnostic, Edit, Fix};

use super::ViolationKind;
use super::change::Change;
use super::confirm::{Candidate, Confirm, Shown};
use super::constraints::{Constraints, Shape};
use super::explore::Path;
use super::leaf::leaves;
use super::origin::Origin;
use super::value::{Piece, Value};
use super::violations::Violations;

/// A position in XML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    /// In text content.
    Text,
    /// In a tag, outside of attribute values.
    Tag,
    /// In an attribute value with these quotes.
    Attribute(char),
    Comment,
    Cdata,
    /// `<?…?>` and `<!DOCTYPE …>`.
    Declaration,
    /// In `script` or `style`, whose content is another language.
    Raw,
}

impl At {
    /// Whether a string at this position makes the XML invalid.
    fn is_broken_by(self, text: &str) -> bool {
        let mut scanner = Scanner { at: self, read: String::new(), broken: false };
        text.chars().for_each(|c| scanner.push(c));
        scanner.entity_ends();
        scanner.broken || scanner.at != self
    }
}

/// An incremental XML reader.
struct Scanner {
    at: At,
    /// The current tag or comment so far; of text, its end.
    read: String,
    /// Whether something invalid was read.
    broken: bool,
}

impl Scanner {
    fn new() -> Self {
        Self { at: At::Text, read: String::new(), broken: false }
    }

    fn go(&mut self, at: At) {
        self.at = at;
        self.read.clear();
    }

    fn push(&mut self, c: char) {
        let before = self.read.chars().next_back();
        match self.at {
            At::Text => match c {
                '<' => {
                    self.entity_ends();
                    self.go(At::Tag);
                }
                _ => self.character(c),
            },
            At::Tag => {
                let is_start = self.read.is_empty();
                self.broken |=
                    c == '<' || is_start && !(c.is_alphabetic() || matches!(c, '/' | '!' | '?' | '_'));
                // White space separates attributes.
                self.broken |= before == Some('"') && !(c.is_whitespace() || matches!(c, '/' | '>'));
                self.read.push(c);
                match (&*self.read, c) {
                    ("!--", _) => self.go(At::Comment),
                    ("![CDATA[", _) => self.go(At::Cdata),
                    ("?" | "!D" | "!d", _) => self.go(At::Declaration),
                    (_, '"' | '\'') => {
                        self.read.pop();
                        let tag = std::mem::take(&mut self.read);
                        self.at = At::Attribute(c);
                        self.read = tag;
                        self.read.push('\n');
                    }
                    (_, '>') => {
                        let name: String =
                            self.read.chars().take_while(char::is_ascii_alphanumeric).collect();
                        let name = name.to_ascii_lowercase();
                        let is_raw = matches!(&*name, "script" | "style") && !self.read.ends_with("/>");
                        self.go(if is_raw { At::Raw } else { At::Text });
                    }
                    _ => {}
                }
            }
            At::Attribute(quote) if c == quote => {
                self.entity_ends();
                let tag = self.read.split('\n').next().unwrap_or_default().to_owned();
                self.at = At::Tag;
                // Stands for the value.
                self.read = tag + "\"";
            }
            At::Attribute(_) => {
                self.broken |= c == '<';
                self.character(if c == '\n' { ' ' } else { c });
            }
            At::Comment | At::Cdata | At::Declaration | At::Raw => {
                self.read.push(c);
                let end = match self.at {
                    At::Comment => self.read.ends_with("-->"),
                    At::Cdata => self.read.ends_with("]]>"),
                    At::Declaration => c == '>',
                    _ => self.read.ends_with("</script>") || self.read.ends_with("</style>"),
                };
                if end {
                    self.go(At::Text);
                }
            }
        }
    }

    /// A character of text or of an attribute value: `&` starts an entity.
    fn character(&mut self, c: char) {
        let open = self.read.rfind('&').map(|at| self.read.split_off(at));
        match (open, c) {
            (Some(open), ';') => self.broken |= open.len() < 2,
            (Some(mut open), _) if c.is_alphanumeric() || c == '#' && open == "&" => {
                open.push(c);
                self.read.push_str(&open);
            }
            (Some(_), _) => {
                self.broken = true;
                self.read.extend((c == '&').then_some('&'));
            }
            (None, '&') => self.read.push('&'),
            (None, _) => {}
        }
    }

    fn entity_ends(&mut self) {
        self.broken |= self.read.contains('&');
    }

    fn finish(mut self) -> bool {
        self.entity_ends();
        self.broken || self.at != At::Text
    }
}

/// Whether a text is not well-formed as far as values can cause it: tags are not checked.
fn is_broken(text: &str) -> bool {
    let mut scanner = Scanner::new();
    text.chars().for_each(|c| scanner.push(c));
    scanner.finish()
}

/// Whether the output is XML or HTML.
pub(super) fn is_xml(constraints: &Constraints, pieces: &[Piece]) -> bool {
    let mut text = String::new();
    for piece in pieces {
        if !matches!(piece.value, Value::Text(_)) && text.trim().is_empty() {
            return false;
        }
        constraints.print(&piece.value, &mut text);
        let mut start = text.trim_start().chars();
        match (start.next(), start.next()) {
            (Some('<'), Some(c)) => return c.is_alphabetic() || matches!(c, '?' | '!'),
            // White space is only looked at once.
            (None, None) => text.clear(),
            (Some('<'), None) => {}
            _ => return false,
        }
    }
    false
}

/// A string that breaks out of a position.
fn breaking(at: At) -> Option<&'static str> {
    Some(match at {
        At::Text => "x < y & z",
        At::Attribute('"') => "x < \"y\" & z",
        At::Attribute(_) => "x < 'y' & z",
        At::Tag => "x < y",
        At::Comment => "x --> < y",
        At::Cdata => "x ]]> < y",
        At::Declaration | At::Raw => return None,
    })
}

/// Records what the references of a path can break.
pub(super) fn violations(source: &str, path: &Path, confirm: &mut Confirm, out: &mut Violations) {
    if path.rendered.as_ref().is_none_or(|(_, output)| is_broken(output)) {
        return;
    }
    let mut scanner = Scanner::new();
    let mut starts = Vec::with_capacity(path.pieces.len());
    for index in 0..path.pieces.len() {
        starts.push(scanner.at);
        path.printed.piece(index).chars().for_each(|c| scanner.push(c));
    }
    let candidates = path.pieces.iter().zip(starts).enumerate().flat_map(|(index, (piece, at))| {
        let found = if matches!(piece.value, Value::Text(_)) { Vec::new() } else { leaves(&piece.value) };
        found.into_iter().filter_map(move |leaf| {
            let change = with(&path.constraints, &leaf.value, breaking(at)?)?;
            let kind = ViolationKind::UnescapedInXml;
            Some(Candidate { kind, piece: index, span: piece.span, change, sink: at })
        })
    });
    let shows = |_: &Confirm, shown: &Shown<'_>, candidates: &[&Candidate<At>]| {
        if !is_broken(&shown.output) {
            return vec![false; candidates.len()];
        }
        // Elsewhere the same value may be escaped.
        candidates.iter().map(|it| it.sink.is_broken_by(shown.printed.piece(it.piece))).collect()
    };
    let tell = |it: &Candidate<At>| path.pieces.get(it.piece).map(|piece| finding(source, piece, it.sink));
    confirm.add(path, candidates, &shows, tell, out);
}

/// The change with a string for a value, if the client controls it.
fn with(constraints: &Constraints, value: &Value, text: &str) -> Option<Change> {
    match value {
        Value::External(source) | Value::Json(source)
            if source.is_untrusted()
                && !constraints.is_container(source)
                && constraints.shape(source).is_none()
                && !constraints.is_in_path(source) =>
        {
            if constraints.model.as_ref().is_some_and(|model| model.breaking(source).is_none()) {
                return None;
            }
            let change = Change::of(source.clone(), Shape::Text(constraints.fit(source, text)));
            Some(Change { touched: Some(source.clone()), ..change })
        }
        Value::Raw => {
            let inside = Origin::payload().key("a")?;
            let change = Change::of(inside.clone(), Shape::Text(text.to_owned()));
            Some(Change { touched: Some(inside), ..change })
        }
        _ => None,
    }
}

fn finding(source: &str, piece: &Piece, at: At) -> Diagnostic {
    let text = piece.span.text(source);
    let (why, help) = match at {
        At::Comment => ("`-->` in the value ends the comment", "leave the value out of the comment"),
        At::Cdata => (
            "`]]>` in the value ends the section",
            "put it between tags, and escape it: `….replaceAll(\"&\", \"&amp;\").replaceAll(\"<\", \"&lt;\")`",
        ),
        At::Tag => (
            "the value can add attributes and elements",
            "put it into the value of an attribute, in quotes, and escape it",
        ),
        _ => (
            "`<`, `&` or a quote in the value makes the output invalid, or adds elements and attributes to it",
            "escape it, `&` first: `….replaceAll(\"&\", \"&amp;\").replaceAll(\"<\", \"&lt;\")…`",
        ),
    };
    let message = format!("`{text}` is not escaped in XML");
    let finding = Diagnostic::error(message, piece.span).with_note("why", why).with_note("help", help);
    match fix(source, piece, at) {
        Some(fix) => finding.with_fix(fix),
        None => finding,
    }
}

/// Escapes a value: `&` first, so that the other escapes stay.
fn fix(source: &str, piece: &Piece, at: At) -> Option<Fix> {
    let text = piece.span.text(source);
    let value = match &piece.value {
        Value::External(Origin::Body(_)) => ".toString()",
        Value::External(_) | Value::Json(_) | Value::Raw => "",
        value if value.is_plainly_made() => "",
        _ => return None,
    };
    if !piece.is_reference || !text.starts_with('$') || text.starts_with("$$") {
        return None;
    }
    let apostrophe = match at {
        At::Text | At::Attribute('"') => "",
        At::Attribute(_) => ".replaceAll(\"'\", \"&#39;\")",
        _ => return None,
    };
    let escapes = format!(
        "{value}.replaceAll(\"&\", \"&amp;\").replaceAll(\"<\", \"&lt;\").replaceAll(\">\", \"&gt;\")\
         .replaceAll('\"', \"&quot;\"){apostrophe}"
    );
    let next = source.get(piece.span.end()..).and_then(|rest| rest.chars().next());
    let new = match text.strip_suffix('}').filter(|_| text.contains('{')) {
        Some(inner) if text.starts_with("${") || text.starts_with("$!{") => format!("{inner}{escapes}}}"),
        _ if matches!(next, Some('.' | '[' | '(')) => {
            let name = text.strip_prefix("$!").or_else(|| text.strip_prefix('$'))?;
            format!("${{{name}{escapes}}}")
        }
        _ => format!("{text}{escapes}"),
    };
    Some(Fix::new("escape the value", vec![Edit::replace(piece.span, new)], Applicability::Unsafe))
}

#[cfg(test)]
mod tests {
    use super::is_broken;

    #[test]
    fn values_that_break_xml_are_seen() {
        for sound in [
            "<?xml version=\"1.0\"?>\n<a b=\"c &amp; d\" e='f'>g &lt; &#39; &quot;<h/></a>\n",
            "<a><!-- b & < --><![CDATA[ c & < ]]></a>",
            "<!DOCTYPE html><html><body><br><script>if (a < b && c) {}</script></body></html>",
            "<soap:Envelope xmlns:soap=\"urn:x\"><soap:Body/></soap:Envelope>",
        ] {
            assert!(!is_broken(sound), "{sound}");
        }
        for broken in [
            "<a>b & c</a>",
            "<a>b < c</a>",
            "<a>b &</a>",
            "<a b=\"c \"d\" e\"/>",
            "<a b=\"c & d\"/>",
            "<a b='c < d'/>",
            "<a x < y/>",
            "<a><!-- b --> < c --></a>",
            "<a",
        ] {
            assert!(is_broken(broken), "{broken}");
        }
    }
}
