//! Which rules are on, and how bad their findings are.

use clap::ValueEnum;
use serde::Deserialize;
use vtlkit::{Error, RULES, Rule, Selector, rule_is_on};
use vtlkit_text::Severity;

use super::LintArgs;
use super::config::Settings;

/// A selector as the command line and the configuration name it.
pub(crate) fn selector(name: &str) -> Result<Selector, String> {
    name.parse().map_err(|error| unknown(&error))
}

/// What to say of a name that no rule has.
pub(super) fn unknown(error: &Error) -> String {
    match &error.help {
        Some(help) => format!("{error}, {help}"),
        None => format!("{error}; `vtlkit rules` lists them"),
    }
}

/// The severity from which on findings count.
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

/// What a configuration chooses for some files.
#[derive(Debug, Default)]
pub(super) struct Choice {
    /// Only these; `None` for what is chosen elsewhere.
    pub(super) select: Option<Vec<Selector>>,
    pub(super) ignore: Vec<Selector>,
    /// Levels, of which a later one goes before an earlier that names the rule as exactly; `None` is off.
    pub(super) severity: Vec<(Selector, Option<Severity>)>,
}

impl Choice {
    /// Adds a choice that goes before what is there.
    pub(super) fn add(&mut self, other: Self) {
        if other.select.is_some() {
            self.select = other.select;
        }
        self.ignore.extend(other.ignore);
        self.severity.extend(other.severity);
    }
}

/// How bad the findings of each rule are; those of a rule that is off are dropped.
#[derive(Clone, Debug)]
pub(super) struct Levels(Vec<(&'static str, Option<Severity>)>);

impl Levels {
    /// The levels of what the command line asks for, what a configuration chooses for all files, and what it chooses
    /// for some, the last of which counts most.
    pub(super) fn new(args: &LintArgs, settings: &Settings, some: &[&Choice]) -> Self {
        let all = &settings.choice;
        let asked = !args.select.is_empty();
        let chosen = some.iter().rev().find_map(|choice| choice.select.as_ref()).or(all.select.as_ref());
        let select = if asked { Some(&args.select) } else { chosen };
        // Who asks for rules on the command line gets them, but for what some files are spared.
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
                // The most exact name counts, of those the last.
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

    /// How bad a finding of a rule is; `None` where the rule is off.
    pub(super) fn of(&self, rule: &str) -> Option<Severity> {
        self.0.iter().find(|(name, _)| *name == rule)?.1
    }
}
