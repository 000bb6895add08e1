//! The syntax of the keywords of hyper-schemas.

use crate::format::{is_media_type, is_uri_template};
use crate::json::{Json, Type};

use super::syntax::{Check, list};

/// Checks `links`, an array of link descriptions.
pub(super) fn check_links(check: &mut Check<'_, '_>, links: Json<'_>) {
    for link in links.elements() {
        if link.as_object().is_none() {
            let found = link.kind().name();
            check.error("links", link, format!("invalid LDO: is of type {found}, should be an object"));
            continue;
        }
        let missing: Vec<&str> =
            ["href", "rel"].into_iter().filter(|name| link.get(name).is_none()).collect();
        if !missing.is_empty() {
            check.error("links", link, format!("LDO is missing required property(ies) {}", list(missing)));
            continue;
        }
        for name in ["schema", "targetSchema"] {
            check.below.extend(link.get(name).map(Json::id));
        }
        text_of(check, link, "rel", "LDO's \"rel\" property is not a string");
        if let Some((value, href)) = text_of(check, link, "href", "LDO's \"href\" property is not a string")
            && !is_uri_template(href)
        {
            check.error(
                "links",
                value,
                format!("LDO's \"href\" value (\"{href}\") is not a valid URI Template (RFC 6570)"),
            );
        }
        text_of(check, link, "title", "LDO's \"title\" is not a string");
        media_type_of(check, link, "mediaType", "LDO's \"mediaType\" is not a string");
        text_of(check, link, "method", "LDO's \"method\" property is not a string");
        media_type_of(check, link, "encType", "LDO's \"encType\" property is not a string");
    }
}

/// The string member of a link.
fn text_of<'d>(
    check: &mut Check<'_, '_>,
    link: Json<'d>,
    name: &str,
    otherwise: &str,
) -> Option<(Json<'d>, &'d str)> {
    let value = link.get(name)?;
    if let Some(text) = value.as_str() {
        return Some((value, text));
    }
    let found = value.kind().name();
    check.error("links", value, format!("{otherwise} (found: {found})"));
    None
}

fn media_type_of(check: &mut Check<'_, '_>, link: Json<'_>, name: &str, otherwise: &str) {
    if let Some((value, text)) = text_of(check, link, name, otherwise)
        && !is_media_type(text)
    {
        check.error("links", value, format!("LDO's \"{name}\" value (\"{text}\") is not a valid MIME type"));
    }
}

/// Checks `media`, an object with a media type and an encoding.
pub(super) fn check_media(check: &mut Check<'_, '_>, media: Json<'_>) {
    if let Some(encoding) = media.get("binaryEncoding") {
        let encodings = ["7bit", "8bit", "binary", "quoted-printable", "base64"];
        match encoding.as_str() {
            None => {
                let found = encoding.kind().name();
                check.error(
                    "media",
                    encoding,
                    format!("\"binaryEncoding\" is of type {found}, should be a string"),
                );
            }
            Some(name) if !encodings.contains(&name.to_lowercase().as_str()) => {
                let valid = list(encodings);
                check.error(
                    "media",
                    encoding,
                    format!("\"{name}\" is not a valid binary encoding (valid values are: {valid})"),
                );
            }
            Some(_) => {}
        }
    }
    if let Some(media_type) = media.get("type") {
        match (media_type.kind(), media_type.as_str()) {
            (Type::String, Some(text)) if !is_media_type(text) => {
                check.error("media", media_type, format!("\"{text}\" is not a valid MIME type"));
            }
            (Type::String, _) => {}
            (found, _) => {
                check.error(
                    "media",
                    media_type,
                    format!("\"type\" is of type {}, should be a string", found.name()),
                );
            }
        }
    }
}
