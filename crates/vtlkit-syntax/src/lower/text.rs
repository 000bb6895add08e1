//! Text, comments and escapes.

use std::ops::Range;

use vtlkit_text::Span;

use super::Lower;
use crate::ast::{Comment, CommentKind, Item, Text};
use crate::error::SyntaxErrorKind;
use crate::token::{Kind, Token};

impl Lower<'_, '_> {
    pub(super) fn push_text(&mut self, span: Span, printed: Option<String>) {
        let printed = printed.filter(|printed| printed != self.text(span)).map(String::into_boxed_str);
        self.blocks.push(Item::Text(Text { span, printed }));
    }

    /// A token that is printed unchanged, after its special tokens.
    pub(super) fn plain(&mut self, at: usize) {
        let token = self.token(at);
        let start = self.tokens.specials(at).first().map_or(token.start, |special| special.start);
        let source = start == token.start && (token.kind != Kind::Dot || token.own == start);
        let printed = (!source).then(|| self.before(at) + self.image(at));
        self.push_text(Span::new(self.base + start, self.base + token.end), printed);
    }

    pub(super) fn verbatim(&mut self, token: Token) {
        // Velocity removes three characters from each end of the token, including its prefix.
        let image = self.source(token.start, token.end);
        let printed = image.get(3..image.len() - 3).unwrap_or_default().to_owned();
        self.push_text(Span::new(self.base + token.start, self.base + token.end), Some(printed));
    }

    pub(super) fn line_comment(&mut self, at: usize, token: Token) {
        // A prefix is printed, except for a `#` that could equally start the comment.
        let image = self.source(token.start, token.end);
        let start = token.start + image.find("##").unwrap_or(0);
        if start > token.start {
            self.push_text(Span::new(self.base + token.start, self.base + start), None);
        }
        let end = match self.tokens.get(at + 1) {
            Some(next) if next.kind == Kind::LineEnd => next.end,
            _ => self.part.len(),
        };
        self.push_comment(start, end, CommentKind::Line);
    }

    pub(super) fn block_comment(&mut self, token: Token) {
        // A prefix of the end is printed up to a `##` or, if there is none, a `#*` in it.
        let image = self.source(token.start, token.end);
        let printed = image.find("##").or_else(|| image.find("#*")).unwrap_or(0);
        let before = (token.start + printed).min(token.own);
        if printed > 0 {
            let span = Span::new(self.base + token.start.min(before), self.base + before);
            self.push_text(span, Some(image[..printed].to_owned()));
        }
        self.push_comment(token.own, token.end, CommentKind::Block);
    }

    pub(super) fn open_comment(&mut self, token: Token) {
        self.push_comment(token.own, token.end, CommentKind::Unclosed);
    }

    pub(super) fn push_comment(&mut self, start: usize, end: usize, kind: CommentKind) {
        let span = Span::new(self.base + start, self.base + end);
        self.blocks.push(Item::Comment(Comment { span, kind }));
    }

    /// `\#name`: prints the directive as text, with half of the backslashes. If there is no such directive, it is
    /// unchanged.
    pub(super) fn escaped_directive(&mut self, at: usize) {
        let span = self.span_of(&(at..at + 1));
        let text = self.text(span);
        let directive = text.trim_start_matches('\\');
        let last = text.len() - directive.len() - 1;
        let name = directive[1..].trim_start_matches('{').trim_end_matches('}');
        let known = self.known(name) || matches!(name, "if" | "end" | "set" | "else" | "elseif");
        let printed = known.then(|| "\\".repeat(last / 2) + directive);
        if let Some(printed) = &printed {
            self.blocks.set_image(at, printed.clone());
        }
        self.push_text(span, printed);
    }

    /// Pairs of backslashes, halved before a directive. Velocity treats any token as one that is a directive's name
    /// after its first character.
    pub(super) fn double_escape(&mut self, tokens: Range<usize>) {
        let next = self.token(tokens.end);
        let control = match next.kind {
            Kind::If | Kind::ElseIf | Kind::Else | Kind::End => true,
            _ => {
                let mut image = self.source(next.start, next.end).chars();
                image.next();
                self.known(image.as_str())
            }
        };
        // A `#` between two pairs starts nothing and is dropped.
        let backslashes = if control { tokens.len() } else { 2 * tokens.len() };
        self.push_text(self.span_of(&tokens), Some("\\".repeat(backslashes)));
    }

    /// Whether there is a directive or a macro of this name.
    fn known(&self, name: &str) -> bool {
        self.context.directives.has(name) || self.context.macros.contains(name)
    }

    /// A text that ends with prefix characters inside a comment.
    pub(super) fn sigil_in_comment(&mut self, at: usize) {
        self.error(SyntaxErrorKind::CommentEndsInSigil, Span::new(self.base + at, self.base + at + 1));
    }
}
