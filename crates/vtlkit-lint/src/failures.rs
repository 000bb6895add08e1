//! Error answers of endpoints, in the formats of the AWS services.

use crate::exchange::Reply;
use crate::wiring::Wire;

/// Error statuses with an error type and a message.
const FAILURES: [(u16, &str, &str); 5] = [
    (400, "ValidationException", "The request is not valid"),
    (403, "AccessDeniedException", "The role may not do this"),
    (429, "ThrottlingException", "Rate exceeded"),
    (500, "InternalServerError", "The service failed"),
    (503, "ServiceUnavailableException", "The service is not available"),
];

/// Error messages of a failed function call: the function's own error, and Lambda's message for a timeout.
const MESSAGES: [&str; 2] = [
    "something went wrong",
    "2026-01-01T00:00:00.000Z 5e1e2f2d-0000-0000-0000-000000000000 Task timed out after 3.00 seconds",
];

/// The error answers of an integration's endpoint.
pub(crate) fn of(wire: &Wire<'_>) -> Vec<Reply> {
    if wire.is_lambda() {
        return MESSAGES.iter().map(|message| of_function(message)).collect();
    }
    let service = wire.service().map(|service| service.service);
    FAILURES
        .iter()
        .map(|(status, kind, message)| match service {
            None => Reply::new(*status, format!("{{\"message\": \"{message}\"}}")),
            Some("s3") => {
                let body = format!(
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{kind}</Code><Message>{message}</Message></Error>"
                );
                let headers = vec![("Content-Type".to_owned(), "application/xml".to_owned())];
                Reply { status: *status, headers, body }
            }
            Some("sqs" | "sns" | "ses" | "email" | "cloudformation" | "sts" | "iam") if !wire.is_json_protocol() => {
                let sender = if *status < 500 { "Sender" } else { "Receiver" };
                let body = format!(
                    "{{\"Error\": {{\"Code\": \"{kind}\", \"Message\": \"{message}\", \"Type\": \"{sender}\"}}, \
                     \"RequestId\": \"5e1e2f2d-0000-0000-0000-000000000000\"}}"
                );
                Reply::new(*status, body)
            }
            Some(service) => {
                let body = format!("{{\"__type\": \"com.amazonaws.{service}#{kind}\", \"message\": \"{message}\"}}");
                Reply::new(*status, body)
            }
        })
        .collect()
}

/// Lambda's answer for a function that fails with a message.
pub(crate) fn of_function(message: &str) -> Reply {
    let message = serde_json::Value::from(message);
    let body = format!("{{\"errorMessage\": {message}, \"errorType\": \"Error\", \"stackTrace\": []}}");
    let mut reply = Reply::new(200, body);
    reply.headers.push(("X-Amz-Function-Error".to_owned(), "Unhandled".to_owned()));
    reply
}
