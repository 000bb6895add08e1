//! Templates that are separate files, and templates in code fences of Markdown files.

use memchr::memmem;
use vtlkit_text::{HostStyle, Interpolation, OffsetMap, OffsetMapBuilder, ScalarStyle, Span};

use crate::extraction::{Extraction, NoteKind, extract_as};
use crate::template::{Reference, Role, Template, TemplateKind};
use vtlkit_host::scalar::pieces;
use vtlkit_host::{Format, HostError, comments};

/// Extracts a file that is a template.
pub(crate) fn extract(name: &str, text: &str) -> Extraction {
    let mut out = Extraction::default();
    if u32::try_from(text.len()).is_err() {
        out.errors.push(
            HostError::new(Span::at(0), "the file is larger than 4 GB")
                .help("a mapping template may have 300 KB"),
        );
        return out;
    }
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name).to_ascii_lowercase();
    if base.rsplit('.').next() == Some("tpl")
        && !has_any(text, &["$input", "$context", "$util", "$stageVariables", "#set", "#if", "#foreach"])
    {
        return out; // Many tools keep their templates under this name.
    }
    if is_appsync(text) {
        let message = "this is an AppSync template, whose language differs from API Gateway's; it is skipped";
        out.note(NoteKind::AppSync, Span::new(0, text.len()), message);
        return out;
    }
    let part =
        |words: &[&str]| base.split(|c: char| !c.is_ascii_alphanumeric()).any(|part| words.contains(&part));
    let kind = match (part(&["request", "req"]), part(&["response", "res", "resp"])) {
        (true, false) => TemplateKind::Request,
        (false, true) => TemplateKind::Response,
        _ => TemplateKind::Mapping,
    };
    let map = after_mark(text);
    let map = if is_substituted(text) { pieces::mark(map, Interpolation::Sub) } else { map };
    let template = Template::new(map, Span::new(0, text.len()), Format::Standalone, Role::new(kind));
    out.templates.push(template);
    out
}

/// An identity map of a file's text without the byte order mark.
fn after_mark(text: &str) -> OffsetMap {
    let Some(rest) = text.strip_prefix('\u{feff}') else { return OffsetMap::identity(text) };
    let start = text.len() - rest.len();
    let mut map = OffsetMapBuilder::default();
    map.begin(HostStyle::plain(ScalarStyle::Verbatim), start);
    map.verbatim(start, rest);
    map.finish(text.len())
}

/// Whether a file is filled in by `Fn::Sub`: it has escapes `${!name}`, which mean nothing in Velocity.
fn is_substituted(text: &str) -> bool {
    let names = memmem::find_iter(text.as_bytes(), b"${!").filter_map(|at| text.get(at + 3..));
    names.into_iter().any(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-' | '.' | ':'));
        end.is_some_and(|end| end > 0 && rest.get(end..=end) == Some("}"))
    })
}

/// Whether a JSON file is a mapping template: it has a template's name and API Gateway references, and is not a
/// document with templates in its values.
pub(crate) fn is_json_template(name: &str, text: &str) -> bool {
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name).to_ascii_lowercase();
    let mut words = base.split(|c: char| !c.is_ascii_alphanumeric());
    let is_named = words.any(|word| {
        matches!(
            word,
            "template" | "mapping" | "request" | "response" | "req" | "resp" | "vtl" | "integration"
        )
    });
    let roots = ["$input.", "$util.", "$stageVariables.", "$context.", "${input.", "${util.", "${context."];
    let start = text.trim_start_matches('\u{feff}').trim_start();
    is_named && start.starts_with(['{', '[', '#', '$']) && has_any(text, &roots)
}

/// Extracts a file that another file refers to: a template with a role there, or a whole definition.
///
/// The spans of the role belong to the other file and are dropped. If the host fills in variables
/// ([`Reference::filled`]), `${…}` is an interpolation of the host.
pub fn extract_referenced(name: &str, text: &str, reference: &Reference) -> Extraction {
    let Some(role) = reference.role.clone() else {
        return match Format::of_name(name) {
            Some(Format::Yaml) if reference.filled => extract_as(Format::YamlTemplate, text),
            Some(Format::Json) if reference.filled => extract_as(Format::JsonTemplate, text),
            _ => crate::extract(name, text),
        };
    };
    let mut out = extract("x.vtl", text);
    let Some(template) = out.templates.first_mut() else { return out };
    let map = OffsetMap::identity(text);
    let map = if reference.filled { pieces::mark(map, Interpolation::Hcl) } else { map };
    let role = role.mapped(&|_| Span::at(0));
    *template = Template::new(map, template.span, Format::Standalone, role);
    out
}

fn has_any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| memmem::find(text.as_bytes(), word.as_bytes()).is_some())
}

/// Whether a template is for AppSync: it uses the roots or the template version of that service, and none of API
/// Gateway's.
pub(crate) fn is_appsync(text: &str) -> bool {
    if has_any(text, &["$input", "$stageVariables"]) {
        return false;
    }
    is_context_of_appsync(text)
        || has_any(
            text,
            &[
                "\"2017-02-28\"",
                "\"2018-05-29\"",
                "$ctx.",
                "${ctx.",
                "$context.arguments",
                "$context.args",
                "$context.source",
                "$context.result",
                "$util.dynamodb",
                "$util.appendError",
            ],
        )
}

/// Whether a template prints `$ctx`, which AppSync sets, and neither sets it nor uses `$context`.
fn is_context_of_appsync(text: &str) -> bool {
    let is_whole =
        |rest: &str| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    let uses = |word: &str| {
        memmem::find_iter(text.as_bytes(), word).any(|at| text.get(at + word.len()..).is_some_and(is_whole))
    };
    let sets = has_any(text, &["#set($ctx", "#set( $ctx", "#set ($ctx", "in $ctx)", "#foreach($ctx"]);
    !sets && !has_any(text, &["$context"]) && (uses("$ctx") || uses("${ctx") || uses("$!ctx"))
}

/// A code fence of backquotes or tildes.
struct Fence {
    indent: usize,
    mark: u8,
    len: usize,
}

impl Fence {
    /// The fence that a line opens, and its info string.
    fn opened_by(line: &str) -> Option<(Self, &str)> {
        let text = line.trim_start_matches(' ');
        let mark = text.bytes().next().filter(|byte| matches!(byte, b'`' | b'~'))?;
        let len = text.bytes().take_while(|byte| *byte == mark).count();
        let info = text.get(len..)?;
        if len < 3 || (mark == b'`' && info.contains('`')) {
            return None;
        }
        Some((Self { indent: line.len() - text.len(), mark, len }, info))
    }

    fn is_closed_by(&self, line: &str) -> bool {
        let text = line.trim();
        text.len() >= self.len && text.bytes().all(|byte| byte == self.mark)
    }
}

/// Extracts the code fences of a Markdown file that are marked `vtl` or `velocity`.
pub(crate) fn fences(text: &str) -> Extraction {
    let mut out = Extraction::default();
    let mut lines = Lines { text, at: 0 };
    while let Some((start, line)) = lines.next() {
        let Some((fence, info)) = Fence::opened_by(line) else { continue };
        let body = lines.at;
        let mut body_end = text.len();
        let mut end = text.len();
        while let Some((at, line)) = lines.next() {
            if fence.is_closed_by(line) {
                body_end = at;
                end = at + line.trim_end().len();
                break;
            }
        }
        let language =
            info.trim_start().split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        if !language.eq_ignore_ascii_case("vtl") && !language.eq_ignore_ascii_case("velocity") {
            continue;
        }
        let map = decode(text, &fence, body, body_end);
        if is_appsync(map.text()) {
            let message =
                "this is an AppSync template, whose language differs from API Gateway's; it is skipped";
            out.note(NoteKind::AppSync, Span::new(start, end), message);
            continue;
        }
        let mut template =
            Template::new(map, Span::new(start, end), Format::Markdown, Role::new(TemplateKind::Mapping));
        template.index = out.templates.len();
        out.templates.push(template);
    }
    let fences: Vec<Span> = out.templates.iter().map(|template| template.span).collect();
    out.comments = comments::of_markdown(text, &fences);
    out
}

fn decode(text: &str, fence: &Fence, start: usize, end: usize) -> OffsetMap {
    let mut map = OffsetMapBuilder::default();
    let mark = char::from(fence.mark).to_string();
    map.begin(
        HostStyle::plain(ScalarStyle::Indented {
            indent: " ".repeat(fence.indent).into(),
            terminator: mark.repeat(fence.len).into(),
        }),
        start,
    );
    let mut at = start + indent_of(text, start, end, fence.indent);
    while at < end {
        let line_end =
            memchr::memchr(b'\n', text.as_bytes().get(at..end).unwrap_or_default()).map_or(end, |n| at + n);
        map.verbatim(at, text.get(at..line_end).unwrap_or_default());
        if line_end >= end {
            break;
        }
        let next = line_end + 1;
        at = next + indent_of(text, next, end, fence.indent);
        map.line_break(Span::new(line_end, at), "\n");
    }
    map.finish(end)
}

fn indent_of(text: &str, at: usize, end: usize, most: usize) -> usize {
    text.get(at..end).unwrap_or_default().bytes().take(most).take_while(|byte| *byte == b' ').count()
}

/// The lines of a text with their offsets, without newlines.
struct Lines<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Lines<'t> {
    fn next(&mut self) -> Option<(usize, &'t str)> {
        let start = self.at;
        let rest = self.text.get(start..).filter(|rest| !rest.is_empty())?;
        let len = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |n| n + 1);
        self.at = start + len;
        Some((start, rest.get(..len)?.trim_end_matches(['\n', '\r'])))
    }
}
