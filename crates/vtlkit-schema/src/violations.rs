//! Checks bodies that are expected to be valid, such as documents with a published schema.

use crate::{Model, References};

/// The errors of a body under a schema, or of the schema itself; empty if the body is valid.
///
/// ```
/// use vtlkit_schema::{References, violations};
///
/// let found = violations(r#"{"properties": {"id": {"type": "integer"}}}"#, &References::new(), r#"{"id": "7"}"#);
/// assert_eq!(found.len(), 1);
/// assert!(found[0].starts_with("/id: instance type (string) does not match"));
/// ```
pub fn violations(schema: &str, references: &References, body: &str) -> Vec<String> {
    let model = match Model::compile(schema, references) {
        Ok(model) => model,
        Err(error) => return vec![error.to_string()],
    };
    let refusals: Vec<String> = model.refusals().iter().map(ToString::to_string).collect();
    if !refusals.is_empty() {
        return refusals;
    }
    let verdict = model.validate(body);
    if verdict.is_valid() {
        return Vec::new();
    }
    let mut found: Vec<String> = verdict
        .messages()
        .iter()
        .map(|message| match message.instance_pointer() {
            Some(pointer) if !pointer.is_empty() => format!("{pointer}: {}", message.text()),
            _ => message.text().to_owned(),
        })
        .collect();
    if found.is_empty() {
        found.extend(verdict.aws_list());
    }
    found
}
