//! Converts a model to a schema for `jsonschema`.

use std::collections::{HashSet, VecDeque};

use serde_json::{Map, Value, json};

use crate::json::{Type, TypeSet};
use crate::keywords::{ArrayRule, Combine, Items, ObjectRule, Rule, StringRule, ValueRule};
use crate::schema::{FormatRule, Rules, SchemaId, Schemas, SlotId, Sound};

use super::graph::{Shape, target};

/// The keyword for rules that this crate checks itself. Its value is the number of the schema.
pub(super) const RULES: &str = "vtlkitRules";

/// Maximum nesting of inlined schemas before a reference is used.
const MAX_NESTING: usize = 24;

/// The schema; `None` if the model cannot be expressed.
pub(super) fn emit(schemas: &Schemas, shape: &Shape) -> Option<Value> {
    let mut emitter = Emitter { schemas, shape, defined: HashSet::new(), waiting: VecDeque::new() };
    let root = emitter.slot(SlotId::ROOT, 0)?;
    let mut definitions = Map::new();
    while let Some(id) = emitter.waiting.pop_front() {
        let schema = emitter.schema(id, 0)?;
        definitions.insert(id.index().to_string(), schema);
    }
    match root {
        Value::Object(mut root) if !root.contains_key("$ref") => {
            root.insert("definitions".to_owned(), Value::Object(definitions));
            Some(Value::Object(root))
        }
        // A `$ref` has no siblings.
        root => Some(json!({ "allOf": [root], "definitions": definitions })),
    }
}

struct Emitter<'m> {
    schemas: &'m Schemas,
    shape: &'m Shape,
    defined: HashSet<SchemaId>,
    waiting: VecDeque<SchemaId>,
}

impl Emitter<'_> {
    /// The schema of a slot: inlined, or a reference if it is used several times.
    fn slot(&mut self, slot: SlotId, nesting: usize) -> Option<Value> {
        let id = target(self.schemas, slot)?;
        let index = id.index();
        let alone = self.shape.uses.get(index) == Some(&1) && self.shape.recursive.get(index) == Some(&false);
        if alone && nesting < MAX_NESTING {
            return self.schema(id, nesting + 1);
        }
        if self.defined.insert(id) {
            self.waiting.push_back(id);
        }
        Some(json!({ "$ref": format!("#/definitions/{index}") }))
    }

    fn slots(&mut self, slots: &[SlotId], nesting: usize) -> Option<Value> {
        slots.iter().map(|&slot| self.slot(slot, nesting)).collect::<Option<Vec<_>>>().map(Value::Array)
    }

    fn schema(&mut self, id: SchemaId, nesting: usize) -> Option<Value> {
        let schemas = self.schemas;
        let Rules::Sound(sound) = &schemas.schema(id)?.rules else { return None };
        let mut schema = Map::new();
        let mut add = |name: &str, value: Value| {
            schema.insert(name.to_owned(), value);
        };
        let mut has_rules = matches!(sound.format, FormatRule::Known(_));
        for keyword in &sound.keywords {
            match &keyword.rule {
                Rule::Value(ValueRule::Types(types)) => add("type", type_names(*types)),
                Rule::Value(ValueRule::OneOf(_))
                | Rule::Number(_)
                | Rule::String(StringRule::Pattern { .. }) => {
                    has_rules = true;
                }
                Rule::String(StringRule::Max(max)) => add("maxLength", json!(max)),
                Rule::String(StringRule::Min(min)) => add("minLength", json!(min)),
                Rule::Array(ArrayRule::Max(max)) => add("maxItems", json!(max)),
                Rule::Array(ArrayRule::Min(min)) => add("minItems", json!(min)),
                Rule::Array(ArrayRule::Unique) => add("uniqueItems", json!(true)),
                Rule::Array(ArrayRule::NoAdditional(_)) => add("additionalItems", json!(false)),
                Rule::Object(ObjectRule::Max(max)) => add("maxProperties", json!(max)),
                Rule::Object(ObjectRule::Min(min)) => add("minProperties", json!(min)),
                Rule::Object(ObjectRule::Required(names)) => add("required", json!(names)),
                Rule::Object(ObjectRule::NoAdditional) => add("additionalProperties", json!(false)),
                Rule::Combine(Combine::All(slots)) => add("allOf", self.slots(slots, nesting)?),
                Rule::Combine(Combine::Any(slots)) => add("anyOf", self.slots(slots, nesting)?),
                Rule::Combine(Combine::One(slots)) => add("oneOf", self.slots(slots, nesting)?),
                Rule::Combine(Combine::Not(slot)) => add("not", self.slot(*slot, nesting)?),
                Rule::Dependencies(dependencies) => {
                    let mut all = Map::new();
                    for (name, required) in &dependencies.members {
                        let mut required = required.clone();
                        required.dedup();
                        all.insert(name.to_string(), json!(required));
                    }
                    for (name, slot) in &dependencies.schemas {
                        all.insert(name.to_string(), self.slot(*slot, nesting)?);
                    }
                    add("dependencies", Value::Object(all));
                }
                Rule::TypeV3(_) | Rule::Disallow(_) | Rule::Extends(_) => return None,
            }
        }
        if has_rules {
            add(RULES, json!(id.index()));
        }
        self.children(sound, nesting, &mut schema)?;
        Some(Value::Object(schema))
    }

    fn children(&mut self, sound: &Sound, nesting: usize, schema: &mut Map<String, Value>) -> Option<()> {
        let children = &sound.children;
        if !children.properties.is_empty() {
            let mut properties = Map::new();
            for (name, slot) in &children.properties {
                properties.insert(name.to_string(), self.slot(*slot, nesting)?);
            }
            schema.insert("properties".to_owned(), Value::Object(properties));
        }
        if !children.patterns.is_empty() {
            // The regular expression dialects differ.
            return None;
        }
        if let Some(slot) = children.additional_properties {
            schema.insert("additionalProperties".to_owned(), self.slot(slot, nesting)?);
        }
        let items = match (&children.items, children.additional_items) {
            (Items::Any, None) => None,
            // Without `items` all elements are additional.
            (Items::Any, Some(slot)) => Some(self.slot(slot, nesting)?),
            (Items::All(slot), _) => Some(self.slot(*slot, nesting)?),
            (Items::Each(slots), _) => Some(self.slots(slots, nesting)?),
        };
        if let Some(items) = items {
            schema.insert("items".to_owned(), items);
        }
        if let (Items::Each(_), Some(slot)) = (&children.items, children.additional_items) {
            schema.insert("additionalItems".to_owned(), self.slot(slot, nesting)?);
        }
        Some(())
    }
}

fn type_names(types: TypeSet) -> Value {
    let numbers = types.contains(Type::Number);
    let names: Vec<&str> =
        types.iter().filter(|&kind| !(numbers && kind == Type::Integer)).map(Type::name).collect();
    match names.as_slice() {
        [name] => json!(name),
        _ => json!(names),
    }
}
