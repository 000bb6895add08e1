//! Reads the schema of a model.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

use super::{APOSTROPHE, BREAKING, Kinds, Node, sample};

/// The most places of a model that are read.
const MOST_NODES: usize = 2_000;
/// The greatest depth that is read.
const DEEPEST: usize = 16;

impl Kinds {
    fn read(schema: &Map<String, Json>) -> Self {
        let names: Vec<&str> = match schema.get("type") {
            Some(Json::String(name)) => vec![name],
            Some(Json::Array(names)) => names.iter().filter_map(Json::as_str).collect(),
            _ => return Self::ALL,
        };
        let has = |name: &str| names.contains(&name);
        Self {
            null: has("null"),
            boolean: has("boolean"),
            number: has("number") || has("integer"),
            string: has("string"),
            array: has("array"),
            object: has("object"),
        }
    }
}

/// The nodes of a model, that of the whole body first.
pub(super) fn nodes(schema: &Json, models: &BTreeMap<String, String>) -> Vec<Node> {
    let read = |(name, text): (&'_ String, &String)| Some((name.clone(), serde_json::from_str(text).ok()?));
    let models = models.iter().filter_map(read).collect();
    let mut reader = Reader { root: schema, models, nodes: Vec::new() };
    reader.node(schema, DEEPEST);
    reader.nodes
}

struct Reader<'s> {
    root: &'s Json,
    models: BTreeMap<String, Json>,
    nodes: Vec<Node>,
}

impl Reader<'_> {
    /// The schema that a `$ref` leads to, through other references.
    fn resolve(&self, schema: &Json) -> Json {
        let mut at = schema.clone();
        for _ in 0..DEEPEST {
            let Some(reference) = at.get("$ref").and_then(Json::as_str) else { break };
            let here = reference.strip_prefix('#').and_then(|pointer| self.root.pointer(pointer));
            let name = reference.rsplit('/').next().unwrap_or_default();
            let Some(next) = here.or_else(|| self.models.get(name)) else { return Json::Bool(true) };
            at = next.clone();
        }
        at
    }

    /// Adds the node of a schema and returns its index.
    fn node(&mut self, schema: &Json, depth: usize) -> usize {
        let index = self.nodes.len();
        self.nodes.push(Node {
            kinds: Kinds::ALL,
            decimal: false,
            choices: Vec::new(),
            sample: "x".into(),
            breaking: Some(BREAKING.to_owned()),
            apostrophe: Some(APOSTROPHE.to_owned()),
            empty: true,
            properties: BTreeMap::new(),
            required: BTreeSet::new(),
            closed: false,
            additional: None,
            items: None,
            unique: false,
        });
        let schema = self.resolve(schema);
        let Some(map) = schema.as_object() else { return index };
        let Some(depth) = depth.checked_sub(1).filter(|_| index < MOST_NODES) else { return index };
        let map = self.merged(map, depth);
        let alternatives = ["anyOf", "oneOf"].iter().find_map(|key| map.get(*key)?.as_array());
        let kinds = Kinds::read(&map);
        let mut choices: Vec<Json> = map.get("enum").and_then(Json::as_array).cloned().unwrap_or_default();
        if choices.is_empty() && kinds == (Kinds { boolean: true, ..Kinds::NONE }) {
            choices = vec![true.into(), false.into()];
        }
        let mut properties = BTreeMap::new();
        for (name, member) in map.get("properties").and_then(Json::as_object).into_iter().flatten() {
            properties.insert(name.clone(), self.node(member, depth));
        }
        let required: BTreeSet<String> = map
            .get("required")
            .and_then(Json::as_array)
            .into_iter()
            .flatten()
            .filter_map(|name| name.as_str().map(str::to_owned))
            .collect();
        let items = map.get("items").filter(|items| items.is_object()).map(|items| self.node(items, depth));
        let additional = map.get("additionalProperties").filter(|additional| additional.is_object());
        let additional = additional.map(|additional| self.node(additional, depth));
        let strings = sample::Strings::of(&map);
        let sample = if let Some(choice) = choices.first() {
            choice.clone()
        } else if let Some(first) = alternatives.and_then(|all| all.first()) {
            let inner = self.node(first, depth);
            self.nodes.get(inner).map_or(Json::Null, |node| node.sample.clone())
        } else if kinds.object && (kinds != Kinds::ALL || !properties.is_empty() || !required.is_empty()) {
            let mut object = Map::new();
            for name in &required {
                let member = properties.get(name).and_then(|index| self.nodes.get(*index));
                object.insert(name.clone(), member.map_or("x".into(), |node| node.sample.clone()));
            }
            Json::Object(object)
        } else if kinds.string {
            strings.sample.clone().map_or(Json::Null, Json::String)
        } else if kinds.number {
            sample::number(&map)
        } else if kinds.array {
            let least = map.get("minItems").and_then(Json::as_u64).unwrap_or(0).min(16);
            let element = items.and_then(|index| self.nodes.get(index));
            (0..least).map(|_| element.map_or("x".into(), |node| node.sample.clone())).collect()
        } else if kinds.boolean {
            true.into()
        } else {
            Json::Null
        };
        let texts: Vec<&str> = choices.iter().filter_map(Json::as_str).collect();
        let listed = !choices.is_empty();
        let of_choices =
            |test: fn(&str) -> bool| texts.iter().find(|text| test(text)).map(|text| (*text).to_owned());
        let Some(node) = self.nodes.get_mut(index) else { return index };
        *node = Node {
            kinds,
            decimal: map.get("type").and_then(Json::as_str) == Some("number"),
            breaking: match (kinds.string, listed) {
                (false, _) => None,
                (true, true) => of_choices(|text| text.contains(['"', '\\', '\n'])),
                (true, false) => strings.breaking,
            },
            apostrophe: match (kinds.string, listed) {
                (false, _) => None,
                (true, true) => of_choices(|text| text.contains('\'')),
                (true, false) => strings.apostrophe,
            },
            empty: kinds.string && if listed { texts.contains(&"") } else { strings.empty },
            choices,
            sample,
            closed: map.get("additionalProperties") == Some(&Json::Bool(false))
                && !map.contains_key("patternProperties"),
            properties,
            required,
            additional,
            items,
            unique: map.get("uniqueItems") == Some(&Json::Bool(true)),
        };
        index
    }

    /// A schema merged with its `allOf`.
    fn merged(&self, map: &Map<String, Json>, depth: usize) -> Map<String, Json> {
        let mut out = map.clone();
        let Some(Json::Array(parts)) = out.remove("allOf") else { return out };
        let Some(depth) = depth.checked_sub(1) else { return out };
        for part in &parts {
            let part = self.resolve(part);
            let Some(part) = part.as_object() else { continue };
            for (key, value) in self.merged(part, depth) {
                match (out.get_mut(&key), value) {
                    (Some(Json::Object(held)), Json::Object(more)) => held.extend(more),
                    (Some(Json::Array(held)), Json::Array(more)) if key == "required" => held.extend(more),
                    (None, value) => {
                        out.insert(key, value);
                    }
                    _ => {}
                }
            }
        }
        out
    }
}
