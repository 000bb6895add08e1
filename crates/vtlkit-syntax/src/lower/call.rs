//! Directives that are parsed like macro calls, and macro calls.

use std::ops::Range;

use pest::iterators::Pair;
use vtlkit_text::Span;

use super::Lower;
use super::blocks::Kind;
use crate::ast::{Call, Expression, Item, Prefix, Simple};
use crate::error::SyntaxErrorKind;
use crate::parser::Rule;
use crate::token::Token;

impl Lower<'_, '_> {
    /// Lowers a directive or a macro call. One without parentheses is a single token.
    pub(super) fn call(&mut self, tokens: Range<usize>, pair: Option<Pair<'_, Rule>>) {
        let span = self.span_of(&tokens);
        let token = self.token(tokens.start);
        let parentheses = pair.is_some();
        let arguments = pair.into_iter().flat_map(Pair::into_inner);
        let arguments = arguments.filter(|inner| inner.as_rule() != Rule::rparen);
        let arguments: Vec<_> = arguments.map(|argument| self.argument(argument)).collect();
        let name = self.directive_name(token);
        let directive = self.text(name);
        let text_only = token.own > token.start + 1;
        // With prefix characters before the `#`, the name differs from that of every directive.
        if text_only || !self.context.directives.has(directive) {
            self.unknown(span, name, text_only, parentheses.then_some(arguments));
            return;
        }
        for (at, argument) in arguments.iter().enumerate() {
            if let Expression::Word(word) = *argument
                && (directive, at) != ("foreach", 1)
                && (directive, at) != ("macro", 0)
            {
                self.error(SyntaxErrorKind::BareWord { word: self.text(word).into() }, word);
            }
        }
        let simple = Simple { span, arguments };
        match directive {
            "stop" => {
                if self.takes(&simple, "#stop", simple.arguments.len() <= 1, "at most one argument") {
                    self.blocks.push(Item::Stop(simple));
                }
            }
            "break" => {
                if self.takes(&simple, "#break", simple.arguments.len() <= 1, "at most one argument") {
                    self.blocks.push(Item::Break(simple));
                }
            }
            "evaluate" => {
                let fits =
                    matches!(simple.arguments.as_slice(), [Expression::String(_) | Expression::Reference(_)]);
                if self.takes(&simple, "#evaluate", fits, "one string or reference") {
                    self.blocks.push(Item::Evaluate(simple));
                }
            }
            "include" => self.blocks.push(Item::Include(simple)),
            "parse" => self.blocks.push(Item::Parse(simple)),
            "foreach" | "define" | "macro" | "literal" if !parentheses => {
                self.error(
                    SyntaxErrorKind::MissingParentheses { directive: format!("#{directive}").into() },
                    span,
                );
                self.open(Kind::Broken { directive: format!("#{directive}").into() }, span);
            }
            "foreach" => self.open(Kind::Foreach { arguments: simple.arguments }, span),
            "define" => {
                if self.takes(
                    &simple,
                    "#define",
                    simple.arguments.len() == 1,
                    "one reference, the name it defines",
                ) {
                    let name = bare_name(&simple.arguments[0]);
                    self.open(Kind::Define { name }, span);
                } else {
                    self.open(Kind::Broken { directive: "#define".into() }, span);
                }
            }
            "macro" => self.macro_head(simple),
            "literal" => {
                // With arguments, the source of the first one is printed.
                let argument = simple.arguments.first().map(Expression::span);
                self.open(Kind::Literal { argument }, span);
            }
            _ => {}
        }
    }

    /// An argument. A name without `$` is a word. In the lexical state after a reference, it is a reference without a
    /// value.
    fn argument(&mut self, pair: Pair<'_, Rule>) -> Expression {
        let name = self.first(&pair);
        let reference = matches!(pair.as_rule(), Rule::reference);
        if !reference || self.has_dollar(name) {
            return self.value(pair);
        }
        let mut reference = self.reference(pair);
        reference.prefix = Prefix::Broken(self.source(name.start, name.end).into());
        Expression::Reference(reference)
    }

    fn macro_head(&mut self, head: Simple) {
        if let [Expression::Word(name), parameters @ ..] = head.arguments.as_slice() {
            let parameters = parameters.iter().map(bare_name).collect();
            self.open(Kind::Macro { name: *name, parameters }, head.span);
        } else {
            let takes = "a name without `$` or quotes, then its parameters";
            self.error(SyntaxErrorKind::WrongArguments { directive: "#macro", takes }, head.span);
            self.open(Kind::Broken { directive: "#macro".into() }, head.span);
        }
    }

    /// Reports a directive whose arguments are wrong. Returns `fits`.
    fn takes(&mut self, directive: &Simple, name: &'static str, fits: bool, takes: &'static str) -> bool {
        if !fits {
            self.error(SyntaxErrorKind::WrongArguments { directive: name, takes }, directive.span);
        }
        fits
    }

    fn unknown(&mut self, span: Span, name: Span, text_only: bool, arguments: Option<Vec<Expression>>) {
        let name_text = self.text(name);
        let block = name_text.starts_with('@');
        if let (Some(arguments), true) = (&arguments, block) {
            let name = Span::new(name.start() + 1, name.end());
            self.open(Kind::Call { name, arguments: arguments.clone() }, span);
            return;
        }
        let printed = if block {
            let text = format!("#{name_text}");
            (text != self.text(span)).then(|| text.into_boxed_str())
        } else {
            self.printed(span)
        };
        let text_only = text_only || block;
        self.blocks.push(Item::Call(Call { span, printed, name, text_only, arguments, block: None }));
    }

    /// The name of a directive: its token without the first character, which is almost always a `#`, and without
    /// braces.
    fn directive_name(&self, token: Token) -> Span {
        let image = self.source(token.start, token.end);
        let braces = usize::from(image.ends_with('}'));
        let skipped = image.chars().take(1 + braces).map(char::len_utf8).sum::<usize>();
        Span::new(self.base + token.start + skipped, self.base + token.end - braces)
    }
}

/// The name that an argument defines: its first token without the first character, as Velocity computes it.
fn bare_name(argument: &Expression) -> Span {
    match argument {
        // `${x}` defines a variable `{`, and `$!x` a variable `!x`, which no reference can name.
        Expression::Reference(reference) if reference.braced => {
            Span::new(reference.name.start() - 1, reference.name.start())
        }
        Expression::Reference(reference) if reference.quiet => {
            Span::new(reference.name.start() - 1, reference.name.end())
        }
        Expression::Reference(reference) => reference.name,
        other => Span::new(other.span().start() + 1, other.span().end()),
    }
}
