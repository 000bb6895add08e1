//! A Lambda function behind templates.

use vtlkit_api::Response;

/// What the response of a function is selected by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It failed with this error message.
    Failed(String),
    /// It gave a result.
    Succeeded,
}

/// Reads the result of a function: one with a text `errorMessage` is an error, and so is one whose response says so by
/// `X-Amz-Function-Error`.
pub(super) fn outcome(response: &Response) -> Outcome {
    let result: Option<serde_json::Value> = serde_json::from_slice(&response.body).ok();
    let message = result.as_ref().and_then(|result| result.get("errorMessage")?.as_str());
    match message {
        Some(message) => Outcome::Failed(message.to_owned()),
        None if response.header("X-Amz-Function-Error").is_some() => Outcome::Failed(String::new()),
        None => Outcome::Succeeded,
    }
}

/// What Lambda itself answers to an event that is no JSON, in place of calling the function.
pub(super) fn refused_event(event: &[u8]) -> Option<Response> {
    let error = serde_json::from_slice::<serde_json::Value>(event).err()?;
    let message = format!("Could not parse request body into json: {error}");
    let body = serde_json::json!({"Type": "User", "message": message});
    Some(Response { status: 400, headers: Vec::new(), body: body.to_string().into_bytes() })
}
