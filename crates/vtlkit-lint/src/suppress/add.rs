//! Writes suppression comments.

use vtlkit_definition::Extraction;
use vtlkit_host::Format;
use vtlkit_syntax::ast::{Item, Template};
use vtlkit_syntax::visit::{Node, Site, Visitor, walk};
use vtlkit_syntax::{Directives, parse};
use vtlkit_text::{Applicability, Edit, Fix, Span, apply_edits};

use super::{Cover, Said, Suppressions};
use crate::definition::FileFinding;

/// The comment that suppresses a finding of a file, as a fix.
///
/// It stands on a line of its own above the finding, in the template if that can hold it, else above the line of the file
/// that the template starts on. A comment that is there already gets the name of the rule. `None` where neither goes: in
/// JSON around templates, and inside a directive or a text that spans several lines.
pub fn suppression(
    name: &str,
    text: &str,
    extraction: &Extraction,
    finding: &FileFinding,
    reason: &str,
) -> Option<Fix> {
    let rule = finding.diagnostic.rule.filter(|rule| *rule != "unused-suppression")?;
    let comment = Comment { rule, reason };
    let template = finding.template.and_then(|index| extraction.templates.get(index));
    if let (Some(template), Some(within)) = (template, &finding.within)
        && let Some(edit) = comment.in_template(&template.text, within.primary.span.start())
        && let Some(fix) = template.map.to_host_fix(&as_fix(edit))
    {
        return Some(fix);
    }
    let at = template.map_or(finding.diagnostic.primary.span, |template| template.span).start();
    comment.in_host(name, text, extraction, at).map(as_fix)
}

fn as_fix(edit: Edit) -> Fix {
    Fix::new("suppress the finding", vec![edit], Applicability::Safe)
}

/// What a comment says.
struct Comment<'a> {
    rule: &'a str,
    reason: &'a str,
}

impl Comment<'_> {
    /// The words of a new comment.
    fn words(&self) -> String {
        let reason = if self.reason.is_empty() { String::new() } else { format!(": {}", self.reason) };
        format!("vtlkit-disable-next-line {}{reason}", self.rule)
    }

    fn in_template(&self, source: &str, at: usize) -> Option<Edit> {
        let parsed = parse(source, Directives::ApiGateway);
        let mut known = Suppressions::of_template(source, &parsed.template);
        let line = known.line(at);
        if let Some(comment) = about(&known, line) {
            return self.added_to(comment, source);
        }
        // In front of the comment there is nothing: blanks would be printed.
        let end = if source.contains("\r\n") { "\r\n" } else { "\n" };
        let edit = Edit::insert(line.start(), format!("## {}{end}", self.words()));
        is_between_items(source, &parsed.template, line.start()).then_some(edit)
    }

    fn in_host(&self, name: &str, text: &str, extraction: &Extraction, at: usize) -> Option<Edit> {
        let is_json = [".tf.json", ".tofu.json"].iter().any(|end| name.ends_with(end));
        let has_comments = matches!(
            Format::of_name(name),
            Some(Format::Yaml | Format::YamlTemplate | Format::Serverless | Format::Hcl)
        );
        if is_json || !has_comments {
            return None;
        }
        let templates: Vec<Span> = extraction.templates.iter().map(|template| template.span).collect();
        let mut known = Suppressions::of_host(text, &extraction.comments, &templates);
        let line = known.line(at);
        if let Some(comment) = about(&known, line) {
            return self.added_to(comment, text);
        }
        let rest = text.get(line.start()..)?;
        let indent = rest.get(..rest.len() - rest.trim_start_matches([' ', '\t']).len())?;
        let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let edit = Edit::insert(line.start(), format!("{indent}# {}{end}", self.words()));
        // Within a text of several lines it would be none.
        let changed = apply_edits(text, std::slice::from_ref(&edit)).ok()?;
        let is_comment =
            vtlkit_definition::extract(name, &changed).comments.len() == extraction.comments.len() + 1;
        is_comment.then_some(edit)
    }

    /// The name of the rule added to a comment that is there; nothing where it has the name already.
    fn added_to(&self, comment: &Said, source: &str) -> Option<Edit> {
        let has_name = comment.names.iter().any(|name| name.text(source) == self.rule);
        let last = comment.names.last().filter(|_| !has_name)?;
        Some(Edit::insert(last.end(), format!(", {}", self.rule)))
    }
}

/// The comment that is about a line.
fn about<'k>(known: &'k Suppressions<'_>, line: Span) -> Option<&'k Said> {
    known.comments.iter().find(|comment| comment.covers == Cover::Line(line) && !comment.names_nothing)
}

/// Whether a new line at the start of this one is printed as text or not at all: it splits no directive, reference or
/// comment, and no text in quotes.
fn is_between_items(source: &str, template: &Template, at: usize) -> bool {
    let mut place = Place { at, is_free: false };
    walk(template, source, &mut place);
    place.is_free
}

struct Place {
    at: usize,
    is_free: bool,
}

impl Visitor for Place {
    fn enter(&mut self, node: Node<'_>, site: Site<'_>) {
        if let Node::Item(item) = node
            && site.string.is_none()
        {
            let span = item.span();
            let is_in_text = matches!(item, Item::Text(_)) && span.start() < self.at && self.at <= span.end();
            self.is_free |= is_in_text || span.start() == self.at;
        }
    }
}
