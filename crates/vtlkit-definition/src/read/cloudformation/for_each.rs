//! `Fn::ForEach` in `Resources`: the resources of each iteration.

use vtlkit_host::tree::NodeRef;
use vtlkit_text::{HostStyle, OffsetMap, OffsetMapBuilder, ScalarStyle, Span};

use crate::read::resolve::Resolver;

/// Maximum nesting of loops, and maximum number of resources they generate.
const DEPTH: usize = 4;
const MOST: usize = 5_000;

/// The entries of a mapping of resources with its loops expanded.
pub(super) fn resources<'t>(node: NodeRef<'t>, resolver: &Resolver<'t>) -> Vec<(NodeRef<'t>, NodeRef<'t>)> {
    let mut out = Vec::new();
    expand(node, resolver, DEPTH, &mut out);
    out
}

fn expand<'t>(
    node: NodeRef<'t>,
    resolver: &Resolver<'t>,
    depth: usize,
    out: &mut Vec<(NodeRef<'t>, NodeRef<'t>)>,
) {
    for (key, value) in node.entries() {
        if !key.text().starts_with("Fn::ForEach::") {
            out.push((key, value));
            continue;
        }
        let mut parts = value.items();
        let (Some(name), Some(list), Some(body)) = (parts.next(), parts.next(), parts.next()) else {
            continue;
        };
        let name = name.text();
        for item in resolver.list(list).unwrap_or_default() {
            if out.len() >= MOST || depth == 0 || resolver.spend(body.source().len()).is_none() {
                return;
            }
            let round = round(body, &name, &item);
            let format = if body.tree.json { vtlkit_host::Format::Json } else { vtlkit_host::Format::Yaml };
            let tree = resolver.context.loader.nested(format, round);
            if let Some(root) = tree.and_then(|tree| tree.roots().next()) {
                expand(root, resolver, depth - 1, out);
            }
        }
    }
}

/// The source of a loop's body with `item` substituted for the loop variable.
fn round(body: NodeRef<'_>, name: &str, item: &str) -> OffsetMap {
    let (start, text) = (body.span().start(), body.source());
    let mut out = OffsetMapBuilder::default();
    out.begin(HostStyle::plain(ScalarStyle::Derived), start);
    // Keeps the indentation of the first line of a block.
    let column = body.local_column();
    if column > 0 && !text.starts_with(['{', '[']) {
        out.replaced(Span::at(start), &" ".repeat(column));
    }
    let forms = [
        (format!("${{{name}}}"), item.to_owned()),
        (format!("&{{{name}}}"), item.chars().filter(char::is_ascii_alphanumeric).collect()),
        (format!("!Ref {name}\n"), format!("{item}\n")),
        (format!("{{\"Ref\": \"{name}\"}}"), format!("\"{item}\"")),
        (format!("{{\"Ref\":\"{name}\"}}"), format!("\"{item}\"")),
        (format!("{{Ref: {name}}}"), item.to_owned()),
        (format!("{{ Ref: {name} }}"), item.to_owned()),
    ];
    let mut at = 0;
    while let Some((found, form, value)) = forms
        .iter()
        .filter_map(|(form, value)| Some((at + text.get(at..)?.find(form.as_str())?, form, value)))
        .min_by_key(|(found, ..)| *found)
    {
        out.verbatim(start + at, text.get(at..found).unwrap_or_default());
        out.inserted(Span::new(start + found, start + found + form.len()), value);
        at = found + form.len();
    }
    out.verbatim(start + at, text.get(at..).unwrap_or_default());
    out.finish(start + text.len())
}
