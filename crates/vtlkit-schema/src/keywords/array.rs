//! `additionalItems`, `items`, `maxItems`, `minItems`, `uniqueItems`.

use crate::json::{Array, Json, NotFinite, Object, has_duplicates};
use crate::schema::{DocId, SlotId, Slots};

/// A keyword for arrays.
#[derive(Debug)]
pub(crate) enum ArrayRule {
    Max(u64),
    Min(u64),
    Unique,
    /// At most as many elements as `items` has schemas.
    NoAdditional(usize),
}

/// `items`.
#[derive(Debug)]
pub(crate) enum Items {
    /// Without the keyword.
    Any,
    /// One schema for all elements.
    All(SlotId),
    /// One schema for each of the first elements.
    Each(Vec<SlotId>),
}

impl Items {
    pub(super) fn compile(value: Json<'_>, doc: DocId, slots: &mut Slots) -> Self {
        match value.as_array() {
            Some(array) => Self::Each(array.iter().map(|schema| slots.add(doc, schema)).collect()),
            None => Self::All(slots.add(doc, value)),
        }
    }
}

impl ArrayRule {
    /// `additionalItems`: a constraint only if it is `false` and `items` is an array.
    pub(super) fn additional(schema: Object<'_>, value: Json<'_>) -> Option<Self> {
        let items = schema.get("items").and_then(Json::as_array)?;
        (value.as_bool() == Some(false)).then(|| Self::NoAdditional(items.len()))
    }

    pub(super) fn check(&self, array: Array<'_>) -> Result<Option<String>, NotFinite> {
        let found = array.len();
        Ok(match *self {
            Self::Max(max) if found as u64 > max => Some(format!(
                "array is too long: must have at most {max} elements but instance has {found} elements"
            )),
            Self::Min(min) if (found as u64) < min => Some(format!(
                "array is too short: must have at least {min} elements but instance has {found} elements"
            )),
            Self::Unique if has_duplicates(array.iter())? => {
                Some("array must not contain duplicate elements".to_owned())
            }
            Self::NoAdditional(allowed) if found > allowed => Some(format!(
                "schema only allows {allowed} elements in array but instance has {found} elements"
            )),
            _ => None,
        })
    }
}
