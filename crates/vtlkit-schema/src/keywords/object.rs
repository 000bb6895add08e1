//! `additionalProperties`, `maxProperties`, `minProperties`, `required`.

use crate::ecma::MatchError;
use crate::java;
use crate::json::{Json, Object, write_strings};

use super::Children;

/// A keyword for objects.
#[derive(Debug)]
pub(crate) enum ObjectRule {
    Max(u64),
    Min(u64),
    /// The names, sorted, without duplicates.
    Required(Vec<Box<str>>),
    NoAdditional,
}

impl ObjectRule {
    pub(super) fn required(value: Json<'_>) -> Self {
        let names = value.elements().filter_map(Json::as_str);
        let mut names: Vec<Box<str>> = java::sorted(names).into_iter().map(Box::from).collect();
        names.dedup();
        Self::Required(names)
    }

    /// The properties whose own schema has `required: true`, as in draft 3.
    pub(super) fn required_v3(properties: Json<'_>) -> Self {
        let required = |schema: Json<'_>| schema.get("required").and_then(Json::as_bool) == Some(true);
        let names = properties.as_object().into_iter().flat_map(Object::iter);
        let names = names.filter(|(_, schema)| required(*schema)).map(|(name, _)| name);
        Self::Required(java::sorted(names).into_iter().map(Box::from).collect())
    }

    pub(super) fn check(
        &self,
        object: Object<'_>,
        children: &Children,
    ) -> Result<Option<String>, MatchError> {
        let found = object.len();
        Ok(match self {
            Self::Max(max) if found as u64 > *max => Some(format!(
                "object has too many properties (found {found} but schema requires at most {max})"
            )),
            Self::Min(min) if (found as u64) < *min => Some(format!(
                "object has too few properties (found {found} but schema requires at least {min})"
            )),
            Self::Required(names) => {
                let missing: Vec<&str> =
                    names.iter().map(|name| &**name).filter(|name| object.get(name).is_none()).collect();
                if missing.is_empty() {
                    return Ok(None);
                }
                let mut text = String::from("object has missing required properties (");
                write_strings(missing, &mut text);
                text.push(')');
                Some(text)
            }
            Self::NoAdditional => {
                let mut unwanted = Vec::new();
                for (name, _) in object.iter() {
                    if !children.knows(name)? {
                        unwanted.push(name);
                    }
                }
                if unwanted.is_empty() {
                    return Ok(None);
                }
                let mut text =
                    String::from("object instance has properties which are not allowed by the schema: ");
                write_strings(java::sorted(unwanted), &mut text);
                Some(text)
            }
            _ => None,
        })
    }
}
