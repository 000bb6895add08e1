//! Pairs the heads of blocks with their ends, with an explicit stack instead of recursion.

use std::collections::BTreeMap;
use std::ops::Range;

use pest::iterators::Pair;
use vtlkit_text::Span;

use super::Lower;
use crate::ast::{Block, Branch, Call, Define, Expression, Foreach, If, Item, Macro, Text};
use crate::error::{SyntaxError, SyntaxErrorKind};
use crate::parser::{MAX_BLOCK_DEPTH, Rule};

/// An open block.
pub(super) struct Open {
    pub(super) kind: Kind,
    /// The head of the directive or of its latest branch.
    pub(super) head: Span,
    /// Where the directive starts.
    start: usize,
    /// The items around the block.
    outer: Vec<Item>,
}

/// The directive that a block belongs to.
pub(super) enum Kind {
    If {
        branches: Vec<Branch>,
        condition: Option<Expression>,
        otherwise: bool,
    },
    Foreach {
        arguments: Vec<Expression>,
    },
    Define {
        name: Span,
    },
    Macro {
        name: Span,
        parameters: Vec<Span>,
    },
    Literal {
        /// The argument that is rendered instead of the block.
        argument: Option<Span>,
    },
    Call {
        name: Span,
        arguments: Vec<Expression>,
    },
    /// A directive with errors in its head; its block is parsed anyway.
    Broken {
        directive: Box<str>,
    },
}

/// The open blocks, and the items of the innermost one.
#[derive(Default)]
pub(super) struct Blocks {
    items: Vec<Item>,
    open: Vec<Open>,
    /// The images of tokens, by index, that Velocity's parser changes.
    images: BTreeMap<usize, String>,
}

impl Blocks {
    pub(super) fn with_capacity(capacity: usize) -> Self {
        Self { items: Vec::with_capacity(capacity), ..Self::default() }
    }

    pub(super) fn push(&mut self, item: Item) {
        self.items.push(item);
    }

    pub(super) fn set_image(&mut self, token: usize, image: String) {
        self.images.insert(token, image);
    }

    pub(super) fn image(&self, token: usize) -> Option<&str> {
        self.images.get(&token).map(String::as_str)
    }

    /// Whether the image of one of these tokens was changed.
    pub(super) fn has_image(&self, tokens: Range<usize>) -> bool {
        self.images.range(tokens).next().is_some()
    }

    /// Drops the tokens, but keeps what was parsed from them.
    pub(super) fn forget_tokens(&mut self) {
        self.images.clear();
    }

    pub(super) fn too_deep(&self) -> bool {
        self.open.len() > MAX_BLOCK_DEPTH
    }
}

impl Lower<'_, '_> {
    pub(super) fn open(&mut self, kind: Kind, head: Span) {
        let outer = std::mem::take(&mut self.blocks.items);
        self.blocks.open.push(Open { kind, head, start: head.start(), outer });
        if self.blocks.too_deep() {
            self.error(SyntaxErrorKind::TooDeep { limit: MAX_BLOCK_DEPTH }, head);
        }
    }

    pub(super) fn if_head(&mut self, pair: Pair<'_, Rule>) {
        let head = self.span(&pair);
        let condition = self.condition(pair);
        self.open(Kind::If { branches: Vec::new(), condition, otherwise: false }, head);
    }

    fn condition(&mut self, pair: Pair<'_, Rule>) -> Option<Expression> {
        let expression = pair.into_inner().find(|inner| inner.as_rule() == Rule::expression)?;
        Some(self.expression(expression))
    }

    pub(super) fn elseif_head(&mut self, pair: Pair<'_, Rule>) {
        let head = self.span(&pair);
        let next = self.condition(pair);
        self.branch(head, "#elseif", next);
    }

    pub(super) fn else_head(&mut self, head: Span) {
        self.branch(head, "#else", None);
    }

    /// Ends a branch of an `#if` and starts the next one, which has no condition if it is the `#else`.
    fn branch(&mut self, head: Span, directive: &'static str, next: Option<Expression>) {
        let Some(Open {
            kind: Kind::If { branches, condition, otherwise: otherwise @ false },
            head: last,
            ..
        }) = self.blocks.open.last_mut()
        else {
            if !matches!(self.blocks.open.last(), Some(Open { kind: Kind::Broken { .. }, .. })) {
                self.error(SyntaxErrorKind::MisplacedBranch { directive }, head);
            }
            return;
        };
        let block = Block {
            span: Span::new(last.end(), head.start()),
            items: std::mem::take(&mut self.blocks.items),
        };
        if let Some(condition) = condition.take() {
            branches.push(Branch { head: *last, condition, block });
        }
        *otherwise = next.is_none();
        *condition = next;
        *last = head;
    }

    pub(super) fn end(&mut self, end: Span) {
        let Some(open) = self.blocks.open.pop() else {
            self.error(SyntaxErrorKind::StrayEnd, end);
            return;
        };
        let items = std::mem::replace(&mut self.blocks.items, open.outer);
        let head = open.head;
        let block = Block { span: Span::new(head.end(), end.start()), items };
        let span = Span::new(open.start, end.end());
        let item = match open.kind {
            Kind::If { mut branches, condition, .. } => {
                let otherwise = match condition {
                    Some(condition) => {
                        branches.push(Branch { head, condition, block });
                        None
                    }
                    None => Some(block),
                };
                Item::If(If { span, branches, otherwise, end })
            }
            Kind::Foreach { arguments } => Item::Foreach(Foreach { span, head, arguments, block, end }),
            Kind::Define { name } => Item::Define(Define { span, head, name, block, end }),
            Kind::Macro { name, parameters } => {
                self.context.macros.insert(self.text(name).to_owned());
                Item::Macro(Macro { span, head, name, parameters, block, end })
            }
            Kind::Literal { argument: None } if block.span.is_empty() => {
                // Velocity reads the first token of the block and throws if there is none.
                let takes = "a block that is not empty";
                self.error(SyntaxErrorKind::WrongArguments { directive: "#literal", takes }, span);
                return;
            }
            Kind::Literal { argument } => {
                let literal = argument.unwrap_or(block.span);
                let text = self.recorded(self.within(literal), true);
                let text = text.unwrap_or_else(|| self.text(literal).to_owned());
                Item::Text(Text { span, printed: Some(text.into_boxed_str()) })
            }
            Kind::Call { name, arguments } => {
                let printed = self.printed(span);
                Item::Call(Call {
                    span,
                    printed,
                    name,
                    text_only: false,
                    arguments: Some(arguments),
                    block: Some(block),
                })
            }
            Kind::Broken { .. } => return,
        };
        self.blocks.push(item);
    }

    /// The text that is printed for a call, if it differs from its source.
    pub(super) fn printed(&self, call: Span) -> Option<Box<str>> {
        let text = self.recorded(self.within(call), false);
        text.filter(|text| text != self.text(call)).map(String::into_boxed_str)
    }

    /// The tokens of a span.
    fn within(&self, span: Span) -> Range<usize> {
        self.tokens.at(span.start() - self.base)..self.tokens.at(span.end() - self.base)
    }

    /// Reports blocks that are still open, and returns the items of the whole part.
    pub(super) fn finish(self) -> Vec<Item> {
        let too_deep = self.blocks.too_deep();
        let end = self.base + self.part.len();
        let mut items = Vec::new();
        let mut innermost = std::mem::take(&mut self.blocks.items);
        for mut open in self.blocks.open.drain(..) {
            items.append(&mut open.outer);
            let head = Span::new(open.start, open.head.end().max(open.start));
            let directive: Box<str> = match open.kind {
                Kind::If { .. } => "#if".into(),
                Kind::Foreach { .. } => "#foreach".into(),
                Kind::Define { .. } => "#define".into(),
                Kind::Macro { .. } => "#macro".into(),
                Kind::Literal { .. } => "#literal".into(),
                Kind::Call { name, .. } => {
                    format!("#@{}", &self.part[name.start() - self.base..name.end() - self.base]).into()
                }
                Kind::Broken { directive } => directive,
            };
            if !too_deep {
                let mut error = SyntaxError::new(SyntaxErrorKind::UnclosedBlock { directive }, head);
                error.related = Some((Span::at(end), "`#end` is missing here"));
                self.context.errors.push(error);
            }
        }
        items.append(&mut innermost);
        items
    }
}
