//! The keywords: the compiled form of each, and its check.
//!
//! A keyword applies to some types of values and ignores others.

mod array;
mod children;
mod combine;
mod dependencies;
mod draft3;
mod number;
mod object;
mod string;
mod value;

use crate::json::{Json, NotFinite, Object, Type, TypeSet};
use crate::message::Report;
use crate::schema::{DocId, Draft, Schemas, SlotId, Slots, Sound};
use crate::validate::{Abort, At, Walk};

pub(crate) use array::{ArrayRule, Items};
pub(crate) use children::Children;
pub(crate) use combine::Combine;
pub(crate) use dependencies::Dependencies;
pub(crate) use draft3::TypesAndSchemas;
pub(crate) use number::{Bound, NumberRule};
pub(crate) use object::ObjectRule;
pub(crate) use string::StringRule;
pub(crate) use value::ValueRule;

/// A keyword of a schema.
#[derive(Debug)]
pub(crate) struct Keyword {
    pub(crate) name: &'static str,
    pub(crate) types: TypeSet,
    pub(crate) rule: Rule,
}

/// The constraint of a keyword.
#[derive(Debug)]
pub(crate) enum Rule {
    Value(ValueRule),
    Number(NumberRule),
    String(StringRule),
    Array(ArrayRule),
    Object(ObjectRule),
    Combine(Combine),
    Dependencies(Dependencies),
    /// `type` of draft 3.
    TypeV3(TypesAndSchemas),
    Disallow(TypesAndSchemas),
    Extends(Vec<SlotId>),
}

/// Compiles the keywords of a schema with valid syntax, sorted by name. Fails where the validator throws.
pub(crate) fn compile(
    schema: Object<'_>,
    doc: DocId,
    draft: Draft,
    slots: &mut Slots,
) -> Result<Vec<Keyword>, NotFinite> {
    let mut keywords = Vec::new();
    for (name, value) in schema.iter() {
        keywords.extend(keyword(schema, name, value, doc, draft, slots)?);
    }
    keywords.sort_by_key(|keyword| keyword.name);
    Ok(keywords)
}

const NUMBERS: TypeSet = TypeSet::of(&[Type::Integer, Type::Number]);
const STRINGS: TypeSet = TypeSet::of(&[Type::String]);
const ARRAYS: TypeSet = TypeSet::of(&[Type::Array]);
const OBJECTS: TypeSet = TypeSet::of(&[Type::Object]);

fn keyword(
    schema: Object<'_>,
    name: &str,
    value: Json<'_>,
    doc: DocId,
    draft: Draft,
    slots: &mut Slots,
) -> Result<Option<Keyword>, NotFinite> {
    let v3 = draft == Draft::V3;
    let count = || value.as_number().map_or(0, |number| number.to_f64() as u64);
    let (name, types, rule) = match name {
        "additionalItems" => {
            let Some(rule) = ArrayRule::additional(schema, value) else { return Ok(None) };
            ("additionalItems", ARRAYS, Rule::Array(rule))
        }
        "maxItems" => ("maxItems", ARRAYS, Rule::Array(ArrayRule::Max(count()))),
        "minItems" => ("minItems", ARRAYS, Rule::Array(ArrayRule::Min(count()))),
        "uniqueItems" if value.as_bool() == Some(true) => {
            ("uniqueItems", ARRAYS, Rule::Array(ArrayRule::Unique))
        }
        "additionalProperties" if value.as_bool() == Some(false) => {
            ("additionalProperties", OBJECTS, Rule::Object(ObjectRule::NoAdditional))
        }
        "maxProperties" if !v3 => ("maxProperties", OBJECTS, Rule::Object(ObjectRule::Max(count()))),
        "minProperties" if !v3 => ("minProperties", OBJECTS, Rule::Object(ObjectRule::Min(count()))),
        "required" if !v3 => ("required", OBJECTS, Rule::Object(ObjectRule::required(value))),
        "properties" if v3 => ("properties", OBJECTS, Rule::Object(ObjectRule::required_v3(value))),
        "dependencies" => {
            ("dependencies", OBJECTS, Rule::Dependencies(Dependencies::compile(value, doc, draft, slots)))
        }
        "maxLength" => ("maxLength", STRINGS, Rule::String(StringRule::Max(count()))),
        "minLength" => ("minLength", STRINGS, Rule::String(StringRule::Min(count()))),
        "pattern" => {
            let Some(rule) = StringRule::pattern(value) else { return Ok(None) };
            ("pattern", STRINGS, Rule::String(rule))
        }
        "maximum" => ("maximum", NUMBERS, Rule::Number(NumberRule::limit(schema, Bound::Maximum, value)?)),
        "minimum" => ("minimum", NUMBERS, Rule::Number(NumberRule::limit(schema, Bound::Minimum, value)?)),
        "multipleOf" if !v3 => ("multipleOf", NUMBERS, Rule::Number(NumberRule::divisor(value)?)),
        "divisibleBy" if v3 => ("divisibleBy", NUMBERS, Rule::Number(NumberRule::divisor(value)?)),
        "enum" => ("enum", TypeSet::ALL, Rule::Value(ValueRule::one_of(doc, value))),
        "type" if v3 => ("type", TypeSet::ALL, Rule::TypeV3(TypesAndSchemas::compile(value, doc, slots))),
        "type" => ("type", TypeSet::ALL, Rule::Value(ValueRule::types(value))),
        "disallow" if v3 => {
            ("disallow", TypeSet::ALL, Rule::Disallow(TypesAndSchemas::compile(value, doc, slots)))
        }
        "extends" if v3 => ("extends", TypeSet::ALL, Rule::Extends(draft3::extends(value, doc, slots))),
        "allOf" if !v3 => ("allOf", TypeSet::ALL, Rule::Combine(Combine::all(value, doc, slots))),
        "anyOf" if !v3 => ("anyOf", TypeSet::ALL, Rule::Combine(Combine::any(value, doc, slots))),
        "oneOf" if !v3 => ("oneOf", TypeSet::ALL, Rule::Combine(Combine::one(value, doc, slots))),
        "not" if !v3 => ("not", TypeSet::ALL, Rule::Combine(Combine::Not(slots.add(doc, value)))),
        _ => return Ok(None),
    };
    Ok(Some(Keyword { name, types, rule }))
}

impl Keyword {
    /// Checks a value; the keyword must apply to its type.
    pub(crate) fn check(
        &self,
        walk: &mut Walk<'_>,
        sound: &Sound,
        at: &At<'_>,
        report: &mut Report,
    ) -> Result<(), Abort> {
        match &self.rule {
            Rule::Combine(combine) => combine.check(walk, self.name, at, report),
            Rule::Dependencies(dependencies) => dependencies.check(walk, at, report),
            Rule::TypeV3(types) => types.check_type(walk, at, report),
            Rule::Disallow(types) => types.check_disallow(walk, at, report),
            Rule::Extends(slots) => {
                slots.iter().try_for_each(|&slot| walk.visit(slot, at.instance, at.path, report))
            }
            rule => match rule.finding(walk.schemas, sound, at.instance)? {
                Some(text) => walk.error(report, at, self.name, text, Vec::new()),
                None => Ok(()),
            },
        }
    }
}

impl Rule {
    /// Checks a rule that visits no other schema. Separate from the visits to keep their stack frames small.
    #[inline(never)]
    fn finding(&self, schemas: &Schemas, sound: &Sound, instance: Json<'_>) -> Result<Option<String>, Abort> {
        Ok(match self {
            Rule::Value(rule) => rule.check(schemas, instance)?,
            Rule::Number(rule) => {
                instance.as_number().map(|number| rule.check(number)).transpose()?.flatten()
            }
            Rule::String(rule) => instance.as_str().map(|string| rule.check(string)).transpose()?.flatten(),
            Rule::Array(rule) => instance.as_array().map(|array| rule.check(array)).transpose()?.flatten(),
            Rule::Object(rule) => {
                instance.as_object().map(|object| rule.check(object, &sound.children)).transpose()?.flatten()
            }
            _ => None,
        })
    }
}
