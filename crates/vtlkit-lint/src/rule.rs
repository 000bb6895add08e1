use vtlkit_syntax::visit::{Node, Site};
use vtlkit_syntax::{SyntaxError, SyntaxErrorKind};
use vtlkit_text::{Diagnostic, Severity};

use crate::definition::Definition;
use crate::findings::Findings;
use crate::lint::Lint;
use crate::rules::HISTORY;
use vtlkit_predict::ViolationKind;

/// Something that goes wrong in templates, and how it is found.
#[derive(Debug)]
pub struct Rule {
    /// The name: lower case and hyphens; it names the bad thing.
    pub name: &'static str,
    /// What it is about.
    pub group: Group,
    /// How bad a finding is.
    pub severity: Severity,
    /// What it flags, why that matters, an example and what to write instead, as Markdown. The examples in `vtl,bad`
    /// fences are flagged by the rule, those in `vtl,good` fences by none. Empty without the feature `docs`.
    pub docs: &'static str,
    pub(crate) check: Check,
}

/// The version that the rules are since that the table of the history does not name.
const FIRST_VERSION: &str = "0.1.0";

/// Whether a rule is on by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// It is.
    Stable,
    /// It is tried out: it is on where it is asked for.
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

/// What became of a rule in which version.
#[derive(Clone, Copy, Debug)]
pub(crate) struct History {
    pub(crate) rule: &'static str,
    pub(crate) since: &'static str,
    pub(crate) status: Status,
}

/// The documentation of a rule, unless the feature `docs` is off: who only needs findings saves a hundred kilobytes.
pub(crate) const fn docs(text: &'static str) -> &'static str {
    if cfg!(feature = "docs") { text } else { "" }
}

/// What rules are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// The template is not what Velocity 1.7 reads.
    Syntax,
    /// References, truth, and the variables of the service.
    Values,
    /// The paths given to `$input`.
    JsonPath,
    /// What the rendered text will be.
    Output,
    /// Where the template sits in its host file.
    Wiring,
    /// What a client can do that was not meant.
    Security,
    /// Request models and validators.
    Models,
    /// What the service refuses when an API is deployed, or what fails in every request.
    Definition,
    /// The linter's own comments.
    Suppression,
}

impl Group {
    /// The name in lists.
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
    /// What the rule flags, in a sentence: the first paragraph of its documentation.
    pub fn summary(&self) -> &'static str {
        self.docs
            .split("\n\n")
            .map(str::trim)
            .find(|part| !part.is_empty() && !part.starts_with('#'))
            .unwrap_or_default()
    }

    /// The address of its documentation.
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

/// How a rule is applied.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Check {
    /// To each error of the parser that the function takes for its own.
    Error(fn(&SyntaxError, &str) -> bool),
    /// To each node of the tree.
    Node(fn(&Lint<'_>, Node<'_>, Site<'_>, &mut Findings)),
    /// Once to the template.
    Template(fn(&Lint<'_>, &mut Findings)),
    /// Once to the file that holds templates; places are those of the file.
    File(fn(&Definition<'_>, &mut Findings)),
    /// To what the output analysis finds of a kind.
    Output(ViolationKind),
    /// To each node, and to what the output analysis finds of a kind.
    NodeAndOutput(fn(&Lint<'_>, Node<'_>, Site<'_>, &mut Findings), ViolationKind),
    /// By the runner itself.
    Runner,
}

/// A rule as it is applied to templates.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Applied {
    pub(crate) name: &'static str,
    pub(crate) group: Group,
    pub(crate) severity: Severity,
    pub(crate) check: Check,
}

impl Applied {
    /// The check of a rule for files is left to who lints files.
    pub(crate) const fn new(rule: &Rule) -> Self {
        let check = match rule.check {
            Check::File(_) => Check::Runner,
            check => check,
        };
        Self { name: rule.name, group: rule.group, severity: rule.severity, check }
    }
}

impl Check {
    /// An error of the parser as a finding.
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
