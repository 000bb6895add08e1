//! `$context.authorizer`: what an authorizer adds to a request, as API Gateway passes it to templates and functions.

use std::borrow::Cow;

use serde_json::{Map, Value};

/// The member of `$context` for what the authorizer added.
pub(crate) const MEMBER: &str = "authorizer";

/// Its member for the claims of a token, if the authorizer is an Amazon Cognito user pool.
const CLAIMS: &str = "claims";

/// The value with its numbers and booleans, and those in its claims, converted to strings, as documented. Null stays
/// null.
pub(crate) fn as_texts(authorizer: &Value) -> Cow<'_, Value> {
    let has_scalar = |value: &Value| value.as_object().is_some_and(|members| members.values().any(is_scalar));
    if !has_scalar(authorizer) && !authorizer.get(CLAIMS).is_some_and(has_scalar) {
        return Cow::Borrowed(authorizer);
    }
    let mut texts = authorizer.clone();
    turn(&mut texts);
    if let Some(claims) = texts.get_mut(CLAIMS) {
        turn(claims);
    }
    Cow::Owned(texts)
}

const fn is_scalar(value: &Value) -> bool {
    matches!(value, Value::Number(_) | Value::Bool(_))
}

fn turn(members: &mut Value) {
    for (_, value) in members.as_object_mut().into_iter().flatten().filter(|(_, value)| is_scalar(value)) {
        *value = value.to_string().into();
    }
}

/// The first member that is an object or a list, which API Gateway rejects. Only a user pool adds `claims`.
pub(crate) fn nested(members: &Map<String, Value>, may_have_claims: bool) -> Option<&str> {
    let nested = members.iter().find(|(name, value)| {
        matches!(value, Value::Object(_) | Value::Array(_)) && !(may_have_claims && *name == CLAIMS)
    });
    nested.map(|(name, _)| name.as_str())
}
