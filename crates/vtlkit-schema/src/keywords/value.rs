//! `enum` and `type`, which apply to values of any type.

use crate::json::{Array, Json, NotFinite, Type, TypeSet, equal, write_strings};
use crate::schema::{DocId, Place, Schemas};

/// A keyword for values of any type.
#[derive(Debug)]
pub(crate) enum ValueRule {
    /// The array of allowed values.
    OneOf(Place),
    Types(TypeSet),
}

/// The message for a value whose type is not allowed.
pub(super) fn no_match(found: Type, allowed: TypeSet) -> String {
    let mut text =
        format!("instance type ({}) does not match any allowed primitive type (allowed: ", found.name());
    write_strings(allowed.iter().map(Type::name), &mut text);
    text.push(')');
    text
}

impl ValueRule {
    pub(super) fn one_of(doc: DocId, values: Json<'_>) -> Self {
        Self::OneOf(Place { doc, node: values.id() })
    }

    /// `type`; `number` includes `integer`.
    pub(super) fn types(value: Json<'_>) -> Self {
        let mut types = TypeSet::default();
        let names = value.elements().filter_map(Json::as_str);
        for kind in value.as_str().into_iter().chain(names).filter_map(Type::from_name) {
            types.insert(kind);
        }
        if types.contains(Type::Number) {
            types.insert(Type::Integer);
        }
        Self::Types(types)
    }

    /// Whether a value satisfies the rule.
    pub(crate) fn allows(&self, schemas: &Schemas, value: Json<'_>) -> Result<bool, NotFinite> {
        match self {
            Self::Types(types) => Ok(types.contains(value.kind())),
            Self::OneOf(place) => {
                let allowed = schemas.documents.json(*place).and_then(Json::as_array);
                for allowed in allowed.into_iter().flat_map(Array::iter) {
                    if equal(allowed, value)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
        }
    }

    pub(super) fn check(&self, schemas: &Schemas, value: Json<'_>) -> Result<Option<String>, NotFinite> {
        if self.allows(schemas, value)? {
            return Ok(None);
        }
        Ok(Some(match self {
            Self::Types(types) => no_match(value.kind(), *types),
            Self::OneOf(place) => {
                let allowed =
                    schemas.documents.json(*place).map(|allowed| allowed.to_string()).unwrap_or_default();
                format!("instance value ({value}) not found in enum (possible values: {allowed})")
            }
        }))
    }
}
