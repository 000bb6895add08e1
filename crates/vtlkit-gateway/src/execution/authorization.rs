//! Whether a caller may call a method.
//!
//! Authorizers and policies are not run. The invocation says what they decide; otherwise who has the identity that the
//! method asks for is let in.

use serde_json::{Map, Value};
use vtlkit_api::{Api, Authorization, Authorizer, GatewayResponseType};

use super::context::member;
use super::exchange::{Access, Invocation};
use super::failure::Failure;
use super::route::Route;
use super::{AuthorizerDecision, StepKind, Trail, identity, signature};
use crate::{Request, authorizer};

const STEP: StepKind = StepKind::Authorization;

/// The documented limit of a method's ARN, where callers have to be authorized.
const MAX_ARN: usize = 1600;

/// What a method asks for.
#[derive(Clone, Copy, Debug)]
enum Guard<'a> {
    /// Nothing: everybody may call it.
    Open,
    /// A signature.
    Signature,
    /// An authorizer of this name, which is missing where the definition does not hold it.
    Authorizer(&'a str, Option<&'a Authorizer>),
}

/// Ends the request of a caller who is not let in. What the authorizer adds is put into the `$context` of `request`.
pub(super) fn authorize(
    api: &Api,
    invocation: &Invocation,
    route: &Route<'_>,
    request: &mut Request,
    trail: &mut Trail,
) -> Result<(), Failure> {
    if let Access::Refused { kind, message } = &invocation.access {
        let mut failure =
            Failure::new(*kind, STEP, "the caller is refused before the authorizer is asked, as given");
        failure.message.clone_from(message);
        return Err(failure);
    }
    let guard = match &*route.method.authorization {
        Authorization::None => Guard::Open,
        Authorization::AwsIam => Guard::Signature,
        Authorization::Authorizer(name) => {
            Guard::Authorizer(name, api.authorizers.iter().find(|known| *known.name == *name))
        }
    };
    if !matches!(guard, Guard::Open) {
        check_length(request)?;
    }
    let given = invocation.context.get(authorizer::MEMBER).filter(|value| !value.is_null());
    match (&invocation.access, guard) {
        (Access::Authorizer(decision), Guard::Open) => {
            trail.note(STEP, || {
                let why =
                    format!("the method has no authorizer, so that `{}` decides nothing", decision.word());
                ("open to all", why)
            });
            enter(given, guard, request)
        }
        (Access::Authorizer(decision), _) => decide(decision, given, guard, request, trail),
        (_, Guard::Open) => enter(given, guard, request),
        _ if given.is_some() => {
            enter(given, guard, request)?;
            trail.note(STEP, || ("let in", format!("{guard}: `context.authorizer` is given")));
            Ok(())
        }
        _ => {
            let why = identify(guard, request)?;
            trail.note(STEP, || ("let in", format!("{guard}: {why}")));
            Ok(())
        }
    }
}

/// Does what the authorizer decides.
fn decide(
    decision: &AuthorizerDecision,
    given: Option<&Value>,
    guard: Guard<'_>,
    request: &mut Request,
    trail: &mut Trail,
) -> Result<(), Failure> {
    let log = format!("{guard}: the decision is `{}`, as given", decision.word());
    let mut add = |members: &Map<String, Value>| {
        let mut all = given.and_then(Value::as_object).cloned().unwrap_or_default();
        all.extend(members.iter().map(|(name, value)| (name.clone(), value.clone())));
        enter(Some(&Value::Object(all)), guard, request)
    };
    match decision {
        AuthorizerDecision::Allow(members) => {
            add(members)?;
            trail.note(STEP, || ("let in", log));
            Ok(())
        }
        AuthorizerDecision::Deny(members) => {
            add(members)?;
            let who = match guard {
                Guard::Signature => {
                    let caller = member(&request.context, "identity.userArn").and_then(Value::as_str);
                    let (caller, arn) = (caller.unwrap_or("anonymous"), method_arn(request));
                    format!(
                        "User: {caller} is not authorized to perform: execute-api:Invoke on resource: {arn}"
                    )
                }
                _ => "User is not authorized to access this resource".to_owned(),
            };
            let denied = Failure::new(GatewayResponseType::AccessDenied, STEP, log);
            Err(denied.with_message(format!("{who} with an explicit deny")))
        }
        AuthorizerDecision::Unauthorized if matches!(guard, Guard::Signature) => {
            Err(Failure::new(GatewayResponseType::MissingAuthenticationToken, STEP, log))
        }
        AuthorizerDecision::Unauthorized => Err(Failure::new(GatewayResponseType::Unauthorized, STEP, log)),
        AuthorizerDecision::Failure => Err(Failure::new(GatewayResponseType::AuthorizerFailure, STEP, log)),
    }
}

/// Puts what an authorizer adds into `$context`.
fn enter(given: Option<&Value>, guard: Guard<'_>, request: &mut Request) -> Result<(), Failure> {
    let Some(given) = given else { return Ok(()) };
    // Only a user pool adds claims; what stands in front of the method may be one where the definition does not say it.
    let may_have_claims = match guard {
        Guard::Authorizer(_, Some(authorizer)) => *authorizer.kind == "cognito_user_pools",
        _ => true,
    };
    if let Some(name) = given.as_object().and_then(|members| authorizer::nested(members, may_have_claims)) {
        let log = format!(
            "{guard} adds an object or a list as `{name}`, and only texts, numbers and booleans may be"
        );
        return Err(Failure::new(GatewayResponseType::AuthorizerConfigurationError, STEP, log));
    }
    request.context.insert(authorizer::MEMBER.to_owned(), authorizer::as_texts(given).into_owned());
    Ok(())
}

/// Ends a request without the identity that a method asks for, and says why one with it is let in.
fn identify(guard: Guard<'_>, request: &Request) -> Result<String, Failure> {
    match guard {
        Guard::Open => Ok(String::new()),
        Guard::Signature if signature::is_signed(request) => {
            Ok("the request is signed, and the signature is not checked".to_owned())
        }
        Guard::Signature => Err(match signature::why_incomplete(&request.headers) {
            Some(why) => signature::incomplete(STEP, why),
            None => {
                let log = "the method asks for AWS credentials, and the request is not signed";
                Failure::new(GatewayResponseType::MissingAuthenticationToken, STEP, log)
            }
        }),
        Guard::Authorizer(_, None) => Ok("the definition does not hold it, and it is not run".to_owned()),
        Guard::Authorizer(_, Some(authorizer)) => {
            let sources = identity::check(authorizer, request)?;
            Ok(match sources.as_slice() {
                [] => "it has no identity sources, and is not run".to_owned(),
                sources => format!("`{}` is there, and the authorizer is not run", sources.join("`, `")),
            })
        }
    }
}

impl std::fmt::Display for Guard<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Open => f.write_str("no authorizer"),
            Self::Signature => f.write_str("AWS_IAM"),
            Self::Authorizer(name, _) => write!(f, "authorizer `{name}`"),
        }
    }
}

/// The ARN that authorizers and policies are asked about.
fn method_arn(request: &Request) -> String {
    let text =
        |name: &str| member(&request.context, name).and_then(|value| value.as_str()).unwrap_or_default();
    // `<id>.execute-api.<region>.amazonaws.com`; a domain of one's own does not say its Region.
    let mut labels = text("domainName").split('.').skip(1);
    let region = labels.next().filter(|label| *label == "execute-api").and_then(|_| labels.next());
    let whole = text("path");
    let below = whole.strip_prefix('/').and_then(|path| path.strip_prefix(text("stage"))).unwrap_or(whole);
    format!(
        "arn:aws:execute-api:{}:{}:{}/{}/{}/{}",
        region.unwrap_or("us-east-1"),
        text("accountId"),
        text("apiId"),
        text("stage"),
        text("httpMethod"),
        below.trim_start_matches('/'),
    )
}

/// The ARN may not be too long.
fn check_length(request: &Request) -> Result<(), Failure> {
    let length = method_arn(request).len();
    if length <= MAX_ARN {
        return Ok(());
    }
    let log = format!("the method's ARN of {length} bytes is above the limit of {MAX_ARN}");
    Err(Failure::uri_too_long(STEP, log))
}
