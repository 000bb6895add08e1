use vtlkit_text::{Diagnostic, Severity};

use crate::rule::Applied;

/// The findings so far, and the rule that is being applied.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    rule: Option<&'static Applied>,
    pub(crate) list: Vec<Diagnostic>,
}

impl Findings {
    /// Sets the rule of the findings that are added next.
    pub(crate) fn of(&mut self, rule: &'static Applied) -> &mut Self {
        self.rule = Some(rule);
        self
    }

    /// Adds a finding with the name and severity of the current rule.
    pub(crate) fn add(&mut self, mut finding: Diagnostic) {
        if let Some(rule) = self.rule {
            finding.rule = Some(rule.name);
            finding.severity = rule.severity;
        }
        self.list.push(finding);
    }

    /// Adds a finding with the severity warning.
    pub(crate) fn warn(&mut self, finding: Diagnostic) {
        self.add(finding);
        if let Some(finding) = self.list.last_mut() {
            finding.severity = Severity::Warning;
        }
    }
}
