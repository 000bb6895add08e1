//! The value at the position of a template: a string, a function that produces one, or a file.

use std::borrow::Cow;

use vtlkit_text::{HostStyle, Interpolation, OffsetMap, OffsetMapBuilder, ScalarStyle, Span, Spanned};

use super::json_text;
use vtlkit_host::scalar::pieces;
use vtlkit_host::tree::{Kind, NodeRef};

/// Maximum nesting of functions.
const NESTING: usize = 16;

/// The value of a node where a string is expected.
#[derive(Debug)]
pub(crate) enum Value<'t> {
    /// A string, and the bytes that write it: for `{"Fn::Sub": "x"}` those of `"x"`.
    Text(OffsetMap, Span),
    /// Alternatives of a condition.
    Either(Vec<(NodeRef<'t>, Value<'t>)>),
    /// The content of another file.
    File {
        path: Spanned<String>,
        filled: bool,
    },
    /// A value that is not in the file; it is written `${name}` in strings.
    Unresolved {
        name: String,
        span: Span,
    },
    /// An object, a list or a number.
    NotText(Span),
    Absent,
}

/// Reads a node where a string is expected.
pub(crate) fn read(node: NodeRef<'_>, interpolation: Interpolation) -> Value<'_> {
    read_nested(node, interpolation, NESTING)
}

/// The string of a value, with `${name}` for unresolved parts.
pub(crate) fn plain_text(node: NodeRef<'_>, interpolation: Interpolation) -> Option<String> {
    if node.is_null() {
        return None;
    }
    match read(node, interpolation) {
        Value::Text(map, _) => Some(map.text().to_owned()),
        Value::Unresolved { name, .. } => {
            // In Terraform's JSON syntax an expression is a string of one interpolation.
            Some(format!("${{{name}}}"))
        }
        Value::Either(values) => match values.into_iter().next() {
            Some((_, Value::Text(map, _))) => Some(map.text().to_owned()),
            _ => None,
        },
        Value::NotText(_) if node.is_scalar() => Some(node.text().into_owned()),
        _ => None,
    }
}

fn read_nested(node: NodeRef<'_>, interpolation: Interpolation, depth: usize) -> Value<'_> {
    let span = node.span();
    let Some(depth) = depth.checked_sub(1) else { return Value::NotText(span) };
    let tag = node.tag();
    match node.node.kind {
        Kind::Scalar(_) => match tag {
            "!Sub" => node
                .decode()
                .map_or(Value::Absent, |map| Value::Text(pieces::mark(map, Interpolation::Sub), span)),
            "!Ref" | "!GetAtt" | "!ImportValue" | "!Condition" => {
                Value::Unresolved { name: node.text().into_owned(), span }
            }
            _ => scalar(node, interpolation),
        },
        Kind::Seq => match tag {
            "!Sub" => node.items().next().map_or(Value::Absent, |first| sub(first, depth)),
            "!Join" => join(node, interpolation, depth),
            "!If" => either(node, interpolation, depth),
            "!GetAtt" => Value::Unresolved { name: dotted(node), span },
            "!Select" | "!FindInMap" | "!Split" | "!Cidr" => {
                Value::Unresolved { name: function_name(tag), span }
            }
            _ => Value::NotText(span),
        },
        Kind::Map => intrinsic(node, interpolation, depth),
        Kind::Call => call(node, interpolation, depth),
        Kind::Expression => {
            let source = node.source();
            let name = source.strip_prefix("${").and_then(|s| s.strip_suffix('}')).unwrap_or(source);
            Value::Unresolved { name: name.trim().to_owned(), span }
        }
        Kind::Alias => Value::Absent,
    }
}

fn scalar(node: NodeRef<'_>, interpolation: Interpolation) -> Value<'_> {
    if node.is_null() {
        return Value::Absent;
    }
    if node.node.kind == Kind::Scalar(vtlkit_host::tree::Style::Bare) {
        return Value::NotText(node.span());
    }
    let Some(map) = node.decode() else { return Value::Absent };
    if interpolation == Interpolation::Serverless
        && let Some(path) = serverless_file(map.text())
    {
        return Value::File { path: Spanned::new(path.to_owned(), node.span()), filled: false };
    }
    if interpolation == Interpolation::None || node.tree.hcl {
        return single_piece(map, node);
    }
    single_piece(pieces::mark(map, interpolation), node)
}

/// A Terraform string of one interpolation has the value of that interpolation.
fn single_piece(map: OffsetMap, node: NodeRef<'_>) -> Value<'_> {
    let hcl = map.style().is_some_and(|style| style.interpolation == Interpolation::Hcl);
    let text = map.text();
    if hcl
        && map.segments().len() == 1
        && text.len() > 2
        && text.starts_with("${")
        && !pieces::opaque(&map).is_empty()
    {
        let inner = text.get(2..text.len() - 1).unwrap_or_default().trim();
        for function in ["file", "templatefile"] {
            if let Some(argument) =
                inner.strip_prefix(function).and_then(|rest| rest.trim_start().strip_prefix("(\""))
                && let Some(end) = argument.find('"')
            {
                let path = argument.get(..end).unwrap_or_default().to_owned();
                return Value::File {
                    path: Spanned::new(path, node.span()),
                    filled: function == "templatefile",
                };
            }
        }
        return Value::Unresolved { name: inner.to_owned(), span: node.span() };
    }
    Value::Text(map, node.span())
}

/// The path in `${file(path)}` or `${file(path):key}`.
fn serverless_file(text: &str) -> Option<&str> {
    let inner = text.trim().strip_prefix("${file(")?;
    let path = inner.split(')').next()?;
    inner.ends_with('}').then(|| path.trim().trim_matches(['"', '\'']))
}

fn function_name(tag: &str) -> String {
    format!("Fn::{}", tag.trim_start_matches('!'))
}

/// A CloudFormation intrinsic function written as a mapping of one entry.
fn intrinsic(node: NodeRef<'_>, interpolation: Interpolation, depth: usize) -> Value<'_> {
    let span = node.span();
    let mut entries = node.raw_entries();
    let (Some((key, argument)), None) = (entries.next(), entries.next()) else { return Value::NotText(span) };
    let Some(argument) = argument.resolved() else { return Value::Absent };
    match &*key.text() {
        "Fn::Sub" => {
            let first = if argument.is_seq() { argument.items().next() } else { Some(argument) };
            first.map_or(Value::Absent, |first| sub(first, depth))
        }
        "Fn::Join" => join(argument, interpolation, depth),
        "Fn::If" => either(argument, interpolation, depth),
        "Ref" => Value::Unresolved { name: argument.text().into_owned(), span },
        "Fn::GetAtt" => Value::Unresolved { name: dotted(argument), span },
        "Fn::Transform" => include_path(argument, interpolation).map_or(
            Value::Unresolved { name: "Fn::Transform".into(), span },
            |path| Value::File { path, filled: false },
        ),
        name if name.starts_with("Fn::") => Value::Unresolved { name: name.to_owned(), span },
        _ => Value::NotText(span),
    }
}

/// The file that `AWS::Include` names.
pub(crate) fn include_path(argument: NodeRef<'_>, interpolation: Interpolation) -> Option<Spanned<String>> {
    if !argument.get("Name")?.is("AWS::Include") {
        return None;
    }
    let location = argument.get("Parameters")?.get("Location")?;
    Some(Spanned::new(plain_text(location, interpolation)?, location.span()))
}

/// `Logical.Attribute`, written as a string or as a list.
pub(crate) fn dotted(argument: NodeRef<'_>) -> String {
    if argument.is_scalar() {
        return argument.text().into_owned();
    }
    let parts: Vec<Cow<'_, str>> = argument.items().take(4).map(NodeRef::text).collect();
    parts.join(".")
}

fn sub(node: NodeRef<'_>, depth: usize) -> Value<'_> {
    match read_nested(node, Interpolation::None, depth) {
        Value::Text(map, span) if map.parts() == 1 => {
            Value::Text(pieces::mark(map, Interpolation::Sub), span)
        }
        other => other,
    }
}

fn either(node: NodeRef<'_>, interpolation: Interpolation, depth: usize) -> Value<'_> {
    let branches = node.items().skip(1).take(2);
    Value::Either(branches.map(|branch| (branch, read_nested(branch, interpolation, depth))).collect())
}

/// `Fn::Join`: the items of a list, separated by the delimiter.
fn join(node: NodeRef<'_>, interpolation: Interpolation, depth: usize) -> Value<'_> {
    let mut arguments = node.items();
    let (Some(delimiter), Some(list)) = (arguments.next(), arguments.next()) else {
        return Value::NotText(node.span());
    };
    if !list.is_seq() {
        return Value::Unresolved { name: "Fn::Join".into(), span: node.span() };
    }
    let between = delimiter.text();
    let mut map = OffsetMapBuilder::default();
    let derived = || HostStyle::plain(ScalarStyle::Derived);
    for (index, item) in list.items().enumerate() {
        let span = item.span();
        if index > 0 && !between.is_empty() {
            map.begin(derived(), delimiter.span().start());
            map.replaced(delimiter.span(), &between);
        }
        match read_nested(item, interpolation, depth) {
            Value::Text(part, _) => map.append(&part),
            Value::Unresolved { name, span } => {
                map.begin(derived(), span.start());
                map.replaced(span, &format!("${{{name}}}"));
            }
            Value::NotText(_) if item.is_scalar() => {
                map.begin(derived(), span.start());
                map.replaced(span, &item.text());
            }
            Value::Absent => {}
            Value::Either(_) | Value::File { .. } | Value::NotText(_) => {
                map.begin(derived(), span.start());
                map.replaced(span, "${Fn::If}");
            }
        }
    }
    Value::Text(map.finish(list.span().end()), node.span())
}

/// A call of a Terraform function.
fn call(node: NodeRef<'_>, interpolation: Interpolation, depth: usize) -> Value<'_> {
    let span = node.span();
    let name = node.call_name();
    let first = node.items().next();
    match (name, first) {
        ("jsonencode", Some(argument)) => {
            match json_text::encode(
                argument,
                json_text::Dialect::Terraform,
                node.source().len() * 8,
                &json_text::AsWritten,
            ) {
                Some(map) => Value::Text(map, span),
                None => Value::Unresolved { name: node.source().to_owned(), span },
            }
        }
        ("file" | "templatefile", Some(argument)) if argument.is_scalar() => {
            let path = Spanned::new(argument.text().into_owned(), argument.span());
            Value::File { path, filled: name == "templatefile" }
        }
        ("nonsensitive" | "tostring", Some(argument)) => read_nested(argument, interpolation, depth),
        ("chomp", Some(argument)) => trimmed(read_nested(argument, interpolation, depth), |text| {
            Span::new(0, text.trim_end_matches(['\n', '\r']).len())
        }),
        ("trimspace", Some(argument)) => trimmed(read_nested(argument, interpolation, depth), |text| {
            let start = text.len() - text.trim_start().len();
            Span::new(start, start + text.trim().len())
        }),
        _ => Value::Unresolved { name: node.source().to_owned(), span },
    }
}

/// The part of a string that a function such as `trimspace` or `chomp` keeps.
fn trimmed(value: Value<'_>, part: impl Fn(&str) -> Span) -> Value<'_> {
    let Value::Text(map, written) = value else { return value };
    let Some(style) = map.style().filter(|_| map.parts() == 1) else { return Value::Text(map, written) };
    let part = part(map.text());
    let host = map.to_host(part);
    let mut out = OffsetMapBuilder::default();
    out.begin(style.clone(), host.start());
    out.copy(&map, part);
    Value::Text(out.finish(host.end()), written)
}
