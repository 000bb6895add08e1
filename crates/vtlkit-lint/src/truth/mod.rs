//! Finds conditions that consist of a bare value and that no other condition guards.
//!
//! A missing value is the empty string, which is true. That is harmless if the outcome is the same as if the value
//! were false: `#if($v && $v != "")`, or `#if($v)` inside `#if($v != "")`. The outcomes of the other conditions for
//! the missing value are evaluated with the template engine.

mod missing;

use vtlkit_syntax::ast::{Accessor, Block, Branch, Expression, If, Item, Reference, StringValue};
use vtlkit_syntax::visit::Site;
use vtlkit_text::Span;

use self::missing::Missing;
use crate::alias::{Aliases, each};
use crate::lint::Lint;
use vtlkit_syntax::read;

/// The most enclosing conditions that are considered.
const MOST_FACTS: usize = 256;

/// A bare value used as a condition without a guard.
pub(crate) struct Unguarded<'t> {
    pub(crate) reference: &'t Reference,
    pub(crate) site: Site<'t>,
    /// The span of the negation around it, if there is one.
    pub(crate) not: Option<Span>,
    /// Whether it is the whole condition.
    pub(crate) alone: bool,
}

/// The bare values that are conditions without a guard, if `wanted` is true for them.
pub(crate) fn unguarded<'t>(
    lint: &Lint<'t>,
    aliases: &Aliases<'t>,
    wanted: &dyn Fn(&Reference, Site<'t>) -> bool,
) -> Vec<Unguarded<'t>> {
    let mut walk = Walk { lint, aliases, wanted, facts: Vec::new(), out: Vec::new() };
    walk.items(&lint.template.items, Site { source: lint.source, string: None });
    walk.out
}

/// A fact that is known at a position in the template.
#[derive(Clone, Copy)]
enum Fact<'t> {
    /// The outcome of a condition.
    Holds(&'t Expression, Site<'t>, bool),
    /// A loop iterates over a value.
    Iterated(&'t Expression, Site<'t>),
    /// A variable is set: earlier facts about it no longer apply.
    Set(&'t str),
}

struct Walk<'l, 't> {
    lint: &'l Lint<'t>,
    aliases: &'l Aliases<'t>,
    wanted: &'l dyn Fn(&Reference, Site<'t>) -> bool,
    facts: Vec<Fact<'t>>,
    out: Vec<Unguarded<'t>>,
}

impl<'t> Walk<'_, 't> {
    fn items(&mut self, items: &'t [Item], site: Site<'t>) {
        for item in items {
            match item {
                Item::Reference(it) => self.reference(it, site),
                Item::Set(set) => {
                    self.reference(&set.target, site);
                    self.expression(&set.value, site);
                    self.facts.push(Fact::Set(set.target.name.text(site.source)));
                }
                Item::If(it) => self.branches(it, site),
                Item::Foreach(it) => {
                    it.arguments.iter().for_each(|argument| self.expression(argument, site));
                    let before = self.facts.len();
                    self.facts.extend(it.arguments.get(2).map(|list| Fact::Iterated(list, site)));
                    // An iteration may follow another one, which has set the variables.
                    each(&it.block.items, &mut |item| {
                        if let Item::Set(set) = item {
                            self.facts.push(Fact::Set(set.target.name.text(site.source)));
                        }
                    });
                    if let Some(Expression::Reference(element)) = it.arguments.first() {
                        self.facts.push(Fact::Set(element.name.text(site.source)));
                    }
                    self.items(&it.block.items, site);
                    self.leave(before);
                }
                Item::Define(it) => self.block(&it.block, site),
                Item::Macro(it) => self.block(&it.block, site),
                Item::Call(it) => {
                    it.arguments.iter().flatten().for_each(|argument| self.expression(argument, site));
                    it.block.iter().for_each(|block| self.block(block, site));
                }
                Item::Stop(it)
                | Item::Break(it)
                | Item::Evaluate(it)
                | Item::Include(it)
                | Item::Parse(it) => {
                    it.arguments.iter().for_each(|argument| self.expression(argument, site));
                }
                Item::Text(_) | Item::Comment(_) => {}
            }
        }
    }

    fn block(&mut self, block: &'t Block, site: Site<'t>) {
        let before = self.facts.len();
        self.items(&block.items, site);
        self.leave(before);
    }

    /// Drops the facts of a block, except for the variables that it set.
    fn leave(&mut self, before: usize) {
        let mut at = 0;
        self.facts.retain(|fact| {
            at += 1;
            at <= before || matches!(fact, Fact::Set(_))
        });
    }

    fn branches(&mut self, it: &'t If, site: Site<'t>) {
        let before = self.facts.len();
        for branch in &it.branches {
            let within =
                if it.branches.len() == 1 && it.otherwise.is_none() { inner(branch, site) } else { None };
            self.condition(&branch.condition, within, site);
            self.expression(&branch.condition, site);
            let outside = self.facts.len();
            self.facts.push(Fact::Holds(&branch.condition, site, true));
            self.block(&branch.block, site);
            let set: Vec<_> = self.facts.drain(outside..).filter(|it| matches!(it, Fact::Set(_))).collect();
            self.facts.push(Fact::Holds(&branch.condition, site, false));
            // Variables set in the branch count after the whole `#if`, not in its other branches.
            self.facts.splice(before..before, set);
        }
        if let Some(block) = &it.otherwise {
            self.block(block, site);
        }
        self.leave(before);
        // If a branch ends the render or the loop, its condition was false for everything that follows.
        let ends = |item: &Item| matches!(item, Item::Stop(_) | Item::Break(_));
        for branch in it.branches.iter().take_while(|branch| branch.block.items.iter().any(ends)) {
            self.facts.push(Fact::Holds(&branch.condition, site, false));
        }
    }

    /// Looks for conditions in the string literals of an expression.
    fn expression(&mut self, it: &'t Expression, site: Site<'t>) {
        match it {
            Expression::String(literal) => {
                if let StringValue::Template { template, .. } = &literal.value {
                    let inner = match &template.decoded {
                        Some(text) => Site { source: text, string: Some(site.place(literal.span)) },
                        None => site,
                    };
                    self.items(&template.items, inner);
                }
            }
            Expression::Reference(it) => self.reference(it, site),
            Expression::List { elements, .. } => elements.iter().for_each(|it| self.expression(it, site)),
            Expression::Map { entries, .. } => entries.iter().for_each(|(key, value)| {
                self.expression(key, site);
                self.expression(value, site);
            }),
            Expression::Range { from: left, to: right, .. } | Expression::Binary { left, right, .. } => {
                self.expression(left, site);
                self.expression(right, site);
            }
            Expression::Not { operand: inner, .. } | Expression::Group { inner, .. } => {
                self.expression(inner, site);
            }
            Expression::Integer(_)
            | Expression::Float(_)
            | Expression::Boolean { .. }
            | Expression::Word(_) => {}
        }
    }

    fn reference(&mut self, it: &'t Reference, site: Site<'t>) {
        for step in &it.path {
            match step {
                Accessor::Property { .. } => {}
                Accessor::Method { arguments, .. } => {
                    for argument in arguments {
                        self.expression(argument, site);
                    }
                }
                Accessor::Index { index, .. } => self.expression(index, site),
            }
        }
    }

    /// Collects the unguarded operands of a condition. `within` is the condition of the only `#if` inside the branch.
    fn condition(&mut self, condition: &'t Expression, within: Option<&'t Expression>, site: Site<'t>) {
        let mut operands = Vec::new();
        read::operands(condition, &mut operands);
        for operand in operands {
            let Expression::Reference(reference) = operand.expression else { continue };
            if !(self.wanted)(reference, site) {
                continue;
            }
            let missing = Missing {
                lint: self.lint,
                aliases: self.aliases,
                origin: self.aliases.access_path(reference, site),
                reference,
                site,
            };
            let harmful = |unknown| {
                let mut pairs = missing.pairs(condition, site, unknown);
                if let Some(within) = within {
                    pairs = pairs.both(missing.pairs(within, site, unknown), |a, b| a && b);
                }
                pairs.differ() && self.comes_here(&missing, unknown)
            };
            // A condition on the value with an unknown outcome may be the guard.
            if harmful(false) && harmful(true) {
                self.out.push(Unguarded { reference, site, not: operand.not, alone: is_alone(condition) });
            }
        }
    }

    /// Whether the render may reach this position while the value is missing.
    fn comes_here(&self, missing: &Missing<'_, '_>, unknown: bool) -> bool {
        let name = missing.reference.name.text(missing.site.source);
        for fact in self.facts.iter().rev().take(MOST_FACTS) {
            match fact {
                Fact::Set(set) if *set == name => return true,
                Fact::Set(_) => {}
                Fact::Holds(condition, site, holds) => {
                    if !missing.pairs(condition, *site, unknown).may_be(*holds) {
                        return false;
                    }
                }
                Fact::Iterated(Expression::Reference(list), site) => {
                    let origin = self.aliases.access_path(list, *site);
                    if origin.is_of(&missing.origin) {
                        return false;
                    }
                }
                Fact::Iterated(..) => {}
            }
        }
        true
    }
}

/// Whether a condition is a single value, possibly negated.
fn is_alone(condition: &Expression) -> bool {
    match condition {
        Expression::Not { operand: inner, .. } | Expression::Group { inner, .. } => is_alone(inner),
        Expression::Reference(_) => true,
        _ => false,
    }
}

/// The condition of an `#if` that is the only content of a branch.
fn inner<'t>(branch: &'t Branch, site: Site<'_>) -> Option<&'t Expression> {
    let mut found = None;
    for item in &branch.block.items {
        match item {
            Item::Comment(_) => {}
            Item::Text(text) if text.span.text(site.source).trim().is_empty() => {}
            Item::If(If { branches, otherwise: None, .. }) if found.is_none() => match &**branches {
                [branch] => found = Some(&branch.condition),
                _ => return None,
            },
            _ => return None,
        }
    }
    found
}
