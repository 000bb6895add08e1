//! Writes suppression comments.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use vtlkit_definition::Extraction;
use vtlkit_host::Format;
use vtlkit_syntax::ast::Item;
use vtlkit_syntax::visit::{Node, Site, Visitor, walk};
use vtlkit_syntax::{Directives, parse};
use vtlkit_text::{Applicability, Edit, Fix, Span, apply_edits};

use super::{Cover, Said, Suppressions};
use crate::definition::FileFinding;

/// The comments that suppress the findings of a file, as fixes, one for each finding.
///
/// A comment is a separate line above the finding, in the template if possible, otherwise above the line of the file on
/// which the template starts. If there is such a comment already, the name of the rule is added to it. `None` if neither
/// is possible: in JSON around templates, and inside a directive or a text of several lines.
pub fn suppressions(
    name: &str,
    text: &str,
    extraction: &Extraction,
    findings: &[FileFinding],
    reason: &str,
) -> Vec<Option<Fix>> {
    let mut templates: HashMap<usize, Place<'_>> = HashMap::new();
    let mut host = Place::of_host(text, extraction);
    let mut fixes: Vec<Option<Fix>> = Vec::new();
    // The lines of the file that get a comment, with the findings it is for.
    let mut lines: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, finding) in findings.iter().enumerate() {
        let Some(rule) = finding.diagnostic.rule.filter(|rule| *rule != "unused-suppression") else {
            fixes.push(None);
            continue;
        };
        let comment = Comment { rule, reason };
        let template = finding.template.and_then(|index| Some((index, extraction.templates.get(index)?)));
        let within = template.zip(finding.within.as_ref());
        let fix = within.and_then(|((index, template), within)| {
            let place = templates.entry(index).or_insert_with(|| Place::of_template(&template.text));
            let edit = comment.in_template(place, within.primary.span.start())?;
            template.map.to_host_fix(&as_fix(edit))
        });
        let start = template.map_or(finding.diagnostic.primary.span, |(_, template)| template.span).start();
        if fix.is_none() && has_comments(name) {
            let (edit, is_new) = comment.in_host(&mut host, start);
            if let Some(edit) = edit.as_ref().filter(|_| is_new) {
                lines.entry(edit.span.start()).or_default().push(at);
            }
            fixes.push(edit.map(as_fix));
        } else {
            fixes.push(fix);
        }
    }
    let new: Vec<Edit> = lines.values().filter_map(|of| edit_of(&fixes, of)).collect();
    let kept = recognised(name, text, extraction.comments.len(), &new);
    let refused = lines.iter().filter(|(line, _)| !kept.contains(line));
    let refused: BTreeSet<usize> = refused.flat_map(|(_, of_line)| of_line.iter().copied()).collect();
    let numbered = fixes.into_iter().enumerate();
    numbered.map(|(at, fix)| fix.filter(|_| !refused.contains(&at))).collect()
}

fn edit_of(fixes: &[Option<Fix>], of_line: &[usize]) -> Option<Edit> {
    fixes.get(*of_line.first()?)?.as_ref()?.edits.first().cloned()
}

fn as_fix(edit: Edit) -> Fix {
    Fix::new("suppress the finding", vec![edit], Applicability::Safe)
}

/// Whether a file with this name can have comments outside its templates.
fn has_comments(name: &str) -> bool {
    let is_json = [".tf.json", ".tofu.json"].iter().any(|end| name.ends_with(end));
    let format = Format::of_name(name);
    !is_json && matches!(format, Some(Format::Yaml | Format::YamlTemplate | Format::Serverless | Format::Hcl))
}

/// The offsets of the new lines that are comments in the file. Inside a text of several lines they are not.
fn recognised(name: &str, text: &str, before: usize, new: &[Edit]) -> BTreeSet<usize> {
    if new.is_empty() {
        return BTreeSet::new();
    }
    let changed = apply_edits(text, new);
    let comments = changed.map(|changed| vtlkit_definition::extract(name, &changed).comments.len());
    match new.split_at(new.len() / 2) {
        _ if comments == Ok(before + new.len()) => new.iter().map(|edit| edit.span.start()).collect(),
        ([], _) => BTreeSet::new(),
        (first, second) => {
            let mut out = recognised(name, text, before, first);
            out.extend(recognised(name, text, before, second));
            out
        }
    }
}

/// A text into which comments are written: a template or its host file.
struct Place<'s> {
    known: Suppressions<'s>,
    /// The indexes of the comments that apply to a single line, by line.
    of_lines: HashMap<Span, usize>,
    /// For a template: the start offsets of its items, and the printed texts.
    items: Items,
}

impl<'s> Place<'s> {
    fn of_template(source: &'s str) -> Self {
        let parsed = parse(source, Directives::ApiGateway);
        let mut items = Items::default();
        walk(&parsed.template, source, &mut items);
        items.texts.sort_unstable();
        Self::new(Suppressions::of_template(source, &parsed.template), items)
    }

    fn of_host(text: &'s str, extraction: &Extraction) -> Self {
        let templates: Vec<Span> = extraction.templates.iter().map(|template| template.span).collect();
        Self::new(Suppressions::of_host(text, &extraction.comments, &templates), Items::default())
    }

    fn new(known: Suppressions<'s>, items: Items) -> Self {
        let about = |(at, comment): (usize, &Said)| match comment.covers {
            Cover::Line(line) if !comment.names_nothing => Some((line, at)),
            _ => None,
        };
        let of_lines = known.comments.iter().enumerate().filter_map(about).collect();
        Self { known, of_lines, items }
    }

    fn comment(&self, line: Span) -> Option<&Said> {
        self.of_lines.get(&line).and_then(|at| self.known.comments.get(*at))
    }

    const fn source(&self) -> &'s str {
        self.known.source
    }

    /// The line ending.
    fn line_end(&self) -> &'static str {
        if self.source().contains("\r\n") { "\r\n" } else { "\n" }
    }
}

/// The content of a comment.
struct Comment<'a> {
    rule: &'a str,
    reason: &'a str,
}

impl Comment<'_> {
    /// The text of a new comment.
    fn words(&self) -> String {
        let reason = if self.reason.is_empty() { String::new() } else { format!(": {}", self.reason) };
        format!("vtlkit-disable-next-line {}{reason}", self.rule)
    }

    fn in_template(&self, place: &mut Place<'_>, at: usize) -> Option<Edit> {
        let line = place.known.line(at);
        if let Some(comment) = place.comment(line) {
            return self.added_to(comment, place.source());
        }
        // No indentation: blanks before the comment would be printed.
        let edit = Edit::insert(line.start(), format!("## {}{}", self.words(), place.line_end()));
        place.items.may_start_line(line.start()).then_some(edit)
    }

    /// The comment, and whether it is new.
    fn in_host(&self, place: &mut Place<'_>, at: usize) -> (Option<Edit>, bool) {
        let line = place.known.line(at);
        if let Some(comment) = place.comment(line) {
            return (self.added_to(comment, place.source()), false);
        }
        let rest = place.source().get(line.start()..).unwrap_or_default();
        let (indent, _) = rest.split_at(rest.len() - rest.trim_start_matches([' ', '\t']).len());
        let text = format!("{indent}# {}{}", self.words(), place.line_end());
        (Some(Edit::insert(line.start(), text)), true)
    }

    /// Adds the name of the rule to an existing comment. Returns `None` if the comment has it.
    fn added_to(&self, comment: &Said, source: &str) -> Option<Edit> {
        let has_name = comment.names.iter().any(|name| name.text(source) == self.rule);
        let last = comment.names.last().filter(|_| !has_name)?;
        Some(Edit::insert(last.end(), format!(", {}", self.rule)))
    }
}

/// The items of a template, without those inside quoted strings.
#[derive(Default)]
struct Items {
    starts: BTreeSet<usize>,
    texts: Vec<Span>,
}

impl Items {
    /// Whether a line inserted at a line's start splits no directive, reference or comment.
    fn may_start_line(&self, at: usize) -> bool {
        let next = self.texts.partition_point(|text| text.start() < at);
        let is_in_text =
            next.checked_sub(1).and_then(|last| self.texts.get(last)).is_some_and(|it| at <= it.end());
        is_in_text || self.starts.contains(&at)
    }
}

impl Visitor for Items {
    fn enter(&mut self, node: Node<'_>, site: Site<'_>) {
        if let Node::Item(item) = node
            && site.string.is_none()
        {
            self.starts.insert(item.span().start());
            if let Item::Text(text) = item {
                self.texts.push(text.span);
            }
        }
    }
}
