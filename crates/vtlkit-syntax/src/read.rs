//! Reads the tree: what a reference calls, what a string says.

use std::borrow::Cow;

use crate::ast::{Accessor, Expression, Item, Operator, Reference, StringValue};
use crate::visit::Site;
use vtlkit_text::Span;

/// The first step of a reference with a name: `$input.path(…)`.
pub struct Call<'t> {
    /// The name of the step.
    pub member: &'t str,
    /// Its place.
    pub span: Span,
    /// What it is called with; `None` for a property.
    pub arguments: Option<&'t [Expression]>,
    /// The steps after it.
    pub rest: &'t [Accessor],
}

/// The first step of a reference, if it is a name.
pub fn call<'t>(reference: &'t Reference, site: Site<'t>) -> Option<Call<'t>> {
    let (first, rest) = reference.path.split_first()?;
    let (name, arguments) = match first {
        Accessor::Property { name, .. } => (*name, None),
        Accessor::Method { name, arguments, .. } => (*name, Some(&**arguments)),
        Accessor::Index { .. } => return None,
    };
    Some(Call { member: name.text(site.source), span: name, arguments, rest })
}

/// A call of a member of `$input` with one argument.
pub fn input_call<'t>(reference: &'t Reference, site: Site<'t>) -> Option<(Call<'t>, &'t Expression)> {
    if reference.name.text(site.source) != "input" {
        return None;
    }
    let call = call(reference, site)?;
    match call.arguments {
        Some([argument]) => Some((call, argument)),
        _ => None,
    }
}

/// Whether steps are all names, or strings in brackets or in `get(…)`.
pub fn only_properties(path: &[Accessor], site: Site<'_>) -> bool {
    path.iter().all(|step| match step {
        Accessor::Property { .. } | Accessor::Index { .. } => true,
        Accessor::Method { name, arguments, .. } => arguments.len() == 1 && name.text(site.source) == "get",
    })
}

/// What a string says, if it is always the same.
pub fn text<'t>(expression: &'t Expression, site: Site<'t>) -> Option<Cow<'t, str>> {
    let Expression::String(literal) = expression else { return None };
    match &literal.value {
        StringValue::Raw(span) => Some(span.text(site.source).into()),
        StringValue::Decoded(bytes) => String::from_utf8(bytes.to_vec()).ok().map(Cow::Owned),
        StringValue::Template { template, .. } => {
            let source = template.source(site.source);
            let mut out = String::new();
            for item in &template.items {
                let Item::Text(text) = item else { return None };
                out.push_str(text.printed.as_deref().unwrap_or(text.span.text(source)));
            }
            Some(out.into())
        }
    }
}

/// The place of a part of what a string says: exact where the string is written as it is meant.
pub fn within(expression: &Expression, part: Span, said: &str, site: Site<'_>) -> Span {
    let whole = expression.span();
    let inside = Span::new(whole.start() + 1, whole.end().saturating_sub(1));
    if site.string.is_none() && inside.text(site.source) == said {
        part.shift(inside.start())
    } else {
        site.place(whole)
    }
}

/// The operands of a condition: what is on either side of `&&` and `||`, with the negations around each.
pub fn operands<'t>(condition: &'t Expression, out: &mut Vec<Operand<'t>>) {
    let mut stack = vec![(condition, None)];
    while let Some((expression, not)) = stack.pop() {
        match expression {
            Expression::Binary { operator: Operator::And | Operator::Or, left, right, .. } => {
                stack.push((right, None));
                stack.push((left, None));
            }
            Expression::Group { inner, .. } => stack.push((inner, not)),
            Expression::Not { operand, span } => stack.push((operand, Some(*span))),
            other => out.push(Operand { expression: other, not }),
        }
    }
}

/// A part of a condition that is true or false by itself.
pub struct Operand<'t> {
    /// The expression without its negation.
    pub expression: &'t Expression,
    /// The negation around it, if there is one.
    pub not: Option<Span>,
}
