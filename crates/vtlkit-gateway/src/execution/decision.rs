//! An authorizer's decision, stated by the caller.

use serde_json::{Map, Value};

/// The decision of a method's authorizer. Authorizers are not run; the caller states their decision.
///
/// As JSON, it is one of the words `allow`, `deny`, `unauthorized` and `failure`, or an object with `allow` or `deny`
/// whose value has the members that the authorizer adds to `$context.authorizer`.
///
/// ```
/// use serde_json::json;
/// use vtlkit_gateway::execution::AuthorizerDecision;
///
/// let allowed = AuthorizerDecision::from_json(json!({"allow": {"principalId": "user-1"}})).unwrap();
/// assert!(matches!(&allowed, AuthorizerDecision::Allow(context) if context["principalId"] == "user-1"));
/// assert_eq!(AuthorizerDecision::from_json(json!("deny")).unwrap(), AuthorizerDecision::Deny(Default::default()));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum AuthorizerDecision {
    /// The policy allows the call. The members are added to `$context.authorizer`, such as `principalId`.
    Allow(Map<String, Value>),
    /// The policy denies the call: 403, `ACCESS_DENIED`. Gateway responses see the members in `$context.authorizer`.
    Deny(Map<String, Value>),
    /// The caller is not authenticated, as when a Lambda authorizer throws `Unauthorized`: 401, `UNAUTHORIZED`.
    Unauthorized,
    /// The authorizer throws any other error or times out: 500, `AUTHORIZER_FAILURE`.
    Failure,
}

/// The JSON forms, for messages.
const FORMS: &str =
    "it is `allow`, `deny`, `unauthorized` or `failure`, or an object with the context: `{\"allow\": {…}}`";

impl AuthorizerDecision {
    /// Reads the JSON form.
    ///
    /// # Errors
    ///
    /// If the value is none of these forms.
    pub fn from_json(value: Value) -> Result<Self, String> {
        let members = match value {
            Value::String(word) => {
                return Self::from_word(&word)
                    .ok_or_else(|| format!("`{word}` is not a valid decision: {FORMS}"));
            }
            Value::Object(members) if members.len() == 1 => members,
            other => return Err(format!("{other} is not a valid decision: {FORMS}")),
        };
        let (name, context) = members.into_iter().next().unwrap_or_default();
        let decision = match name.as_str() {
            "allow" => Self::Allow,
            "deny" => Self::Deny,
            _ => return Err(format!("a decision has no member `{name}`: {FORMS}")),
        };
        match context {
            Value::Object(context) => Ok(decision(context)),
            Value::Null => Ok(decision(Map::new())),
            other => Err(format!("the context of a decision is an object, not {other}")),
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "allow" => Self::Allow(Map::new()),
            "deny" => Self::Deny(Map::new()),
            "unauthorized" => Self::Unauthorized,
            "failure" => Self::Failure,
            _ => return None,
        })
    }

    /// The JSON form, as [`from_json`](Self::from_json) reads it.
    pub fn to_json(&self) -> Value {
        match self {
            Self::Allow(context) | Self::Deny(context) if !context.is_empty() => {
                Value::Object(Map::from_iter([(self.word().to_owned(), Value::Object(context.clone()))]))
            }
            _ => self.word().into(),
        }
    }

    /// The word of the decision.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Allow(_) => "allow",
            Self::Deny(_) => "deny",
            Self::Unauthorized => "unauthorized",
            Self::Failure => "failure",
        }
    }
}

impl std::str::FromStr for AuthorizerDecision {
    type Err = String;

    /// Parses a word, or the text of a JSON object.
    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if !text.starts_with('{') {
            return Self::from_json(Value::String(text.to_owned()));
        }
        let value = serde_json::from_str(text).map_err(|error| format!("invalid JSON: {error}"))?;
        Self::from_json(value)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_decision_is_a_word_or_an_object_with_a_context() {
        let context: Map<String, Value> = [("n".to_owned(), json!(1))].into_iter().collect();
        for (value, decision) in [
            (json!("allow"), AuthorizerDecision::Allow(Map::new())),
            (json!("deny"), AuthorizerDecision::Deny(Map::new())),
            (json!("unauthorized"), AuthorizerDecision::Unauthorized),
            (json!("failure"), AuthorizerDecision::Failure),
            (json!({"allow": {"n": 1}}), AuthorizerDecision::Allow(context.clone())),
            (json!({"deny": {"n": 1}}), AuthorizerDecision::Deny(context)),
            (json!({"allow": null}), AuthorizerDecision::Allow(Map::new())),
        ] {
            assert_eq!(AuthorizerDecision::from_json(value), Ok(decision));
        }
        for (value, message) in [
            (json!("Deny"), "`Deny` is not a valid decision"),
            (json!(null), "null is not a valid decision"),
            (json!(true), "true is not a valid decision"),
            (json!({}), "{} is not a valid decision"),
            (json!({"allow": {}, "deny": {}}), "is not a valid decision"),
            (json!({"unauthorized": {}}), "a decision has no member `unauthorized`"),
            (json!({"allow": ["n"]}), "the context of a decision is an object, not [\"n\"]"),
        ] {
            let error = AuthorizerDecision::from_json(value).unwrap_err();
            assert!(error.contains(message), "{error}");
        }
        assert_eq!(r#" {"deny": {}} "#.parse(), Ok(AuthorizerDecision::Deny(Map::new())));
        assert_eq!("failure".parse(), Ok(AuthorizerDecision::Failure));
        let error = "{".parse::<AuthorizerDecision>().unwrap_err();
        assert!(error.starts_with("invalid JSON: "), "{error}");
    }
}
