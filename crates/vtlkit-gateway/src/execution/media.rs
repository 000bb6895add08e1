//! Media types, binary payloads and content handling.

use vtlkit_api::{Api, ContentHandling, TemplateEntry};

use crate::base64;

/// The media type of a payload without a content type.
pub(super) const JSON: &str = "application/json";

/// A media type without its parameters.
pub(super) fn bare(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}

/// Whether two media types are equal, ignoring their parameters.
pub(super) fn same(a: &str, b: &str) -> bool {
    bare(a).eq_ignore_ascii_case(bare(b))
}

/// The template for a media type. An empty one does not count.
pub(super) fn template<'t>(templates: &'t [TemplateEntry], media_type: &str) -> Option<&'t TemplateEntry> {
    existing(templates).find(|entry| same(&entry.content_type, media_type))
}

/// The templates that are not empty.
pub(super) fn existing(templates: &[TemplateEntry]) -> impl Iterator<Item = &TemplateEntry> {
    templates.iter().filter(|entry| !entry.template.as_str().is_empty())
}

/// The media type of a `Content-Type` header. An empty one counts as missing.
pub(super) fn of(content_type: Option<&str>) -> Option<&str> {
    content_type.map(bare).filter(|media_type| !media_type.is_empty())
}

/// The first media type of an `Accept` header.
pub(super) fn first_accepted(accept: Option<&str>) -> Option<&str> {
    of(accept.and_then(|accept| accept.split(',').next()))
}

/// Whether payloads of a media type are binary in this API. A missing type matches only `*/*`.
pub(super) fn is_binary(api: &Api, media_type: Option<&str>) -> bool {
    api.binary_media_types.iter().any(|entry| {
        let entry = bare(&entry.value);
        match (entry.strip_suffix("/*"), media_type) {
            (Some("*"), _) => true,
            (_, None) => false,
            (Some(family), Some(media_type)) => {
                media_type.split_once('/').is_some_and(|(have, _)| have.eq_ignore_ascii_case(family))
            }
            (None, Some(media_type)) => same(entry, media_type),
        }
    })
}

/// The conversion of a payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Conversion {
    /// The bytes are unchanged.
    Bytes,
    /// It is decoded as UTF-8; invalid sequences become U+FFFD.
    Text,
    /// Bytes are encoded as Base64.
    Encode,
    /// Base64 is decoded to bytes.
    Decode,
}

impl Conversion {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Bytes => "bytes, unchanged",
            Self::Text => "UTF-8 text",
            Self::Encode => "bytes encoded as Base64",
            Self::Decode => "Base64 decoded to bytes",
        }
    }

    /// Whether the result is binary, which templates cannot read.
    pub(super) const fn gives_bytes(self) -> bool {
        matches!(self, Self::Bytes | Self::Decode)
    }

    /// The conversion of a request, as documented.
    pub(super) const fn of_request(is_binary: bool, handling: Option<ContentHandling>) -> Self {
        match (is_binary, handling) {
            (false, None | Some(ContentHandling::ConvertToText)) => Self::Text,
            (false, Some(ContentHandling::ConvertToBinary)) => Self::Decode,
            (true, None | Some(ContentHandling::ConvertToBinary)) => Self::Bytes,
            (true, Some(ContentHandling::ConvertToText)) => Self::Encode,
        }
    }

    /// The conversion of a response, as documented. It depends on whether the payload is binary and whether the
    /// client accepts a binary type; both are false if the API has no binary media types.
    pub(super) const fn of_response(
        is_binary: bool,
        accepts_binary: bool,
        handling: Option<ContentHandling>,
    ) -> Self {
        use ContentHandling::{ConvertToBinary, ConvertToText};
        match (is_binary, accepts_binary, handling) {
            (false, false, None | Some(ConvertToText)) => Self::Text,
            (false, false, Some(ConvertToBinary)) => Self::Decode,
            (false, true, None | Some(ConvertToBinary)) => Self::Decode,
            (false, true, Some(ConvertToText)) => Self::Text,
            (true, false, None | Some(ConvertToText)) => Self::Encode,
            (true, false, Some(ConvertToBinary)) => Self::Bytes,
            (true, true, None | Some(ConvertToBinary)) => Self::Bytes,
            (true, true, Some(ConvertToText)) => Self::Encode,
        }
    }

    /// Converts a payload. `Err` is the reason why Base64 cannot be decoded.
    pub(super) fn apply(self, payload: Vec<u8>) -> Result<Vec<u8>, &'static str> {
        Ok(match self {
            Self::Bytes => payload,
            Self::Text => match String::from_utf8(payload) {
                Ok(text) => text.into_bytes(),
                Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned().into_bytes(),
            },
            Self::Encode => base64::encode(&payload),
            Self::Decode => base64::decode(payload.trim_ascii())?,
        })
    }
}
