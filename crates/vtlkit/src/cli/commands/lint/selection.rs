//! Which rules are enabled, and the severity of their findings.

use clap::ValueEnum;
use serde::Deserialize;
use vtlkit::{Error, RULES, Rule, Selector, rule_is_on};
use vtlkit_text::Severity;

use super::LintArgs;
use super::config::Settings;

/// Parses a selector of the command line or the configuration.
pub(crate) fn selector(name: &str) -> Result<Selector, String> {
    name.parse().map_err(|error| unknown(&error))
}

/// The message for an unknown rule name.
pub(super) fn unknown(error: &Error) -> String {
    match &error.help {
        Some(help) => format!("{error}, {help}"),
        None => format!("{error}; `vtlkit rules` lists them"),
    }
}

/// A minimum severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) enum Least {
    /// All findings
    Info,
    /// Warnings and errors
    Warning,
    /// Errors
    Error,
}

impl From<Least> for Severity {
    fn from(least: Least) -> Self {
        match least {
            Least::Info => Self::Info,
            Least::Warning => Self::Warning,
            Least::Error => Self::Error,
        }
    }
}

/// The choices of a configuration for some files.
#[derive(Debug, Default)]
pub(super) struct Choice {
    /// Only these; `None` to inherit.
    pub(super) select: Option<Vec<Selector>>,
    pub(super) ignore: Vec<Selector>,
    /// Levels; a later one overrides an earlier one with the same specificity. `None` is off.
    pub(super) severity: Vec<(Selector, Option<Severity>)>,
}

impl Choice {
    /// Adds choices that take precedence.
    pub(super) fn add(&mut self, other: Self) {
        if other.select.is_some() {
            self.select = other.select;
        }
        self.ignore.extend(other.ignore);
        self.severity.extend(other.severity);
    }
}

/// The severity of each rule's findings; those of a disabled rule are dropped.
#[derive(Clone, Debug)]
pub(super) struct Levels(Vec<(&'static str, Option<Severity>)>);

impl Levels {
    /// Combines the choices of the command line, of a configuration for all files, and for some files; the last of
    /// these takes precedence.
    pub(super) fn new(args: &LintArgs, settings: &Settings, some: &[&Choice]) -> Self {
        let all = &settings.choice;
        let asked = !args.select.is_empty();
        let chosen = some.iter().rev().find_map(|choice| choice.select.as_ref()).or(all.select.as_ref());
        let select = if asked { Some(&args.select) } else { chosen };
        // Rules selected on the command line are enabled, except those that are ignored for some files.
        let ignore = args.ignore.iter().chain(some.iter().flat_map(|choice| &choice.ignore));
        let ignore: Vec<&Selector> = ignore.chain(all.ignore.iter().filter(|_| !asked)).collect();
        let level = |rule: &&'static Rule| {
            let rank = |selectors: &mut dyn Iterator<Item = &Selector>| {
                selectors.map(|selector| selector.specificity(rule)).max().unwrap_or_default()
            };
            let selected = select.map_or(1, |select| rank(&mut select.iter()));
            let on = selected > rank(&mut ignore.iter().copied())
                && rule_is_on(rule, settings.preview || args.preview, selected);
            let mut severity = Some(rule.severity);
            for choice in [&all].into_iter().chain(some) {
                let named = choice.severity.iter().filter(|(selector, _)| selector.specificity(rule) > 0);
                // The most specific name wins, among equals the last.
                if let Some((_, level)) = named.max_by_key(|(selector, _)| selector.specificity(rule)) {
                    severity = *level;
                }
            }
            if asked {
                severity = severity.or(Some(rule.severity));
            }
            (rule.name, severity.filter(|_| on))
        };
        Self(RULES.iter().map(level).collect())
    }

    /// The severity of a rule's findings; `None` if the rule is disabled.
    pub(super) fn of(&self, rule: &str) -> Option<Severity> {
        self.0.iter().find(|(name, _)| *name == rule)?.1
    }
}
