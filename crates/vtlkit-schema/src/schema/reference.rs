//! JSON references: the values of `$ref` and `id`.

use crate::pointer;
use vtlkit_java::uri::{Uri, decode, quote_uric};

/// A normalised reference; always with a fragment.
#[derive(Clone, Debug)]
pub(crate) struct Reference {
    uri: Uri,
    text: String,
    /// The reference with an empty fragment; identifies the document.
    locator: String,
    /// The fragment as names; `None` if it is not a JSON pointer.
    pointer: Option<Vec<String>>,
}

impl PartialEq for Reference {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Reference {
    /// The reference of a document without a URI.
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
        // The validator reassembles a reference from its decoded parts.
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

    /// The names in the fragment; `None` if it is not a JSON pointer.
    pub(crate) fn pointer(&self) -> Option<&[String]> {
        self.pointer.as_deref()
    }

    /// Whether the reference identifies a document independently of a base.
    pub(crate) fn is_absolute(&self) -> bool {
        self.uri.scheme.is_some() && self.pointer.as_ref().is_some_and(Vec::is_empty)
    }

    /// Resolves another reference with this one as base.
    #[must_use]
    pub(crate) fn resolve(&self, other: &Self) -> Option<Self> {
        if self.is_empty() { Some(other.clone()) } else { Self::from_uri(&self.uri.resolve(&other.uri)) }
    }

    /// Whether both refer to the same document.
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
