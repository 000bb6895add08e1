//! Request models.

use vtlkit::{BodyVerdict, Model};

use crate::json::Json;
use crate::places::Places;
use crate::problem;

/// A request model, compiled once and used for many bodies.
#[derive(Debug)]
pub struct Schema {
    model: Model,
}

impl Schema {
    /// Compiles a model: JSON Schema draft 4 as JSON text.
    pub fn compile(text: &str) -> Result<Self, String> {
        let model = Model::compile(text).map_err(|error| problem::of(text, &error))?;
        Ok(Self { model })
    }

    /// What the service would reject when the model is created, as a list; empty for a valid model.
    pub fn refusals(&self, text: &str) -> String {
        let places = Places::new(text);
        Json::list_of(self.model.refusals(), |json, refusal| {
            json.object(|json| {
                json.text("message", refusal.message());
                json.text("pointer", refusal.pointer());
                places.place(refusal.span(), json);
            });
        })
    }

    /// The service's verdict on a body: `valid`, `messages` with their positions in the body, `log` as the service
    /// writes it, and `error` if the validator itself fails, for which the service returns status 500.
    pub fn validate(&self, body: &str) -> String {
        let verdict = self.model.validate(body);
        if verdict.is_valid() {
            return r#"{"valid":true,"messages":[]}"#.to_owned();
        }
        let places = Places::new(body);
        Json::text_of(|json| {
            json.boolean("valid", false);
            json.key("messages").list(verdict.messages(), |json, message| {
                json.object(|json| {
                    json.text("message", message.text());
                    json.text("level", message.level().name());
                    json.text_if("keyword", message.keyword());
                    json.text_if("pointer", message.instance_pointer());
                    if let Some(span) = message.span() {
                        places.place(span, json);
                    }
                });
            });
            json.text_if("log", verdict.aws_list().as_deref());
            if let BodyVerdict::Exception(exception) = &verdict {
                json.text("error", &exception.to_string());
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn value(text: &str) -> Value {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn verdicts_are_those_of_the_service() {
        let text = r#"{"type": "object", "required": ["id"], "properties": {"é": {"type": "string"}}}"#;
        let schema = Schema::compile(text).unwrap();
        assert_eq!(schema.refusals(text), "[]");
        assert_eq!(value(&schema.validate(r#"{"id": 1}"#))["valid"], true);
        let verdict = value(&schema.validate(r#"{"é": 7, "id": 1}"#));
        assert_eq!(verdict["valid"], false);
        assert!(verdict["log"].as_str().unwrap().starts_with("[instance type (integer) does not match"));
        let of_type =
            verdict["messages"].as_array().unwrap().iter().find(|it| it["pointer"] == "/é").unwrap();
        assert_eq!((&of_type["start"], &of_type["line"]), (&6.into(), &1.into()));
        assert_eq!(value(&schema.validate("no JSON"))["log"], "[Unknown error parsing request body]");
        assert_eq!(value(&Schema::compile("é{").unwrap_err())["kind"], "model");
        let odd = r#"{"required": []}"#;
        assert!(Schema::compile(odd).unwrap().refusals(odd).contains("\"line\":1"));
    }
}
