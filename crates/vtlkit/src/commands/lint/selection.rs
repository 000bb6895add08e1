//! Which rules are on, and how bad their findings are.

use std::str::FromStr;

use vtlkit_lint::{Group, RULES, Rule, nearest_rule, rule};
use vtlkit_text::Severity;

use super::LintArgs;

/// Rules that are named together: `all`, a group or one rule.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Selector {
    All,
    Group(Group),
    Rule(&'static Rule),
}

impl Selector {
    fn names(self, rule: &Rule) -> bool {
        match self {
            Self::All => true,
            Self::Group(group) => rule.group == group,
            Self::Rule(named) => named.name == rule.name,
        }
    }
}

impl FromStr for Selector {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        if name == "all" {
            return Ok(Self::All);
        }
        if let Some(of_group) = RULES.iter().find(|rule| rule.group.name() == name) {
            return Ok(Self::Group(of_group.group));
        }
        rule(name).map(Self::Rule).ok_or_else(|| unknown(name))
    }
}

/// What to say of a name that no rule has.
pub(super) fn unknown(name: &str) -> String {
    match nearest_rule(name) {
        Some(meant) => format!("there is no rule `{name}`, did you mean `{meant}`?"),
        None => format!("there is no rule `{name}`; `vtlkit rules` lists them"),
    }
}

/// How bad the findings of each rule are; those of a rule that is off are dropped.
#[derive(Clone, Debug)]
pub(super) struct Levels(Vec<(&'static str, Option<Severity>)>);

impl Levels {
    /// The levels the command line asks for.
    pub(super) fn new(args: &LintArgs) -> Self {
        let level = |rule: &&'static Rule| {
            let named = |selectors: &[Selector]| selectors.iter().any(|selector| selector.names(rule));
            let on = (args.select.is_empty() || named(&args.select)) && !named(&args.ignore);
            (rule.name, on.then_some(rule.severity))
        };
        Self(RULES.iter().map(level).collect())
    }

    /// How bad a finding of a rule is; `None` where the rule is off.
    pub(super) fn of(&self, rule: &str) -> Option<Severity> {
        self.0.iter().find(|(name, _)| *name == rule)?.1
    }
}
