//! Responses in Terraform, where each response is a resource.

use std::fmt::Write as _;

use vtlkit_api::MethodResponse;
use vtlkit_host::Format;
use vtlkit_host::tree::{NodeRef, Tree};
use vtlkit_text::{Edit, Span};

use super::Added;

/// The type of the resource of an integration response.
const RESPONSE: &str = "aws_api_gateway_integration_response";

/// The arguments that identify the method of a response.
const METHOD: [&str; 3] = ["rest_api_id", "resource_id", "http_method"];

/// The edit that adds the resources after the resource of the default response, whose body has the span `default`.
/// `None` if that resource is in another file or has several instances.
pub(super) fn add(
    default: Span,
    declared: &[MethodResponse],
    text: &str,
    added: &[Added],
) -> Option<Vec<Edit>> {
    let tree = Tree::parse(Format::Hcl, text);
    let (name, body) = response(&tree, default)?;
    if body.get("count").or(body.get("for_each")).is_some() {
        return None;
    }
    let method = METHOD.map(|name| body.get(name).map(|value| (name, value.source())));
    let method: Vec<(&str, &str)> = method.into_iter().collect::<Option<_>>()?;
    let mut out = String::new();
    for it in added {
        let name = format!("{}_{}", name.text(), it.status);
        if text.contains(&format!("\"{name}\"")) {
            return None;
        }
        let mut status = format!("\"{}\"", it.status);
        if declared.iter().all(|known| *known.status_code != *it.status) {
            let arguments = [("status_code", &*status)];
            write_resource(&mut out, "aws_api_gateway_method_response", &name, &method, &arguments);
            status = format!("aws_api_gateway_method_response.{name}.status_code");
        }
        let pattern = format!("\"{}\"", it.pattern.replace('\\', "\\\\"));
        let arguments = [("status_code", &*status), ("selection_pattern", &*pattern)];
        write_resource(&mut out, RESPONSE, &name, &method, &arguments);
    }
    if text.contains("\r\n") {
        out = out.replace('\n', "\r\n");
    }
    Some(vec![Edit::insert(default.end(), out)])
}

/// The name and body of the integration response whose body has a span.
fn response(tree: &Tree, place: Span) -> Option<(NodeRef<'_>, NodeRef<'_>)> {
    let types = tree.roots().flat_map(|root| blocks(root, "resource"));
    let named = types.flat_map(|resources| blocks(resources, RESPONSE)).flat_map(NodeRef::raw_entries);
    let mut bodies = named.flat_map(|(name, value)| listed(value).into_iter().map(move |body| (name, body)));
    bodies.find(|(_, body)| body.span() == place)
}

/// The blocks with a keyword or label.
fn blocks<'t>(within: NodeRef<'t>, name: &str) -> Vec<NodeRef<'t>> {
    within.raw_entries().filter(|(key, _)| key.is(name)).flat_map(|(_, value)| listed(value)).collect()
}

/// The blocks under a key: one, or a list.
fn listed(value: NodeRef<'_>) -> Vec<NodeRef<'_>> {
    if value.is_seq() { value.items().collect() } else { vec![value] }
}

/// Writes a resource, with its equals signs aligned as `terraform fmt` does.
fn write_resource(out: &mut String, kind: &str, name: &str, method: &[(&str, &str)], own: &[(&str, &str)]) {
    let width = method.iter().chain(own).map(|(name, _)| name.len()).max().unwrap_or_default();
    // Memory does not fail.
    let _ = write!(out, "\n\nresource \"{kind}\" \"{name}\" {{");
    for (name, value) in method.iter().chain(own) {
        let _ = write!(out, "\n  {name:width$} = {value}");
    }
    out.push_str("\n}");
}
