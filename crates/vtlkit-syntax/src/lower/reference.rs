//! References and their prefixes.

use std::ops::Range;

use pest::iterators::Pair;
use vtlkit_text::Span;

use super::Lower;
use crate::ast::{Accessor, Expression, Item, Prefix, Reference};
use crate::error::SyntaxErrorKind;
use crate::parser::Rule;
use crate::token::{Kind, Token};

impl Lower<'_, '_> {
    /// Lowers a reference that is an item. `pair` has the details of one with methods or indexes. If the first token
    /// has no `$`, Velocity prints the token instead.
    pub(super) fn reference_item(&mut self, tokens: Range<usize>, pair: Option<Pair<'_, Rule>>) {
        let first = self.token(tokens.start);
        let span = self.span_of(&tokens);
        let reference = self.reference_of(tokens, pair);
        if self.has_dollar(first) {
            self.blocks.push(Item::Reference(reference));
        } else {
            self.push_text(span, Some(self.source(first.start, first.end).to_owned()));
        }
    }

    pub(super) fn has_dollar(&self, first: Token) -> bool {
        self.source(first.start, first.own).contains('$')
    }

    pub(super) fn reference(&mut self, pair: Pair<'_, Rule>) -> Reference {
        self.reference_of(self.range(&pair), Some(pair))
    }

    fn reference_of(&mut self, tokens: Range<usize>, pair: Option<Pair<'_, Rule>>) -> Reference {
        let span = self.span_of(&tokens);
        let first = self.token(tokens.start);
        let braced = first.kind == Kind::OpenBrace;
        // A `$` after the brace is part of the name, which no variable can have.
        let name = if braced {
            self.span_of(&(tokens.start + 1..tokens.start + 2))
        } else {
            Span::new(self.base + first.own, self.base + first.end)
        };
        let mut at = tokens.start + 1 + usize::from(braced);
        let names = if pair.is_some() { 0 } else { tokens.len() / 2 };
        let mut path = Vec::with_capacity(names);
        for inner in pair.into_iter().flat_map(Pair::into_inner) {
            let step = self.range(&inner);
            match inner.as_rule() {
                Rule::arguments => {
                    self.properties(at..step.start - 2, &mut path);
                    path.push(self.method(inner));
                    at = step.end;
                }
                Rule::index => {
                    self.properties(at..step.start, &mut path);
                    path.push(self.index(inner));
                    at = step.end;
                }
                _ => {}
            }
        }
        self.properties(at..tokens.end, &mut path);
        let reference = Reference {
            span,
            literal: span,
            spelled: None,
            quiet: false,
            braced,
            prefix: Prefix::None,
            name,
            path,
        };
        self.prefixed(tokens, first.own, reference)
    }

    /// Interprets the characters before a reference that itself starts at `own`.
    fn prefixed(&mut self, tokens: Range<usize>, own: usize, mut reference: Reference) -> Reference {
        let first = self.token(tokens.start);
        let chain = self.source(first.start, own);
        let spelled = self.recorded(tokens.clone(), true);
        if chain == "$" && spelled.is_none() {
            return reference;
        }
        (reference.prefix, reference.quiet) = prefix(chain, self.source(own, first.end));
        let dollar = chain.rfind('$').unwrap_or(0);
        // Velocity removes the prefix from the token's image.
        if dollar > 0 && !matches!(reference.prefix, Prefix::Broken(_)) {
            reference.literal = Span::new(reference.span.start() + dollar, reference.span.end());
            let image = self.source(first.start + dollar, first.end).to_owned();
            self.blocks.set_image(tokens.start, image);
        }
        if spelled.is_some() {
            let spelled = self.recorded(tokens, true);
            reference.spelled =
                spelled.filter(|spelled| spelled != self.text(reference.literal)).map(String::into_boxed_str);
        }
        reference
    }

    /// `.name.name`, for which the grammar has no rule.
    fn properties(&self, tokens: Range<usize>, path: &mut Vec<Accessor>) {
        let mut at = tokens.start;
        while at + 1 < tokens.end {
            let (dot, name) = (self.token(at), self.token(at + 1));
            // The closing brace of a reference is not a property.
            if name.kind == Kind::Name {
                path.push(Accessor::Property {
                    span: Span::new(self.base + dot.start, self.base + name.end),
                    name: Span::new(self.base + name.start, self.base + name.end),
                });
            }
            at += 2;
        }
    }

    fn method(&mut self, pair: Pair<'_, Rule>) -> Accessor {
        let tokens = self.range(&pair);
        let span = self.span_of(&(tokens.start - 2..tokens.end));
        let name = self.span_of(&(tokens.start - 1..tokens.start));
        let arguments = pair.into_inner().filter(|inner| inner.as_rule() != Rule::close_method);
        Accessor::Method { span, name, arguments: arguments.map(|argument| self.value(argument)).collect() }
    }

    fn index(&mut self, pair: Pair<'_, Rule>) -> Accessor {
        let span = self.span(&pair);
        let index = match pair.into_inner().next() {
            Some(index) => self.value(index),
            None => Expression::Word(span),
        };
        Accessor::Index { span, index: Box::new(index) }
    }

    /// A value without operators: an operand, a parameter, or an argument of a directive.
    pub(super) fn value(&mut self, pair: Pair<'_, Rule>) -> Expression {
        let token = self.first(&pair);
        let span = self.span(&pair);
        match pair.as_rule() {
            Rule::reference => {
                let reference = self.reference(pair);
                // A name without `$` is null.
                if self.has_dollar(token) { Expression::Reference(reference) } else { Expression::Word(span) }
            }
            Rule::literal | Rule::index_literal => self.literal(token, span),
            Rule::word => Expression::Word(span),
            Rule::bracket => self.bracket(pair),
            Rule::map => {
                let values =
                    |inner: &Pair<'_, Rule>| !matches!(inner.as_rule(), Rule::colon | Rule::close_map);
                let mut values = pair.into_inner().filter(values);
                let mut entries = Vec::new();
                while let (Some(key), Some(value)) = (values.next(), values.next()) {
                    entries.push((self.value(key), self.value(value)));
                }
                Expression::Map { span, entries }
            }
            Rule::group => match pair.into_inner().next() {
                Some(inner) => Expression::Group { span, inner: Box::new(self.expression(inner)) },
                None => Expression::Word(span),
            },
            rule => {
                debug_assert!(false, "{rule:?} is not a value");
                Expression::Word(span)
            }
        }
    }

    fn literal(&mut self, token: Token, span: Span) -> Expression {
        match token.kind {
            Kind::String => return Expression::String(self.string(span)),
            // `$true` is `true`.
            Kind::Boolean => {
                return Expression::Boolean { span, value: self.text(span).ends_with("true") };
            }
            _ => {}
        }
        // A prefix stays part of a number's image, which is then not a number.
        if token.own > token.start {
            let found = self.source(token.start, token.own).chars().next();
            let (found, expected) = (found.map(|c| c.to_string().into()), "a number".into());
            let inside = self.text(span).into();
            self.error(SyntaxErrorKind::Unexpected { found, expected, inside }, span);
        }
        if token.kind == Kind::Integer { Expression::Integer(span) } else { Expression::Float(span) }
    }
}

/// Interprets the characters before a reference's name. `token` is the rest of the same token in Velocity. Returns
/// the prefix and whether the reference is quiet.
fn prefix(chain: &str, token: &str) -> (Prefix, bool) {
    if chain.contains("\\!") {
        let image = format!("{chain}{token}");
        let dollar = image.find('$').unwrap_or(0);
        let start = image[dollar..].find('\\').map_or(image.len(), |at| dollar + at);
        let run = image[start..].len() - image[start..].trim_start_matches('\\').len();
        let text =
            format!("{}{}{}", &image[..start], "\\".repeat(run.saturating_sub(1)), &image[start + run..]);
        return (Prefix::Broken(text.into()), false);
    }
    let rest = chain.trim_start_matches('\\');
    let backslashes = chain.len() - rest.len();
    let own = rest.rfind('$').unwrap_or(0);
    let quiet = rest[own..].starts_with("$!");
    let half = backslashes / 2;
    let prefix = match (backslashes % 2, half, own) {
        (1, ..) => Prefix::Escaped { backslashes: half },
        (_, 0, 0) => Prefix::None,
        _ => Prefix::Printed { backslashes: half, text: rest[..own].into() },
    };
    (prefix, quiet)
}
