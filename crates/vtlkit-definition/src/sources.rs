//! The texts that a definition is read from, with one numbering of positions.

use std::sync::{Arc, OnceLock};

use vtlkit_text::{OffsetMap, Span};

/// The texts that a definition is read from. Offsets count through all of them; the first text starts at 0, so in a
/// definition of one file they are offsets in that file.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    list: Vec<Source>,
}

/// A text that a definition is read from.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path of the file, relative to the folder of the definition.
    pub path: Arc<str>,
    /// The content.
    pub text: Arc<str>,
    /// The offset of its first byte among all texts.
    pub(crate) base: usize,
    /// For a document inside a string of another text: its map to that text.
    within: Option<Arc<OffsetMap>>,
    /// The same map with offsets in the outermost file.
    localized: OnceLock<Arc<OffsetMap>>,
}

impl Sources {
    /// The base of the next text; `None` if offsets would not fit in 32 bits.
    pub(crate) fn next_base(&self, len: usize) -> Option<usize> {
        let base = self.list.last().map_or(0, |last| last.base + last.text.len() + 1);
        u32::try_from(base + len).is_ok().then_some(base)
    }

    pub(crate) fn add(&mut self, path: Arc<str>, text: Arc<str>, base: usize) {
        self.list.push(Source { path, text, base, within: None, localized: OnceLock::new() });
    }

    /// Adds a text decoded from a string of another one.
    pub(crate) fn add_within(&mut self, path: Arc<str>, map: Arc<OffsetMap>, base: usize) {
        self.list.push(Source {
            path,
            text: map.shared_text(),
            base,
            within: Some(map),
            localized: OnceLock::new(),
        });
    }

    /// The file that contains a span, and the span in that file. A span in a nested document is mapped to the outermost
    /// file.
    pub fn locate(&self, span: Span) -> Option<(&Source, Span)> {
        let index = self.list.partition_point(|source| source.base <= span.start()).checked_sub(1)?;
        let source = self.list.get(index)?;
        let local = Span::new(span.start() - source.base, span.end().saturating_sub(source.base));
        match &source.within {
            Some(map) => self.locate(map.to_host(local)),
            None => Some((source, local)),
        }
    }

    /// The map of a text, with offsets in its own file.
    pub(crate) fn localized(&self, map: OffsetMap) -> OffsetMap {
        let start = map.place().start();
        let index = self.list.partition_point(|source| source.base <= start).saturating_sub(1);
        let Some(source) = self.list.get(index) else { return map };
        let map = if source.base == 0 { map } else { map.shifted_back(source.base) };
        match &source.within {
            Some(outer) => {
                let outer =
                    source.localized.get_or_init(|| Arc::new(self.localized(OffsetMap::clone(outer))));
                map.nested(Arc::clone(outer))
            }
            None => map,
        }
    }

    /// The span of the whole text that contains a span.
    pub(crate) fn around(&self, place: Span) -> Span {
        let index = self.list.partition_point(|source| source.base <= place.start());
        let source = index.checked_sub(1).and_then(|index| self.list.get(index));
        source.map_or(place, |source| Span::new(source.base, source.base + source.text.len()))
    }

    /// For a span in a nested document: the map of that document to the text around it.
    pub(crate) fn outer(&self, place: Span) -> Option<&OffsetMap> {
        let index = self.list.partition_point(|source| source.base <= place.start()).checked_sub(1)?;
        self.list.get(index)?.within.as_deref()
    }

    /// The files, the one that the definition starts in first.
    pub fn files(&self) -> impl Iterator<Item = &Source> {
        self.list.iter().filter(|source| source.within.is_none())
    }

    /// The offset of a file's first byte among all texts.
    pub fn base(&self, path: &str) -> Option<usize> {
        self.files().find(|source| &*source.path == path).map(|source| source.base)
    }
}
