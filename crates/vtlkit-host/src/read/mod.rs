//! Definition files as [`Api`] values.

mod cloudformation;
mod events;
mod openapi;
mod parts;
mod resolve;
pub(crate) mod schema;
mod stages;

use vtlkit_api::Api;
use vtlkit_text::{Span, Spanned};

use crate::HostError;
use crate::detect::Format;
use crate::extraction::read_tree;
use resolve::Resolver;

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
/// let file = vtlkit_host::read_apis("api.yaml", r#"
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
    let mut tree = read_tree(format, text);
    file.errors = std::mem::take(&mut tree.errors);
    for root in tree.roots() {
        if root.get("swagger").is_some() || root.get("openapi").is_some() {
            let resolver = Resolver::plain(&tree);
            let mut api = Api::default();
            openapi::read(root, &resolver, &mut api, &mut file);
            finish(api, &resolver, &mut file);
        } else if root.get("Resources").is_some_and(crate::tree::NodeRef::is_map) {
            cloudformation::read(root, &mut file);
        }
    }
    file
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
