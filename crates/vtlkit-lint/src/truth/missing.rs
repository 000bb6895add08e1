//! The outcomes of conditions while a value is missing.

use vtlkit_eval::Limits;
use vtlkit_gateway::{DIALECT, Request, Template};
use vtlkit_syntax::ast::{Expression, Item, Operator, Reference, StringValue};
use vtlkit_syntax::visit::Site;

use crate::alias::{AccessPath, Aliases};
use crate::lint::Lint;

/// The limits for evaluating a part of a condition.
const LIMITS: Limits =
    Limits { steps: 10_000, output_bytes: 1 << 16, memory_bytes: 4 << 20, ..Limits::DEFAULT };

/// A value that is missing.
pub(super) struct Missing<'l, 't> {
    pub(super) lint: &'l Lint<'t>,
    pub(super) aliases: &'l Aliases<'t>,
    pub(super) origin: AccessPath,
    pub(super) reference: &'l Reference,
    pub(super) site: Site<'l>,
}

impl Missing<'_, '_> {
    /// The possible outcomes of a condition while the value is missing, paired with its outcomes if the value were
    /// false. `unknown` stands for the outcome of a condition on the value that cannot be evaluated.
    pub(super) fn pairs(&self, condition: &Expression, site: Site<'_>, unknown: bool) -> Pairs {
        match condition {
            Expression::Group { inner, .. } => self.pairs(inner, site, unknown),
            Expression::Not { operand, .. } => self.pairs(operand, site, unknown).each(|value| !value),
            Expression::Binary {
                operator: operator @ (Operator::And | Operator::Or), left, right, ..
            } => {
                let (left, right) = (self.pairs(left, site, unknown), self.pairs(right, site, unknown));
                let is_and = *operator == Operator::And;
                left.both(right, |a, b| if is_and { a && b } else { a || b })
            }
            Expression::Reference(reference) if self.aliases.access_path(reference, site) == self.origin => {
                Pairs::of(true, false)
            }
            other => match self.asks(other, site) {
                Asks::Other => Pairs::ANY,
                Asks::Partly => Pairs::of(unknown, unknown),
                Asks::Only => {
                    let given = self.evaluate(other, site).unwrap_or(unknown);
                    Pairs::of(given, given)
                }
            },
        }
    }

    /// Which values a part of a condition depends on.
    fn asks(&self, part: &Expression, site: Site<'_>) -> Asks {
        let (mut own, mut other) = (false, false);
        references(part, site, &mut |reference, site| {
            let name = reference.name.text(site.source);
            if self.aliases.access_path(reference, site).is_of(&self.origin) {
                own = true;
            } else if self.lint.names.contains(name) || self.lint.is_opaque(site.place(reference.span)) {
                other = true;
            }
        });
        match (own, other) {
            (false, _) => Asks::Other,
            (true, true) => Asks::Partly,
            (true, false) => Asks::Only,
        }
    }

    /// Evaluates a part of a condition with the value missing. `None` if it cannot be evaluated.
    fn evaluate(&self, part: &Expression, site: Site<'_>) -> Option<bool> {
        let mut template = String::new();
        references(part, site, &mut |reference, site| {
            let name = reference.name.text(site.source);
            if matches!(name, "input" | "context" | "stageVariables" | "util")
                || !self.lint.names.contains(name)
            {
                return;
            }
            // The missing variable is the empty string; a map lacks the member.
            let value = if self.aliases.variable(reference, site) == self.origin { "\"\"" } else { "{}" };
            template.extend(["#set($", name, " = ", value, ")"]);
        });
        template.extend(["#if(", part.span().text(site.source), ")T#end"]);
        let template = Template::compile(&template).ok()?;
        let mut renderer = template.renderer_with(LIMITS, DIALECT);
        let rendered = renderer.render(&Request::default()).ok()?;
        Some(rendered.text() == "T")
    }
}

/// Calls `see` for the references of an expression, but not for those in arguments of a reference.
fn references(part: &Expression, site: Site<'_>, see: &mut dyn FnMut(&Reference, Site<'_>)) {
    match part {
        Expression::Reference(reference) => see(reference, site),
        Expression::String(literal) => {
            if let StringValue::Template { template, .. } = &literal.value {
                let inner = match &template.decoded {
                    Some(text) => Site { source: text, string: Some(site.place(literal.span)) },
                    None => site,
                };
                for item in &template.items {
                    if let Item::Reference(reference) = item {
                        see(reference, inner);
                    }
                }
            }
        }
        Expression::Binary { left, right, .. } => {
            references(left, site, see);
            references(right, site, see);
        }
        Expression::Not { operand: inner, .. } | Expression::Group { inner, .. } => {
            references(inner, site, see);
        }
        Expression::List { elements, .. } => {
            for element in elements {
                references(element, site, see);
            }
        }
        _ => {}
    }
}

/// The values that a part of a condition depends on.
enum Asks {
    /// Only the missing value.
    Only,
    /// The missing value and others.
    Partly,
    /// Only other values.
    Other,
}

/// A set of possible pairs: the outcome of a condition, and its outcome if the missing value were false. One bit for
/// each pair.
#[derive(Clone, Copy)]
pub(super) struct Pairs(u8);

impl Pairs {
    const ANY: Self = Self(0b1001);

    fn of(given: bool, meant: bool) -> Self {
        Self(1 << (usize::from(given) << 1 | usize::from(meant)))
    }

    fn list(self) -> impl Iterator<Item = (bool, bool)> {
        (0..4).filter(move |bit| self.0 >> bit & 1 == 1).map(|bit| (bit & 2 != 0, bit & 1 != 0))
    }

    fn each(self, apply: impl Fn(bool) -> bool) -> Self {
        Self(self.list().fold(0, |out, (given, meant)| out | Self::of(apply(given), apply(meant)).0))
    }

    pub(super) fn both(self, other: Self, apply: impl Fn(bool, bool) -> bool) -> Self {
        let mut out = 0;
        for (a, b) in self.list() {
            for (c, d) in other.list() {
                out |= Self::of(apply(a, c), apply(b, d)).0;
            }
        }
        Self(out)
    }

    pub(super) fn differ(self) -> bool {
        self.list().any(|(given, meant)| given != meant)
    }

    pub(super) fn may_be(self, wanted: bool) -> bool {
        self.list().any(|(given, _)| given == wanted)
    }
}
