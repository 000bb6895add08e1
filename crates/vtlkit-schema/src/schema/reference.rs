//! JSON references: what `$ref` and `id` hold.

use crate::pointer;
use vtlkit_java::uri::{Uri, decode, quote_uric};

/// A reference, normalized, always with a fragment.
#[derive(Clone, Debug)]
pub(crate) struct Reference {
    uri: Uri,
    text: String,
    /// The text without what the fragment holds; names the document.
    locator: String,
    /// The fragment as names; nothing if it is no pointer.
    pointer: Option<Vec<String>>,
}

impl PartialEq for Reference {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Reference {
    /// The reference of a document that was not loaded from anywhere.
    pub(crate) fn empty() -> Self {
        Self {
            uri: Uri::same_document(),
            text: "#".to_owned(),
            locator: "#".to_owned(),
            pointer: Some(Vec::new()),
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::from_uri(&Uri::parse(text)?)
    }

    fn from_uri(uri: &Uri) -> Option<Self> {
        let uri = uri.canonical()?;
        // The validator puts a reference together from its decoded parts.
        let mut locator = uri.scheme.as_ref().map_or_else(String::new, |scheme| format!("{scheme}:"));
        quote_uric(&decode(&uri.scheme_specific_part()), &mut locator);
        locator.push('#');
        let fragment = decode(uri.fragment.as_deref().unwrap_or_default());
        let mut text = locator.clone();
        quote_uric(&fragment, &mut text);
        let pointer = pointer::parse(&fragment);
        Some(Self { uri: Uri::parse(&text)?, text, locator, pointer })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.text == "#"
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn locator(&self) -> &str {
        &self.locator
    }

    pub(crate) fn scheme(&self) -> Option<&str> {
        self.uri.scheme.as_deref()
    }

    /// The names the fragment leads through; nothing if it is no pointer.
    pub(crate) fn pointer(&self) -> Option<&[String]> {
        self.pointer.as_deref()
    }

    /// Whether the reference names a whole document, wherever it is read.
    pub(crate) fn is_absolute(&self) -> bool {
        self.uri.scheme.is_some() && self.pointer.as_ref().is_some_and(Vec::is_empty)
    }

    /// Resolves another reference against this one.
    #[must_use]
    pub(crate) fn resolve(&self, other: &Self) -> Option<Self> {
        if self.is_empty() { Some(other.clone()) } else { Self::from_uri(&self.uri.resolve(&other.uri)) }
    }

    /// Whether both are of one document.
    pub(crate) fn contains(&self, other: &Self) -> bool {
        self.locator == other.locator
    }

    /// The reference with another pointer.
    pub(crate) fn with_pointer(&self, pointer: &str) -> String {
        let mut text = self.locator.clone();
        quote_uric(pointer, &mut text);
        text
    }
}
