//! The images of Velocity's tokens, which it prints for unknown calls and for `#literal`. In them, comments are
//! empty, escapes are resolved, and prefixes of references are removed.

use std::ops::Range;

use super::Lower;
use crate::token::{Kind, Special};

impl<'p> Lower<'p, '_> {
    /// The image of a token.
    pub(super) fn image(&self, at: usize) -> &str {
        if let Some(image) = self.blocks.image(at) {
            return image;
        }
        let token = self.token(at);
        match token.kind {
            // A prefix before a dot is dropped immediately.
            Kind::Dot => ".",
            _ => self.source(token.start, token.end),
        }
    }

    /// The source between two offsets of this part.
    pub(super) fn source(&self, start: usize, end: usize) -> &'p str {
        self.part.get(start..end).unwrap_or_default()
    }

    /// The text that tokens print; `None` if it is their source. `#literal` and references also print the special
    /// tokens before each token.
    pub(super) fn recorded(&self, tokens: Range<usize>, literal: bool) -> Option<String> {
        if self.is_source(tokens.clone()) && !(literal && self.tokens.has_special(tokens.clone())) {
            return None;
        }
        let mut text = String::new();
        for at in tokens {
            if literal {
                if self.token(at).kind == Kind::BlockComment {
                    continue;
                }
                text += &self.before(at);
            }
            text += self.image(at);
        }
        Some(text)
    }

    /// Whether the concatenated images of tokens are their source.
    fn is_source(&self, tokens: Range<usize>) -> bool {
        if self.blocks.has_image(tokens.clone()) {
            return false;
        }
        let tokens = self.tokens.from(tokens.start).get(..tokens.len()).unwrap_or_default();
        let same = |token: &crate::token::Token| match token.kind {
            Kind::Dot => token.start == token.own,
            // A line comment without text is its source, except in a `#literal`.
            Kind::FormalComment | Kind::BlockComment | Kind::OpenComment => false,
            _ => true,
        };
        tokens.iter().all(same) && tokens.windows(2).all(|pair| pair[0].end == pair[1].start)
    }

    /// The text that is printed for the special tokens before a token.
    pub(super) fn before(&self, at: usize) -> String {
        let specials = self.tokens.specials(at);
        let mut text = String::new();
        let image = |special: &Special| self.source(special.start, special.end);
        if !specials.last().is_some_and(|last| image(last).starts_with("##")) {
            for special in specials {
                keep(image(special), &mut text);
            }
        }
        text
    }
}

/// Appends the `$`, the `#` and the backslashes before a `$` of a special token.
fn keep(image: &str, kept: &mut String) {
    let image = image.as_bytes();
    let mut at = 0;
    while let Some(&byte) = image.get(at) {
        match byte {
            b'$' | b'#' => kept.push(char::from(byte)),
            b'\\' => {
                let run = image[at..].iter().take_while(|&&byte| byte == b'\\').count();
                if image.get(at + run) == Some(&b'$') {
                    kept.extend(std::iter::repeat_n('\\', run));
                    kept.push('$');
                    // Velocity's loop skips one character too many here.
                    at += run + 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
}
