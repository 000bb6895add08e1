//! The successful responses of AWS services, from the table `answers.txt`.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use serde_json::{Map, Value as Json, json};
use vtlkit_schema::References;

use vtlkit_predict::RequestModel;

/// A row of the table.
struct Answer {
    service: &'static str,
    /// The action; `None` for a row that applies to every action.
    action: Option<&'static str>,
    members: Map<String, Json>,
    model: Option<Arc<RequestModel>>,
}

static ANSWERS: LazyLock<Vec<Answer>> = LazyLock::new(|| rows().filter_map(Answer::read).collect());

/// The rows of the table, without its comments.
fn rows() -> impl Iterator<Item = &'static str> {
    include_str!("answers.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

impl Answer {
    fn read(row: &'static str) -> Option<Self> {
        let mut parts = row.splitn(3, ' ');
        let (service, action) = (parts.next()?, parts.next()?);
        let Ok(Json::Object(members)) = serde_json::from_str(parts.next()?) else { return None };
        let text = schema(&Json::Object(members.clone())).to_string();
        let model = RequestModel::of_answer(&text, &References::new()).map(Arc::new);
        Some(Self { service, action: (action != "*").then_some(action), members, model })
    }

    /// Whether a template names one of its members.
    fn is_read_by(&self, template: &str) -> bool {
        self.members.keys().any(|name| template.contains(name.trim_end_matches('?')))
    }
}

/// The schema of a service's response, for the row whose members the template reads. `None` for an unknown service.
pub(crate) fn of(service: &str, action: Option<&str>, template: &str) -> Option<Arc<RequestModel>> {
    let of_service = || ANSWERS.iter().filter(|answer| answer.service == service);
    let mut rows: Vec<&Answer> = of_service().filter(|it| action.is_some() && it.action == action).collect();
    if rows.is_empty() {
        rows = of_service().filter(|answer| answer.action.is_none()).collect();
    }
    let read = rows.iter().find(|answer| answer.is_read_by(template));
    read.or(rows.first())?.model.clone()
}

/// The JSON Schema of a member from its description in the table.
fn schema(member: &Json) -> Json {
    match member {
        Json::Object(map) => {
            let mut properties = BTreeMap::new();
            let mut required = Vec::new();
            for (name, member) in map {
                let plain = name.trim_end_matches('?');
                properties.insert(plain, schema(member));
                required.extend((plain == name).then_some(plain));
            }
            let mut object = json!({"type": "object", "properties": properties});
            if let (Some(object), false) = (object.as_object_mut(), required.is_empty()) {
                object.insert("required".to_owned(), json!(required));
            }
            object
        }
        Json::Array(elements) => {
            json!({"type": "array", "items": elements.first().map_or(json!({}), schema)})
        }
        Json::String(kind) => match &**kind {
            "id" => json!({"type": "string", "pattern": "^[A-Za-z0-9:_./+=-]+$"}),
            "text" => json!({"type": "string"}),
            "number" => json!({"type": "number"}),
            "flag" => json!({"type": "boolean"}),
            "list" => json!({"type": "array"}),
            _ => json!({}),
        },
        _ => json!({}),
    }
}

#[cfg(test)]
mod tests {
    use super::{ANSWERS, rows};

    #[test]
    fn every_row_is_read() {
        assert_eq!(ANSWERS.len(), rows().count());
        for answer in &*ANSWERS {
            let (service, action) = (answer.service, answer.action.unwrap_or("*"));
            assert!(answer.model.is_some(), "{service} {action}");
        }
    }

    #[test]
    fn kinds_are_known_and_rows_are_in_order() {
        let kinds = ["id", "text", "number", "flag", "list", "any"];
        for row in rows() {
            let words = row.split("\": \"").skip(1).map(|rest| rest.split('"').next().unwrap_or_default());
            for kind in words {
                assert!(kinds.contains(&kind), "{kind} in {row}");
            }
        }
        let services: Vec<&str> = ANSWERS.iter().map(|answer| answer.service).collect();
        assert!(services.is_sorted(), "{services:?}");
    }
}
