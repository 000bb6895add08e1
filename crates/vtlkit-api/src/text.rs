use std::sync::Arc;

use vtlkit_text::{OffsetMap, Span, Spanned};

/// A text of its own in a file, such as a template or a schema, with the position of each byte.
///
/// Equality compares only the text.
#[derive(Clone, Debug)]
pub struct Text {
    /// The text with its offset map.
    pub map: OffsetMap,
    /// The span in the file, including quotes.
    pub span: Span,
}

impl Text {
    /// The text.
    pub fn as_str(&self) -> &str {
        self.map.text()
    }

    /// The text, shared.
    pub fn shared(&self) -> Arc<str> {
        self.map.shared_text()
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Text {}

/// A mapping template with its content type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateEntry {
    /// The content type, such as `application/json`, or `$default`.
    pub content_type: Spanned<String>,
    /// The template. An empty one counts as missing: the service stores no value for it.
    pub template: Text,
}
