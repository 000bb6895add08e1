//! The JSON Schema of `vtlkit.toml`, with which editors validate and complete it.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};
use vtlkit_lint::RULES;

/// The names of rules: each rule, each group, and `all`.
fn names() -> Vec<Value> {
    let mut groups: Vec<&str> = RULES.iter().map(|rule| rule.group.name()).collect();
    groups.sort_unstable();
    groups.dedup();
    let mut out = vec![json!({"const": "all", "description": "All rules."})];
    out.extend(
        groups
            .iter()
            .map(|group| json!({"const": group, "description": format!("The rules of the group {group}.")})),
    );
    out.extend(
        RULES
            .iter()
            .map(|rule| json!({"const": rule.name, "description": rule.summary().replace('\n', " ")})),
    );
    out
}

/// The name of a rule or of a group of rules.
struct RuleName;

impl JsonSchema for RuleName {
    fn schema_name() -> Cow<'static, str> {
        "RuleName".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"oneOf": names()})
    }
}

pub(super) fn selectors(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "array", "items": generator.subschema_for::<RuleName>()})
}

pub(super) fn severities(generator: &mut SchemaGenerator) -> Schema {
    let level = generator.subschema_for::<super::file::Level>();
    let name = generator.subschema_for::<RuleName>();
    json_schema!({"type": "object", "propertyNames": name, "additionalProperties": level})
}

/// The published schema.
fn schema() -> Value {
    let schema = schemars::generate::SchemaSettings::draft07()
        .into_generator()
        .into_root_schema_for::<super::file::Written>()
        .to_value();
    let mut out = json!({"$schema": schema["$schema"], "$id": "https://raw.githubusercontent.com/vtlkit/vtlkit/main/docs/vtlkit.schema.json"});
    for (name, value) in schema.as_object().unwrap() {
        out[name] = value.clone();
    }
    for properties in ["/properties", "/definitions/PerFile/properties"] {
        for property in out.pointer_mut(properties).unwrap().as_object_mut().unwrap().values_mut() {
            let property = property.as_object_mut().unwrap();
            // An optional member has no default that could be written.
            property.retain(|name, value| name != "default" || !value.is_null());
        }
    }
    out
}

#[test]
fn the_published_schema_is_that_of_the_code() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/vtlkit.schema.json");
    let text = format!("{:#}\n", schema());
    if std::env::var_os("VTLKIT_UPDATE").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    let published = std::fs::read_to_string(path).unwrap_or_default();
    assert!(published == text, "`VTLKIT_UPDATE=1 cargo test --bin vtlkit` writes docs/vtlkit.schema.json");
}

#[test]
fn the_schema_and_the_code_take_the_same() {
    let schema = jsonschema::validator_for(&schema()).unwrap();
    let docs = include_str!("../../../../../../../docs/lint.md");
    let example = docs.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    for (text, fits) in [
        (example, true),
        ("", true),
        ("select = ['output', 'unknown-member', 'all']", true),
        ("ignore = ['outputs']", false),
        ("select = 'output'", false),
        ("[severity]\nempty-value = 'off'\noutput = 'info'", true),
        ("severity = {empty-value = 'none'}", false),
        ("severity = {empty-values = 'off'}", false),
        ("[per-file.'legacy/**']\nignore = ['all']\nseverity = {values = 'info'}", true),
        ("[per-file.'legacy/**']\nexclude = ['x']", false),
        ("extend = '../vtlkit.toml'\nexclude = ['vendor/']\nbaseline = 'known.json'", true),
        ("stage-variables = ['table']\nnames = ['tenant']", true),
        ("stage_variables = ['table']", false),
        ("names = [1]", false),
        ("error-on = 'error'\nmin-severity = 'warning'\npreview = true", true),
        ("error-on = 'off'", false),
        ("min-severity = 1", false),
        ("preview = 'yes'", false),
    ] {
        let value: Value = toml::from_str(text).unwrap();
        assert_eq!(schema.is_valid(&value), fits, "the schema on {text}");
        let code = toml::from_str::<super::file::Written>(text).is_ok_and(|file| {
            let of_rules = file.select.iter().flatten().chain(&file.ignore).chain(file.severity.keys());
            let mut of_rules = of_rules.map(|name| name.get_ref());
            of_rules.all(|name| name.parse::<vtlkit::Selector>().is_ok())
        });
        assert_eq!(code, fits, "the code on {text}");
    }
}
