//! The keywords of each draft, and how their values are checked.

use crate::json::{Type, TypeSet};

use super::Draft;

/// The check of a keyword's value.
#[derive(Clone, Copy)]
pub(super) enum Checker {
    /// Only its type.
    Only(TypeSet),
    Schema,
    BooleanOrSchema,
    SchemaMap,
    SchemaArray,
    SchemaOrArray,
    PatternMap,
    Pattern,
    PositiveInteger,
    Exclusive(&'static str),
    Divisor,
    Uri,
    Enum,
    Names,
    TypeV4,
    TypeV3,
    Dependencies,
    Links,
    Media,
}

pub(super) const STRING: TypeSet = TypeSet::of(&[Type::String]);
const BOOLEAN: TypeSet = TypeSet::of(&[Type::Boolean]);
const NUMBER: TypeSet = TypeSet::of(&[Type::Integer, Type::Number]);
const ARRAY: TypeSet = TypeSet::of(&[Type::Array]);
const OBJECT: TypeSet = TypeSet::of(&[Type::Object]);
pub(super) const ARRAY_OR_OBJECT: TypeSet = TypeSet::of(&[Type::Array, Type::Object]);
const ARRAY_OR_STRING: TypeSet = TypeSet::of(&[Type::Array, Type::String]);

impl Checker {
    /// The keyword in the table with its check; `None` if the draft does not have it.
    pub(super) fn find(name: &str, draft: Draft) -> Option<(&'static str, Self)> {
        let v3 = draft == Draft::V3;
        let entry = match name {
            "$ref" => ("$ref", Self::Uri),
            "$schema" => ("$schema", Self::Uri),
            "additionalItems" => ("additionalItems", Self::BooleanOrSchema),
            "additionalProperties" => ("additionalProperties", Self::BooleanOrSchema),
            "default" => ("default", Self::Only(TypeSet::ALL)),
            "dependencies" => ("dependencies", Self::Dependencies),
            "description" => ("description", Self::Only(STRING)),
            "enum" => ("enum", Self::Enum),
            "exclusiveMaximum" => ("exclusiveMaximum", Self::Exclusive("maximum")),
            "exclusiveMinimum" => ("exclusiveMinimum", Self::Exclusive("minimum")),
            "format" => ("format", Self::Only(STRING)),
            "id" => ("id", Self::Uri),
            "items" => ("items", Self::SchemaOrArray),
            "maxItems" => ("maxItems", Self::PositiveInteger),
            "maxLength" => ("maxLength", Self::PositiveInteger),
            "maximum" => ("maximum", Self::Only(NUMBER)),
            "minItems" => ("minItems", Self::PositiveInteger),
            "minLength" => ("minLength", Self::PositiveInteger),
            "minimum" => ("minimum", Self::Only(NUMBER)),
            "pattern" => ("pattern", Self::Pattern),
            "patternProperties" => ("patternProperties", Self::PatternMap),
            "properties" => ("properties", Self::SchemaMap),
            "title" => ("title", Self::Only(STRING)),
            "uniqueItems" => ("uniqueItems", Self::Only(BOOLEAN)),
            "required" => ("required", if v3 { Self::Only(BOOLEAN) } else { Self::Names }),
            "type" => ("type", if v3 { Self::TypeV3 } else { Self::TypeV4 }),
            "disallow" if v3 => ("disallow", Self::TypeV3),
            "divisibleBy" if v3 => ("divisibleBy", Self::Divisor),
            "extends" if v3 => ("extends", Self::SchemaOrArray),
            "allOf" if !v3 => ("allOf", Self::SchemaArray),
            "anyOf" if !v3 => ("anyOf", Self::SchemaArray),
            "definitions" if !v3 => ("definitions", Self::SchemaMap),
            "maxProperties" if !v3 => ("maxProperties", Self::PositiveInteger),
            "minProperties" if !v3 => ("minProperties", Self::PositiveInteger),
            "multipleOf" if !v3 => ("multipleOf", Self::Divisor),
            "not" if !v3 => ("not", Self::Schema),
            "oneOf" if !v3 => ("oneOf", Self::SchemaArray),
            "fragmentResolution" if draft == Draft::V4Hyper => ("fragmentResolution", Self::Only(STRING)),
            "links" if draft == Draft::V4Hyper => ("links", Self::Links),
            "media" if draft == Draft::V4Hyper => ("media", Self::Media),
            "pathStart" if draft == Draft::V4Hyper => ("pathStart", Self::Uri),
            _ => return None,
        };
        Some(entry)
    }

    /// The allowed types of the value.
    pub(super) const fn types(self) -> TypeSet {
        match self {
            Self::Only(types) => types,
            Self::Schema => TypeSet::ALL,
            Self::BooleanOrSchema => TypeSet::of(&[Type::Boolean, Type::Object]),
            Self::SchemaMap | Self::PatternMap | Self::Dependencies | Self::Media => OBJECT,
            Self::SchemaArray | Self::Enum | Self::Names | Self::Links => ARRAY,
            Self::SchemaOrArray => ARRAY_OR_OBJECT,
            Self::Pattern | Self::Uri => STRING,
            Self::PositiveInteger => TypeSet::of(&[Type::Integer]),
            Self::Exclusive(_) => BOOLEAN,
            Self::Divisor => NUMBER,
            Self::TypeV4 | Self::TypeV3 => ARRAY_OR_STRING,
        }
    }
}
