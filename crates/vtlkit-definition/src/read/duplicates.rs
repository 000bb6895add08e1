//! Resources and methods that a template defines twice, and path parts that contain a slash.

use std::collections::HashMap;

use vtlkit_host::tree::NodeRef;
use vtlkit_text::{Span, Spanned};

use super::Found;
use super::cloudformation::{Item, Template};
use super::fault::{Fault, FaultKind};

/// Reports these faults of a template.
pub(super) fn read(template: &Template<'_, '_>, found: &mut Found) {
    let resolver = template.resolver;
    let mut add = |kind: FaultKind, word: Spanned<String>| {
        if !resolver.is_exhausted() {
            found.faults.push(Fault { kind, word });
        }
    };
    let mut resources: HashMap<(String, String), Span> = HashMap::new();
    for item in template.of_kind("AWS::ApiGateway::Resource") {
        let Some(part) = resolver.text(resolver.get(item.properties, "PathPart")) else { continue };
        if part.value.contains('/') && !part.value.contains("${") {
            add(FaultKind::PathPart, part);
            continue;
        }
        let parent = is_certain(&item).then(|| name(template, item.properties.get("ParentId"))).flatten();
        let Some(parent) = parent else { continue };
        match resources.get(&(parent.clone(), part.value.clone())) {
            Some(first) => add(FaultKind::SameResource { first: *first }, part),
            None => {
                resources.insert((parent, part.value), part.span);
            }
        }
    }
    let mut methods: HashMap<(String, String), Span> = HashMap::new();
    for item in template.of_kind("AWS::ApiGateway::Method") {
        let Some(method) = resolver.text(resolver.get(item.properties, "HttpMethod")) else { continue };
        let resource = is_certain(&item).then(|| name(template, item.properties.get("ResourceId"))).flatten();
        let Some(resource) = resource else { continue };
        match methods.get(&(resource.clone(), method.value.clone())) {
            Some(first) => add(FaultKind::SameMethod { first: *first }, method),
            None => {
                methods.insert((resource, method.value), method.span);
            }
        }
    }
}

/// Whether a resource exists for all values of the conditions.
fn is_certain(item: &Item<'_>) -> bool {
    item.node.get("Condition").is_none()
}

/// The logical name that a property refers to.
fn name<'t>(template: &Template<'_, 't>, id: Option<NodeRef<'t>>) -> Option<String> {
    template.resolver.name_of(id?).filter(|name| !name.is_empty())
}
