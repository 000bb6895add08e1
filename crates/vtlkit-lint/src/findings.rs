use vtlkit_text::{Diagnostic, Severity};

use crate::rule::Applied;

/// What rules have found so far.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    rule: Option<&'static Applied>,
    pub(crate) list: Vec<Diagnostic>,
}

impl Findings {
    /// Names the rule that what follows is found by.
    pub(crate) fn of(&mut self, rule: &'static Applied) -> &mut Self {
        self.rule = Some(rule);
        self
    }

    /// Adds a finding; the severity is that of the rule.
    pub(crate) fn add(&mut self, mut finding: Diagnostic) {
        if let Some(rule) = self.rule {
            finding.rule = Some(rule.name);
            finding.severity = rule.severity;
        }
        self.list.push(finding);
    }

    /// Adds a finding that is less bad than most of its rule.
    pub(crate) fn warn(&mut self, finding: Diagnostic) {
        self.add(finding);
        if let Some(finding) = self.list.last_mut() {
            finding.severity = Severity::Warning;
        }
    }
}
