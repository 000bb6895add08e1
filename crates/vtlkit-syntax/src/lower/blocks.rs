//! Pairs the heads of blocks with their ends, on a stack of its own.

use pest::iterators::Pair;
use vtlkit_text::Span;

use super::Lower;
use crate::ast::{Block, Branch, Call, Define, Expression, Foreach, If, Item, Macro, Text};
use crate::error::{SyntaxError, SyntaxErrorKind};
use crate::parser::{MAX_BLOCK_DEPTH, Rule};

/// A block that waits for its end.
pub(super) struct Open {
    pub(super) kind: Kind,
    /// The head of the directive, or of its latest branch.
    pub(super) head: Span,
    /// Where the directive starts.
    start: usize,
    /// The items around the block.
    outer: Vec<Item>,
}

/// What a block belongs to.
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
        /// What is printed instead of the block.
        argument: Option<Span>,
    },
    Call {
        name: Span,
        arguments: Vec<Expression>,
    },
    /// A directive that could not be read; its block is read all the same.
    Broken {
        directive: Box<str>,
    },
}

/// What the engine has in its tokens in place of a stretch of the source.
struct Edit {
    span: Span,
    /// What it has when it prints a call.
    image: String,
    /// What it has when it prints a `#literal`, where that is something else.
    literal: Option<String>,
}

/// The blocks that are open, and the items of the innermost.
#[derive(Default)]
pub(super) struct Blocks {
    items: Vec<Item>,
    open: Vec<Open>,
    /// Where the engine's record of the tokens differs from the source, for the text of `#literal` and of calls.
    edits: Vec<Edit>,
}

impl Blocks {
    pub(super) fn push(&mut self, item: Item) {
        self.items.push(item);
    }

    pub(super) fn last(&self) -> Option<&Item> {
        self.items.last()
    }

    /// Notes that the engine has `image` where the source has a span, and `literal` in a `#literal`, if given.
    pub(super) fn edit(&mut self, span: Span, image: String, literal: Option<String>) {
        // A part of a reference may come after what it holds.
        let at = self.edits.iter().rposition(|edit| edit.span.start() < span.start()).map_or(0, |at| at + 1);
        if self.edits.get(at).is_none_or(|edit| edit.span != span) {
            self.edits.insert(at, Edit { span, image, literal });
        }
    }

    /// Whether the engine has something else in a part of a span.
    pub(super) fn is_edited(&self, span: Span) -> bool {
        self.edits
            .iter()
            .rev()
            .take_while(|edit| edit.span.start() >= span.start())
            .any(|edit| edit.span.end() <= span.end())
    }

    pub(super) fn too_deep(&self) -> bool {
        self.open.len() > MAX_BLOCK_DEPTH
    }
}

impl<'p> Lower<'p, '_> {
    pub(super) fn open(&mut self, kind: Kind, head: Span) {
        self.pending = None;
        let outer = std::mem::take(&mut self.blocks.items);
        self.blocks.open.push(Open { kind, head, start: head.start(), outer });
        if self.blocks.too_deep() {
            self.error(SyntaxErrorKind::TooDeep { limit: MAX_BLOCK_DEPTH }, head);
        }
    }

    pub(super) fn if_head(&mut self, pair: Pair<'p, Rule>) {
        let head = self.span(&pair);
        let condition = self.condition(pair);
        self.open(Kind::If { branches: Vec::new(), condition, otherwise: false }, head);
    }

    fn condition(&mut self, pair: Pair<'p, Rule>) -> Option<Expression> {
        let expression = pair.into_inner().find(|inner| inner.as_rule() == Rule::expression)?;
        Some(self.expression(expression))
    }

    pub(super) fn elseif_head(&mut self, pair: Pair<'p, Rule>) {
        let head = self.span(&pair);
        let next = self.condition(pair);
        self.branch(head, "#elseif", next);
    }

    pub(super) fn else_head(&mut self, head: Span) {
        self.branch(head, "#else", None);
    }

    /// Ends a branch of an `#if` and starts the next, which has no condition where it is the `#else`.
    fn branch(&mut self, head: Span, directive: &'static str, next: Option<Expression>) {
        self.pending = None;
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
        self.pending = None;
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
                // The engine looks for the first token of the block, and fails.
                let takes = "a block that is not empty";
                self.error(SyntaxErrorKind::WrongArguments { directive: "#literal", takes }, span);
                return;
            }
            Kind::Literal { argument } => {
                let text = self.recorded(argument.unwrap_or(block.span), true);
                Item::Text(Text { span, printed: Some(text.into_boxed_str()) })
            }
            Kind::Call { name, arguments } => {
                let text = self.recorded(span, false);
                let printed = (text != self.text(span)).then(|| text.into_boxed_str());
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

    /// The source of a span as the engine has it in its tokens: without the inside of comments, and with escapes
    /// done. A `#literal` drops the ends of `#* *#` comments too.
    pub(super) fn recorded(&self, span: Span, literal: bool) -> String {
        let mut text = String::new();
        let mut at = span.start();
        let edits = &self.blocks.edits;
        let first = edits.partition_point(|edit| edit.span.start() < at);
        for edit in edits[first..].iter().take_while(|edit| edit.span.end() <= span.end()) {
            text += self.text(Span::new(at, edit.span.start()));
            text += edit.literal.as_ref().filter(|_| literal).unwrap_or(&edit.image);
            at = edit.span.end();
        }
        text + self.text(Span::new(at, span.end()))
    }

    /// Reports what is still open and gives the items of the whole part.
    pub(super) fn finish(mut self) -> Vec<crate::ast::Item> {
        let too_deep = self.blocks.too_deep();
        let end = self.base + self.part.len();
        let mut items = std::mem::take(&mut self.blocks.items);
        for open in self.blocks.open.drain(..).rev() {
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
            let mut outer = open.outer;
            outer.append(&mut items);
            items = outer;
        }
        items
    }
}
