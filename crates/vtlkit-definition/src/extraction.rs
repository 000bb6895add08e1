use vtlkit_text::{Span, Spanned};

use crate::locate::Finder;
use crate::template::{Reference, Template};
use vtlkit_host::{HostError, comments};

use crate::files::NoFiles;
use crate::read::serverless;
use crate::read::{Definition, read_as};
use crate::settings::Settings;
use crate::standalone::{self, is_json_template};
use vtlkit_host::Format;
use vtlkit_host::tree::{NodeRef, Tree};

/// What a host file holds.
#[derive(Clone, Debug, Default)]
pub struct Extraction {
    /// The templates and models, in the order of the file's definitions.
    pub templates: Vec<Template>,
    /// The templates, models and definitions that stand in other files.
    pub references: Vec<Reference>,
    /// What was recognised and left alone, and why.
    pub notes: Vec<Note>,
    /// The file's own comments that have a word `vtlkit-…`, from that word on. Comments of templates are not among them.
    pub comments: Vec<Span>,
    /// What keeps the file, or a part of it, from being read. The templates of the rest are there all the same.
    pub errors: Vec<HostError>,
}

/// Something that was recognised and left alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What it is.
    pub kind: NoteKind,
    /// Where it stands in the host file.
    pub span: Span,
    /// The same for people.
    pub message: String,
}

/// What was left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NoteKind {
    /// A template of AppSync, whose language is another one.
    AppSync,
    /// A template that something outside the file makes: a parameter, a variable, a function.
    Unresolved,
    /// A template that is not a text but an object, a list or a number.
    NotText,
    /// Templates under a name, or in a place, that the service does not read.
    Misplaced,
    /// A name that a mapping has twice; the last one counts.
    DuplicateKey,
}

/// Finds the templates of a file. Its name says the format (see [`Format::of_name`]); nothing is opened.
///
/// A file of another kind gives an empty extraction. Costs time and memory in proportion to the text, whatever it
/// holds.
pub fn extract(name: &str, text: &str) -> Extraction {
    match Format::of_name(name) {
        Some(Format::Standalone) => standalone::extract(name, text),
        Some(Format::Json) if is_json_template(name, text) && !holds_definition(text) => {
            standalone::extract(name, text)
        }
        Some(format) => extract_as(format, text),
        None => Extraction::default(),
    }
}

/// Finds the templates of a text in a given format.
pub fn extract_as(format: Format, text: &str) -> Extraction {
    let mut out = Extraction::default();
    if u32::try_from(text.len()).is_err() {
        out.errors.push(
            HostError::new(Span::at(0), "the file is larger than 4 GB").help("take the templates out of it"),
        );
        return out;
    }
    match format {
        Format::Standalone => return standalone::extract("", text),
        Format::Markdown if format.may_hold_templates(text) => return standalone::fences(text),
        _ if !format.may_hold_templates(text) => return out,
        _ => {}
    }
    read_alone(format, text).0
}

/// Finds the templates of a text, and what it says of APIs.
pub(crate) fn read_alone(format: Format, text: &str) -> (Extraction, Definition) {
    let mut tree = Tree::parse(format, text);
    let name = if format == Format::Hcl {
        "main.tf"
    } else if matches!(format, Format::Yaml | Format::Json) && tree.roots().any(is_definition) {
        ""
    } else if tree.roots().any(serverless::is_one) {
        "serverless.yml"
    } else if tree.json && tree.roots().any(|root| root.get("resource").is_some()) {
        "main.tf.json"
    } else {
        return (extract_tree(format, &mut tree), Definition::default());
    };
    let definition = read_as(format, name, text, &NoFiles, &Settings::default());
    let mut out = definition.extraction(name);
    out.comments = comments::of_tree(format, &tree);
    (out, definition)
}

/// Whether JSON text is a definition, or another document that has templates in its values.
fn holds_definition(text: &str) -> bool {
    Format::Json.may_hold_templates(text)
}

/// Whether a document is one of OpenAPI or of CloudFormation.
fn is_definition(root: NodeRef<'_>) -> bool {
    root.get("swagger").is_some()
        || root.get("openapi").is_some()
        || root.get("Resources").is_some_and(NodeRef::is_map)
}

/// Finds the templates of a parsed file, and takes its errors.
pub(crate) fn extract_tree(format: Format, tree: &mut Tree) -> Extraction {
    let errors = std::mem::take(&mut tree.errors);
    let comments = comments::of_tree(format, tree);
    let out = Extraction { comments, errors, ..Extraction::default() };
    Finder::new(tree, format, out).run()
}

impl Extraction {
    pub(crate) fn note(&mut self, kind: NoteKind, span: Span, message: impl Into<String>) {
        self.notes.push(Note { kind, span, message: message.into() });
    }

    pub(crate) fn refer(&mut self, path: Spanned<String>, filled: bool, role: Option<crate::Role>) {
        self.references.push(Reference { path, filled, role });
    }
}
