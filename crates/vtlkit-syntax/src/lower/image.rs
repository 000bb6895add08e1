//! What the engine has in its tokens, which is what it prints of a call and of a `#literal`: comments are empty there,
//! escapes are done, and what stands in front of a reference is gone.

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
            // What piled up in front of a dot is gone at once.
            Kind::Dot => ".",
            _ => self.source(token.start, token.end),
        }
    }

    /// The source between two offsets of this part.
    pub(super) fn source(&self, start: usize, end: usize) -> &'p str {
        self.part.get(start..end).unwrap_or_default()
    }

    /// What some tokens print; `None` where that is their source. A `#literal` and a reference print what is in front
    /// of each token too.
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

    /// Whether the images of some tokens are their source, one after the other.
    fn is_source(&self, tokens: Range<usize>) -> bool {
        if self.blocks.has_image(tokens.clone()) {
            return false;
        }
        let tokens = self.tokens.from(tokens.start).get(..tokens.len()).unwrap_or_default();
        let same = |token: &crate::token::Token| match token.kind {
            Kind::Dot => token.start == token.own,
            // One without anything inside is its source, but in a `#literal`.
            Kind::FormalComment | Kind::BlockComment | Kind::OpenComment => false,
            _ => true,
        };
        tokens.iter().all(same) && tokens.windows(2).all(|pair| pair[0].end == pair[1].start)
    }

    /// What is printed of the "special tokens" in front of a token.
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

/// Keeps the `$`, the `#` and the backslashes in front of a `$` of a special token.
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
                    // The engine's own loop steps over one character too many here.
                    at += run + 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
}
