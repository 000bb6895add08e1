//! Reads mappings, strings and numbers, and reports invalid ones.

use std::borrow::Cow;
use std::collections::HashSet;

use serde_json::Value;
use vtlkit_gateway::execution::EncodedBody;
use vtlkit_host::{Node, NodeKind};
use vtlkit_text::{Diagnostic, Span, Spanned};

use super::Reader;
use crate::case::MEMBERS;

/// The largest value in bytes, since aliases can expand a small file to a large value.
const LARGEST_VALUE: usize = 16 << 20;

/// The members of a mapping.
pub(super) struct Members<'d> {
    pub(super) span: Span,
    pub(super) entries: Vec<(Cow<'d, str>, Node<'d>)>,
}

impl<'d> Members<'d> {
    pub(super) fn get(&self, name: &str) -> Option<Node<'d>> {
        self.entries.iter().find(|(known, _)| known == name).map(|(_, value)| *value)
    }
}

impl Reader {
    pub(super) fn refuse(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        let diagnostic = Diagnostic::error(message.into(), span);
        self.errors.push(diagnostic.with_note("help", help.into()));
    }

    /// Reads the members of a mapping, and reports unknown names.
    pub(super) fn members<'d>(&mut self, node: Node<'d>, kind: &str) -> Option<Members<'d>> {
        if node.kind() != NodeKind::Mapping {
            let known = known(kind).join(", ");
            self.refuse(
                node.span(),
                format!("`{kind}` must be a mapping, not {}", what(node)),
                format!("its members are {known}"),
            );
            return None;
        }
        self.no_duplicates(node);
        let mut entries = Vec::new();
        for (key, value) in node.entries() {
            let name = key.text().unwrap_or_default();
            if known(kind).contains(&&*name) {
                entries.push((name, value));
            } else {
                let article = if kind.starts_with(['e', 'i']) { "an" } else { "a" };
                self.refuse(
                    key.span(),
                    format!("{article} `{kind}` has no member `{name}`"),
                    format!("its members are {}", known(kind).join(", ")),
                );
            }
        }
        Some(Members { span: node.span(), entries })
    }

    pub(super) fn no_duplicates(&mut self, node: Node<'_>) {
        let mut seen = HashSet::new();
        for (key, _) in node.written_entries() {
            let name = key.text().unwrap_or_default();
            if name != "<<" && !seen.insert(name.clone()) {
                self.refuse(key.span(), format!("duplicate member `{name}`"), "remove one of them");
            }
        }
    }

    /// Names and values. A name with a list of values occurs once for each.
    pub(super) fn pairs(&mut self, node: Node<'_>, what: &str) -> Option<Vec<(String, String)>> {
        if node.is_null() {
            return Some(Vec::new());
        }
        let mut pairs = Vec::new();
        for (name, value) in self.mapping(node, what)? {
            if value.kind() == NodeKind::Sequence {
                for item in value.items() {
                    pairs.push((name.clone(), self.plain(item, what)?));
                }
            } else {
                pairs.push((name, self.plain(value, what)?));
            }
        }
        Some(pairs)
    }

    pub(super) fn mapping<'d>(&mut self, node: Node<'d>, name: &str) -> Option<Vec<(String, Node<'d>)>> {
        if node.kind() != NodeKind::Mapping {
            let message = format!("`{name}` must be a mapping of names and values, not {}", what(node));
            self.refuse(node.span(), message, "write `name: value`");
            return None;
        }
        self.no_duplicates(node);
        let entries = node.entries().into_iter();
        Some(entries.map(|(key, value)| (key.text().unwrap_or_default().into_owned(), value)).collect())
    }

    /// A scalar as the text in the file.
    pub(super) fn plain(&mut self, node: Node<'_>, name: &str) -> Option<String> {
        match node.text() {
            Some(_) if node.is_null() => Some(String::new()),
            Some(text) => Some(text.into_owned()),
            None => {
                let message = format!("a value of `{name}` must be a string, not {}", what(node));
                self.refuse(node.span(), message, "put the value in quotes");
                None
            }
        }
    }

    pub(super) fn string(&mut self, node: Node<'_>, help: &str) -> Option<Spanned<String>> {
        match node.text() {
            Some(text) if !node.is_null() => Some(Spanned::new(text.into_owned(), node.span())),
            _ => {
                self.refuse(node.span(), format!("this is {}", what(node)), help);
                None
            }
        }
    }

    pub(super) fn number<T: std::str::FromStr>(&mut self, node: Node<'_>, help: &str) -> Option<T> {
        let number = node.text().filter(|_| node.as_str().is_none()).and_then(|text| text.parse().ok());
        if number.is_none() {
            let text = node.text().map_or_else(|| what(node).to_owned(), |text| format!("`{text}`"));
            self.refuse(node.span(), format!("this is {text}"), help);
        }
        number
    }

    pub(super) fn boolean(&mut self, node: Node<'_>) -> Option<bool> {
        match node.text().filter(|_| node.as_str().is_none()).as_deref() {
            Some("true") => Some(true),
            Some("false") => Some(false),
            _ => {
                self.refuse(node.span(), format!("this is {}", what(node)), "write `true` or `false`");
                None
            }
        }
    }

    /// Decodes Base64.
    pub(super) fn base64(&mut self, span: Span, text: Cow<'_, str>) -> Option<Vec<u8>> {
        match (EncodedBody { text, is_base64: true }).into_bytes() {
            Ok(bytes) => Some(bytes),
            Err(why) => {
                let why = why.replacen("`body`", "this", 1);
                self.refuse(
                    span,
                    why,
                    "Base64 has the digits A to Z, a to z, 0 to 9, `+` and `/`, and `=` as padding",
                );
                None
            }
        }
    }

    pub(super) fn status(&mut self, node: Node<'_>) -> Option<u16> {
        let help = "`status` must be a number from 100 to 599";
        let status = self.number(node, help)?;
        if (100..600).contains(&status) {
            return Some(status);
        }
        self.refuse(node.span(), format!("{status} is not a valid status"), help);
        None
    }

    pub(super) fn json(&mut self, node: Node<'_>) -> Option<Value> {
        let text = self.json_text(node)?;
        match serde_json::from_str(&text) {
            Ok(value) => Some(value),
            Err(error) => {
                self.refuse(node.span(), format!("this is not a JSON value: {error}"), "write it in quotes");
                None
            }
        }
    }

    pub(super) fn json_text(&mut self, node: Node<'_>) -> Option<String> {
        let text = node.to_json(LARGEST_VALUE);
        if text.is_none() {
            let help = "it may have 100 levels and 16 MiB, with its aliases expanded";
            self.refuse(node.span(), "this value is nested too deeply or too large", help);
        }
        text
    }
}

fn known(kind: &str) -> &'static [&'static str] {
    MEMBERS.iter().find(|(name, _)| *name == kind).map(|(_, members)| *members).unwrap_or_default()
}

/// A description of a node.
pub(super) fn what(node: Node<'_>) -> &'static str {
    match node.kind() {
        NodeKind::Mapping => "a mapping",
        NodeKind::Sequence => "a list",
        NodeKind::Alias => "an alias without an anchor",
        NodeKind::Scalar if node.is_null() => "nothing",
        NodeKind::Scalar if node.as_str().is_some() => "a string",
        NodeKind::Scalar => "a number or a boolean",
    }
}
