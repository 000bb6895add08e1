//! What can be told of a caller's right to call a method from the request alone.
//!
//! Whether a caller is let in is taken as given, and so is a request that names nobody. An `Authorization` that is there
//! is looked at: the service refuses one that is no signature, or a token of the wrong shape, before it asks anybody.

use vtlkit_api::{Api, Authorization, Authorizer, GatewayResponseType};
use vtlkit_regex::{Budget, Regex};

use super::context::member;
use super::exchange::{Access, ClientRequest, Headers, Invocation, last};
use super::failure::Failure;
use super::route::Route;
use super::{StepKind, Trail};
use crate::{Request, base64};

const STEP: StepKind = StepKind::Authorization;

/// The documented limit of a method's ARN, where callers have to be authorized.
const MAX_ARN: usize = 1600;

/// So many steps an `identityValidationExpression` may take: some hundred times what a sane one takes.
const MATCH_STEPS: u64 = 1_000_000;

/// Ends the request of a caller who is not let in. `request` is what templates see.
pub(super) fn authorize(
    api: &Api,
    invocation: &Invocation,
    route: &Route<'_>,
    request: &Request,
    trail: &mut Trail,
) -> Result<(), Failure> {
    if let Access::Refused { kind, message } = &invocation.access {
        let mut failure = Failure::new(*kind, STEP, "the caller is not let in, as given");
        failure.message.clone_from(message);
        return Err(failure);
    }
    let headers = &invocation.request.headers;
    match &*route.method.authorization {
        Authorization::None => return Ok(()),
        Authorization::AwsIam => {
            check_length(request)?;
            if let Some(why) = incomplete_signature(headers) {
                return Err(unsigned(STEP, why));
            }
        }
        Authorization::Authorizer(name) => {
            check_length(request)?;
            let authorizer = api.authorizers.iter().find(|authorizer| *authorizer.name == **name);
            authorizer.map_or(Ok(()), |authorizer| check_token(authorizer, &invocation.request))?;
        }
    }
    trail.note(STEP, || ("let in", "authorization is not run but taken as given"));
    Ok(())
}

/// The ARN that authorizers and policies are asked about may not be too long.
fn check_length(request: &Request) -> Result<(), Failure> {
    let text =
        |name: &str| member(&request.context, name).and_then(|value| value.as_str()).unwrap_or_default();
    // `<id>.execute-api.<region>.amazonaws.com`; a domain of one's own does not say its Region.
    let mut labels = text("domainName").split('.').skip(1);
    let region = labels.next().filter(|label| *label == "execute-api").and_then(|_| labels.next());
    let whole = text("path");
    let below = whole.strip_prefix('/').and_then(|path| path.strip_prefix(text("stage"))).unwrap_or(whole);
    let arn = format!(
        "arn:aws:execute-api:{}:{}:{}/{}/{}/{}",
        region.unwrap_or("us-east-1"),
        text("accountId"),
        text("apiId"),
        text("stage"),
        text("httpMethod"),
        below.trim_start_matches('/'),
    );
    if arn.len() <= MAX_ARN {
        return Ok(());
    }
    let log = format!("the method's ARN of {} bytes is above the limit of {MAX_ARN}", arn.len());
    Err(Failure::uri_too_long(STEP, log))
}

/// A token that does not match the authorizer's expression is refused without asking the authorizer, as documented; the
/// expression is for authorizers of the type `token`.
fn check_token(authorizer: &Authorizer, request: &ClientRequest) -> Result<(), Failure> {
    let (Some(expression), "token") = (&authorizer.identity_validation_expression, &**authorizer.kind) else {
        return Ok(());
    };
    let source =
        authorizer.identity_source.as_ref().map_or("method.request.header.Authorization", |it| &it.value);
    let Some(name) = source.strip_prefix("method.request.header.") else { return Ok(()) };
    let Some(token) = last(&request.headers, name) else { return Ok(()) };
    let matches = Regex::new(expression.value.as_bytes()).is_ok_and(|regex| {
        regex.is_full_match(token.as_bytes(), &mut Budget::steps(MATCH_STEPS)) == Ok(true)
    });
    if matches {
        return Ok(());
    }
    let log = format!("`{token}` does not match the identityValidationExpression `{}`", expression.value);
    Err(Failure::new(GatewayResponseType::Unauthorized, STEP, log))
}

/// The failure of a request whose `Authorization` cannot be read as a signature.
pub(super) fn unsigned(step: StepKind, why: String) -> Failure {
    Failure::new(GatewayResponseType::MissingAuthenticationToken, step, why.clone())
        .with_message(why)
        .with_error_type("IncompleteSignatureException")
}

/// What is wrong with the header `Authorization` as a signature, in the service's words; none where it is not there.
///
/// It is an algorithm and members `name=value` with commas between. The service says of the header only a hash, which
/// is of all of its value, as two recorded answers show.
pub(super) fn incomplete_signature(headers: &Headers) -> Option<String> {
    let value = last(headers, "Authorization").map(str::trim).filter(|value| !value.is_empty())?;
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
    if last(headers, "X-Amz-Date").or_else(|| last(headers, "Date")).is_none() {
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
