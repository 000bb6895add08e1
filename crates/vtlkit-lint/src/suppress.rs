//! Comments that keep rules quiet.
//!
//! `## vtlkit-disable-line rule` is about its own line, `## vtlkit-disable-next-line rule` about the one below, and
//! `#* vtlkit-disable rule *#` about everything after it. Rules, groups of rules or `all` are separated by commas or
//! blanks; what follows a colon or a dash is a reason. A line comment takes its line end out of the output, a block
//! comment does not.
//!
//! The comments of a host file say the same; one that is about a line is about the templates that start there, too.

use vtlkit_syntax::ast::{Comment, Item, Template};
use vtlkit_syntax::visit::{Node, Site, Visitor, walk};
use vtlkit_text::{Applicability, Diagnostic, Edit, Fix, Span};

use crate::findings::Findings;
use crate::rules::APPLIED;

/// The word that all suppressions start with.
const WORD: &str = "vtlkit-disable";

/// One name that a comment keeps quiet in some part of a text.
#[derive(Debug)]
struct Suppression {
    /// The name; the comment's first word where it names nothing.
    name: Span,
    names_nothing: bool,
    covers: Vec<Span>,
    /// The number of the comment.
    comment: usize,
    used: bool,
}

/// What the comments of a text keep quiet.
#[derive(Debug)]
pub(crate) struct Suppressions<'s> {
    source: &'s str,
    found: Vec<Suppression>,
    /// What is replaced to take each comment away, and by what.
    comments: Vec<Option<(Span, &'static str)>>,
}

impl<'s> Suppressions<'s> {
    /// What the comments of a host file keep quiet. `comments` are their places from the word `vtlkit-…` on,
    /// `templates` those of the file's templates.
    pub(crate) fn of_host(source: &'s str, comments: &[Span], templates: &[Span]) -> Self {
        let mut out = Self { source, found: Vec::new(), comments: Vec::new() };
        for comment in comments {
            let whole = whole(source, *comment).map(|span| (span, ""));
            out.add(*comment, comment.start(), whole, templates);
        }
        out
    }

    fn of_template(source: &'s str, template: &Template) -> Self {
        let mut out = Self { source, found: Vec::new(), comments: Vec::new() };
        if source.contains(WORD) {
            walk(template, source, &mut Collect(&mut out));
        }
        out
    }

    /// Reads a comment from its word on. `start` is where it starts.
    fn add(&mut self, words: Span, start: usize, whole: Option<(Span, &'static str)>, templates: &[Span]) {
        let text = words.text(self.source);
        let offset = |word: &str| (word.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        let mut words = text
            .split([' ', '\t', ',', '\r', '\n'])
            .filter(|word| !word.is_empty())
            .map(|word| (word, Span::new(0, word.len()).shift(words.start() + offset(word))));
        let line = |at: usize| {
            let from = self.source.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
            let rest = self.source.get(at..).unwrap_or_default();
            Span::new(from, at + rest.find('\n').map_or(rest.len(), |end| end + 1))
        };
        let own = line(start);
        let Some((word, first)) = words.next() else { return };
        let covers = match word {
            WORD => vec![Span::new(start, self.source.len() + 1)],
            "vtlkit-disable-line" => vec![own],
            "vtlkit-disable-next-line" => vec![line(own.end().min(self.source.len()))],
            _ => return,
        };
        let starting = |span: &&Span| covers.iter().any(|line| line.contains(span.start()));
        let starting: Vec<Span> = templates.iter().filter(starting).copied().collect();
        let covers = [covers, starting].concat();
        let mut names = Vec::new();
        for (word, span) in words {
            if matches!(word, "-" | "--" | "—" | "–" | ":") {
                break;
            }
            let name = word.trim_end_matches(':');
            names.push(Span::new(span.start(), span.start() + name.len()));
            if name.len() < word.len() {
                break;
            }
        }
        let names_nothing = names.is_empty();
        let comment = self.comments.len();
        self.comments.push(whole);
        if names_nothing {
            names.push(first);
        }
        for name in names {
            let covers = covers.clone();
            self.found.push(Suppression { name, names_nothing, covers, comment, used: false });
        }
    }

    /// Whether a comment keeps a finding quiet.
    pub(crate) fn silence(&mut self, finding: &Diagnostic) -> bool {
        let Some(rule) = finding.rule else { return false };
        let at = finding.primary.span.start();
        let mut silenced = false;
        for suppression in &mut self.found {
            let covers = suppression.covers.iter().any(|span| span.contains(at));
            if covers && !suppression.names_nothing && names(suppression.name.text(self.source), rule) {
                suppression.used = true;
                silenced = true;
            }
        }
        silenced
    }

    /// A finding for each name that kept nothing quiet.
    pub(crate) fn unused(self) -> Vec<Diagnostic> {
        let Some(rule) = APPLIED.iter().find(|rule| rule.name == "unused-suppression") else {
            return Vec::new();
        };
        let mut findings = Findings::default();
        for (index, suppression) in self.found.iter().enumerate() {
            if suppression.used {
                continue;
            }
            let name = suppression.name.text(self.source);
            let message = if suppression.names_nothing {
                format!("`{name}` names no rule")
            } else if is_name(name) {
                format!("`{name}` has nothing to be kept quiet about here")
            } else {
                format!("there is no rule `{name}`")
            };
            let mut finding = Diagnostic::error(message, suppression.name);
            if suppression.names_nothing {
                finding = finding.with_note("help", "write the rules behind it, or `all`");
            }
            finding.fix = self.removal(index);
            findings.of(rule).add(finding);
        }
        findings.list
    }
}

impl Suppressions<'_> {
    /// Takes a name that keeps nothing quiet out of its comment, and the comment away if that is all it has.
    fn removal(&self, index: usize) -> Option<Fix> {
        let suppression = self.found.get(index)?;
        let of_comment = |other: &&Suppression| other.comment == suppression.comment;
        if !self.found.iter().filter(of_comment).any(|other| other.used) {
            let (span, content) = (*self.comments.get(suppression.comment)?)?;
            let edits = vec![Edit::replace(span, content)];
            return Some(Fix::new("remove the comment", edits, Applicability::Safe));
        }
        // With the blanks and the comma towards a name that stays.
        let (before, behind) = (self.found.get(..index)?, self.found.get(index + 1..)?);
        let span = if before.iter().filter(of_comment).any(|other| other.used) {
            Span::new(before.last()?.name.end(), suppression.name.end())
        } else {
            Span::new(suppression.name.start(), behind.first()?.name.start())
        };
        Some(Fix::new("remove the name", vec![Edit::delete(span)], Applicability::Safe))
    }
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

/// Whether a name in a comment is that of a rule, its group, or `all`.
fn names(name: &str, rule: &str) -> bool {
    name == rule || name == "all" || APPLIED.iter().any(|it| it.name == rule && it.group.name() == name)
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
        self.0.add(words, start, Some((whole, content)), &[]);
    }
}

/// Takes away what comments keep quiet, and adds a finding for each rule they name in vain.
pub(crate) fn apply(source: &str, template: &Template, list: &mut Vec<Diagnostic>) {
    let mut suppressions = Suppressions::of_template(source, template);
    list.retain(|finding| !suppressions.silence(finding));
    list.append(&mut suppressions.unused());
}
