//! Comments that keep rules quiet.
//!
//! `## vtlkit-disable-line rule` is about its own line, `## vtlkit-disable-next-line rule` about the one below, and
//! `#* vtlkit-disable rule *#` about everything after it. Rules, groups of rules or `all` are separated by commas or
//! blanks; what follows a colon or a dash is a reason. A line comment takes its line end out of the output, a block
//! comment does not.
//!
//! The comments of a host file say the same; one that is about a line is about the templates that start there, too.

mod add;

pub use self::add::suppressions;

use std::collections::{BTreeSet, HashMap};

use vtlkit_syntax::ast::{Comment, Item, Template};
use vtlkit_syntax::visit::{Node, Site, Visitor, walk};
use vtlkit_text::{Applicability, Diagnostic, Edit, Fix, Span};

use crate::findings::Findings;
use crate::rules::APPLIED;
use crate::spans::Spans;

/// The word that all suppressions start with.
const WORD: &str = "vtlkit-disable";

/// A comment that keeps rules quiet.
#[derive(Debug)]
struct Said {
    covers: Cover,
    /// Its names; its first word where it names nothing.
    names: Vec<Span>,
    names_nothing: bool,
    /// What is replaced to take the comment away, and by what.
    whole: Option<(Span, &'static str)>,
}

/// What a comment is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Cover {
    /// Everything from here on.
    Rest(usize),
    /// A line, and in a host file the templates that start in it.
    Line(Span),
}

/// What the comments of a text keep quiet.
#[derive(Debug)]
pub(crate) struct Suppressions<'s> {
    source: &'s str,
    /// Where each line starts.
    lines: Vec<usize>,
    /// The templates of a host file, by their starts.
    templates: Vec<Span>,
    comments: Vec<Said>,
    /// What each name of a rule, a group or all rules keeps quiet.
    named: HashMap<&'s str, Named>,
}

impl<'s> Suppressions<'s> {
    /// What the comments of a host file keep quiet. `comments` are their places from the word `vtlkit-…` on,
    /// `templates` those of the file's templates.
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

    /// The line of a place, with its end.
    fn line(&mut self, at: usize) -> Span {
        if self.lines.is_empty() {
            let ends = self.source.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            self.lines = std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect();
        }
        let next = self.lines.partition_point(|start| *start <= at);
        let start = next.checked_sub(1).and_then(|line| self.lines.get(line)).copied().unwrap_or_default();
        // A finding may be at the end of the text.
        Span::new(start, self.lines.get(next).copied().unwrap_or(self.source.len() + 1))
    }

    /// Reads a comment from its word on. `start` is where it starts.
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

    /// Whether a comment keeps a finding quiet.
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

    /// A finding for each name that kept nothing quiet.
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
                    format!("`{text}` has nothing to be kept quiet about here")
                } else {
                    format!("there is no rule `{text}`")
                };
                let mut finding = Diagnostic::error(message, *name);
                if comment.names_nothing {
                    finding = finding.with_note("help", "write the rules behind it, or `all`");
                }
                finding.fix = comment.removal(index, first_used);
                findings.of(rule).add(finding);
            }
        }
        findings.list
    }

    /// Whether a name of a comment kept something quiet. `known` has the answers so far.
    fn is_used(&self, comment: &Said, name: Span, known: &mut HashMap<(&'s str, Cover), bool>) -> bool {
        let name = name.text(self.source);
        let Some(named) = self.named.get(name).filter(|_| !comment.names_nothing) else { return false };
        *known.entry((name, comment.covers)).or_insert_with(|| named.is_used(comment.covers, &self.templates))
    }
}

impl Said {
    /// Takes a name that keeps nothing quiet out of the comment, and the comment away if none of its names does:
    /// `first_used` is the first that does.
    fn removal(&self, index: usize, first_used: Option<usize>) -> Option<Fix> {
        let Some(first_used) = first_used else {
            let (span, content) = self.whole?;
            let edits = vec![Edit::replace(span, content)];
            return Some(Fix::new("remove the comment", edits, Applicability::Safe));
        };
        let name = self.names.get(index)?;
        // With the blanks and the comma towards a name that stays.
        let span = if first_used < index {
            Span::new(self.names.get(index.checked_sub(1)?)?.end(), name.end())
        } else {
            Span::new(name.start(), self.names.get(index + 1)?.start())
        };
        Some(Fix::new("remove the name", vec![Edit::delete(span)], Applicability::Safe))
    }
}

/// What all comments with one name keep quiet, and where they did.
#[derive(Debug, Default)]
struct Named {
    /// The first place from which on all is quiet.
    rest: Option<usize>,
    lines: BTreeSet<Span>,
    /// The lines and the templates that start in them. Made when it is first needed.
    quiet: Option<Spans>,
    /// The places of the findings that were kept quiet.
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

    /// Whether a finding at a place is kept quiet.
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

    /// Whether a finding was kept quiet by a comment about `cover`.
    fn is_used(&self, cover: Cover, templates: &[Span]) -> bool {
        let used = |span: &Span| self.silenced.range(span.range()).next().is_some();
        match cover {
            Cover::Rest(from) => self.silenced.range(from..).next().is_some(),
            Cover::Line(line) => used(&line) || starting(templates, line).iter().any(used),
        }
    }
}

/// The templates that start in a line.
fn starting(templates: &[Span], line: Span) -> &[Span] {
    let from = templates.partition_point(|template| template.start() < line.start());
    let to = templates.partition_point(|template| template.start() < line.end());
    templates.get(from..to).unwrap_or_default()
}

/// A comment of a host file with all that goes with it: the blanks before it, or its line where it is alone there.
/// `words` is what it has from the word `vtlkit-…` on.
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

/// Whether a name is one of a rule or a group.
fn is_name(name: &str) -> bool {
    name == "all" || APPLIED.iter().any(|rule| rule.name == name || rule.group.name() == name)
}

/// Finds the comments of a template.
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
        // A line comment has swallowed its line end, and so has to leave it.
        let content = if text.starts_with("##") { "##" } else { "" };
        let start = comment.span.start();
        let whole = Span::new(start, start + text.trim_end_matches(['\r', '\n']).len());
        let words = Span::new(start + at, start + end);
        // What a comment for the rest of the template is about starts behind it.
        self.0.add(words, start, Some((whole, content)));
    }
}

/// Takes away what comments keep quiet, and adds a finding for each rule they name in vain.
pub(crate) fn apply(source: &str, template: &Template, list: &mut Vec<Diagnostic>) {
    let mut suppressions = Suppressions::of_template(source, template);
    list.retain(|finding| !suppressions.silence(finding));
    list.append(&mut suppressions.unused());
}
