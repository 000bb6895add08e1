//! From the grammar's pairs to the tree.

mod blocks;
mod broken;
mod call;
mod expression;
mod reference;
mod string;

use pest::iterators::{Pair, Pairs};
use vtlkit_text::Span;

use crate::ast::{Accessor, Comment, CommentKind, Item, Set, Text};
use crate::error::{SyntaxError, SyntaxErrorKind};
use crate::parser::{Context, Rule};
use blocks::Blocks;

/// The items of a template whose text `part` starts at offset `base`.
pub(crate) fn template<'p>(
    part: &'p str,
    base: usize,
    pairs: Pairs<'p, Rule>,
    context: &mut Context,
) -> Vec<Item> {
    let items = pairs.flat_map(Pair::into_inner);
    let mut lower = Lower { part, base, context, blocks: Blocks::default(), pending: None, calls: 0 };
    let mut items = items.peekable();
    while let Some(pair) = items.next() {
        if pair.as_rule() == Rule::EOI {
            break;
        }
        lower.item(pair, items.peek());
        if lower.blocks.too_deep() {
            break;
        }
    }
    lower.finish()
}

struct Lower<'p, 'c> {
    part: &'p str,
    base: usize,
    context: &'c mut Context,
    blocks: Blocks,
    /// A `$` or `#` that starts nothing is printed with the text after it, and lost where something else follows:
    /// the engine keeps it as a "special token" in front of the next one.
    pending: Option<(Span, String)>,
    /// How many method calls are around what is being read.
    calls: usize,
}

impl<'p> Lower<'p, '_> {
    fn span(&self, pair: &Pair<'_, Rule>) -> Span {
        let span = pair.as_span();
        Span::new(self.base + span.start(), self.base + span.end())
    }

    /// The source behind a span of this part.
    fn text(&self, span: Span) -> &'p str {
        self.part.get(span.start() - self.base..span.end() - self.base).unwrap_or_default()
    }

    fn error(&mut self, kind: SyntaxErrorKind, span: Span) {
        self.context.errors.push(SyntaxError::new(kind, span));
    }

    fn push(&mut self, item: Item) {
        self.pending = None;
        self.blocks.push(item);
    }

    /// Prints `printed`, or what stands at `span`, after what is pending.
    fn push_text(&mut self, span: Span, printed: Option<String>) {
        let (span, printed) = match self.pending.take() {
            None => (span, printed),
            Some((before, text)) => {
                let span = before.to(span);
                let after =
                    printed.as_deref().unwrap_or_else(|| self.text(Span::new(before.end(), span.end())));
                let all = text + after;
                (span, (all != self.text(span)).then_some(all))
            }
        };
        self.blocks.push(Item::Text(Text { span, printed: printed.map(String::into_boxed_str) }));
    }

    fn item(&mut self, pair: Pair<'p, Rule>, next: Option<&Pair<'p, Rule>>) {
        let span = self.span(&pair);
        match pair.as_rule() {
            // Tokens that print as they stand.
            Rule::text
            | Rule::blank_text
            | Rule::escape
            | Rule::number_text
            | Rule::first_index
            | Rule::dollar_close
            | Rule::dollar_open
            | Rule::dollar_index
            | Rule::closing_brace
            | Rule::opening_brace => self.push_text(span, None),
            Rule::simple_reference => {
                let reference = self.simple_reference(span);
                self.push(Item::Reference(reference));
            }
            Rule::plain_reference | Rule::formal_reference => {
                let reference = self.reference(pair);
                let hashes = Span::new(reference.span.end(), span.end());
                self.push(Item::Reference(reference));
                if hashes.len() == 2 {
                    self.push_text(hashes, None);
                }
            }
            Rule::set => self.set(pair),
            Rule::if_head => self.if_head(pair),
            Rule::elseif_head => self.elseif_head(pair),
            Rule::else_head => self.else_head(span),
            Rule::end => self.end(span),
            Rule::call => self.call(pair),
            Rule::line_comment | Rule::block_comment | Rule::open_comment => self.comment(pair),
            Rule::verbatim => self.verbatim(pair),
            Rule::escaped_directive => self.escaped_directive(span),
            Rule::double_escape => self.double_escape(span, next),
            Rule::dollar_text | Rule::hash_text => self.pend(span),
            Rule::dollar_dot => self.dollar_dot(pair),
            Rule::leftover => {
                let name = pair.into_inner().next().map_or(span, |name| self.name(&name));
                let printed = (name != span).then(|| self.text(name).to_owned());
                self.push_text(span, printed);
            }
            Rule::leftover_dot => self.dollar_dot(pair),
            Rule::leftover_formal => {
                if let Some(name) = pair.into_inner().next() {
                    self.name(&name);
                }
                self.push_text(span, Some("{".to_owned()));
            }
            Rule::after_hash => {
                if self.text(Span::new(self.base, span.start())).rfind(['#', '$']).is_some()
                    && self.after_hash()
                {
                    self.error(SyntaxErrorKind::KeywordAfterHash, span);
                }
            }
            _ => self.broken(span),
        }
    }

    fn set(&mut self, pair: Pair<'p, Rule>) {
        let span = self.span(&pair);
        let (mut target, mut value) = (None, None);
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::simple_reference => target = Some(self.simple_reference(self.span(&inner))),
                Rule::plain_reference | Rule::formal_reference => target = Some(self.reference(inner)),
                Rule::expression => value = Some(self.expression(inner)),
                _ => {}
            }
        }
        if let (Some(target), Some(value)) = (target, value) {
            self.push(Item::Set(Set { span, target, value }));
        }
    }

    fn comment(&mut self, pair: Pair<'p, Rule>) {
        let span = self.span(&pair);
        let kind = match pair.as_rule() {
            Rule::line_comment => CommentKind::Line,
            Rule::block_comment => CommentKind::Block,
            _ => CommentKind::Unclosed,
        };
        let body = pair.into_inner().last().map_or(span, |body| self.span(&body));
        let text = self.text(body);
        // What piles up in front of `##` is printed, what piles up in front of `#*` only before an empty comment.
        let printed =
            if kind == CommentKind::Line || text == "#**#" { span.start()..body.start() } else { 0..0 };
        let ends_template = body.end() == self.base + self.part.len();
        let hashes_at_end = ends_template && text == "##" && self.after_property(body.start());
        if hashes_at_end || ends_template && kind != CommentKind::Block && ends_in_sigil(text) {
            self.error(SyntaxErrorKind::CommentEndsInSigil, Span::new(body.end() - 1, body.end()));
        }
        self.pending = None;
        if !printed.is_empty() {
            self.push_text(Span::new(printed.start, printed.end), None);
        }
        let (image, literal) = match kind {
            CommentKind::Line => (format!("##{}", &text[text.trim_end_matches(['\n', '\r']).len()..]), None),
            _ if text.starts_with("#**") && !text.starts_with("#**#") => ("*#".to_owned(), None),
            _ => ("*#".to_owned(), Some(String::new())),
        };
        self.blocks.edit(body, image, literal);
        self.push(Item::Comment(Comment { span: body, kind }));
    }

    fn verbatim(&mut self, pair: Pair<'p, Rule>) {
        let span = self.span(&pair);
        // The engine cuts three characters off each end of the token, whatever piled up in front of it.
        let token = self.text(span);
        let start = token.char_indices().nth(3).map_or(token.len(), |(at, _)| at);
        let inner = Span::new(span.start() + start, span.end() - 3);
        self.pending = None;
        self.push_text(span, Some(self.text(inner).to_owned()));
    }

    /// `\#name`: the directive as text, with half of the backslashes; unchanged where there is no such directive.
    fn escaped_directive(&mut self, span: Span) {
        let text = self.text(span);
        let directive = text.trim_start_matches('\\');
        let last = text.len() - directive.len() - 1;
        let name = directive[1..].trim_start_matches('{').trim_end_matches('}');
        let known = self.known(name) || matches!(name, "if" | "end" | "set" | "else" | "elseif");
        let printed = known.then(|| "\\".repeat(last / 2) + directive);
        self.pending = None;
        self.blocks.edit(span, printed.clone().unwrap_or_else(|| text.to_owned()), None);
        self.push_text(span, printed);
    }

    /// Pairs of backslashes, halved before a directive.
    fn double_escape(&mut self, span: Span, next: Option<&Pair<'p, Rule>>) {
        let control = next.is_some_and(|next| match next.as_rule() {
            Rule::if_head | Rule::elseif_head | Rule::else_head | Rule::end => true,
            Rule::call => {
                let name = next.clone().into_inner().find(|inner| inner.as_rule() == Rule::directive_name);
                name.is_some_and(|name| self.known(name.as_str()))
            }
            _ => false,
        });
        self.pending = None;
        self.push_text(span, control.then(|| "\\".repeat(span.len() / 2)));
    }

    fn known(&self, name: &str) -> bool {
        self.context.directives.has(name) || self.context.macros.contains(name)
    }

    /// Keeps what is printed of a lone `$` or `#` for the text that follows.
    fn pend(&mut self, span: Span) {
        // The token holds the character after it too, which matters to a backslash.
        let rest = &self.part[span.start() - self.base..];
        let mut token: Vec<char> = self.text(span).chars().collect();
        token.extend(rest.chars().nth(token.len()));
        let mut kept = String::new();
        let mut at = 0;
        while let Some(&c) = token.get(at) {
            match c {
                '$' | '#' => kept.push(c),
                '\\' => {
                    let run = token[at..].iter().take_while(|&&c| c == '\\').count();
                    if token.get(at + run) == Some(&'$') {
                        kept.extend(&token[at..=at + run]);
                        // The engine's own loop steps over one character too many here.
                        at += run + 1;
                    }
                }
                _ => {}
            }
            at += 1;
        }
        self.blocks.edit(span, String::new(), Some(kept.clone()));
        self.pending = Some((span, kept));
    }

    /// `$!.name`: only the dot and the name are printed.
    fn dollar_dot(&mut self, pair: Pair<'p, Rule>) {
        let span = self.span(&pair);
        let leftover = pair.into_inner().last().and_then(|leftover| leftover.into_inner().next());
        let name = leftover.map(|name| name.as_str().to_owned()).unwrap_or_default();
        self.push_text(span, Some(format!(".{name}")));
    }

    /// Whether a reference that ends in a property ends at `offset`: the lexer does not take `##` for a comment there.
    fn after_property(&self, offset: usize) -> bool {
        let Some(Item::Reference(reference)) = self.blocks.last() else { return false };
        let last = reference.path.iter().rfind(|accessor| !matches!(accessor, Accessor::Index { .. }));
        !reference.braced && reference.span.end() == offset && matches!(last, Some(Accessor::Property { .. }))
    }

    /// Whether the last reference had a `#` in front of it.
    fn after_hash(&self) -> bool {
        self.blocks.last().is_some_and(|item| match item {
            Item::Reference(reference) => {
                self.text(Span::new(reference.span.start(), reference.literal.start())).contains('#')
            }
            _ => false,
        })
    }
}

/// Whether the last unit the lexer takes of a comment is one it expects to go on: `$`, `#`, `#*`, `#[[` and the like.
fn ends_in_sigil(comment: &str) -> bool {
    let mut rest = &comment[2..];
    // The opening of a comment without a line's end is such a unit too.
    let mut more = comment.starts_with("#*");
    while let Some(c) = rest.chars().next() {
        let star = rest.strip_prefix("#**").and_then(|after| after.chars().next()).filter(|&c| c != '#');
        let taken = if let Some(c) = star {
            3 + c.len_utf8()
        } else if rest.starts_with("#[[") {
            3
        } else if rest.starts_with("#*") {
            2
        } else if c == '#' {
            1
        } else {
            let dollar = rest.trim_start_matches('\\');
            match dollar.strip_prefix('$') {
                Some(after) => {
                    let bang = after.trim_start_matches('\\');
                    rest.len() - if bang.starts_with('!') { bang.len() - 1 } else { after.len() }
                }
                None => 0,
            }
        };
        more = taken > 0;
        rest = &rest[if more { taken } else { c.len_utf8() }..];
    }
    more
}
