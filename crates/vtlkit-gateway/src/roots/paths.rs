//! Compiled JSONPaths, kept from one render to the next.

use vtlkit_jsonpath::{JsonPath, PathError};

/// The JSONPaths met so far, compiled.
#[derive(Debug, Default)]
pub(crate) struct Paths {
    known: Vec<JsonPath>,
    /// The place after the one asked for last: a template asks for its paths in the same order again and again.
    next: usize,
}

/// So many compiled paths are kept: a template that builds its paths may have any number.
const MOST: usize = 256;

impl Paths {
    /// To be called before a render.
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
        if let Some(place) = self.known.iter().position(|known| known.text() == path) {
            return Ok(place);
        }
        if self.known.len() == MOST {
            self.known.clear();
        }
        self.known.push(JsonPath::compile(path)?);
        Ok(self.known.len() - 1)
    }
}
