//! The schemas for the elements and members of a value.

use crate::ecma::{MatchError, Pattern};
use crate::java;
use crate::json::{Json, Object};
use crate::schema::{DocId, SlotId, Slots};

use super::Items;

/// The schemas that a schema applies to the contents of a value.
#[derive(Debug)]
pub(crate) struct Children {
    /// By name, sorted by bytes.
    pub(crate) properties: Vec<(Box<str>, SlotId)>,
    /// In the order of the patterns.
    pub(crate) patterns: Vec<(Pattern, SlotId)>,
    pub(crate) additional_properties: Option<SlotId>,
    pub(crate) items: Items,
    pub(crate) additional_items: Option<SlotId>,
}

impl Children {
    pub(crate) fn compile(schema: Object<'_>, doc: DocId, slots: &mut Slots) -> Self {
        let schema_map = |name: &str| schema.get(name).and_then(Json::as_object);
        let mut properties: Vec<(Box<str>, SlotId)> = schema_map("properties")
            .into_iter()
            .flat_map(Object::iter)
            .map(|(name, value)| (Box::from(name), slots.add(doc, value)))
            .collect();
        properties.sort_by(|a, b| a.0.cmp(&b.0));
        let mut patterns: Vec<_> =
            schema_map("patternProperties").into_iter().flat_map(Object::iter).collect();
        patterns.sort_by(|a, b| java::compare(a.0, b.0));
        let patterns = patterns
            .into_iter()
            .filter_map(|(source, value)| Some((Pattern::compile(source).ok()?, slots.add(doc, value))))
            .collect();
        let mut additional = |name: &str| {
            let value = schema.get(name).filter(|value| value.as_object().is_some());
            value.map(|value| slots.add(doc, value))
        };
        let additional_properties = additional("additionalProperties");
        let additional_items = additional("additionalItems");
        let items = schema.get("items").map_or(Items::Any, |value| Items::compile(value, doc, slots));
        Self { properties, patterns, additional_properties, items, additional_items }
    }

    pub(crate) fn property(&self, name: &str) -> Option<SlotId> {
        let at = self.properties.binary_search_by(|(property, _)| (**property).cmp(name)).ok()?;
        self.properties.get(at).map(|property| property.1)
    }

    /// Whether `properties` or `patternProperties` covers a member.
    pub(crate) fn knows(&self, name: &str) -> Result<bool, MatchError> {
        if self.property(name).is_some() {
            return Ok(true);
        }
        for (pattern, _) in &self.patterns {
            if pattern.is_match(name)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The schemas for a member, in the order in which they are visited.
    pub(crate) fn for_member(&self, name: &str) -> Result<Vec<SlotId>, MatchError> {
        let mut found = Vec::new();
        found.extend(self.property(name));
        for (pattern, slot) in &self.patterns {
            if pattern.is_match(name)? {
                found.push(*slot);
            }
        }
        if found.is_empty() {
            found.extend(self.additional_properties);
        }
        Ok(found)
    }

    /// The schema for an element.
    pub(crate) fn for_element(&self, index: usize) -> Option<SlotId> {
        match &self.items {
            Items::Any => self.additional_items,
            Items::All(slot) => Some(*slot),
            Items::Each(slots) => slots.get(index).copied().or(self.additional_items),
        }
    }

    /// Whether no schema applies to members.
    pub(crate) fn has_members(&self) -> bool {
        !self.properties.is_empty() || !self.patterns.is_empty() || self.additional_properties.is_some()
    }
}
