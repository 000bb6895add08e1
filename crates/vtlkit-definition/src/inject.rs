use std::fmt;

use vtlkit_text::{
    Edit, Interpolation, ScalarStyle, Span, apply_edits, escape_hcl, escape_json, escape_yaml,
    is_yaml_printable,
};

use crate::extraction::{Extraction, extract_as};
use crate::template::Template;
use vtlkit_host::Format;

/// Why a template could not be written back.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InjectError {
    /// The host file is not the one that the template was extracted from, or it has changed since.
    Stale {
        /// The span of the template at extraction.
        span: Span,
    },
    /// The text is derived from something that is not a string, such as a schema written as YAML.
    Derived {
        /// The span of the template.
        span: Span,
    },
    /// The host format cannot express the new text at this position.
    NotExpressible {
        /// The span of the template.
        span: Span,
    },
}

impl fmt::Display for InjectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Stale { .. } => "the file has changed since the template was taken from it; extract it again",
            Self::Derived { .. } => {
                "the text is derived from another notation in the file and cannot be written back; edit the file instead"
            }
            Self::NotExpressible { .. } => {
                "this position of the file cannot express the text; first write the template there as one quoted string or block"
            }
        })
    }
}

impl std::error::Error for InjectError {}

/// Returns the host file with the text of a template replaced. The template must have been [extracted](crate::extract)
/// from this `host`.
///
/// The change is minimal: where the notation of the template can express the new text, only the bytes that differ are
/// written, with the escapes and the indentation of that notation. Otherwise the notation changes (a plain YAML scalar
/// becomes quoted) and nothing else. The result is checked: extracting it gives `text` for this template and leaves
/// every other template unchanged.
///
/// Interpolations `${…}` of the host format stay interpolations if the new text still contains them; a new `${…}`
/// belongs to the template and is escaped.
///
/// # Errors
///
/// [`InjectError`] if the file cannot express the text.
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
    // First attempt: replace only the bytes that differ, in the same notation.
    let smallest = difference(&template.text, text);
    if let Some(changed) = template.map.to_host_edit(&smallest).and_then(fits) {
        return Ok(changed);
    }
    // Second attempt: rewrite the whole text, in the same or another notation.
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

/// Whether two extractions differ only in the text of the template at `index`.
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

/// The smallest single edit that turns `old` into `new`.
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

/// Ways to rewrite the whole text, the closest to the original notation first.
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
            ways.push(Edit::replace(
                span,
                double_quoted() + break_ + empty_lines_after(host, template, break_),
            ));
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
        // An empty block scalar.
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

/// Escapes the text except for the interpolations that the template had before.
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

/// Rewrites a block scalar. The chomping indicator follows from the number of newlines at the end of the text. A folded
/// scalar (`>`) becomes a literal one (`|`), which can express every line.
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
        out.push_str(empty_lines_after(host, template, newline));
    }
    if !source.ends_with(['\n', '\r']) {
        out.truncate(out.len() - newline.len());
    }
    Some(Edit::replace(span, out))
}

/// The empty lines after a block scalar that are not part of its text.
fn empty_lines_after<'h>(host: &'h str, template: &Template, newline: &str) -> &'h str {
    let taken = template.map.to_host(Span::new(0, template.text.len())).end();
    let behind = host.get(taken..template.written.end()).unwrap_or_default();
    let behind =
        if template.text.ends_with('\n') { behind } else { behind.strip_prefix(newline).unwrap_or(behind) };
    if behind.trim().is_empty() { behind } else { "" }
}

/// Rewrites the lines of a heredoc or a code fence; the markers stay.
fn lines_between(
    host: &str,
    template: &Template,
    text: &str,
    after_indent: bool,
    indent: &str,
) -> Option<Edit> {
    let source = host.get(template.written.range())?;
    let start = source.find('\n')? + 1;
    let end = source.rfind('\n')? + 1;
    let lines: String = if after_indent {
        text.split_inclusive('\n').map(|line| indented(line, indent)).collect()
    } else {
        text.to_owned()
    };
    let base = template.written.start();
    (text.is_empty() || text.ends_with('\n'))
        .then(|| Edit::replace(Span::new(base + start, base + end), lines))
}
