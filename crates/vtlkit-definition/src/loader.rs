//! Loads the files of a definition, each once.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::Arc;

use typed_arena::Arena;
use vtlkit_host::tree::Tree;
use vtlkit_host::{Format, HostError};
use vtlkit_text::{OffsetMap, Span};

use crate::files::{FileError, Files, MOST_BYTES, MOST_FILES};
use crate::sources::Sources;

/// Arena of the syntax trees of the files while a definition is read.
#[derive(Default)]
pub(crate) struct Trees(Arena<Tree>);

/// A loaded file of a definition.
#[derive(Clone)]
pub(crate) struct Loaded {
    /// The content.
    pub(crate) text: Arc<str>,
    /// Offset of its first byte in the common numbering of [`Sources`].
    pub(crate) base: usize,
}

/// Loads files. A file that cannot be loaded is reported once, at the first span that refers to it.
pub(crate) struct Loader<'t> {
    files: &'t dyn Files,
    trees: &'t Trees,
    sources: RefCell<Sources>,
    loaded: RefCell<BTreeMap<String, Result<Loaded, FileError>>>,
    parsed: RefCell<BTreeMap<(String, bool), &'t Tree>>,
    errors: RefCell<Vec<HostError>>,
    notes: RefCell<Vec<HostError>>,
    bytes: Cell<usize>,
}

impl<'t> Loader<'t> {
    pub(crate) fn new(files: &'t dyn Files, trees: &'t Trees) -> Self {
        Self {
            files,
            trees,
            sources: RefCell::default(),
            loaded: RefCell::default(),
            parsed: RefCell::default(),
            errors: RefCell::default(),
            notes: RefCell::default(),
            bytes: Cell::new(0),
        }
    }

    /// Parses the file that the definition starts in.
    pub(crate) fn first(&self, path: &str, text: &str, format: Format) -> Option<&'t Tree> {
        let loaded = self.add(path, Arc::from(text))?;
        let tree = self.parse(format, &loaded);
        self.parsed.borrow_mut().insert((path.to_owned(), false), tree);
        Some(tree)
    }

    /// Adds content under a path without reading the file.
    pub(crate) fn add(&self, path: &str, text: Arc<str>) -> Option<Loaded> {
        let base = self.sources.borrow().next_base(text.len())?;
        self.sources.borrow_mut().add(Arc::from(path), Arc::clone(&text), base);
        let loaded = Loaded { text, base };
        self.loaded.borrow_mut().insert(path.to_owned(), Ok(loaded.clone()));
        Some(loaded)
    }

    /// The content of a file; the path is relative to the folder of the definition. `named` is the span that refers to
    /// it.
    pub(crate) fn text(&self, path: &str, named: Span) -> Option<Loaded> {
        match self.load(path) {
            Ok(loaded) => Some(loaded),
            Err(error) => {
                self.report(path, &error, named);
                None
            }
        }
    }

    fn load(&self, path: &str) -> Result<Loaded, FileError> {
        if let Some(known) = self.loaded.borrow().get(path) {
            return known.clone();
        }
        let read = if self.loaded.borrow().len() >= MOST_FILES || self.bytes.get() > MOST_BYTES {
            Err(FileError::Unreadable(
                "exceeds the maximum number or size of files: split the definition".to_owned(),
            ))
        } else {
            self.files.read(path)
        };
        let loaded = read.and_then(|text| {
            self.bytes.set(self.bytes.get() + text.len());
            let too_large =
                || FileError::Unreadable("does not fit: the files are larger than 4 GB".to_owned());
            self.add(path, text).ok_or_else(too_large)
        });
        self.loaded.borrow_mut().insert(path.to_owned(), loaded.clone());
        loaded
    }

    /// The syntax tree of a file. With `is_filled` (`templatefile`), Terraform's interpolations are separate segments
    /// of its strings.
    pub(crate) fn tree(&self, path: &str, is_filled: bool, named: Span) -> Option<&'t Tree> {
        let key = (path.to_owned(), is_filled);
        if let Some(tree) = self.parsed.borrow().get(&key) {
            return Some(tree);
        }
        let loaded = self.text(path, named)?;
        let format = match (Format::of_name(path), is_filled) {
            (Some(Format::Json), true) => Format::JsonTemplate,
            (Some(Format::Yaml), true) => Format::YamlTemplate,
            (Some(Format::Standalone | Format::Markdown) | None, true) => Format::YamlTemplate,
            (Some(Format::Standalone | Format::Markdown) | None, false) => Format::Yaml,
            (Some(format), _) => format,
        };
        let tree = self.parse(format, &loaded);
        self.parsed.borrow_mut().insert(key, tree);
        Some(tree)
    }

    /// A file as one string.
    pub(crate) fn whole(&self, path: &str, named: Span) -> Option<&'t Tree> {
        let loaded = self.text(path, named)?;
        Some(self.trees.0.alloc(Tree::of_text(&loaded.text).at(loaded.base)))
    }

    /// Parses loaded content.
    pub(crate) fn parse(&self, format: Format, loaded: &Loaded) -> &'t Tree {
        let mut tree = Tree::parse(format, &loaded.text).at(loaded.base);
        self.errors.borrow_mut().append(&mut tree.errors);
        self.trees.0.alloc(tree)
    }

    /// The tree of a document inside a string of a file, such as a definition in a heredoc.
    pub(crate) fn nested(&self, format: Format, map: OffsetMap) -> Option<&'t Tree> {
        let base = self.sources.borrow().next_base(map.text().len())?;
        let path = self.sources.borrow().locate(map.place()).map(|(source, _)| Arc::clone(&source.path))?;
        let text = map.shared_text();
        self.sources.borrow_mut().add_within(path, Arc::new(map), base);
        Some(self.parse(format, &Loaded { text, base }))
    }

    /// The names of the files in a folder.
    pub(crate) fn list(&self, folder: &str) -> Vec<String> {
        self.files.list(folder)
    }

    /// The span of the whole source that contains a position.
    pub(crate) fn around(&self, place: Span) -> Span {
        self.sources.borrow().around(place)
    }

    /// The path of the file that contains a position, relative to the folder of the definition.
    pub(crate) fn path_of(&self, place: Span) -> Option<Arc<str>> {
        self.sources.borrow().locate(place).map(|(source, _)| Arc::clone(&source.path))
    }

    fn report(&self, path: &str, error: &FileError, named: Span) {
        let error = match error {
            FileError::NotFound => HostError::new(named, format!("there is no file `{path}`"))
                .help("the path is relative to the file that refers to it; its content is missing here"),
            FileError::Outside(why) => {
                HostError::new(named, why.clone()).help("use `--allow-outside` to read it")
            }
            FileError::Unreadable(why) => HostError::new(named, format!("`{path}` {why}")),
        };
        self.note(error);
    }

    /// Records missing input; each message once.
    pub(crate) fn note(&self, note: HostError) {
        let mut notes = self.notes.borrow_mut();
        if notes.iter().all(|known| known.message != note.message) {
            notes.push(note);
        }
    }

    /// Records an error.
    pub(crate) fn error(&self, error: HostError) {
        self.errors.borrow_mut().push(error);
    }

    /// Parses JSON text that is in no file.
    pub(crate) fn made(&self, text: Arc<str>) -> Option<&'t Tree> {
        let loaded = self.add("", text)?;
        Some(self.parse(Format::Json, &loaded))
    }

    /// The first of the candidate paths that exists. If none does, this is reported with the path as written.
    pub(crate) fn find(&self, candidates: &[String], written: &str, named: Span) -> Option<String> {
        let mut worst = FileError::NotFound;
        for path in candidates {
            match self.load(path) {
                Ok(_) => return Some(path.clone()),
                Err(FileError::NotFound) => {}
                Err(error) => worst = error,
            }
        }
        self.report(written, &worst, named);
        None
    }

    /// Takes the loaded sources, the errors, and the notes about missing input.
    pub(crate) fn take(&self) -> (Sources, Vec<HostError>, Vec<HostError>) {
        (self.sources.take(), self.errors.take(), self.notes.take())
    }
}
