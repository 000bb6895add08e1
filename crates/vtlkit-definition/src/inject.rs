use std::fmt;

use vtlkit_text::{
    Edit, Interpolation, ScalarStyle, Span, apply_edits, escape_hcl, escape_json, escape_yaml,
    is_yaml_printable,
};

use crate::extraction::{Extraction, extract_as};
use crate::template::Template;
use vtlkit_host::Format;

/// Why a template could not be put back.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InjectError {
    /// The host file is not the one the template was taken from, or was changed since.
    Stale {
        /// Where the template was.
        span: Span,
    },
    /// The text is made out of something that is not a text, such as a schema written as YAML.
    Derived {
        /// Where the template is.
        span: Span,
    },
    /// The host has no way to say the new text at this place.
    NotExpressible {
        /// Where the template is.
        span: Span,
    },
}

impl fmt::Display for InjectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Stale { .. } => "the file has changed since the template was taken from it; extract it again",
            Self::Derived { .. } => {
                "the text is made out of something else in the file, so it cannot be put back; change the file itself"
            }
            Self::NotExpressible { .. } => {
                "the file cannot say this text here; write the template there as one quoted string or block first"
            }
        })
    }
}

impl std::error::Error for InjectError {}

/// The host file with `text` in place of a template that was [extracted](crate::extract) from it.
///
/// As little as possible changes: where the new text can be said in the template's own notation only the bytes that
/// differ are written, escaped and indented as there. Otherwise the notation changes (a YAML text without quotes gets
/// some), and nothing else. Extracting the result gives `text` and every other template as before; that is checked.
///
/// Pieces `${…}` that the host puts in stay pieces where the new text still has them; a `${…}` that is new is the
/// template's own and is escaped.
///
/// # Errors
///
/// [`InjectError`] if the file cannot say the text; nothing is changed then.
pub fn inject(host: &str, template: &Template, text: &str) -> Result<String, InjectError> {
    let span = template.span;
    if template.format == Format::Standalone && template.interpolation == Interpolation::None {
        let mark = if host.starts_with('\u{feff}') { "\u{feff}" } else { "" };
        let is_same = host.strip_prefix(mark) == Some(&*template.text);
        return if is_same { Ok(format!("{mark}{text}")) } else { Err(InjectError::Stale { span }) };
    }
    let before = extract_as(template.format, host);
    if before
        .templates
        .get(template.index)
        .is_none_or(|found| found.text != template.text || found.span != span)
    {
        return Err(InjectError::Stale { span });
    }
    if text == &*template.text {
        return Ok(host.to_owned());
    }
    let fits = |edit: Edit| {
        let changed = apply_edits(host, &[edit]).ok()?;
        is_only_change(&before, &extract_as(template.format, &changed), template.index, text)
            .then_some(changed)
    };
    // The bytes that differ, in the notation that is there.
    let smallest = difference(&template.text, text);
    if let Some(changed) = template.map.to_host_edit(&smallest).and_then(fits) {
        return Ok(changed);
    }
    // The whole text, in the same notation or another.
    if template.opaque.is_empty()
        && let Some(changed) =
            template.map.to_host_edit(&Edit::replace(Span::new(0, template.text.len()), text)).and_then(fits)
    {
        return Ok(changed);
    }
    let ways = rewritten(host, template, text);
    if ways.is_empty() && template.is_derived() {
        return Err(InjectError::Derived { span });
    }
    ways.into_iter().find_map(fits).ok_or(InjectError::NotExpressible { span })
}

/// Whether the second extraction is the first with another text for one template.
fn is_only_change(before: &Extraction, after: &Extraction, index: usize, text: &str) -> bool {
    before.templates.len() == after.templates.len()
        && before.errors.len() == after.errors.len()
        && before
            .templates
            .iter()
            .zip(&after.templates)
            .enumerate()
            .all(|(at, (old, new))| if at == index { &*new.text == text } else { old.text == new.text })
}

/// The smallest edit that makes one text of another.
fn difference(old: &str, new: &str) -> Edit {
    let mut start = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
    while !(old.is_char_boundary(start) && new.is_char_boundary(start)) {
        start -= 1;
    }
    let most = old.len().min(new.len()) - start;
    let mut tail = old.bytes().rev().zip(new.bytes().rev()).take(most).take_while(|(a, b)| a == b).count();
    while !(old.is_char_boundary(old.len() - tail) && new.is_char_boundary(new.len() - tail)) {
        tail -= 1;
    }
    Edit::replace(Span::new(start, old.len() - tail), new.get(start..new.len() - tail).unwrap_or_default())
}

/// The ways to write the whole text, the most alike first.
fn rewritten(host: &str, template: &Template, text: &str) -> Vec<Edit> {
    let span = template.written;
    let mut ways = Vec::new();
    let Some(style) = template.map.style().filter(|_| template.map.parts() == 1) else { return ways };
    let escaped = |escape: &dyn Fn(&str) -> String| with_pieces(host, template, text, escape);
    let double_quoted = || format!("\"{}\"", escaped(&escape_yaml));
    let single_quoted = || {
        let simple = text.chars().all(is_yaml_printable);
        simple.then(|| format!("'{}'", escaped(&|part: &str| part.replace('\'', "''"))))
    };
    match &style.scalar {
        ScalarStyle::YamlBlock { indent, newline, .. } => {
            let break_ = newline.as_str();
            let raw = escaped(&str::to_owned);
            ways.extend(block(host, template, &raw, indent, break_));
            ways.push(Edit::replace(span, double_quoted() + break_ + lines_behind(host, template, break_)));
        }
        ScalarStyle::YamlPlain { .. } => {
            ways.push(Edit::replace(span, escaped(&str::to_owned)));
            ways.extend(single_quoted().map(|quoted| Edit::replace(span, quoted)));
            ways.push(Edit::replace(span, double_quoted()));
        }
        ScalarStyle::YamlSingleQuoted | ScalarStyle::YamlDoubleQuoted => {
            if style.scalar == ScalarStyle::YamlSingleQuoted {
                ways.extend(single_quoted().map(|quoted| Edit::replace(span, quoted)));
            }
            ways.push(Edit::replace(span, double_quoted()));
        }
        ScalarStyle::JsonString => ways.push(Edit::replace(span, format!("\"{}\"", escaped(&escape_json)))),
        ScalarStyle::HclQuoted => ways.push(Edit::replace(span, format!("\"{}\"", escaped(&escape_hcl)))),
        ScalarStyle::HclHeredoc { flush, indent, .. } => {
            ways.extend(lines_between(host, template, &escaped(&str::to_owned), *flush, indent));
            ways.push(Edit::replace(span, format!("\"{}\"", escaped(&escape_hcl))));
        }
        ScalarStyle::Json => ways.push(Edit::replace(span, text)),
        ScalarStyle::Indented { indent, .. } => {
            ways.extend(lines_between(host, template, text, true, indent));
        }
        // What is left of a block scalar without text.
        ScalarStyle::Derived
            if host.get(span.range()).is_some_and(|source| source.starts_with(['|', '>'])) =>
        {
            ways.push(Edit::replace(span, double_quoted() + "\n"));
        }
        ScalarStyle::Verbatim | ScalarStyle::Derived => {}
    }
    ways
}

fn indented(line: &str, indent: &str) -> String {
    if line.trim_end_matches(['\n', '\r']).is_empty() { line.to_owned() } else { format!("{indent}{line}") }
}

/// The text escaped, but for the pieces of the host's that it had before.
fn with_pieces(host: &str, template: &Template, text: &str, escape: &dyn Fn(&str) -> String) -> String {
    let interpolation = template.interpolation;
    let plain = |part: &str| {
        let escaped = escape(part);
        match interpolation {
            Interpolation::Sub => escaped.replace("${", "${!"),
            Interpolation::Hcl => escaped.replace("${", "$${").replace("%{", "%%{"),
            Interpolation::None | Interpolation::Serverless => escaped,
        }
    };
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    for piece in &template.opaque {
        let value = piece.span.text(&template.text);
        let Some(at) = rest.find(value) else { continue };
        out.push_str(&plain(rest.get(..at).unwrap_or_default()));
        out.push_str(piece.host.text(host));
        rest = rest.get(at + value.len()..).unwrap_or_default();
    }
    out.push_str(&plain(rest));
    out
}

/// A block scalar with other lines. Its indicator says what becomes of the newlines at its end; a fold becomes a
/// literal block, which can say every line.
fn block(host: &str, template: &Template, text: &str, indent: &str, newline: &str) -> Option<Edit> {
    let span = template.written;
    let source = host.get(span.range())?;
    let header_end = source.find(['\n', '\r'])?;
    let header = source.get(..header_end)?;
    let indicators =
        header.find(|c: char| !matches!(c, '|' | '>' | '+' | '-' | '0'..='9')).unwrap_or(header_end);
    let digits: String = header.get(..indicators)?.chars().filter(char::is_ascii_digit).collect();
    let body = text.trim_end_matches('\n');
    let ends = text.len() - body.len();
    if body.is_empty() {
        return None; // Two quotes say it better than a block of empty lines.
    }
    let chomp = match ends {
        0 => "-",
        1 => "",
        _ => "+",
    };
    let mut out = String::from("|");
    out.push_str(&digits);
    out.push_str(chomp);
    out.push_str(header.get(indicators..)?);
    out.push_str(newline);
    for line in body.split('\n') {
        if !line.is_empty() {
            out.push_str(indent);
            out.push_str(line);
        }
        out.push_str(newline);
    }
    for _ in 1..ends {
        out.push_str(newline);
    }
    if ends < 2 {
        out.push_str(lines_behind(host, template, newline));
    }
    if !source.ends_with(['\n', '\r']) {
        out.truncate(out.len() - newline.len());
    }
    Some(Edit::replace(span, out))
}

/// The empty lines that stand after a block scalar and are not part of its text.
fn lines_behind<'h>(host: &'h str, template: &Template, newline: &str) -> &'h str {
    let taken = template.map.to_host(Span::new(0, template.text.len())).end();
    let behind = host.get(taken..template.written.end()).unwrap_or_default();
    let behind =
        if template.text.ends_with('\n') { behind } else { behind.strip_prefix(newline).unwrap_or(behind) };
    if behind.trim().is_empty() { behind } else { "" }
}

/// A heredoc or fence with other lines, between the markers it has.
fn lines_between(
    host: &str,
    template: &Template,
    text: &str,
    behind_indent: bool,
    indent: &str,
) -> Option<Edit> {
    let source = host.get(template.written.range())?;
    let start = source.find('\n')? + 1;
    let end = source.rfind('\n')? + 1;
    let lines: String = if behind_indent {
        text.split_inclusive('\n').map(|line| indented(line, indent)).collect()
    } else {
        text.to_owned()
    };
    let base = template.written.start();
    (text.is_empty() || text.ends_with('\n'))
        .then(|| Edit::replace(Span::new(base + start, base + end), lines))
}
