//! Models: JSON schemas as JSON text, with references to other models in one form.

use std::sync::Arc;

use vtlkit_api::{Model, Text};

use super::ApiFile;
use super::resolve::Resolver;
use crate::locate::json_text::{self, Dialect};
use vtlkit_host::HostError;
use vtlkit_host::tree::{NodeRef, Tree};

/// The schema as JSON text, whether the file has it as a value or as a text.
pub(crate) fn text<'t>(schema: NodeRef<'t>, resolver: &Resolver<'t>, file: &mut ApiFile) -> Option<Text> {
    let budget = resolver.budget();
    if schema.is_map() {
        if let Some(map) = json_text::encode(schema, Dialect::Model, budget) {
            resolver.spend(map.text().len())?;
            return Some(Text { map, span: schema.span() });
        }
        // A function that makes the whole schema is a text all the same.
        if schema.raw_entries().nth(1).is_some() || resolver.own_text(schema).is_none() {
            file.errors.push(
                HostError::new(
                    schema.span(),
                    "this schema is too deep or, with its aliases written out, too long",
                )
                .help("a model may have 400 KB; define its parts once and refer to them with `$ref`"),
            );
            return None;
        }
    }
    let text = resolver.own_text(schema)?;
    let source = text.shared();
    let inner = Tree::parse_json(&source);
    if inner.errors.is_empty()
        && let Some(map) =
            inner.roots().next().and_then(|root| json_text::encode(root, Dialect::Model, budget))
    {
        return Some(Text { map: map.nested(Arc::new(text.map)), span: text.span });
    }
    Some(text)
}

/// The name of the model that a `$ref` of a schema leads to.
pub(crate) fn model_of(reference: &str) -> Option<&str> {
    ["#/definitions/", "#/components/schemas/"]
        .into_iter()
        .find_map(|prefix| reference.strip_prefix(prefix))
        .or_else(|| Some(reference.rsplit_once("/models/")?.1))
        .filter(|name| !name.is_empty() && !name.contains('/'))
}

/// A `$ref` as [`Model`] has it.
pub(crate) fn model_reference(reference: &str) -> Option<String> {
    Some(format!("{}{}", Model::REFERENCE_PREFIX, model_of(reference)?))
}
