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

/// The templates, references and notes found in a host file.
#[derive(Clone, Debug, Default)]
pub struct Extraction {
    /// The templates and models, in source order.
    pub templates: Vec<Template>,
    /// Templates, models and definitions in other files that this file refers to.
    pub references: Vec<Reference>,
    /// What was recognised but not extracted, with the reason.
    pub notes: Vec<Note>,
    /// The selection expressions of WebSocket APIs.
    pub selections: Vec<Selection>,
    /// The spans of the file's own comments that contain a word `vtlkit-…`, from that word on. Comments inside
    /// templates are not included.
    pub comments: Vec<Span>,
    /// Errors that prevent the file, or a part of it, from being read. Templates in the rest of the file are still
    /// extracted.
    pub errors: Vec<HostError>,
}

/// A selection expression of a WebSocket API. Its value for a message is the key of what is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// What it selects.
    pub kind: SelectionKind,
    /// The expression, such as `$request.body.action`.
    pub expression: Spanned<String>,
    /// The keys to select from, all of them known.
    pub keys: Vec<String>,
}

/// What a selection expression selects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelectionKind {
    /// A route of the API.
    Route,
    /// A template of the integration or of its response.
    Template,
    /// A model of the route.
    Model,
    /// A response of the route. The service only supports the key `$default`.
    RouteResponse,
}

/// Something that was recognised but not extracted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The kind.
    pub kind: NoteKind,
    /// Its span in the host file.
    pub span: Span,
    /// A message for people.
    pub message: String,
}

/// Why something was not extracted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NoteKind {
    /// An AppSync template: its language differs from API Gateway's.
    AppSync,
    /// The template is produced by something outside the file: a parameter, a variable, a function.
    Unresolved,
    /// The template is an object, a list or a number instead of a string.
    NotText,
    /// Templates under a name or at a position that the service ignores.
    Misplaced,
    /// A duplicate key of a mapping; the last one counts.
    DuplicateKey,
}

/// Extracts the templates of a file. The format is derived from the file name (see [`Format::of_name`]); no file is
/// opened.
///
/// A file in an unknown format gives an empty extraction. Time and memory are proportional to the length of the text.
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

/// Extracts the templates of a text in a given format.
pub fn extract_as(format: Format, text: &str) -> Extraction {
    let mut out = Extraction::default();
    if u32::try_from(text.len()).is_err() {
        out.errors.push(
            HostError::new(Span::at(0), "the file is larger than 4 GB")
                .help("move the templates to files of their own"),
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

/// Extracts the templates of a text and reads its APIs, without other files.
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

/// Whether JSON text is an API definition, as opposed to another document with templates in its values.
fn holds_definition(text: &str) -> bool {
    Format::Json.may_hold_templates(text)
}

/// Whether a document is an OpenAPI document or a CloudFormation template.
fn is_definition(root: NodeRef<'_>) -> bool {
    root.get("swagger").is_some()
        || root.get("openapi").is_some()
        || root.get("Resources").is_some_and(NodeRef::is_map)
}

/// Extracts the templates of a parsed file; moves the errors of the tree into the result.
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
