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
        let mut inside = None;
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::chain if self.span(&inner).start() == span.start() => chain = inner.as_str(),
                Rule::chain => inside = Some(self.span(&inner)),
                Rule::identifier => {
                    name = self.name(&inner);
                    name = inside.map_or(name, |inside| inside.to(name));
                }
                _ => self.accessor(inner, &mut path),
            }
        }
        let token = if braced { "{" } else { self.text(name) };
        let (prefix, quiet) = if chain == "$" { (Prefix::None, false) } else { prefix(chain, token) };
        let own = chain.rfind('$').unwrap_or(0);
        let literal = Span::new(span.start() + own, span.end());
        // The engine takes what stands in front of a reference off its token, so what is printed of it lacks that.
        if own > 0 && !matches!(prefix, Prefix::Broken(_)) {
            self.blocks.edit(Span::new(span.start(), literal.start()), String::new(), None);
        }
        let spelled = self.blocks.is_edited(literal).then(|| self.recorded(literal, false).into_boxed_str());
        Reference { span, literal, spelled, quiet, braced, prefix, name, path }
    }

    /// `$name.name.name`, which the grammar gives as one token.
    pub(super) fn simple_reference(&mut self, span: Span) -> Reference {
        let text = self.text(span);
        let mut names = text[1..].split('.');
        let first = names.next().map_or(0, str::len);
        let name = Span::new(span.start() + 1, span.start() + 1 + first);
        self.check_name(name);
        let mut at = name.end();
        let mut path = Vec::with_capacity(names.clone().count());
        for property in names {
            let name = Span::new(at + 1, at + 1 + property.len());
            self.check_name(name);
            path.push(Accessor::Property { span: Span::new(at, name.end()), name });
            at = name.end();
        }
        Reference {
            span,
            literal: span,
            spelled: None,
            quiet: false,
            braced: false,
            prefix: Prefix::None,
            name,
            path,
        }
    }

    /// A name in a reference. `true` and `false` are tokens of their own there, which none can be made of.
    pub(super) fn name(&mut self, pair: &Pair<'p, Rule>) -> Span {
        let span = self.span(pair);
        self.check_name(span);
        span
    }

    fn check_name(&mut self, span: Span) {
        let name = self.text(span);
        if matches!(name, "true" | "false") {
            let (found, expected) = (Some(name.into()), "another name".into());
            self.error(SyntaxErrorKind::Unexpected { found, expected, inside: "$".into() }, span);
        }
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
        let at = path.len();
        let (mut name, mut end) = (whole, whole.end());
        let mut arguments = None;
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::chain => self.blocks.edit(self.span(&inner), String::new(), None),
                Rule::identifier => {
                    name = self.name(&inner);
                    end = name.end();
                }
                Rule::arguments => {
                    end = self.span(&inner).end();
                    self.calls += 1;
                    arguments = Some(inner.into_inner().map(|argument| self.value(argument)).collect());
                    self.calls -= 1;
                }
                Rule::index => self.accessor(inner, path),
                _ => {}
            }
        }
        let indexed = path.len() > at;
        let span = Span::new(whole.start(), end);
        if arguments.is_none() && indexed {
            // Behind an index of a property a parenthesis is a token that nothing takes.
            let after = path.last().map_or(end, |index| index.span().end());
            if self.part[after - self.base..].starts_with('(') {
                let (found, expected) = (Some("(".into()), "".into());
                let inside = self.text(name).into();
                self.error(
                    SyntaxErrorKind::Unexpected { found, expected, inside },
                    Span::new(after, after + 1),
                );
            }
        }
        let accessor = match arguments {
            Some(arguments) => Accessor::Method { span, name, arguments },
            None => Accessor::Property { span, name },
        };
        path.insert(at, accessor);
    }

    /// A value that is no expression of operators: an operand, a parameter, an argument of a directive.
    pub(super) fn value(&mut self, pair: Pair<'p, Rule>) -> Expression {
        let span = self.span(&pair);
        match pair.as_rule() {
            Rule::simple_reference => Expression::Reference(self.simple_reference(span)),
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
