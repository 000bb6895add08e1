//! Definitions of several files, read once for the linter, which asks for the part in each file.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use vtlkit_api::{Api, Resource, Text};
use vtlkit_host::Format;
use vtlkit_host::comments;
use vtlkit_host::tree::Tree;
use vtlkit_text::{Span, Spanned};

use super::{Definition, Fault, FaultKind, read, terraform};
use crate::extraction::{Extraction, extract, read_alone};
use crate::files::{FileError, Files};
use crate::settings::Settings;

/// A definition of several files that has been read: a Terraform module or a Serverless Framework configuration.
#[derive(Debug)]
pub struct Module {
    definition: Definition,
    /// The content of each file by path.
    texts: BTreeMap<Arc<str>, Arc<str>>,
    methods: MethodsByFile,
}

/// The methods that have parts in each file, by the file's path.
type MethodsByFile = BTreeMap<Arc<str>, BTreeSet<MethodIndex>>;

/// Where a method is in the lists of a definition. Ordered as in the lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct MethodIndex {
    api: usize,
    resource: usize,
    method: usize,
}

/// Files of which one has unsaved content.
struct Changed<'f> {
    files: &'f dyn Files,
    name: &'f str,
    text: &'f str,
}

impl Files for Changed<'_> {
    fn read(&self, path: &str) -> Result<Arc<str>, FileError> {
        if path == self.name { Ok(Arc::from(self.text)) } else { self.files.read(path) }
    }

    fn list(&self, folder: &str) -> Vec<String> {
        self.files.list(folder)
    }
}

impl Module {
    /// Reads the Terraform module in the root folder of `files`. `None` if it has no file of a module.
    pub fn read(files: &dyn Files) -> Option<Self> {
        let names = files.list("");
        let first = names.iter().find(|name| terraform::is_of_module(name))?;
        Self::of_file(files, first)
    }

    /// Reads the definition that starts in a file, with the files that it refers to. `None` if the file cannot be read.
    pub fn of_file(files: &dyn Files, name: &str) -> Option<Self> {
        let text = files.read(name).ok()?;
        let definition = read(name, &text, files, &Settings::default());
        let own = definition.sources.files().filter(|source| !source.path.is_empty());
        let texts = own.map(|source| (Arc::clone(&source.path), Arc::clone(&source.text))).collect();
        let methods = definition.methods_by_file();
        Some(Self { definition, texts, methods })
    }

    /// The paths of the files, relative to the folder of the definition.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.texts.keys().map(|path| &**path)
    }

    /// The path of the file with this name and content.
    fn path_of(&self, name: &str, text: &str) -> Option<&str> {
        let is_it = |(path, known): &(&Arc<str>, &Arc<str>)| {
            (***path == *name || path.strip_suffix(name).is_some_and(|folder| folder.ends_with('/')))
                && ***known == *text
        };
        self.texts.iter().find(is_it).map(|(path, _)| &**path)
    }

    /// [`Module::read`] with other content for one of the files.
    pub fn read_with(files: &dyn Files, name: &str, text: &str) -> Option<Self> {
        Self::read(&Changed { files, name, text })
    }

    /// Whether a file of the definition has this name and content.
    pub fn has(&self, name: &str, text: &str) -> bool {
        self.path_of(name, text).is_some()
    }

    /// The templates in one of the files, and the APIs that it contributes to. Spans are positions in that file; spans
    /// in other files lie after its end.
    fn file(&self, name: &str, text: &str) -> (Extraction, Definition) {
        let name = self.path_of(name, text).unwrap_or(name);
        let mut extraction = self.definition.extraction(name);
        let format = Format::of_name(name).unwrap_or(Format::Hcl);
        extraction.comments = comments::of_tree(format, &Tree::parse(format, text));
        let methods = self.methods.get(name).into_iter().flatten().copied().collect();
        (extraction, self.definition.part(name, &methods))
    }
}

impl Definition {
    fn methods_by_file(&self) -> MethodsByFile {
        let mut out = MethodsByFile::new();
        for (api, of_api) in self.apis.iter().enumerate() {
            for (resource, of_resource) in of_api.resources.iter().enumerate() {
                for (method, it) in of_resource.methods.iter().enumerate() {
                    it.each_place(&mut |span| {
                        if let Some((source, _)) = self.sources.locate(span) {
                            let methods = out.entry(Arc::clone(&source.path)).or_default();
                            methods.insert(MethodIndex { api, resource, method });
                        }
                    });
                }
            }
        }
        out
    }

    /// The contribution of one file: the APIs and methods with parts in it. Spans are positions in that file; spans in
    /// other files lie after its end.
    fn part(&self, path: &str, methods: &BTreeSet<MethodIndex>) -> Self {
        let Some(base) = self.sources.base(path) else { return Self::default() };
        let len = self.sources.around(Span::at(base)).len();
        let is_here = |span: Span| {
            let (source, _) = self.sources.locate(span)?;
            (&*source.path == path).then_some(())
        };
        let local = |span: Span| match self.sources.locate(span) {
            Some((source, local)) if &*source.path == path => local,
            _ => span.shifted(len + 1),
        };
        let text = |text: &mut Text| {
            let map = text.map.clone();
            text.map = if is_here(map.place()).is_some() {
                self.sources.localized(map)
            } else {
                map.shifted(len + 1)
            };
            text.span = local(text.span);
        };
        let mut out = Vec::new();
        for (index, api) in self.apis.iter().enumerate() {
            let resources = resources_of(api, methods.iter().filter(|it| it.api == index));
            let has_parts = api.id.iter().map(|id| id.span).chain(api.models.iter().map(|it| it.name.span));
            let has_parts = has_parts
                .chain(api.validators.iter().map(|it| it.name.span))
                .chain(api.authorizers.iter().map(|it| it.name.span))
                .chain(api.gateway_responses.iter().map(|it| it.kind.span))
                .chain(api.stages.iter().map(|it| it.name.span))
                .any(|span| is_here(span).is_some());
            if resources.is_empty() && !has_parts {
                continue;
            }
            let mut api = api.with_resources(resources);
            api.move_places(&local, &text);
            out.push(api);
        }
        let faults =
            self.faults.iter().filter(|fault| is_here(fault.word.span).is_some()).map(|fault| Fault {
                kind: match fault.kind {
                    FaultKind::SameResource { first } => FaultKind::SameResource { first: local(first) },
                    FaultKind::SameMethod { first } => FaultKind::SameMethod { first: local(first) },
                    kind => kind,
                },
                word: Spanned::new(fault.word.value.clone(), local(fault.word.span)),
            });
        Self { apis: out, faults: faults.collect(), ..Self::default() }
    }
}

/// The resources of an API with some of its methods only, which are ordered as they are in the API.
fn resources_of<'m>(api: &Api, methods: impl Iterator<Item = &'m MethodIndex>) -> Vec<Resource> {
    let mut out: Vec<(usize, Resource)> = Vec::new();
    for index in methods {
        let Some(resource) = api.resources.get(index.resource) else { continue };
        let Some(method) = resource.methods.get(index.method) else { continue };
        match out.last_mut().filter(|(last, _)| *last == index.resource) {
            Some((_, last)) => last.methods.push(method.clone()),
            None => {
                let path = resource.path.clone();
                out.push((index.resource, Resource { path, methods: vec![method.clone()] }));
            }
        }
    }
    out.into_iter().map(|(_, resource)| resource).collect()
}

/// The templates of a file, and the APIs that it contributes to. With `module`, methods, models, validators and
/// resources that the file refers to may be in other files of the definition.
pub fn read_file_among(name: &str, text: &str, module: Option<&Module>) -> (Extraction, Definition) {
    let base_name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    if let Some(module) = module.filter(|module| module.has(base_name, text)) {
        return module.file(base_name, text);
    }
    match Format::of_name(name) {
        Some(format @ (Format::Yaml | Format::Json | Format::Hcl | Format::Serverless))
            if u32::try_from(text.len()).is_ok() && format.may_hold_templates(text) =>
        {
            read_alone(format, text)
        }
        _ => (extract(name, text), Definition::default()),
    }
}
