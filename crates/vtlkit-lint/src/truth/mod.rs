//! Conditions that are nothing but a value, and those among them that another condition guards.
//!
//! A missing value is the empty text, which is true. That does no harm where the outcome is the same as if it were
//! false: `#if($v && $v != "")`, or `#if($v)` within `#if($v != "")`. What the other conditions give for the missing
//! value is asked of the engine.

mod missing;

use vtlkit_syntax::ast::{Accessor, Block, Branch, Expression, If, Item, Reference, StringValue};
use vtlkit_syntax::visit::Site;
use vtlkit_text::Span;

use self::missing::Missing;
use crate::alias::{Aliases, each};
use crate::lint::Lint;
use vtlkit_syntax::read;

/// How many of the conditions around one are looked at.
const MOST_FACTS: usize = 256;

/// A value that is a condition by itself and is not guarded.
pub(crate) struct Unguarded<'t> {
    pub(crate) reference: &'t Reference,
    pub(crate) site: Site<'t>,
    /// The negation around it, if there is one.
    pub(crate) not: Option<Span>,
    /// Whether it is the whole condition.
    pub(crate) alone: bool,
}

/// The values that are conditions by themselves, of those that are wanted, and are not guarded.
pub(crate) fn unguarded<'t>(
    lint: &Lint<'t>,
    aliases: &Aliases<'t>,
    wanted: &dyn Fn(&Reference, Site<'t>) -> bool,
) -> Vec<Unguarded<'t>> {
    let mut walk = Walk { lint, aliases, wanted, facts: Vec::new(), out: Vec::new() };
    walk.items(&lint.template.items, Site { source: lint.source, string: None });
    walk.out
}

/// What is known at a place of the template.
#[derive(Clone, Copy)]
enum Fact<'t> {
    /// Whether a condition holds.
    Holds(&'t Expression, Site<'t>, bool),
    /// A loop goes over a value.
    Iterated(&'t Expression, Site<'t>),
    /// A variable is set: what was known of it before is void.
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
                    // A round may follow another one.
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

    /// Forgets what was known within a block, but for the variables that were set in it.
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
            // What was set in the branch counts behind the whole: no other branch comes after it.
            self.facts.splice(before..before, set);
        }
        if let Some(block) = &it.otherwise {
            self.block(block, site);
        }
        self.leave(before);
        // Where a branch ends the render, or the round, none comes here for which it held.
        let ends = |item: &Item| matches!(item, Item::Stop(_) | Item::Break(_));
        for branch in it.branches.iter().take_while(|branch| branch.block.items.iter().any(ends)) {
            self.facts.push(Fact::Holds(&branch.condition, site, false));
        }
    }

    /// Looks for conditions in the strings of an expression.
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

    /// Takes the operands of a condition that are not guarded. `within` is the one condition of all that it guards.
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
            // Where it is not known what a condition on the value gives, it may be the guard.
            if harmful(false) && harmful(true) {
                self.out.push(Unguarded { reference, site, not: operand.not, alone: is_alone(condition) });
            }
        }
    }

    /// Whether the render may come to this place while the value is missing.
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

/// Whether a condition is one value, negated or not.
fn is_alone(condition: &Expression) -> bool {
    match condition {
        Expression::Not { operand: inner, .. } | Expression::Group { inner, .. } => is_alone(inner),
        Expression::Reference(_) => true,
        _ => false,
    }
}

/// The condition of an `#if` that is all there is in a branch.
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
