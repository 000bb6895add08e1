//! The value that a reference refers to, independent of its notation: `$v.a`, `$input.path('$.v.a')` and `${v}['a']`
//! may be the same.

use std::collections::HashMap;

use serde_json::Value as Json;
use vtlkit_syntax::ast::{Accessor, Block, Expression, Item, Reference, Template};
use vtlkit_syntax::visit::Site;

use vtlkit_predict::{Declared, Origin, Step, Target, place};
use vtlkit_syntax::read;

/// The longest chain of variables set to variables that is followed.
const DEPTH: usize = 8;

/// A value as the names and method calls that lead to it. Two references with the same origin have the same value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AccessPath(Vec<String>);

/// The prefix of the step of a method call.
const METHOD: &str = "()";

impl AccessPath {
    /// Whether it is the same value as `other` or a part of it.
    pub(crate) fn is_of(&self, other: &Self) -> bool {
        self.0.starts_with(&other.0)
    }
}

/// What the variables of a template refer to.
pub(crate) struct Aliases<'t> {
    /// The reference that a variable is set to, if it is set exactly once; otherwise `None`.
    variables: HashMap<&'t str, Option<(&'t Reference, Site<'t>)>>,
}

impl<'t> Aliases<'t> {
    pub(crate) fn of(template: &'t Template, source: &'t str) -> Self {
        let mut variables = HashMap::new();
        let site = Site { source, string: None };
        each(&template.items, &mut |item| {
            let (name, value) = match item {
                Item::Set(set) => match &set.value {
                    Expression::Reference(value) if set.target.path.is_empty() => {
                        (set.target.name, Some((value, site)))
                    }
                    _ if set.target.path.is_empty() => (set.target.name, None),
                    _ => return,
                },
                Item::Foreach(it) => match it.arguments.first() {
                    Some(Expression::Reference(element)) => (element.name, None),
                    _ => return,
                },
                Item::Define(it) => (it.name, None),
                _ => return,
            };
            variables.entry(name.text(source)).and_modify(|known| *known = None).or_insert(value);
        });
        Self { variables }
    }

    /// The access path of a reference.
    pub(crate) fn access_path(&self, reference: &Reference, site: Site<'_>) -> AccessPath {
        self.resolve(reference, site, DEPTH)
    }

    fn resolve(&self, reference: &Reference, site: Site<'_>, depth: usize) -> AccessPath {
        let name = reference.name.text(site.source);
        let mut path = &*reference.path;
        let mut out = AccessPath(vec![format!("${name}")]);
        if let Some((call, argument)) = read::input_call(reference, site)
            && let Some(said) = read::text(argument, site)
        {
            match call.member {
                "path" => {
                    if let Some(Origin::Body(steps)) = place(&said) {
                        out.0 = vec!["body".to_owned()];
                        out.0.extend(steps.iter().map(step));
                        path = call.rest;
                    }
                }
                "params" => {
                    out.0 = vec!["params".to_owned(), said.into_owned()];
                    path = call.rest;
                }
                _ => {}
            }
        } else if let Some(depth) = depth.checked_sub(1)
            && let Some(Some((value, site))) = self.variables.get(name)
        {
            out = self.resolve(value, *site, depth);
        }
        for accessor in path {
            let named = |expression: &Expression| match read::text(expression, site) {
                Some(said) => said.into_owned(),
                None => expression.span().text(site.source).to_owned(),
            };
            out.0.push(match accessor {
                Accessor::Property { name, .. } => name.text(site.source).to_owned(),
                Accessor::Index { index, .. } => named(index),
                Accessor::Method { span, name, arguments } => match &**arguments {
                    [key] if name.text(site.source) == "get" => named(key),
                    _ => format!("{METHOD}{}", span.text(site.source)),
                },
            });
        }
        // A parameter is the same value with and without its location.
        if let [root, call, _, _, ..] = &*out.0
            && (&**root, &**call) == ("$input", "().params()")
        {
            out.0.splice(..3, ["params".to_owned()]);
        }
        out
    }

    /// The access path of the variable of a reference, without its path.
    pub(crate) fn variable(&self, reference: &Reference, site: Site<'_>) -> AccessPath {
        let name = reference.name.text(site.source);
        match self.variables.get(name) {
            Some(Some((value, site))) => self.resolve(value, *site, DEPTH - 1),
            _ => AccessPath(vec![format!("${name}")]),
        }
    }

    /// Whether a value from the request may be missing, as far as is known.
    pub(crate) fn may_be_missing(&self, reference: &Reference, site: Site<'_>, target: &Target) -> bool {
        let (Some(place), Some(model)) = (self.place(reference, site), &target.model) else { return true };
        let Origin::Body(path) = &place else { return true };
        model.may_be_null(&place) || model.declared(path).0 != Declared::Required
    }

    /// Whether an AWS service always sends a value and never as `false`.
    pub(crate) fn is_always_sent(&self, reference: &Reference, site: Site<'_>, target: &Target) -> bool {
        let of_service = target.model.as_ref().is_some_and(|model| !model.is_own());
        of_service
            && !self.may_be_missing(reference, site, target)
            && !self.may_be_false(reference, site, target)
    }

    /// Whether a value from the request may be `false`. Parameters, stage variables and members of `$context` are
    /// strings.
    pub(crate) fn may_be_false(&self, reference: &Reference, site: Site<'_>, target: &Target) -> bool {
        let access = self.access_path(reference, site);
        match access.0.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["params" | "$stageVariables" | "$context", ..] | ["$input", "().params()", ..] => false,
            ["body", ..] => match (self.place(reference, site), &target.model) {
                (Some(place), Some(model)) => model.allows(&place, &Json::Bool(false)),
                _ => true,
            },
            _ => true,
        }
    }

    /// The value in the payload that a reference refers to.
    pub(crate) fn place(&self, reference: &Reference, site: Site<'_>) -> Option<Origin> {
        let access = self.access_path(reference, site);
        let (first, rest) = access.0.split_first()?;
        let step = |step: &String| match step.parse() {
            Ok(index) => Step::Index(index),
            Err(_) => Step::Key(step.as_str().into()),
        };
        let is_place = first == "body" && !rest.iter().any(|step| step.starts_with(METHOD));
        is_place.then(|| Origin::Body(rest.iter().map(step).collect()))
    }
}

fn step(step: &Step) -> String {
    match step {
        Step::Key(name) => name.to_string(),
        Step::Index(index) => index.to_string(),
        Step::Parse => String::new(),
    }
}

/// Calls a function for each item, including those in blocks.
pub(crate) fn each<'t>(items: &'t [Item], see: &mut impl FnMut(&'t Item)) {
    let block = |block: &'t Block| &*block.items;
    for item in items {
        see(item);
        match item {
            Item::If(it) => {
                it.branches.iter().for_each(|branch| each(&branch.block.items, see));
                each(it.otherwise.as_ref().map(block).unwrap_or_default(), see);
            }
            Item::Foreach(it) => each(&it.block.items, see),
            Item::Define(it) => each(&it.block.items, see),
            Item::Call(it) => each(it.block.as_ref().map(block).unwrap_or_default(), see),
            _ => {}
        }
    }
}
