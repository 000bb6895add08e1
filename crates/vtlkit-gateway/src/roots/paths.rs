//! A cache of compiled JSONPaths, kept from one render to the next.

use std::collections::HashMap;

use vtlkit_jsonpath::{JsonPath, PathError};

/// The cache.
#[derive(Debug, Default)]
pub(crate) struct Paths {
    known: Vec<JsonPath>,
    /// The index of each path, by its text.
    places: HashMap<Box<[u8]>, usize>,
    /// The index after the last used one, since a template uses its paths in the same order in each render.
    next: usize,
}

/// The most cached paths: a template that constructs paths may use any number.
const MOST: usize = 4096;

impl Paths {
    /// Must be called before a render.
    pub(crate) fn rewind(&mut self) {
        self.next = 0;
    }

    /// The compiled form of a path.
    pub(crate) fn get(&mut self, path: &[u8]) -> Result<&JsonPath, PathError> {
        let place = match self.known.get(self.next) {
            Some(guess) if guess.text() == path => self.next,
            _ => self.place(path)?,
        };
        self.next = place + 1;
        Ok(&self.known[place])
    }

    fn place(&mut self, path: &[u8]) -> Result<usize, PathError> {
        if let Some(&place) = self.places.get(path) {
            return Ok(place);
        }
        if self.known.len() == MOST {
            self.known.clear();
            self.places.clear();
        }
        let place = self.known.len();
        self.known.push(JsonPath::compile(path)?);
        self.places.insert(path.into(), place);
        Ok(place)
    }
}
