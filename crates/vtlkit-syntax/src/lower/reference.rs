//! References and what stands in front of them.

use pest::iterators::Pair;
use vtlkit_text::Span;

use super::Lower;
use crate::ast::{Accessor, Expression, Prefix, Reference};
use crate::error::SyntaxErrorKind;
use crate::parser::Rule;

impl<'p> Lower<'p, '_> {
    pub(super) fn reference(&mut self, pair: Pair<'p, Rule>) -> Reference {
        let span = self.span(&pair);
        // Hashes behind a property were read with it, but are no part of it.
        let hashes = self.text(span).len() - self.text(span).trim_end_matches('#').len();
        let span = Span::new(span.start(), span.end() - hashes);
        let braced = pair.as_rule() == Rule::formal_reference;
        let (mut chain, mut name) = ("$", span);
        let mut path = Vec::new();
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::chain => chain = inner.as_str(),
                Rule::identifier => name = self.span(&inner),
                _ => self.accessor(inner, &mut path),
            }
        }
        let token = if braced { "{" } else { self.text(name) };
        let (prefix, quiet) = if chain == "$" { (Prefix::None, false) } else { prefix(chain, token) };
        let own = chain.rfind('$').unwrap_or(0);
        let literal = Span::new(span.start() + own, span.end());
        Reference { span, literal, quiet, braced, prefix, name, path }
    }

    fn accessor(&mut self, pair: Pair<'p, Rule>, path: &mut Vec<Accessor>) {
        let whole = self.span(&pair);
        if pair.as_rule() == Rule::index {
            if let Some(index) = pair.into_inner().next() {
                let index = Box::new(self.value(index));
                path.push(Accessor::Index { span: whole, index });
            }
            return;
        }
        let method = pair.as_rule() == Rule::method;
        let mut name = whole;
        let mut arguments = Vec::new();
        let mut indexes = Vec::new();
        let mut end = whole.end();
        self.calls += usize::from(method);
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::identifier => name = self.span(&inner),
                Rule::index => self.accessor(inner, &mut indexes),
                Rule::field_hashes => end = self.span(&inner).start(),
                _ => arguments.push(self.value(inner)),
            }
        }
        self.calls -= usize::from(method);
        let end = indexes.first().map_or(end, |index| index.span().start());
        let span = Span::new(whole.start(), end);
        path.push(if method {
            Accessor::Method { span, name, arguments }
        } else {
            Accessor::Property { span, name }
        });
        path.append(&mut indexes);
    }

    /// A value that is no expression of operators: an operand, a parameter, an argument of a directive.
    pub(super) fn value(&mut self, pair: Pair<'p, Rule>) -> Expression {
        let span = self.span(&pair);
        match pair.as_rule() {
            Rule::plain_reference | Rule::formal_reference => Expression::Reference(self.reference(pair)),
            Rule::string => Expression::String(self.string(span)),
            Rule::integer => Expression::Integer(span),
            Rule::float => Expression::Float(span),
            Rule::boolean | Rule::boolean_name => {
                Expression::Boolean { span, value: self.text(span) == "true" }
            }
            Rule::bare_word => {
                // A name without `$` is a token only inside the parentheses of a method.
                if self.calls == 0 {
                    self.error(SyntaxErrorKind::BareWord { word: self.text(span).into() }, span);
                }
                Expression::Word(span)
            }
            Rule::bracket => self.bracket(pair),
            Rule::map => {
                let mut values = pair.into_inner();
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
                debug_assert!(false, "{rule:?} is no value");
                Expression::Word(span)
            }
        }
    }
}

/// What the characters in front of a reference's name mean; `token` is what follows them in the same token of the
/// engine. Gives the prefix and whether the reference is quiet.
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
