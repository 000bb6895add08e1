//! Suppression comments.
//!
//! `## vtlkit-disable-line rule` applies to its own line, `## vtlkit-disable-next-line rule` to the next line, and
//! `#* vtlkit-disable rule *#` to everything after it. Names of rules or groups, or `all`, are separated by commas or
//! white space; text after a colon or a dash is a reason. A line comment removes its newline from the output, a block
//! comment does not.
//!
//! Comments of a host file have the same form. One for a line also applies to the templates that start on that line.

mod add;

pub use self::add::suppressions;

use std::collections::{BTreeSet, HashMap};

use vtlkit_syntax::ast::{Comment, Item, Template};
use vtlkit_syntax::visit::{Node, Site, Visitor, walk};
use vtlkit_text::{Applicability, Diagnostic, Edit, Fix, Span};

use crate::findings::Findings;
use crate::rules::APPLIED;
use crate::spans::Spans;

/// The word that every suppression comment starts with.
const WORD: &str = "vtlkit-disable";

/// A suppression comment.
#[derive(Debug)]
struct Said {
    covers: Cover,
    /// The spans of its names; of its first word if it has no names.
    names: Vec<Span>,
    names_nothing: bool,
    /// The span and the replacement that remove the comment.
    whole: Option<(Span, &'static str)>,
}

/// The part of the text that a comment applies to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Cover {
    /// Everything from this offset on.
    Rest(usize),
    /// A line and, in a host file, the templates that start on it.
    Line(Span),
}

/// The suppression comments of a text.
#[derive(Debug)]
pub(crate) struct Suppressions<'s> {
    source: &'s str,
    /// The start of each line.
    lines: Vec<usize>,
    /// The templates of a host file, by their starts.
    templates: Vec<Span>,
    comments: Vec<Said>,
    /// What is suppressed by each name of a rule or group, or by `all`.
    named: HashMap<&'s str, Named>,
}

impl<'s> Suppressions<'s> {
    /// The suppression comments of a host file. `comments` are their spans from the word `vtlkit-…` on, `templates`
    /// the spans of the file's templates.
    pub(crate) fn of_host(source: &'s str, comments: &[Span], templates: &[Span]) -> Self {
        let mut out = Self::new(source);
        out.templates = templates.to_vec();
        out.templates.sort_unstable();
        for comment in comments {
            let whole = whole(source, *comment).map(|span| (span, ""));
            out.add(*comment, comment.start(), whole);
        }
        out
    }

    fn of_template(source: &'s str, template: &Template) -> Self {
        let mut out = Self::new(source);
        if source.contains(WORD) {
            walk(template, source, &mut Collect(&mut out));
        }
        out
    }

    fn new(source: &'s str) -> Self {
        let (lines, templates, comments) = (Vec::new(), Vec::new(), Vec::new());
        Self { source, lines, templates, comments, named: HashMap::new() }
    }

    /// The span of the line at an offset, including its newline.
    fn line(&mut self, at: usize) -> Span {
        if self.lines.is_empty() {
            let ends = self.source.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            self.lines = std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect();
        }
        let next = self.lines.partition_point(|start| *start <= at);
        let start = next.checked_sub(1).and_then(|line| self.lines.get(line)).copied().unwrap_or_default();
        // One past the end, since a finding may be at the end of the text.
        Span::new(start, self.lines.get(next).copied().unwrap_or(self.source.len() + 1))
    }

    /// Parses a comment from its word on. `start` is the start of the comment.
    fn add(&mut self, words: Span, start: usize, whole: Option<(Span, &'static str)>) {
        let source = self.source;
        let text = words.text(source);
        let offset = |word: &str| (word.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        let mut words = text
            .split([' ', '\t', ',', '\r', '\n'])
            .filter(|word| !word.is_empty())
            .map(|word| (word, Span::new(0, word.len()).shift(words.start() + offset(word))));
        let Some((word, first)) = words.next() else { return };
        let covers = match word {
            WORD => Cover::Rest(start),
            "vtlkit-disable-line" => Cover::Line(self.line(start)),
            "vtlkit-disable-next-line" => {
                let own = self.line(start);
                Cover::Line(self.line(own.end().min(source.len())))
            }
            _ => return,
        };
        let mut names = Vec::new();
        for (word, span) in words {
            if matches!(word, "-" | "--" | "—" | "–" | ":") {
                break;
            }
            let name = word.trim_end_matches(':');
            names.push(Span::new(span.start(), span.start() + name.len()));
            if is_name(name) {
                self.named.entry(name).or_default().cover(covers);
            }
            if name.len() < word.len() {
                break;
            }
        }
        let names_nothing = names.is_empty();
        if names_nothing {
            names.push(first);
        }
        self.comments.push(Said { covers, names, names_nothing, whole });
    }

    /// Whether a comment suppresses a finding; remembers that it did.
    pub(crate) fn silence(&mut self, finding: &Diagnostic) -> bool {
        let Some(rule) = finding.rule else { return false };
        let at = finding.primary.span.start();
        let group = APPLIED.iter().find(|it| it.name == rule).map(|it| it.group.name());
        let mut silenced = false;
        for name in [Some(rule), group, Some("all")].into_iter().flatten() {
            silenced |= self.named.get_mut(name).is_some_and(|named| named.silence(at, &self.templates));
        }
        silenced
    }

    /// A finding for each name that suppressed nothing.
    pub(crate) fn unused(self) -> Vec<Diagnostic> {
        let Some(rule) = APPLIED.iter().find(|rule| rule.name == "unused-suppression") else {
            return Vec::new();
        };
        let mut findings = Findings::default();
        let mut known = HashMap::new();
        for comment in &self.comments {
            let used: Vec<bool> =
                comment.names.iter().map(|name| self.is_used(comment, *name, &mut known)).collect();
            let first_used = used.iter().position(|used| *used);
            for (index, name) in comment.names.iter().enumerate().filter(|(index, _)| !used[*index]) {
                let text = name.text(self.source);
                let message = if comment.names_nothing {
                    format!("`{text}` names no rule")
                } else if is_name(text) {
                    format!("`{text}` reports nothing here")
                } else {
                    format!("there is no rule `{text}`")
                };
                let mut finding = Diagnostic::error(message, *name);
                if comment.names_nothing {
                    finding = finding.with_note("help", "write the names of rules after it, or `all`");
                }
                finding.fix = comment.removal(index, first_used);
                findings.of(rule).add(finding);
            }
        }
        findings.list
    }

    /// Whether a name of a comment suppressed something. `known` caches the answers.
    fn is_used(&self, comment: &Said, name: Span, known: &mut HashMap<(&'s str, Cover), bool>) -> bool {
        let name = name.text(self.source);
        let Some(named) = self.named.get(name).filter(|_| !comment.names_nothing) else { return false };
        *known.entry((name, comment.covers)).or_insert_with(|| named.is_used(comment.covers, &self.templates))
    }
}

impl Said {
    /// The fix that removes an unused name or, if no name is used, the whole comment. `first_used` is the index of
    /// the first used name.
    fn removal(&self, index: usize, first_used: Option<usize>) -> Option<Fix> {
        let Some(first_used) = first_used else {
            let (span, content) = self.whole?;
            let edits = vec![Edit::replace(span, content)];
            return Some(Fix::new("remove the comment", edits, Applicability::Safe));
        };
        let name = self.names.get(index)?;
        // Including the white space and the comma next to a name that stays.
        let span = if first_used < index {
            Span::new(self.names.get(index.checked_sub(1)?)?.end(), name.end())
        } else {
            Span::new(name.start(), self.names.get(index + 1)?.start())
        };
        Some(Fix::new("remove the name", vec![Edit::delete(span)], Applicability::Safe))
    }
}

/// What all comments with one name apply to, and what they suppressed.
#[derive(Debug, Default)]
struct Named {
    /// The first offset from which on everything is suppressed.
    rest: Option<usize>,
    lines: BTreeSet<Span>,
    /// The lines and the templates that start on them. Built when it is first needed.
    quiet: Option<Spans>,
    /// The offsets of the suppressed findings.
    silenced: BTreeSet<usize>,
}

impl Named {
    fn cover(&mut self, cover: Cover) {
        match cover {
            Cover::Rest(from) => self.rest = Some(self.rest.map_or(from, |rest| rest.min(from))),
            Cover::Line(line) => {
                self.lines.insert(line);
            }
        }
    }

    /// Whether a finding at an offset is suppressed.
    fn silence(&mut self, at: usize, templates: &[Span]) -> bool {
        let lines = &self.lines;
        let quiet = self.quiet.get_or_insert_with(|| {
            lines
                .iter()
                .flat_map(|line| [*line].into_iter().chain(starting(templates, *line).to_vec()))
                .collect()
        });
        let silenced = self.rest.is_some_and(|rest| rest <= at) || quiet.contain(at);
        if silenced {
            self.silenced.insert(at);
        }
        silenced
    }

    /// Whether a comment for `cover` suppressed a finding.
    fn is_used(&self, cover: Cover, templates: &[Span]) -> bool {
        let used = |span: &Span| self.silenced.range(span.range()).next().is_some();
        match cover {
            Cover::Rest(from) => self.silenced.range(from..).next().is_some(),
            Cover::Line(line) => used(&line) || starting(templates, line).iter().any(used),
        }
    }
}

/// The templates that start on a line.
fn starting(templates: &[Span], line: Span) -> &[Span] {
    let from = templates.partition_point(|template| template.start() < line.start());
    let to = templates.partition_point(|template| template.start() < line.end());
    templates.get(from..to).unwrap_or_default()
}

/// The span to delete with a comment of a host file: the white space before it, or its whole line if nothing else is
/// on it. `words` is the comment's span from the word `vtlkit-…` on.
fn whole(source: &str, words: Span) -> Option<Span> {
    let before = source.get(..words.start())?.trim_end_matches([' ', '\t']);
    let behind = source.get(words.end()..)?;
    let (mark, close) = [("#", ""), ("//", ""), ("/*", "*/"), ("<!--", "-->")]
        .into_iter()
        .find(|(mark, _)| before.ends_with(mark))?;
    let before = before.trim_end_matches(mark).trim_end_matches([' ', '\t']);
    let behind = behind.strip_prefix(close)?;
    let end = source.len() - behind.len();
    let line_end = behind.len() - behind.trim_start_matches([' ', '\t']).trim_start_matches('\r').len();
    let behind = behind.get(line_end..)?;
    let alone = before.is_empty() || before.ends_with('\n');
    if alone && (behind.is_empty() || behind.starts_with('\n')) {
        return Some(Span::new(before.len(), (end + line_end + 1).min(source.len())));
    }
    Some(Span::new(before.len(), end))
}

/// Whether a name is that of a rule or a group, or `all`.
fn is_name(name: &str) -> bool {
    name == "all" || APPLIED.iter().any(|rule| rule.name == name || rule.group.name() == name)
}

/// Collects the comments of a template.
struct Collect<'l, 's>(&'l mut Suppressions<'s>);

impl Visitor for Collect<'_, '_> {
    fn enter(&mut self, node: Node<'_>, site: Site<'_>) {
        if let Node::Item(Item::Comment(comment)) = node
            && site.string.is_none()
        {
            self.read(comment);
        }
    }
}

impl Collect<'_, '_> {
    fn read(&mut self, comment: &Comment) {
        let text = comment.span.text(self.0.source);
        let Some(at) = text.find(WORD) else { return };
        let words = text.get(at..).unwrap_or_default();
        let end = at + words.find("*#").unwrap_or(words.len());
        // A line comment removes its newline from the output, so the `##` has to stay.
        let content = if text.starts_with("##") { "##" } else { "" };
        let start = comment.span.start();
        let whole = Span::new(start, start + text.trim_end_matches(['\r', '\n']).len());
        let words = Span::new(start + at, start + end);
        // A comment for the rest of the template applies from its end on.
        self.0.add(words, start, Some((whole, content)));
    }
}

/// Removes suppressed findings, and adds a finding for each name that suppresses nothing.
pub(crate) fn apply(source: &str, template: &Template, list: &mut Vec<Diagnostic>) {
    let mut suppressions = Suppressions::of_template(source, template);
    list.retain(|finding| !suppressions.silence(finding));
    list.append(&mut suppressions.unused());
}
