//! A Lambda function in a non-proxy integration (`AWS`).

use vtlkit_api::Response;

/// The outcome of a function call, which selects the integration response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It failed with this error message.
    Failed(String),
    /// It returned a result.
    Succeeded,
}

/// The outcome of a function call. It failed if the result has a string `errorMessage`, or if the response has the
/// header `X-Amz-Function-Error`.
pub(super) fn outcome(response: &Response) -> Outcome {
    let result: Option<serde_json::Value> = serde_json::from_slice(&response.body).ok();
    let message = result.as_ref().and_then(|result| result.get("errorMessage")?.as_str());
    match message {
        Some(message) => Outcome::Failed(message.to_owned()),
        None if response.header("X-Amz-Function-Error").is_some() => Outcome::Failed(String::new()),
        None => Outcome::Succeeded,
    }
}

/// Lambda's answer to an event that is invalid JSON, without calling the function.
pub(super) fn refused_event(event: &[u8]) -> Option<Response> {
    let error = serde_json::from_slice::<serde_json::Value>(event).err()?;
    let message = format!("Could not parse request body into json: {error}");
    let body = serde_json::json!({"Type": "User", "message": message});
    Some(Response { status: 400, headers: Vec::new(), body: body.to_string().into_bytes() })
}
