//! Nested stacks whose templates are local files.

use std::collections::BTreeMap;
use std::rc::Rc;

use vtlkit_api::Api;
use vtlkit_host::HostError;
use vtlkit_host::tree::NodeRef;
use vtlkit_text::escape_json;

use super::{Item, Template};
use crate::read::Found;
use crate::read::resolve::Context;

/// Reads the templates of nested stacks with the parameters they are given.
pub(super) fn read<'t>(template: &Template<'_, 't>, context: &Rc<Context<'t>>, found: &mut Found) {
    let kinds = [("AWS::CloudFormation::Stack", "TemplateURL"), ("AWS::Serverless::Application", "Location")];
    for (kind, location) in kinds {
        for item in template.of_kind(kind) {
            stack(template, &item, location, context, found);
        }
    }
}

fn stack<'t>(
    template: &Template<'_, 't>,
    item: &Item<'t>,
    location: &str,
    context: &Rc<Context<'t>>,
    found: &mut Found,
) {
    let resolver = template.resolver;
    let Some(node) = resolver.get(item.properties, location) else { return };
    // An application of the Serverless Application Repository is an object.
    let Some(path) = resolver.text(Some(node)) else { return };
    if path.value.starts_with("https://") || resolver.is_open(path.span) {
        return;
    }
    let Some(root) = resolver.follow(&path).and_then(|tree| tree.roots().next()) else { return };
    let given = parameters(template, item, context);
    if !super::read(root, context, &given, found) {
        let message = "this stack nests itself, or there are too many nested stacks";
        context.loader.note(HostError::new(path.span, message).help("the template is read once"));
    }
}

/// The parameters of a nested stack, evaluated in the parent.
fn parameters<'t>(
    template: &Template<'_, 't>,
    item: &Item<'t>,
    context: &Rc<Context<'t>>,
) -> BTreeMap<String, NodeRef<'t>> {
    let resolver = template.resolver;
    let given = resolver.entries(resolver.get(item.properties, "Parameters")).into_iter();
    let entries = given.filter_map(|(key, value)| {
        let text = resolver.text(Some(value))?.value;
        Some(format!("\"{}\":\"{}\"", escape_json(&key.text()), escape_json(&text)))
    });
    let text = format!("{{{}}}", entries.collect::<Vec<_>>().join(","));
    let root = context.loader.made(text.into()).and_then(|tree| tree.roots().next());
    root.map(NodeRef::entries)
        .unwrap_or_default()
        .into_iter()
        .map(|(key, value)| (key.text().into_owned(), value))
        .collect()
}

/// Adds the APIs of a nested template. Parts that it adds to an API of the parent are merged into that API.
pub(super) fn add(apis: Vec<(String, Api)>, is_own: impl Fn(&str) -> bool, found: &mut Found) {
    for (name, api) in apis {
        let outer = found.apis.iter_mut().find(|outer| outer.id.as_ref().is_some_and(|id| id.value == name));
        match outer.filter(|_| !is_own(&name)) {
            Some(outer) => {
                outer.resources.extend(api.resources);
                outer.models.extend(api.models);
                outer.validators.extend(api.validators);
                outer.authorizers.extend(api.authorizers);
                outer.gateway_responses.extend(api.gateway_responses);
                outer.stages.extend(api.stages);
            }
            None => found.apis.push(api),
        }
    }
}
