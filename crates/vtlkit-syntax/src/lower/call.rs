//! Directives with a name of their own, and calls.

use pest::iterators::Pair;
use vtlkit_text::Span;

use super::Lower;
use super::blocks::Kind;
use crate::ast::{Call, Expression, Item, Simple};
use crate::error::SyntaxErrorKind;
use crate::parser::Rule;

impl<'p> Lower<'p, '_> {
    pub(super) fn call(&mut self, pair: Pair<'p, Rule>) {
        let span = self.span(&pair);
        let (mut text_only, mut name, mut arguments, mut parentheses) = (false, span, Vec::new(), false);
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::chain => text_only = true,
                Rule::directive_name => {
                    let braces = usize::from(inner.as_str().starts_with('{'));
                    let found = self.span(&inner);
                    name = Span::new(found.start() + braces, found.end() - braces);
                }
                Rule::rparen => parentheses = true,
                Rule::word => arguments.push(Expression::Word(self.span(&inner))),
                _ => arguments.push(self.value(inner)),
            }
        }
        let directive = self.text(name);
        // A broken `#if` or `#set` may still look like a call.
        let set = directive == "set"
            && self.text(Span::new(name.end(), span.end())).trim_start_matches(' ').starts_with('(');
        if set || matches!(directive, "if" | "elseif" | "else" | "end") {
            self.broken(Span::new(span.start(), name.end()));
            return;
        }
        // Something in front of the `#` makes the name another one, which no directive has.
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
                    self.push(Item::Stop(simple));
                }
            }
            "break" => {
                if self.takes(&simple, "#break", simple.arguments.len() <= 1, "at most one argument") {
                    self.push(Item::Break(simple));
                }
            }
            "evaluate" => {
                let fits =
                    matches!(simple.arguments.as_slice(), [Expression::String(_) | Expression::Reference(_)]);
                if self.takes(&simple, "#evaluate", fits, "one string or reference") {
                    self.push(Item::Evaluate(simple));
                }
            }
            "include" => self.push(Item::Include(simple)),
            "parse" => self.push(Item::Parse(simple)),
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
                // With arguments the first of them is what is printed, as it stands.
                let argument = simple.arguments.first().map(Expression::span);
                self.open(Kind::Literal { argument }, span);
            }
            _ => {}
        }
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

    /// Reports a directive whose arguments do not fit.
    fn takes(&mut self, directive: &Simple, name: &'static str, fits: bool, takes: &'static str) -> bool {
        if !fits {
            self.error(SyntaxErrorKind::WrongArguments { directive: name, takes }, directive.span);
        }
        fits
    }

    fn unknown(&mut self, span: Span, name: Span, text_only: bool, arguments: Option<Vec<Expression>>) {
        let name_text = self.text(name);
        if let Some(arguments) = &arguments {
            self.edit_gaps(span, name, arguments);
        }
        if let (Some(arguments), Some(_), false) = (&arguments, name_text.strip_prefix('@'), text_only) {
            let name = Span::new(name.start() + 1, name.end());
            self.open(Kind::Call { name, arguments: arguments.clone() }, span);
            return;
        }
        let text = self.recorded(span, false);
        let printed = (text != self.text(span)).then(|| text.into_boxed_str());
        let text_only = text_only || name_text.starts_with('@');
        self.push(Item::Call(Call { span, printed, name, text_only, arguments, block: None }));
    }

    /// A `$` or `#` between arguments is gone from a call that is printed.
    fn edit_gaps(&mut self, span: Span, name: Span, arguments: &[Expression]) {
        let mut at = name.end();
        let ends = arguments.iter().map(Expression::span).chain([Span::at(span.end())]);
        for next in ends {
            let gap = Span::new(at, next.start());
            let text = self.text(gap);
            if text.contains(['$', '#']) {
                let plain = text.replace(['$', '#', '\\', '!'], "");
                self.blocks.edit(gap, plain, None);
            }
            at = next.end();
        }
    }
}

/// The name an argument gives: the first token of it without its first character, as the engine cuts it.
fn bare_name(argument: &Expression) -> Span {
    match argument {
        // `${x}` names a variable `{`, and `$!x` one `!x`, which no reference reaches.
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
