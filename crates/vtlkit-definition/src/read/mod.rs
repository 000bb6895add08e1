//! Reads definition files into [`Api`] values and templates.

mod auth;
mod cloudformation;
mod duplicates;
mod events;
mod fault;
mod module;
mod openapi;
mod parts;
mod record;
mod resolve;
pub(crate) mod schema;
pub(crate) mod serverless;
mod stages;
mod terraform;
mod websocket;

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use vtlkit_api::Api;
use vtlkit_host::tree::{NodeRef, Tree};
use vtlkit_host::{Format, HostError};
use vtlkit_text::{Span, Spanned};

pub use self::fault::{Fault, FaultKind, Vocabulary};
pub use self::module::{Module, read_file_among};
use self::record::Record;
use self::resolve::{Context, Fills, Resolver};
use crate::extraction::Extraction;
use crate::files::{Files, NoFiles};
use crate::loader::{Loader, Trees};
use crate::settings::Settings;
use crate::sources::Sources;
use crate::template::Reference;

/// The result of reading a definition: its APIs, and the templates in its files.
///
/// Spans count through all files of the definition (see [`Sources`]); in a definition of one file they are positions in
/// that file.
#[derive(Debug, Default)]
pub struct Definition {
    /// The APIs: one for an OpenAPI document, one for each API resource of a CloudFormation template.
    pub apis: Vec<Api>,
    /// The files.
    pub sources: Sources,
    /// Errors of syntax, and definitions that the service would reject. Everything else is read regardless.
    pub errors: Vec<HostError>,
    /// What the service rejects or ignores and the APIs cannot represent. Some faults are also in `errors`.
    pub faults: Vec<Fault>,
    /// What is missing in the result because a file or a value is not available, once for each.
    pub notes: Vec<HostError>,
    /// The subset of `errors` that prevents a part from being read.
    unread: Vec<HostError>,
    record: Record,
    fills: Fills,
    /// The files that contain parts of the definition, by path as written.
    references: Vec<Spanned<String>>,
    /// References to files that are templates, with their roles.
    named: Vec<Reference>,
}

impl Definition {
    /// The errors that prevent a part of the definition from being read.
    pub fn unread(&self) -> &[HostError] {
        &self.unread
    }

    /// The templates and models in one file, with spans in that file. The path is relative to the folder of the
    /// definition.
    pub fn extraction(&self, path_of_file: &str) -> Extraction {
        let mut out = self.record.of_file(path_of_file, &self.sources, &self.fills);
        let in_file = |span: Span| {
            let (source, span) = self.sources.locate(span)?;
            (&*source.path == path_of_file).then_some(span)
        };
        let references = self.references.iter().filter_map(|reference| {
            let path = Spanned::new(reference.value.clone(), in_file(reference.span)?);
            Some(Reference { path, filled: false, role: None })
        });
        out.references.extend(references);
        let named = self.named.iter().filter_map(|reference| {
            let span = in_file(reference.path.span)?;
            let path = Spanned::new(reference.path.value.clone(), span);
            let local = |span: Span| self.sources.locate(span).map_or(span, |(_, span)| span);
            let role = reference.role.clone().map(|role| role.mapped(&local));
            Some(Reference { path, role, ..*reference })
        });
        out.references.extend(named);
        let unread = self
            .unread
            .iter()
            .filter_map(|error| Some(HostError { span: in_file(error.span)?, ..error.clone() }));
        out.errors.extend(unread);
        out
    }
}

/// What has been read of a definition so far.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) apis: Vec<Api>,
    /// See [`Definition::errors`].
    pub(crate) errors: Vec<HostError>,
    /// See [`Definition::faults`].
    pub(crate) faults: Vec<Fault>,
    /// See [`Definition::unread`].
    pub(crate) unread: Vec<HostError>,
    pub(crate) record: Record,
    /// References to files that are templates.
    pub(crate) named: Vec<Reference>,
}

/// Reads the APIs of an OpenAPI 2 or 3 document, a SAM or CloudFormation template (including the output of the CDK), a
/// Terraform module or a Serverless Framework configuration.
///
/// Values are resolved as far as the files and the settings allow: parameters with a value, mappings, conditions,
/// included files. A value that only exists after deployment is replaced by a stand-in of the right form, such as an
/// ARN or the logical name of a table. Any other unknown value becomes a placeholder `<Name>` in strings and is listed
/// in [`Api::unresolved`]. A file of another kind gives no API.
///
/// ```
/// use vtlkit_api::HttpMethod;
/// use vtlkit_definition::{NoFiles, Settings, read};
///
/// let definition = read("api.yaml", r#"
/// openapi: 3.0.1
/// info: { title: pets, version: "1" }
/// paths:
///   /pets:
///     get:
///       x-amazon-apigateway-integration:
///         type: mock
///         requestTemplates: { application/json: '{"statusCode": 200}' }
/// "#, &NoFiles, &Settings::default());
/// let method = definition.apis[0].method("/pets", HttpMethod::Get).unwrap();
/// let integration = method.integration.as_ref().unwrap();
/// assert_eq!(integration.request_templates[0].template.as_str(), "{\"statusCode\": 200}");
/// ```
pub fn read(name: &str, text: &str, files: &dyn Files, settings: &Settings) -> Definition {
    let Some(format @ (Format::Yaml | Format::Json | Format::Serverless | Format::Hcl)) =
        Format::of_name(name)
    else {
        return Definition::default();
    };
    let base_name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    read_as(format, base_name, text, files, settings)
}

/// [`read`] for a text in a known format. The path is relative to the folder of the definition.
pub(crate) fn read_as(
    format: Format,
    path: &str,
    text: &str,
    files: &dyn Files,
    settings: &Settings,
) -> Definition {
    if u32::try_from(text.len()).is_err() {
        let error = HostError::new(Span::at(0), "the file is larger than 4 GB")
            .help("a definition may have 6 MB; split the API");
        return Definition { errors: vec![error], ..Definition::default() };
    }
    let trees = Trees::default();
    read_into(path, text, format, &trees, files, settings)
}

/// [`read`] without other files and with default settings.
pub fn read_apis(name: &str, text: &str) -> Definition {
    read(name, text, &NoFiles, &Settings::default())
}

fn read_into(
    path: &str,
    text: &str,
    format: Format,
    trees: &Trees,
    files: &dyn Files,
    settings: &Settings,
) -> Definition {
    let loader = Loader::new(files, trees);
    if terraform::is_of_module(path) {
        loader.add(path, Arc::from(text));
        let context = Context::new(loader, settings.clone());
        let mut found = Found::default();
        terraform::read(&context, path, &mut found);
        return finish(found, context);
    }
    let tree = loader.first(path, text, format);
    let mut settings = settings.clone();
    if settings.region.is_none() {
        let mut roots = tree.into_iter().flat_map(Tree::roots);
        settings.region = roots.find(|root| serverless::is_one(*root)).and_then(serverless::region);
    }
    let context = Context::new(loader, settings);
    let mut found = Found::default();
    for root in tree.into_iter().flat_map(Tree::roots) {
        read_root(root, &context, &mut found);
    }
    finish(found, context)
}

/// Reads the root of a document.
fn read_root<'t>(root: NodeRef<'t>, context: &Rc<Context<'t>>, found: &mut Found) {
    if terraform::is_plan(root) {
        terraform::read_plan(root, context, found);
    } else if serverless::is_one(root) {
        serverless::read(root, context, found);
    } else if root.get("swagger").is_some() || root.get("openapi").is_some() {
        let resolver = Resolver::plain(context, root.tree);
        let mut api = Api::default();
        openapi::read(root, &resolver, &mut api, found);
        found.apis.push(api);
    } else if root.get("Resources").is_some_and(NodeRef::is_map) {
        cloudformation::read(root, context, &BTreeMap::new(), found);
    }
}

/// Sorts the APIs and builds the result.
fn finish(found: Found, context: Rc<Context<'_>>) -> Definition {
    let Found { mut apis, mut errors, faults, unread, record, named } = found;
    let (sources, mut all, notes) = context.loader.take();
    all.extend(unread);
    if context.is_exhausted() {
        all.push(
            HostError::new(
                Span::at(0),
                "this definition is too large with its aliases and functions expanded",
            )
            .help("a definition may have 6 MB; define each part once"),
        );
    }
    let fills = context.fills.take();
    let unresolved = fills.unresolved();
    for api in &mut apis {
        api.sort();
        api.unresolved = Arc::clone(&unresolved);
    }
    let unread = all.clone();
    all.append(&mut errors);
    all.sort_by_key(|error| error.span);
    let references = context.references.take();
    Definition { apis, sources, errors: all, faults, notes, record, fills, references, named, unread }
}
