//! The step that authorizes a caller.
//!
//! Authorizers and policies are not run. The invocation states their decision; without one, a caller with the
//! identity that the method requires is authorized.

use serde_json::{Map, Value};
use vtlkit_api::{Api, Authorization, Authorizer, GatewayResponseType};

use super::context::member;
use super::exchange::{Access, Invocation};
use super::failure::Failure;
use super::route::Route;
use super::{AuthorizerDecision, StepKind, Trail, identity, signature};
use crate::{Request, authorizer};

const STEP: StepKind = StepKind::Authorization;

/// The documented limit of a method's ARN, for methods with authorization.
const MAX_ARN: usize = 1600;

/// What a method requires.
#[derive(Clone, Copy, Debug)]
enum Guard<'a> {
    /// Nothing.
    Open,
    /// A signature.
    Signature,
    /// An authorizer with this name; `None` if the definition does not contain it.
    Authorizer(&'a str, Option<&'a Authorizer>),
}

/// Authorizes the caller or fails. What the authorizer adds is put into the `$context` of `request`.
pub(super) fn authorize(
    api: &Api,
    invocation: &Invocation,
    route: &Route<'_>,
    request: &mut Request,
    trail: &mut Trail,
) -> Result<(), Failure> {
    if let Access::Refused { kind, message } = &invocation.access {
        let mut failure = Failure::new(
            *kind,
            STEP,
            "the caller is rejected before the authorizer runs, as stated by the invocation",
        );
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
                let why = format!(
                    "the method has no authorizer, so the decision `{}` is not used",
                    decision.word()
                );
                ("no authorization", why)
            });
            enter(given, guard, request)
        }
        (Access::Authorizer(decision), _) => decide(decision, given, guard, request, trail),
        (_, Guard::Open) => enter(given, guard, request),
        _ if given.is_some() => {
            enter(given, guard, request)?;
            trail.note(STEP, || ("authorized", format!("{guard}: `context.authorizer` is given")));
            Ok(())
        }
        _ => {
            let why = identify(guard, request)?;
            trail.note(STEP, || ("authorized", format!("{guard}: {why}")));
            Ok(())
        }
    }
}

/// Applies the authorizer's decision.
fn decide(
    decision: &AuthorizerDecision,
    given: Option<&Value>,
    guard: Guard<'_>,
    request: &mut Request,
    trail: &mut Trail,
) -> Result<(), Failure> {
    let log = format!("{guard}: the decision is `{}`, as stated by the invocation", decision.word());
    let mut add = |members: &Map<String, Value>| {
        let mut all = given.and_then(Value::as_object).cloned().unwrap_or_default();
        all.extend(members.iter().map(|(name, value)| (name.clone(), value.clone())));
        enter(Some(&Value::Object(all)), guard, request)
    };
    match decision {
        AuthorizerDecision::Allow(members) => {
            add(members)?;
            trail.note(STEP, || ("authorized", log));
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

/// Puts the members that an authorizer adds into `$context`.
fn enter(given: Option<&Value>, guard: Guard<'_>, request: &mut Request) -> Result<(), Failure> {
    let Some(given) = given else { return Ok(()) };
    // Only a user pool adds claims. An authorizer that the definition does not contain may be one.
    let may_have_claims = match guard {
        Guard::Authorizer(_, Some(authorizer)) => *authorizer.kind == "cognito_user_pools",
        _ => true,
    };
    if let Some(name) = given.as_object().and_then(|members| authorizer::nested(members, may_have_claims)) {
        let log = format!(
            "{guard} adds an object or a list as `{name}`; only strings, numbers and booleans are allowed"
        );
        return Err(Failure::new(GatewayResponseType::AuthorizerConfigurationError, STEP, log));
    }
    request.context.insert(authorizer::MEMBER.to_owned(), authorizer::as_texts(given).into_owned());
    Ok(())
}

/// Fails if the request lacks the identity that the method requires. Otherwise, returns the reason for authorizing
/// it.
fn identify(guard: Guard<'_>, request: &Request) -> Result<String, Failure> {
    match guard {
        Guard::Open => Ok(String::new()),
        Guard::Signature if signature::is_signed(request) => {
            Ok("the request is signed; the signature is not checked".to_owned())
        }
        Guard::Signature => Err(match signature::why_incomplete(&request.headers) {
            Some(why) => signature::incomplete(STEP, why),
            None => {
                let log = "the method requires AWS credentials, but the request is not signed";
                Failure::new(GatewayResponseType::MissingAuthenticationToken, STEP, log)
            }
        }),
        Guard::Authorizer(_, None) => Ok("it is not in the definition and is not run".to_owned()),
        Guard::Authorizer(_, Some(authorizer)) => {
            let sources = identity::check(authorizer, request)?;
            Ok(match sources.as_slice() {
                [] => "it has no identity sources and is not run".to_owned(),
                sources => format!("`{}` is present; the authorizer is not run", sources.join("`, `")),
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

/// The ARN of the method, as in authorizers and policies.
fn method_arn(request: &Request) -> String {
    let text =
        |name: &str| member(&request.context, name).and_then(|value| value.as_str()).unwrap_or_default();
    // `<id>.execute-api.<region>.amazonaws.com`; a custom domain name does not contain the Region.
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

/// Checks the length of the ARN.
fn check_length(request: &Request) -> Result<(), Failure> {
    let length = method_arn(request).len();
    if length <= MAX_ARN {
        return Ok(());
    }
    let log = format!("the method's ARN of {length} bytes exceeds the limit of {MAX_ARN} bytes");
    Err(Failure::uri_too_long(STEP, log))
}
