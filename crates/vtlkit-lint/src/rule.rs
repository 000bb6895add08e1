use vtlkit_syntax::visit::{Node, Site};
use vtlkit_syntax::{SyntaxError, SyntaxErrorKind};
use vtlkit_text::{Diagnostic, Severity};

use crate::definition::Definition;
use crate::findings::Findings;
use crate::lint::Lint;
use crate::rules::HISTORY;
use vtlkit_predict::ViolationKind;

/// A lint rule: a kind of fault, its documentation and the check that finds it.
#[derive(Debug)]
pub struct Rule {
    /// The name in lower case with hyphens, after the fault that it reports.
    pub name: &'static str,
    /// The group it belongs to.
    pub group: Group,
    /// The severity of its findings, unless a check lowers it.
    pub severity: Severity,
    /// The documentation as Markdown: what the rule flags, why it matters, an example and a corrected example. The
    /// rule flags the code blocks marked `bad`; no rule flags those marked `good`. Empty without the feature `docs`.
    pub docs: &'static str,
    pub(crate) check: Check,
}

/// The version that introduced the rules that the history does not list.
const FIRST_VERSION: &str = "0.1.0";

/// Whether a rule is on by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// On by default.
    Stable,
    /// Being tested: on only if it is requested.
    Preview,
}

impl Status {
    /// The name: `stable` or `preview`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stable => "stable",
            Self::Preview => "preview",
        }
    }
}

/// The history of a rule: the version that introduced it and its status.
#[derive(Clone, Copy, Debug)]
pub(crate) struct History {
    pub(crate) rule: &'static str,
    pub(crate) since: &'static str,
    pub(crate) status: Status,
}

/// The documentation of a rule, or nothing without the feature `docs`, which saves about 100 kB.
pub(crate) const fn docs(text: &'static str) -> &'static str {
    if cfg!(feature = "docs") { text } else { "" }
}

/// A group of related rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// Syntax that Velocity 1.7 rejects or reads differently than meant.
    Syntax,
    /// References, conditions and the variables of API Gateway.
    Values,
    /// JSONPath arguments of `$input.path` and `$input.json`.
    JsonPath,
    /// The rendered output.
    Output,
    /// How a template is used in its host file.
    Wiring,
    /// What a client could do that was not intended.
    Security,
    /// Request models and validators.
    Models,
    /// Definitions that API Gateway rejects, or with which every request fails.
    Definition,
    /// Suppression comments and limits of the linter itself.
    Suppression,
}

impl Group {
    /// The name, as in `vtlkit rules` and in suppression comments.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::Values => "values",
            Self::JsonPath => "jsonpath",
            Self::Output => "output",
            Self::Wiring => "wiring",
            Self::Security => "security",
            Self::Models => "models",
            Self::Definition => "definition",
            Self::Suppression => "suppression",
        }
    }
}

impl Rule {
    /// What the rule flags: the first paragraph of its documentation. Empty without the feature `docs`.
    pub fn summary(&self) -> &'static str {
        self.docs
            .split("\n\n")
            .map(str::trim)
            .find(|part| !part.is_empty() && !part.starts_with('#'))
            .unwrap_or_default()
    }

    /// The URL of its documentation.
    pub fn url(&self) -> String {
        vtlkit_text::rule_url(self.name)
    }

    /// The version that has it first.
    pub fn since(&self) -> &'static str {
        self.history().map_or(FIRST_VERSION, |it| it.since)
    }

    /// Whether it is on by default.
    pub fn status(&self) -> Status {
        self.history().map_or(Status::Stable, |it| it.status)
    }

    fn history(&self) -> Option<&'static History> {
        HISTORY.iter().find(|it| it.rule == self.name)
    }
}

/// The check of a rule, and what it is applied to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Check {
    /// Each parse error for which the function returns true.
    Error(fn(&SyntaxError, &str) -> bool),
    /// Each node of the syntax tree.
    Node(fn(&Lint<'_>, Node<'_>, Site<'_>, &mut Findings)),
    /// The template as a whole.
    Template(fn(&Lint<'_>, &mut Findings)),
    /// The host file as a whole; spans are positions in the file.
    File(fn(&Definition<'_>, &mut Findings)),
    /// The violations of one kind that the output analysis finds.
    Output(ViolationKind),
    /// Both `Node` and `Output`.
    NodeAndOutput(fn(&Lint<'_>, Node<'_>, Site<'_>, &mut Findings), ViolationKind),
    /// Findings that the linter itself reports.
    Runner,
}

/// A rule without its documentation and without the check of a whole file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Applied {
    pub(crate) name: &'static str,
    pub(crate) group: Group,
    pub(crate) severity: Severity,
    pub(crate) check: Check,
}

impl Applied {
    /// Replaces a check of whole files: `definition` applies these.
    pub(crate) const fn new(rule: &Rule) -> Self {
        let check = match rule.check {
            Check::File(_) => Check::Runner,
            check => check,
        };
        Self { name: rule.name, group: rule.group, severity: rule.severity, check }
    }
}

impl Check {
    /// The finding for a parse error.
    pub(crate) fn of_error(error: &SyntaxError, source: &str) -> Diagnostic {
        let mut finding = Diagnostic::error(error.to_string(), error.span);
        if let Some((span, text)) = error.related {
            finding = finding.with_label(span, text);
        }
        finding = finding.with_note("why", "the service answers every request with an error");
        let meant = match &error.kind {
            SyntaxErrorKind::Unexpected { inside, .. } => {
                inside.strip_prefix('#').and_then(crate::rules::directive_meant_by)
            }
            _ => None,
        };
        if let Some(finding) = crate::rules::velocity2(error, source, &finding) {
            return finding;
        }
        match meant.map(|meant| format!("did you mean `#{meant}`?")).or_else(|| error.help()) {
            Some(help) => finding.with_note("help", help),
            None => finding,
        }
    }
}
