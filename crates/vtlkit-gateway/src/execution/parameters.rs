//! The method request, as validation and mappings read it.

use std::borrow::Cow;
use vtlkit_api::{Headers, last_header};

use super::media;
use crate::Request;

/// The parts of the client's request.
#[derive(Clone, Copy, Debug)]
pub(super) struct Incoming<'r> {
    pub(super) headers: &'r Headers,
    pub(super) query: &'r [(String, String)],
    pub(super) path: &'r [(String, String)],
    pub(super) body: &'r [u8],
}

impl<'r> Incoming<'r> {
    /// The parameters as templates see them, and the client's body.
    pub(super) fn new(request: &'r Request, body: &'r [u8]) -> Self {
        Self { headers: &request.headers, query: &request.querystring, path: &request.path, body }
    }

    /// The last value of a header. As documented, names are case-sensitive.
    pub(super) fn header(&self, name: &str) -> Option<&'r str> {
        find(self.headers, name)
    }

    pub(super) fn query(&self, name: &str) -> Option<&'r str> {
        find(self.query, name)
    }

    pub(super) fn path(&self, name: &str) -> Option<&'r str> {
        find(self.path, name)
    }

    /// The media type of the request, if it has one.
    pub(super) fn content_type(&self) -> Option<&'r str> {
        media::of(last_header(self.headers, "Content-Type"))
    }

    /// The media type that selects templates and models: JSON if the request has none.
    pub(super) fn media_type(&self) -> &'r str {
        self.content_type().unwrap_or(media::JSON)
    }

    /// The body as text.
    pub(super) fn text(&self) -> Cow<'r, str> {
        String::from_utf8_lossy(self.body)
    }

    /// A parameter of a gateway response or mapping: `header.X`, `path.x` or `querystring.x`.
    pub(super) fn by_location(&self, name: &str) -> Option<&'r str> {
        let (location, name) = name.split_once('.')?;
        match location {
            "header" => self.header(name),
            "path" => self.path(name),
            "querystring" => self.query(name),
            _ => None,
        }
    }
}

/// The last value of a name.
fn find<'p>(pairs: &'p [(String, String)], name: &str) -> Option<&'p str> {
    pairs.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// All values of a name, in order.
pub(super) fn all<'p>(pairs: &'p [(String, String)], name: &'p str) -> impl Iterator<Item = &'p str> {
    pairs.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
}
