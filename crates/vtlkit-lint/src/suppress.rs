//! Comments that keep rules quiet.
//!
//! `## vtlkit-disable-line rule` is about its own line, `## vtlkit-disable-next-line rule` about the one below, and
//! `#* vtlkit-disable rule *#` about everything after it. Several rules are separated by commas or blanks. A line
//! comment takes its line end out of the output, a block comment does not.

use vtlkit_syntax::ast::{Comment, Item, Template};
use vtlkit_syntax::visit::{Node, Site, Visitor, walk};
use vtlkit_text::{Applicability, Diagnostic, Edit, Fix, Span};

use crate::findings::Findings;
use crate::rules::RULES;

/// One rule that a comment keeps quiet in some part of the template.
struct Suppression {
    rule: Span,
    covers: Span,
    comment: Span,
    only: bool,
    used: bool,
}

struct Collect<'s> {
    source: &'s str,
    found: Vec<Suppression>,
}

impl Visitor for Collect<'_> {
    fn enter(&mut self, node: Node<'_>, site: Site<'_>) {
        if let Node::Item(Item::Comment(comment)) = node
            && site.string.is_none()
        {
            self.read(comment);
        }
    }
}

impl Collect<'_> {
    fn read(&mut self, comment: &Comment) {
        let text = comment.span.text(self.source);
        let Some(at) = text.find("vtlkit-disable") else { return };
        let start = comment.span.start() + at;
        let words = text.get(at..).unwrap_or_default();
        let words = words.find("*#").and_then(|end| words.get(..end)).unwrap_or(words);
        let mut words = words
            .split([' ', '\t', ',', '\r', '\n'])
            .filter(|word| !word.is_empty())
            .map(|word| Span::new(0, word.len()).shift(start + offset(text, at, word)));
        let line = |at: usize| {
            let from = self.source.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
            let rest = self.source.get(at..).unwrap_or_default();
            Span::new(from, at + rest.find('\n').map_or(rest.len(), |end| end + 1))
        };
        let own = line(comment.span.start());
        let covers = match words.next().map(|word| word.text(self.source)) {
            Some("vtlkit-disable") => Span::new(comment.span.end(), self.source.len() + 1),
            Some("vtlkit-disable-line") => own,
            Some("vtlkit-disable-next-line") => line(own.end().min(self.source.len())),
            _ => return,
        };
        let rules: Vec<Span> = words.collect();
        let only = rules.len() == 1;
        for rule in rules {
            self.found.push(Suppression { rule, covers, comment: comment.span, only, used: false });
        }
    }
}

/// How far a word of a text, which is a slice of it, stands behind `at`.
fn offset(text: &str, at: usize, word: &str) -> usize {
    (word.as_ptr() as usize).saturating_sub(text.as_ptr() as usize).saturating_sub(at)
}

/// Takes away what comments keep quiet, and adds a finding for each rule they name in vain.
pub(crate) fn apply(source: &str, template: &Template, list: &mut Vec<Diagnostic>) {
    if !source.contains("vtlkit-disable") {
        return;
    }
    let mut collect = Collect { source, found: Vec::new() };
    walk(template, source, &mut collect);
    list.retain(|finding| {
        let at = finding.primary.span.start();
        let mut kept = true;
        for suppression in &mut collect.found {
            if suppression.covers.contains(at) && finding.rule == Some(suppression.rule.text(source)) {
                suppression.used = true;
                kept = false;
            }
        }
        kept
    });
    let Some(rule) = RULES.iter().find(|rule| rule.name == "unused-suppression") else { return };
    let mut findings = Findings::default();
    for suppression in collect.found.iter().filter(|suppression| !suppression.used) {
        let name = suppression.rule.text(source);
        let message = if RULES.iter().any(|rule| rule.name == name) {
            format!("`{name}` has nothing to be kept quiet about here")
        } else {
            format!("there is no rule `{name}`")
        };
        let mut finding = Diagnostic::error(message, suppression.rule);
        if suppression.only {
            // A line comment has swallowed its line end, and so has to leave it.
            let text = suppression.comment.text(source);
            let end = suppression.comment.start() + text.trim_end_matches(['\r', '\n']).len();
            let content = if text.starts_with("##") { "##" } else { "" };
            finding = finding.with_fix(Fix::new(
                "remove the comment",
                vec![Edit::replace(Span::new(suppression.comment.start(), end), content)],
                Applicability::Safe,
            ));
        }
        findings.of(rule).add(finding);
    }
    list.append(&mut findings.list);
}
