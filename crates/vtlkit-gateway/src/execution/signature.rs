//! AWS Signature Version 4, as far as it can be checked without the secret key.

use vtlkit_api::{GatewayResponseType, Headers, last_header};

use super::StepKind;
use super::failure::Failure;
use crate::{Request, base64};

/// The prefix of every signing algorithm's name.
const ALGORITHM: &str = "AWS4-";

/// Whether a request is signed: in the header `Authorization`, or in the query string of a presigned URL.
pub(super) fn is_signed(request: &Request) -> bool {
    let in_query = request.querystring.iter().rev().find(|(name, _)| name == "X-Amz-Algorithm");
    last_header(&request.headers, "Authorization")
        .map(str::trim)
        .into_iter()
        .chain(in_query.map(|(_, value)| value.as_str()))
        .any(|value| value.starts_with(ALGORITHM))
}

/// The failure of a request whose `Authorization` header is not a valid signature.
pub(super) fn incomplete(step: StepKind, why: String) -> Failure {
    Failure::new(GatewayResponseType::MissingAuthenticationToken, step, why.clone())
        .with_message(why)
        .with_error_type("IncompleteSignatureException")
}

/// The service's error message for an `Authorization` header that is not a valid signature; `None` without the
/// header.
///
/// A signature is an algorithm and members `name=value`, separated by commas. The message contains a hash of the
/// header's whole value, as two recorded answers show.
pub(super) fn why_incomplete(headers: &Headers) -> Option<String> {
    let value = last_header(headers, "Authorization").map(str::trim).filter(|value| !value.is_empty())?;
    let hash = || {
        let hash = base64::encode(&hmac_sha256::Hash::hash(value.as_bytes()));
        String::from_utf8_lossy(&hash).into_owned()
    };
    let members = value.split_once(' ').map_or("", |(_, members)| members);
    let members = members.split(',').map(str::trim).filter(|member| !member.is_empty());
    let mut names = Vec::new();
    for member in members {
        let Some((name, _)) = member.split_once('=') else {
            return Some(format!(
                "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded \
                 with Base64): '{}'.",
                hash()
            ));
        };
        names.push(name);
    }
    let mut wrong: Vec<String> = ["Credential", "Signature", "SignedHeaders"]
        .iter()
        .filter(|name| !names.contains(name))
        .map(|name| format!("Authorization header requires '{name}' parameter."))
        .collect();
    if last_header(headers, "X-Amz-Date").or_else(|| last_header(headers, "Date")).is_none() {
        wrong.push(
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.".to_owned(),
        );
    }
    if wrong.is_empty() {
        return None;
    }
    wrong.push(format!("(Hashed with SHA-256 and encoded with Base64) Authorization={}", hash()));
    Some(wrong.join(" "))
}
