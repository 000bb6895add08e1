//! What AWS services answer: members that hold numbers, or texts the service makes.

use std::sync::{Arc, LazyLock};

use vtlkit_schema::References;

use crate::model::RequestModel;

/// A service, an action (or none, for all), and what an answer is, as a schema.
const ANSWERS: [(&str, Option<&str>, &str); 8] = [
    ("states", Some("StartExecution"), r#"{"executionArn": "id", "startDate": "number"}"#),
    ("states", Some("StopExecution"), r#"{"stopDate": "number"}"#),
    ("dynamodb", None, r#"{"Count": "number", "ScannedCount": "number"}"#),
    ("kinesis", None, r#"{"SequenceNumber": "id", "ShardId": "id", "FailedRecordCount": "number"}"#),
    ("firehose", None, r#"{"RecordId": "id", "FailedPutCount": "number"}"#),
    ("events", None, r#"{"FailedEntryCount": "number"}"#),
    (
        "sqs",
        None,
        r#"{"SendMessageResponse": {"SendMessageResult": {"MessageId": "id", "MD5OfMessageBody": "id",
            "SequenceNumber": "id"}, "ResponseMetadata": {"RequestId": "id"}}}"#,
    ),
    (
        "sns",
        None,
        r#"{"PublishResponse": {"PublishResult": {"MessageId": "id", "SequenceNumber": "id"},
            "ResponseMetadata": {"RequestId": "id"}}}"#,
    ),
];

/// What is known of the answers of a service.
pub(crate) fn of(service: &str, action: Option<&str>) -> Option<Arc<RequestModel>> {
    static MODELS: LazyLock<Vec<Option<Arc<RequestModel>>>> = LazyLock::new(|| {
        let schema = |(_, _, members): &(&str, Option<&str>, &str)| {
            let members = serde_json::from_str(members).ok()?;
            RequestModel::of_answer(&schema(&members).to_string(), &References::new()).map(Arc::new)
        };
        ANSWERS.iter().map(schema).collect()
    });
    let index = ANSWERS
        .iter()
        .position(|(name, of, _)| *name == service && of.is_none_or(|of| action == Some(of)))?;
    MODELS.get(index)?.clone()
}

/// The members as a schema.
fn schema(members: &serde_json::Value) -> serde_json::Value {
    use serde_json::json;
    match members {
        serde_json::Value::Object(map) => {
            let properties: serde_json::Map<_, _> =
                map.iter().map(|(name, member)| (name.clone(), schema(member))).collect();
            json!({"type": "object", "properties": properties})
        }
        serde_json::Value::String(kind) if kind == "id" => {
            json!({"type": "string", "pattern": "^[A-Za-z0-9:_./-]+$"})
        }
        _ => json!({"type": "number"}),
    }
}
