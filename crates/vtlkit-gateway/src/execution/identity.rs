//! Checks whether a request has the identity sources of an authorizer. Without them, the service does not run the
//! authorizer.

use serde_json::Value;
use vtlkit_api::{Authorizer, GatewayResponseType, last_header};
use vtlkit_regex::{Budget, Regex};

use super::StepKind;
use super::context::member;
use super::failure::Failure;
use crate::{Request, base64};

/// The default identity source for a token.
const DEFAULT_SOURCE: &str = "method.request.header.Authorization";

/// The step limit for an `identityValidationExpression`: about a hundred times what a reasonable one needs.
const MATCH_STEPS: u64 = 1_000_000;

/// Fails if an identity source is missing or empty, or if a token does not match the authorizer's expression. Returns
/// the sources.
pub(super) fn check<'a>(authorizer: &'a Authorizer, request: &Request) -> Result<Vec<&'a str>, Failure> {
    let unauthorized =
        |log: String| Failure::new(GatewayResponseType::Unauthorized, StepKind::Authorization, log);
    let sources = sources(authorizer);
    for source in &sources {
        if value(source, request).is_none() {
            let name = &authorizer.name.value;
            return Err(unauthorized(format!(
                "missing `{source}`, the identity source of the authorizer `{name}`"
            )));
        }
    }
    let Some(expression) = &authorizer.identity_validation_expression else { return Ok(sources) };
    let Some(Some(token)) = sources.first().map(|source| value(source, request)) else { return Ok(sources) };
    let checked = match authorizer.kind.as_str() {
        "token" => Some(token.to_owned()),
        "cognito_user_pools" => audience(token),
        // As documented, it does not apply to an authorizer of the type REQUEST.
        _ => None,
    };
    match checked.filter(|text| !matches(&expression.value, text)) {
        None => Ok(sources),
        Some(text) => Err(unauthorized(format!(
            "`{text}` does not match the identityValidationExpression `{}`",
            expression.value
        ))),
    }
}

/// The expressions of the sources. Only an authorizer of the type REQUEST may have none.
fn sources(authorizer: &Authorizer) -> Vec<&str> {
    match &authorizer.identity_source {
        Some(sources) => {
            sources.value.split(',').map(str::trim).filter(|source| !source.is_empty()).collect()
        }
        None if *authorizer.kind == "request" => Vec::new(),
        None => vec![DEFAULT_SOURCE],
    }
}

/// The value of a source; `None` if it is missing or empty. An unknown expression counts as present.
fn value<'r>(source: &str, request: &'r Request) -> Option<&'r str> {
    let find = |pairs: &'r [(String, String)], name: &str| {
        pairs.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    };
    let value = if let Some(name) = source.strip_prefix("method.request.header.") {
        last_header(&request.headers, name).map(str::trim)
    } else if let Some(name) = source.strip_prefix("method.request.querystring.") {
        find(&request.querystring, name)
    } else if let Some(name) = source.strip_prefix("stageVariables.") {
        find(&request.stage_variables, name)
    } else if let Some(name) = source.strip_prefix("context.") {
        member(&request.context, name).and_then(|value| match value {
            Value::String(text) => Some(text.as_str()),
            Value::Null => None,
            _ => Some("there"),
        })
    } else {
        Some("unknown")
    };
    value.filter(|value| !value.is_empty())
}

fn matches(expression: &str, text: &str) -> bool {
    Regex::new(expression.as_bytes())
        .is_ok_and(|regex| regex.is_full_match(text.as_bytes(), &mut Budget::steps(MATCH_STEPS)) == Ok(true))
}

/// The claim `aud` of a JSON Web Token, to which the expression of a user pool applies. `None` for any other text.
fn audience(token: &str) -> Option<String> {
    let token = token.strip_prefix("Bearer ").unwrap_or(token);
    let payload: Vec<u8> = token.split('.').nth(1)?.bytes().map(to_standard_alphabet).collect();
    let claims: Value = serde_json::from_slice(&base64::decode(&payload).ok()?).ok()?;
    claims.get("aud")?.as_str().map(str::to_owned)
}

/// Converts a digit of URL-safe Base64 to standard Base64.
const fn to_standard_alphabet(digit: u8) -> u8 {
    match digit {
        b'-' => b'+',
        b'_' => b'/',
        other => other,
    }
}
