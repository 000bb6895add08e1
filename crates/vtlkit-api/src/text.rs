use std::sync::Arc;

use vtlkit_text::{OffsetMap, Span, Spanned};

/// A text of the file that is read on its own, such as a template or a schema, with the place of each of its bytes.
///
/// Two texts are equal when they read the same, wherever and however they stand in their files.
#[derive(Clone, Debug)]
pub struct Text {
    /// The text with its map to the file.
    pub map: OffsetMap,
    /// The bytes of the file that say it, quotes and all.
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

/// A mapping template and the content type it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateEntry {
    /// The content type, such as `application/json`, or `$default`.
    pub content_type: Spanned<String>,
    /// The template. An empty one counts as none: the service stores no value for it.
    pub template: Text,
}
