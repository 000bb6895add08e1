//! The mutable state of an evaluation, apart from the document.
//!
//! Some of Jayway's functions change their own path, and its deep scan stores indexes in tokens. Each evaluation
//! starts with a fresh state, as if the path had just been compiled.

use std::rc::Rc;

use vtlkit_value::Value;

use super::Machine;
use super::node::Node;
use crate::program::{Kind, NONE, PathId, TokenId};

#[derive(Default)]
pub(super) struct State {
    /// The next token of each token, once one was changed. Tokens after those of the program are wildcards.
    next: Vec<TokenId>,
    /// For each token, the last array index at which a deep scan reached it, plus one; empty before the first scan.
    places: Vec<u32>,
    /// The cached values of arguments that are paths.
    pub(super) bound: Vec<Option<Bound>>,
    /// The cached results of paths from `$`.
    pub(super) known: Vec<(PathId, Value)>,
    /// The parsed JSON literals of filters.
    pub(super) literals: Vec<Option<Value>>,
    /// Their elements, if they are lists.
    pub(super) literal_nodes: Vec<Option<Rc<[Node]>>>,
}

/// The cached value of an argument that is a path, and the document it was evaluated on.
pub(super) struct Bound {
    pub(super) root: Value,
    /// The document as text, if it can change.
    pub(super) text: Option<Vec<u8>>,
    pub(super) value: Value,
}

impl Machine<'_> {
    pub(super) fn kind(&self, token: TokenId) -> Kind {
        self.program.tokens.get(token as usize).map_or(Kind::Wildcard, |token| token.kind)
    }

    pub(super) fn next(&self, token: TokenId) -> TokenId {
        match self.state.next.get(token as usize) {
            Some(&next) => next,
            None => self.program.tokens.get(token as usize).map_or(NONE, |token| token.next),
        }
    }

    pub(super) fn is_leaf(&self, token: TokenId) -> bool {
        self.next(token) == NONE
    }

    pub(super) fn upstream_definite(&self, token: TokenId) -> bool {
        self.program.tokens.get(token as usize).is_none_or(|token| token.upstream_definite)
    }

    fn set_next(&mut self, token: TokenId, next: TokenId) {
        if self.state.next.is_empty() {
            self.state.next = self.program.tokens.iter().map(|token| token.next).collect();
        }
        if let Some(entry) = self.state.next.get_mut(token as usize) {
            *entry = next;
        }
    }

    /// The index that a deep scan stored in a token.
    pub(super) fn place(&self, token: TokenId) -> Option<u32> {
        self.state.places.get(token as usize)?.checked_sub(1)
    }

    pub(super) fn set_place(&mut self, token: TokenId, place: u32) {
        if self.state.places.len() <= token as usize {
            self.state.places.resize(token as usize + 1, 0);
        }
        if let Some(entry) = self.state.places.get_mut(token as usize) {
            *entry = place + 1;
        }
    }

    /// Appends a wildcard to a path, as `length(path)` does before the evaluation. `$` alone stays unchanged.
    pub(super) fn append_wildcard(&mut self, path: PathId) {
        let Some(root) = self.root_of(path) else { return };
        let mut last = self.next(root);
        if last == NONE {
            return;
        }
        while !self.is_leaf(last) {
            last = self.next(last);
        }
        self.set_next(last, NONE);
        let wildcard = self.state.next.len() as TokenId;
        self.state.next.push(NONE);
        self.set_next(last, wildcard);
    }

    /// Removes the first wildcard that is not the first token of a path, as every function does with its first
    /// argument afterwards, to undo what `length` appended.
    pub(super) fn remove_wildcard(&mut self, path: PathId) {
        let Some(root) = self.root_of(path) else { return };
        let mut token = self.next(root);
        while token != NONE {
            let next = self.next(token);
            if next != NONE && matches!(self.kind(next), Kind::Wildcard) {
                let after = self.next(next);
                self.set_next(token, after);
                return;
            }
            token = next;
        }
    }

    fn root_of(&self, path: PathId) -> Option<TokenId> {
        self.program.paths.get(path as usize).filter(|info| !info.is_function).map(|info| info.root)
    }
}
