//! Reads mappings, texts and numbers, and says what is wrong with them.

use std::borrow::Cow;
use std::collections::HashSet;

use serde_json::Value;
use vtlkit_gateway::execution::EncodedBody;
use vtlkit_host::{Node, NodeKind};
use vtlkit_text::{Diagnostic, Span, Spanned};

use super::Reader;
use crate::case::MEMBERS;

/// A larger value is not read: aliases can make a small file say a lot.
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

    /// The members of a mapping, of the names that one of its kind may have.
    pub(super) fn members<'d>(&mut self, node: Node<'d>, kind: &str) -> Option<Members<'d>> {
        if node.kind() != NodeKind::Mapping {
            let known = known(kind).join(", ");
            self.refuse(
                node.span(),
                format!("`{kind}` is a mapping, not {}", what(node)),
                format!("it may have {known}"),
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
                    format!("it may have {}", known(kind).join(", ")),
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
                self.refuse(key.span(), format!("`{name}` is there twice"), "only one of them can count");
            }
        }
    }

    /// Names and values; a name with a list of values is there once for each.
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
            let message = format!("`{name}` is a mapping of names and values, not {}", what(node));
            self.refuse(node.span(), message, "write `name: value`");
            return None;
        }
        self.no_duplicates(node);
        let entries = node.entries().into_iter();
        Some(entries.map(|(key, value)| (key.text().unwrap_or_default().into_owned(), value)).collect())
    }

    /// A scalar as the text that stands there.
    pub(super) fn plain(&mut self, node: Node<'_>, name: &str) -> Option<String> {
        match node.text() {
            Some(_) if node.is_null() => Some(String::new()),
            Some(text) => Some(text.into_owned()),
            None => {
                let message = format!("a value of `{name}` is a text, not {}", what(node));
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

    /// The bytes of a Base64 text.
    pub(super) fn base64(&mut self, span: Span, text: Cow<'_, str>) -> Option<Vec<u8>> {
        match (EncodedBody { text, is_base64: true }).into_bytes() {
            Ok(bytes) => Some(bytes),
            Err(why) => {
                let why = why.replacen("`body`", "this", 1);
                self.refuse(
                    span,
                    why,
                    "it has digits A to Z, a to z, 0 to 9, `+` and `/`, and `=` at the end",
                );
                None
            }
        }
    }

    pub(super) fn status(&mut self, node: Node<'_>) -> Option<u16> {
        let help = "`status` is a number from 100 to 599";
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
                self.refuse(node.span(), format!("this is no JSON value: {error}"), "write it in quotes");
                None
            }
        }
    }

    pub(super) fn json_text(&mut self, node: Node<'_>) -> Option<String> {
        let text = node.to_json(LARGEST_VALUE);
        if text.is_none() {
            let help = "it may be nested 100 deep and have 16 MiB, with its aliases written out";
            self.refuse(node.span(), "this value is too deep or too large", help);
        }
        text
    }
}

fn known(kind: &str) -> &'static [&'static str] {
    MEMBERS.iter().find(|(name, _)| *name == kind).map(|(_, members)| *members).unwrap_or_default()
}

/// What a node is, in words.
pub(super) fn what(node: Node<'_>) -> &'static str {
    match node.kind() {
        NodeKind::Mapping => "a mapping",
        NodeKind::Sequence => "a list",
        NodeKind::Alias => "an alias that leads nowhere",
        NodeKind::Scalar if node.is_null() => "nothing",
        NodeKind::Scalar if node.as_str().is_some() => "a text",
        NodeKind::Scalar => "a number or a boolean",
    }
}
