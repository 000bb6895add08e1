//! Lints templates, and applies fixes.

use std::str::FromStr;
use std::sync::Arc;

use vtlkit_definition::{Definition, Extraction, Module, Reference, extract_referenced, read_file_among};
use vtlkit_host::tree::Tree;
use vtlkit_host::{Format, HostError};
use vtlkit_lint::{
    Around, Findings, Group, RULES, Rule, Status, Subjects, Target, fix_all, nearest_rule, rule,
};
use vtlkit_text::{Applicability, Diagnostic};

use crate::error::{Error, ErrorKind};

pub use vtlkit_lint::{FileFinding, Fixed, suppressions};

/// Selects rules: `all`, a group, or one rule.
#[derive(Clone, Copy, Debug)]
pub enum Selector {
    /// Every rule.
    All,
    /// The rules of a group.
    Group(Group),
    /// One rule.
    Rule(&'static Rule),
}

impl Selector {
    /// The specificity of the selector for a rule, from 1; 0 if it does not select the rule. The most specific selector
    /// wins.
    pub fn specificity(self, rule: &Rule) -> u8 {
        match self {
            Self::All => 1,
            Self::Group(group) if rule.group == group => 2,
            Self::Rule(named) if named.name == rule.name => OF_RULE,
            Self::Group(_) | Self::Rule(_) => 0,
        }
    }
}

impl FromStr for Selector {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        if name == "all" {
            return Ok(Self::All);
        }
        if let Some(of_group) = RULES.iter().find(|rule| rule.group.name() == name) {
            return Ok(Self::Group(of_group.group));
        }
        find_rule(name).map(Self::Rule)
    }
}

/// Whether a rule that is selected with this specificity is enabled: a preview rule has to be selected by its name, or
/// `preview` be set.
pub fn rule_is_on(rule: &Rule, preview: bool, specificity: u8) -> bool {
    rule.status() == Status::Stable || preview || specificity == OF_RULE
}

/// The specificity of a rule's own name.
const OF_RULE: u8 = 3;

/// The rules that a text selects: the rule with this name, those of the group, or those whose names contain the text.
///
/// # Errors
///
/// Fails as [`find_rule`] if there are none.
pub fn rules_named(text: &str) -> Result<Vec<&'static Rule>, Error> {
    let exact = find_rule(text);
    if let Ok(rule) = exact {
        return Ok(vec![rule]);
    }
    let rules = |fits: &dyn Fn(&Rule) -> bool| -> Vec<&'static Rule> {
        RULES.iter().copied().filter(|rule| fits(rule)).collect()
    };
    let of_group = rules(&|rule| rule.group.name() == text);
    let found = if of_group.is_empty() { rules(&|rule| rule.name.contains(text)) } else { of_group };
    if found.is_empty() || text.is_empty() { exact.map(|rule| vec![rule]) } else { Ok(found) }
}

/// The rule with a name.
///
/// # Errors
///
/// Fails if there is no such rule; the help suggests a rule with a similar name.
pub fn find_rule(name: &str) -> Result<&'static Rule, Error> {
    rule(name).ok_or_else(|| {
        let error = Error::new(ErrorKind::Options, format!("there is no rule `{name}`"));
        match nearest_rule(name) {
            Some(meant) => error.with_help(format!("did you mean `{meant}`?")),
            None => error,
        }
    })
}

/// Options of the linter.
#[derive(Clone, Debug, Default)]
pub struct LintOptions {
    /// What is known about the template besides its text.
    pub target: Target,
    /// Only findings of these rules; empty for all.
    pub select: Vec<Selector>,
    /// No findings of these rules, unless `select` is more specific.
    pub ignore: Vec<Selector>,
    /// Also findings of preview rules; otherwise only of those that `select` names.
    pub preview: bool,
}

impl LintOptions {
    /// Whether the options include a finding.
    pub fn wants(&self, finding: &Diagnostic) -> bool {
        let Some(rule) = finding.rule.and_then(rule) else { return self.select.is_empty() };
        let rank = |selectors: &[Selector]| {
            selectors.iter().map(|selector| selector.specificity(rule)).max().unwrap_or_default()
        };
        let selected = if self.select.is_empty() { 1 } else { rank(&self.select) };
        selected > rank(&self.ignore) && rule_is_on(rule, self.preview, selected)
    }

    /// Adds the options to what a file defines about a template.
    fn adjust(&self, target: &mut Target) {
        let own = &self.target;
        target.phase = target.phase.or(own.phase);
        target.content_type = own.content_type.clone().or_else(|| target.content_type.take());
        target.path_parameters.extend_from_slice(&own.path_parameters);
        target.stage_variables = own.stage_variables.clone().or_else(|| target.stage_variables.take());
        target.names.extend_from_slice(&own.names);
    }
}

/// Lints a template; returns the findings in source order.
///
/// ```
/// use vtlkit::{LintOptions, lint};
///
/// let findings = lint(r#"{"name": "$input.path('$.name')"}"#, &LintOptions::default());
/// assert_eq!(findings[0].rule, Some("unescaped-in-string"));
/// ```
pub fn lint(text: &str, options: &LintOptions) -> Vec<Diagnostic> {
    let mut findings = vtlkit_lint::lint(text, &options.target);
    findings.retain(|finding| options.wants(finding));
    findings
}

/// Applies the fixes of a template that have at least the applicability `least`, unless a trial shows that they do
/// harm.
///
/// ```
/// use vtlkit::{Applicability, LintOptions, fix};
///
/// let template = "[#foreach($n in $input.path('$.list')){}#end]";
/// let fixed = fix(template, &LintOptions::default(), Applicability::Safe);
/// assert_eq!(fixed.found, "[#foreach($n in $input.path('$.list')){}#if($foreach.hasNext),#end#end]");
/// ```
pub fn fix(text: &str, options: &LintOptions, least: Applicability) -> Fixed<String> {
    vtlkit_lint::fix(text, &options.target, least, &|finding| options.wants(finding))
}

/// A file with templates, and its context.
#[derive(Clone, Copy)]
#[expect(missing_debug_implementations, reason = "it has closures")]
pub struct LintFile<'a> {
    /// The name of the file, from which the format is derived.
    pub name: &'a str,
    /// The options; the target adds to what the file defines.
    pub options: &'a LintOptions,
    /// The text of a file that this one refers to, by path as written.
    pub named: &'a dyn Fn(&str) -> Option<String>,
    /// The definition of several files that the file belongs to, with this text of the file.
    pub module: &'a dyn Fn(&str) -> Option<Arc<Module>>,
    /// The reference by which another file makes this one a template.
    pub reference: Option<&'a Reference>,
}

/// The results of linting a file.
#[derive(Debug)]
pub struct FileReport {
    /// The findings in source order, with spans in the file.
    pub findings: Vec<FileFinding>,
    /// The templates of the file.
    pub extraction: Extraction,
}

impl<'a> LintFile<'a> {
    /// A file without context.
    pub fn new(name: &'a str, options: &'a LintOptions) -> Self {
        Self { name, options, named: &|_| None, module: &|_| None, reference: None }
    }

    fn read(&self, text: &str) -> (Extraction, Definition) {
        let module = (self.module)(text);
        match self.reference {
            // A part of a definition is read with the rest.
            Some(reference) if reference.role.is_some() || module.is_none() => {
                (extract_referenced(self.name, text, reference), Definition::default())
            }
            _ => read_file_among(self.name, text, module.as_deref()),
        }
    }

    /// Lints the file: its templates, the definition around them, and the file itself.
    ///
    /// Suppression comments of the file and of the templates apply.
    pub fn lint(&self, text: &str) -> FileReport {
        let (mut extraction, file) = self.read(text);
        let mut findings: Vec<FileFinding> = broken(std::mem::take(&mut extraction.errors)).collect();
        let around = Around { file: &file, named: self.named, adjust: &|target| self.options.adjust(target) };
        findings.extend(vtlkit_lint::lint_file_with(self.name, text, &extraction, around));
        findings.retain(|finding| self.options.wants(&finding.diagnostic));
        findings.sort_by_key(|finding| finding.diagnostic.primary.span);
        FileReport { findings, extraction }
    }

    /// The syntax errors of a file in YAML or JSON that says nothing about API Gateway, which [`lint`](Self::lint) does
    /// not read.
    pub fn syntax_errors(&self, text: &str) -> Vec<FileFinding> {
        match Format::of_name(self.name) {
            Some(format @ (Format::Yaml | Format::Json)) if !format.may_hold_templates(text) => {
                broken(Tree::parse(format, text).errors).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Applies the fixes of the file that have at least the applicability `least`, unless a trial shows that they do
    /// harm. `look` lints a text.
    pub fn fix_with<F: Findings>(
        &self,
        first: F,
        least: Applicability,
        look: &mut dyn FnMut(String) -> F,
    ) -> Fixed<F> {
        fix_all(first, least, look, &|text| self.subjects(text))
    }

    /// Applies the fixes of the file that have at least the applicability `least`, unless a trial shows that they do
    /// harm.
    pub fn fix(&self, text: &str, least: Applicability) -> Fixed<String> {
        let mut look = |text: String| {
            let findings = self.lint(&text).findings.into_iter().map(|finding| finding.diagnostic).collect();
            Looked { text, findings }
        };
        let first = look(text.to_owned());
        let Fixed { found, before, fixed, skipped } = self.fix_with(first, least, &mut look);
        Fixed { found: found.text, before, fixed, skipped }
    }

    /// The templates of the file that are rendered, with what is known about each.
    pub(crate) fn subjects(&self, text: &str) -> Subjects {
        let (extraction, file) = self.read(text);
        let around = Around { file: &file, named: self.named, adjust: &|target| self.options.adjust(target) };
        vtlkit_lint::subjects(&extraction, around)
    }
}

/// The findings for errors that prevent a file from being read.
fn broken(errors: Vec<HostError>) -> impl Iterator<Item = FileFinding> {
    errors.into_iter().map(|error| {
        let mut diagnostic = Diagnostic::error(error.message, error.span);
        if let Some(help) = error.help {
            diagnostic = diagnostic.with_note("help", help);
        }
        FileFinding::around(diagnostic)
    })
}

/// A text with its findings.
struct Looked {
    text: String,
    findings: Vec<Diagnostic>,
}

impl Findings for Looked {
    fn text(&self) -> &str {
        &self.text
    }

    fn findings(&self) -> Vec<&Diagnostic> {
        self.findings.iter().collect()
    }
}

/// Lints a file with templates; use [`LintFile`] for one with other files around it.
pub fn lint_file(name: &str, text: &str, options: &LintOptions) -> Vec<FileFinding> {
    LintFile::new(name, options).lint(text).findings
}
