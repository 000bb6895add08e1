//! Builds the syntax tree from the tokens and the grammar's pairs.

mod blocks;
mod broken;
mod call;
mod expression;
mod image;
mod reference;
mod string;
mod text;

use std::ops::Range;

use pest::iterators::{Pair, Pairs};
use vtlkit_text::Span;

use crate::ast::{Item, Set};
use crate::error::{SyntaxError, SyntaxErrorKind};
use crate::parser::{Context, Rule};
use crate::token::{Kind, Token, Tokens, Units};
use blocks::Blocks;

pub(crate) use broken::broken;

/// The items of a template whose text `part` starts at offset `base`.
pub(crate) fn template(
    part: &str,
    base: usize,
    tokens: &Tokens,
    units: &Units,
    pairs: Pairs<'_, Rule>,
    context: &mut Context,
) -> Vec<Item> {
    let mut blocks = Blocks::with_capacity(units.kinds().len().min(64));
    let mut lower = Lower { part, base, tokens, units, context, blocks: &mut blocks };
    for pair in pairs.flat_map(Pair::into_inner) {
        lower.item(pair);
        if lower.blocks.too_deep() {
            break;
        }
    }
    lower.finish()
}

struct Lower<'p, 'c> {
    part: &'p str,
    base: usize,
    tokens: &'c Tokens,
    units: &'c Units,
    context: &'c mut Context,
    blocks: &'c mut Blocks,
}

impl<'p> Lower<'p, '_> {
    /// The source of some tokens.
    fn span_of(&self, tokens: &Range<usize>) -> Span {
        let (first, last) = (self.token(tokens.start), self.token(tokens.end.wrapping_sub(1)));
        Span::new(self.base + first.start, self.base + last.end)
    }

    /// The tokens of a pair.
    fn range(&self, pair: &Pair<'_, Rule>) -> Range<usize> {
        let units = pair.as_span();
        self.units.token(units.start())..self.units.token(units.end())
    }

    fn span(&self, pair: &Pair<'_, Rule>) -> Span {
        self.span_of(&self.range(pair))
    }

    /// The first token of a pair.
    fn first(&self, pair: &Pair<'_, Rule>) -> Token {
        self.token(self.range(pair).start)
    }

    fn token(&self, at: usize) -> Token {
        self.tokens.get(at).copied().unwrap_or(Token {
            kind: Kind::Invalid,
            start: self.part.len(),
            own: self.part.len(),
            end: self.part.len(),
        })
    }

    /// The source of a span of this part.
    fn text(&self, span: Span) -> &'p str {
        self.part.get(span.start() - self.base..span.end() - self.base).unwrap_or_default()
    }

    fn error(&mut self, kind: SyntaxErrorKind, span: Span) {
        self.context.errors.push(SyntaxError::new(kind, span));
    }

    fn item(&mut self, pair: Pair<'_, Rule>) {
        match pair.as_rule() {
            Rule::run => self.run(pair.as_span().start()..pair.as_span().end()),
            Rule::reference => self.reference_item(self.range(&pair), Some(pair)),
            Rule::directive => match self.first(&pair).kind {
                Kind::Set => self.set(pair),
                Kind::If => self.if_head(pair),
                Kind::ElseIf => self.elseif_head(pair),
                Kind::DoubleEscape => self.double_escape(self.range(&pair)),
                _ => self.call(self.range(&pair), Some(pair)),
            },
            rule => debug_assert!(rule == Rule::EOI, "{rule:?} is not an item"),
        }
    }

    /// Units that are an item each.
    fn run(&mut self, units: Range<usize>) {
        for unit in units {
            let tokens = self.units.token(unit)..self.units.token(unit + 1);
            if self.token(tokens.start).kind == Kind::Name {
                self.reference_item(tokens, None);
            } else {
                self.single(tokens.start);
            }
        }
    }

    /// A token that is an item by itself.
    fn single(&mut self, at: usize) {
        let token = self.token(at);
        match token.kind {
            Kind::End => self.end(self.span_of(&(at..at + 1))),
            Kind::Else => self.else_head(self.span_of(&(at..at + 1))),
            Kind::Bare => self.call(at..at + 1, None),
            Kind::FormalComment | Kind::BlockComment => self.block_comment(token),
            Kind::OpenComment => self.open_comment(token),
            Kind::LineComment => self.line_comment(at, token),
            // Part of the comment before it.
            Kind::LineEnd => {}
            Kind::Verbatim => self.verbatim(token),
            Kind::EscapedDirective => self.escaped_directive(at),
            _ => self.plain(at),
        }
    }

    fn set(&mut self, pair: Pair<'_, Rule>) {
        let span = self.span(&pair);
        let (mut target, mut value) = (None, None);
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::reference => target = Some(self.reference(inner)),
                Rule::expression => value = Some(self.expression(inner)),
                _ => {}
            }
        }
        if let (Some(target), Some(value)) = (target, value) {
            self.blocks.push(Item::Set(Set { span, target, value }));
        }
    }
}
