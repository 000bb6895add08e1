//! Definition files as [`Api`] values.

mod auth;
mod cloudformation;
mod events;
mod openapi;
mod parts;
mod resolve;
pub(crate) mod schema;
mod stages;

use vtlkit_api::Api;
use vtlkit_text::{Span, Spanned};

use crate::extraction::{Extraction, extract, extract_tree};
use crate::locate::ModuleIndex;
use resolve::Resolver;
use vtlkit_host::Format;
use vtlkit_host::HostError;
use vtlkit_host::tree::Tree;

/// The APIs that a definition file defines.
#[derive(Clone, Debug, Default)]
pub struct ApiFile {
    /// The APIs: one of an OpenAPI file, one for each API resource of a CloudFormation template.
    pub apis: Vec<Api>,
    /// Files that hold parts of a definition (`AWS::Include`, `DefinitionUri`), by the path as written.
    pub references: Vec<Spanned<String>>,
    /// What could not be read, and what the service would refuse. The rest is there all the same.
    pub errors: Vec<HostError>,
}

/// Reads the APIs of an OpenAPI 2 or 3 file, a SAM or CloudFormation template, or what the CDK synthesises.
///
/// What the file itself says is resolved: references to its parameters with a default, its mappings, its conditions as
/// far as they are settled by these. Everything else keeps its name, as `${Name}` in the text it is part of, and is
/// listed in [`Api::unresolved`]. A file of another kind gives no API.
///
/// ```
/// use vtlkit_api::HttpMethod;
///
/// let file = vtlkit_definition::read_apis("api.yaml", r#"
/// openapi: 3.0.1
/// info: { title: pets, version: "1" }
/// paths:
///   /pets:
///     get:
///       x-amazon-apigateway-integration:
///         type: mock
///         requestTemplates: { application/json: '{"statusCode": 200}' }
/// "#);
/// let integration = file.apis[0].method("/pets", HttpMethod::Get).unwrap().integration.as_ref().unwrap();
/// assert_eq!(integration.request_templates[0].template.as_str(), "{\"statusCode\": 200}");
/// ```
pub fn read_apis(name: &str, text: &str) -> ApiFile {
    let mut file = ApiFile::default();
    let Some(format @ (Format::Yaml | Format::Json)) = Format::of_name(name) else { return file };
    if u32::try_from(text.len()).is_err() {
        file.errors.push(
            HostError::new(Span::at(0), "the file is larger than 4 GB")
                .help("a definition may have 6 MB; split the API"),
        );
        return file;
    }
    let mut tree = Tree::parse(format, text);
    file.errors = std::mem::take(&mut tree.errors);
    apis_of(&tree, &mut file);
    file
}

/// Reads the APIs of a parsed file.
fn apis_of(tree: &Tree<'_>, file: &mut ApiFile) {
    for root in tree.roots() {
        if root.get("swagger").is_some() || root.get("openapi").is_some() {
            let resolver = Resolver::plain(tree);
            let mut api = Api::default();
            openapi::read(root, &resolver, &mut api, file);
            finish(api, &resolver, file);
        } else if root.get("Resources").is_some_and(vtlkit_host::tree::NodeRef::is_map) {
            cloudformation::read(root, file);
        }
    }
}

/// What a file holds, and the APIs that it defines.
///
/// The same as [`extract`](crate::extract) and [`read_apis`] say, but the file is parsed once; of a file that holds no
/// template the APIs are not read.
pub fn read_file(name: &str, text: &str) -> (Extraction, Vec<Api>) {
    read_file_among(name, text, None)
}

/// A file of a Terraform module, parsed once for all the others that may refer to what stands in it.
#[derive(Debug)]
pub struct ModuleFile<'t>(Tree<'t>);

impl<'t> ModuleFile<'t> {
    /// Parses a file; nothing if its name is not one of a module's, or if it is larger than 4 GB.
    pub fn parse(name: &str, text: &'t str) -> Option<Self> {
        match Format::of_name(name) {
            Some(format @ (Format::Json | Format::Hcl)) if u32::try_from(text.len()).is_ok() => {
                Some(Self(Tree::parse(format, text)))
            }
            _ => None,
        }
    }
}

impl<'t> ModuleIndex<'t> {
    /// What stands in the files of a module; of what stands in several of them the first counts.
    pub fn new(files: impl IntoIterator<Item = &'t ModuleFile<'t>>) -> Self {
        Self::of_trees(files.into_iter().map(|file| &file.0))
    }
}

/// The same, with the files of a Terraform module, this one among them: methods, models, validators and resources that
/// the file refers to may stand in another one.
pub fn read_file_among(name: &str, text: &str, module: Option<&ModuleIndex<'_>>) -> (Extraction, Vec<Api>) {
    let format = match Format::of_name(name) {
        Some(format @ (Format::Yaml | Format::Json | Format::Hcl))
            if u32::try_from(text.len()).is_ok() && format.may_hold_templates(text) =>
        {
            format
        }
        _ => return (extract(name, text), Vec::new()),
    };
    let mut tree = Tree::parse(format, text);
    let extraction = extract_tree(format, &mut tree, module);
    let mut file = ApiFile::default();
    if format != Format::Hcl && !(extraction.templates.is_empty() && extraction.notes.is_empty()) {
        apis_of(&tree, &mut file);
    }
    (extraction, file.apis)
}

/// Puts an API into its fixed order and among the others of its file.
fn finish(mut api: Api, resolver: &Resolver<'_>, file: &mut ApiFile) {
    if resolver.is_exhausted() {
        file.errors.push(
            HostError::new(
                Span::at(0),
                "this definition, with its aliases and functions followed, is too long to read",
            )
            .help("a definition may have 6 MB; define each part once"),
        );
    }
    api.sort();
    api.unresolved = resolver.take_unresolved();
    file.apis.push(api);
}
