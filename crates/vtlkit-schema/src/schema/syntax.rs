//! The syntax check: every keyword of a schema and of its subschemas, without following references.
//!
//! Messages are in the order of the traversal, so those of a schema and its subschemas are adjacent.

use std::collections::HashMap;
use std::ops::Range;

use crate::ecma::Pattern;
use crate::java;
use crate::json::{Json, JsonSet, NodeId, Number, Type, TypeSet};
use vtlkit_java::uri::Uri;

use super::documents::{Documents, Place};
use super::keyword_table::{ARRAY_OR_OBJECT, Checker, STRING};
use super::{Draft, hyper};

/// The severity of a finding of the syntax check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    Warning,
    Error,
    /// The check throws.
    Crash,
}

/// A finding of the syntax check.
#[derive(Clone, Debug)]
pub(crate) struct SyntaxMessage {
    pub(crate) fault: Fault,
    pub(crate) keyword: Option<&'static str>,
    pub(crate) text: String,
    /// The schema that the finding is about.
    pub(crate) schema: Place,
    /// The offending value.
    pub(crate) value: NodeId,
}

/// The findings so far, by schema.
#[derive(Debug, Default)]
pub(crate) struct Syntax {
    messages: Vec<SyntaxMessage>,
    ranges: HashMap<(Place, Draft), Range<usize>>,
}

enum Step {
    Enter(NodeId),
    Leave(NodeId, usize),
}

impl Syntax {
    /// Checks a schema and its subschemas, unless this has been done. Returns the range of its messages.
    pub(crate) fn check(&mut self, documents: &Documents, place: Place, draft: Draft) -> Range<usize> {
        if let Some(range) = self.ranges.get(&(place, draft)) {
            return range.clone();
        }
        let mut steps = vec![Step::Enter(place.node)];
        while let Some(step) = steps.pop() {
            match step {
                Step::Enter(node) => {
                    let at = Place { node, ..place };
                    let start = self.messages.len();
                    steps.push(Step::Leave(node, start));
                    let Some(schema) = documents.json(at) else { continue };
                    let mut check =
                        Check { schema, place: at, messages: &mut self.messages, below: Vec::new() };
                    if check.schema(draft).is_err() {
                        // Open steps end here.
                        steps.retain(|step| matches!(step, Step::Leave(..)));
                        continue;
                    }
                    let below = check.below;
                    steps.extend(below.into_iter().rev().map(Step::Enter));
                }
                Step::Leave(node, start) => {
                    self.ranges.insert((Place { node, ..place }, draft), start..self.messages.len());
                }
            }
        }
        self.ranges.get(&(place, draft)).cloned().unwrap_or_default()
    }

    pub(crate) fn messages(&self, range: Range<usize>) -> &[SyntaxMessage] {
        self.messages.get(range).unwrap_or_default()
    }
}

/// The check threw; the last message is the reason.
pub(super) struct Crashed;

pub(super) type Checked = Result<(), Crashed>;

/// The check of one schema.
pub(super) struct Check<'d, 'm> {
    schema: Json<'d>,
    place: Place,
    messages: &'m mut Vec<SyntaxMessage>,
    /// The subschemas that are checked after it, in order.
    pub(super) below: Vec<NodeId>,
}

/// `[a, b]`, as Java prints a collection.
pub(super) fn list<'s>(names: impl IntoIterator<Item = &'s str>) -> String {
    format!("[{}]", names.into_iter().collect::<Vec<_>>().join(", "))
}

fn type_list(types: TypeSet) -> String {
    list(types.iter().map(Type::name))
}

impl<'d> Check<'d, '_> {
    fn schema(&mut self, draft: Draft) -> Checked {
        let Some(object) = self.schema.as_object() else {
            let found = self.schema.kind().name();
            let text = format!("JSON value is of type {found}, not a JSON Schema (expected an object)");
            self.add(Fault::Error, None, text, self.schema);
            return Ok(());
        };
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for (name, value) in object.iter() {
            match Checker::find(name, draft) {
                Some((name, checker)) => known.push((name, checker, value)),
                None => unknown.push((name, value)),
            }
        }
        unknown.sort_by(|a, b| java::compare(a.0, b.0));
        if let Some(&(_, value)) = unknown.first() {
            let names = list(unknown.iter().map(|(name, _)| *name));
            let text = format!("the following keywords are unknown and will be ignored: {names}");
            self.add(Fault::Warning, None, text, value);
        }
        known.sort_by_key(|(name, _, _)| *name);
        for (keyword, checker, value) in known {
            let expected = checker.types();
            if expected.contains(value.kind()) {
                self.value(keyword, checker, value, draft)?;
            } else {
                let (found, expected) = (value.kind().name(), type_list(expected));
                self.error(
                    keyword,
                    value,
                    format!("value has incorrect type (found {found}, expected one of {expected})"),
                );
            }
        }
        Ok(())
    }

    fn add(&mut self, fault: Fault, keyword: Option<&'static str>, text: String, value: Json<'_>) {
        self.messages.push(SyntaxMessage { fault, keyword, text, schema: self.place, value: value.id() });
    }

    pub(super) fn error(&mut self, keyword: &'static str, value: Json<'_>, text: impl Into<String>) {
        self.add(Fault::Error, Some(keyword), text.into(), value);
    }

    fn warning(&mut self, keyword: &'static str, value: Json<'_>, text: impl Into<String>) {
        self.add(Fault::Warning, Some(keyword), text.into(), value);
    }

    fn crash(&mut self, keyword: &'static str, value: Json<'_>, text: impl Into<String>) -> Checked {
        self.add(Fault::Crash, Some(keyword), text.into(), value);
        Err(Crashed)
    }

    /// Adds to a hash set; a value that cannot be compared ends the check.
    fn add_to(
        &mut self,
        set: &mut JsonSet<'d>,
        keyword: &'static str,
        value: Json<'d>,
    ) -> Result<bool, Crashed> {
        match set.add(value) {
            Ok(added) => Ok(added),
            Err(error) => self.crash(keyword, value, error.to_string()).map(|()| false),
        }
    }

    fn value(&mut self, keyword: &'static str, checker: Checker, value: Json<'d>, draft: Draft) -> Checked {
        match checker {
            Checker::Only(_) => {}
            Checker::Schema => self.below.push(value.id()),
            Checker::BooleanOrSchema => {
                if value.as_object().is_some() {
                    self.below.push(value.id());
                }
            }
            Checker::SchemaMap => self.schema_map(value, keyword == "properties" && draft == Draft::V3),
            Checker::SchemaArray => {
                if self.is_not_empty(keyword, value) {
                    self.elements(value);
                }
            }
            Checker::SchemaOrArray => self.schema_or_array(keyword, value, draft),
            Checker::PatternMap => {
                self.schema_map(value, false);
                return self.patterns(keyword, value);
            }
            Checker::Pattern => {
                let pattern = value.as_str().unwrap_or_default();
                return self.pattern(keyword, value, pattern, |pattern| {
                    format!("string \"{pattern}\" is not a valid ECMA 262 regular expression")
                });
            }
            Checker::PositiveInteger => match value.as_number() {
                Some(Number::Int(number)) if i32::try_from(number).is_ok() => {
                    if number < 0 {
                        self.error(keyword, value, "integer value must be strictly positive");
                    }
                }
                _ => self.error(keyword, value, "integer value is too large"),
            },
            Checker::Exclusive(partner) => {
                if self.schema.get(partner).is_none() {
                    self.error(keyword, value, format!("{keyword} must be paired with {partner}"));
                }
            }
            Checker::Divisor => match value.as_number().map(Number::is_positive) {
                Some(Ok(true)) => {}
                Some(Err(error)) => return self.crash(keyword, value, error.to_string()),
                _ => self.error(keyword, value, "divisor must be strictly greater than zero"),
            },
            Checker::Uri => {
                let text = value.as_str().unwrap_or_default();
                match Uri::parse(text) {
                    None => self.error(keyword, value, format!("string is not a valid URI: \"{text}\"")),
                    Some(uri) if !uri.is_normalized() => {
                        self.error(keyword, value, format!("URI \"{text}\" is not normalized"));
                    }
                    Some(_) => {}
                }
            }
            Checker::Enum => {
                let mut set = JsonSet::default();
                for element in value.elements() {
                    if !self.add_to(&mut set, keyword, element)? {
                        self.error(keyword, element, "array must not contain duplicate elements");
                        break;
                    }
                }
            }
            Checker::Names => {
                if self.is_not_empty(keyword, value) {
                    return self.names(keyword, value, Fault::Error);
                }
            }
            Checker::TypeV4 => return self.type_v4(keyword, value),
            Checker::TypeV3 => return self.type_v3(keyword, value),
            Checker::Dependencies => return self.dependencies(keyword, value, draft),
            Checker::Links => hyper::check_links(self, value),
            Checker::Media => hyper::check_media(self, value),
        }
        Ok(())
    }

    fn is_not_empty(&mut self, keyword: &'static str, value: Json<'_>) -> bool {
        let empty = value.as_array().is_some_and(|array| array.len() == 0);
        if empty {
            self.error(keyword, value, "array must have at least one element");
        }
        !empty
    }

    fn elements(&mut self, value: Json<'_>) {
        self.below.extend(value.elements().map(Json::id));
    }

    fn schema_or_array(&mut self, keyword: &'static str, value: Json<'_>, draft: Draft) {
        if value.as_object().is_some() {
            self.below.push(value.id());
            return;
        }
        self.elements(value);
        let empty = value.as_array().is_some_and(|array| array.len() == 0);
        if empty && draft != Draft::V3 {
            self.error(keyword, value, "array must have at least one element");
        } else if empty && keyword == "extends" {
            self.warning(keyword, value, "no elements in \"extends\" array");
        }
    }

    /// The members of an object, sorted by name.
    fn sorted(value: Json<'d>) -> Vec<(&'d str, Json<'d>)> {
        let mut members: Vec<_> = value.members().collect();
        members.sort_by(|a, b| java::compare(a.0, b.0));
        members
    }

    fn schema_map(&mut self, value: Json<'d>, checks_required: bool) {
        let members = Self::sorted(value);
        self.below.extend(members.iter().map(|(_, schema)| schema.id()));
        if !checks_required {
            return;
        }
        for (name, schema) in members {
            if let Some(required) = schema.get("required").filter(|required| required.kind() != Type::Boolean)
            {
                let found = required.kind().name();
                let text = format!(
                    "\"required\" attribute in schema for property \"{name}\" is not a boolean (found {found})"
                );
                self.error("properties", required, text);
            }
        }
    }

    fn pattern(
        &mut self,
        keyword: &'static str,
        value: Json<'_>,
        pattern: &str,
        text: impl FnOnce(&str) -> String,
    ) -> Checked {
        match Pattern::compile(pattern).map_err(|error| error.crash()) {
            Ok(_) => Ok(()),
            Err(Some(crash)) => self.crash(keyword, value, crash),
            Err(None) => {
                self.error(keyword, value, text(pattern));
                Ok(())
            }
        }
    }

    fn patterns(&mut self, keyword: &'static str, value: Json<'d>) -> Checked {
        for (pattern, schema) in Self::sorted(value) {
            self.pattern(keyword, schema, pattern, |pattern| {
                format!("property name \"{pattern}\" is not a valid ECMA 262 regular expression")
            })?;
        }
        Ok(())
    }

    /// Checks that all elements are strings, and reports duplicates with the given severity.
    fn names(&mut self, keyword: &'static str, value: Json<'d>, duplicates: Fault) -> Checked {
        let mut set = JsonSet::default();
        let mut last = None;
        for (index, element) in value.elements().enumerate() {
            last = Some((element, self.add_to(&mut set, keyword, element)?));
            self.element_type(keyword, index, element, STRING, &type_list(STRING));
        }
        if let Some((element, false)) = last {
            self.add(
                duplicates,
                Some(keyword),
                "array must not contain duplicate elements".to_owned(),
                element,
            );
        }
        Ok(())
    }

    fn element_type(
        &mut self,
        keyword: &'static str,
        index: usize,
        element: Json<'_>,
        types: TypeSet,
        expected: &str,
    ) -> bool {
        let fits = types.contains(element.kind());
        if !fits {
            let found = element.kind().name();
            let text = format!(
                "array element at index {index} has incorrect type (expected one of {expected} but found {found})"
            );
            self.error(keyword, element, text);
        }
        fits
    }

    fn type_name(&mut self, keyword: &'static str, value: Json<'_>, also: &str) {
        let name = value.as_str().unwrap_or_default();
        if name != also && Type::from_name(name).is_none() {
            let valid = type_list(TypeSet::ALL);
            self.error(
                keyword,
                value,
                format!("\"{name}\" is not a valid primitive type (valid values are: {valid})"),
            );
        }
    }

    fn type_v4(&mut self, keyword: &'static str, value: Json<'d>) -> Checked {
        let Some(array) = value.as_array() else {
            self.type_name(keyword, value, "");
            return Ok(());
        };
        if !self.is_not_empty(keyword, value) {
            return Ok(());
        }
        let mut set = JsonSet::default();
        let mut last = None;
        for (index, element) in array.iter().enumerate() {
            last = Some((element, self.add_to(&mut set, keyword, element)?));
            // Only this message has the type without brackets.
            if self.element_type(keyword, index, element, STRING, Type::String.name()) {
                self.type_name(keyword, element, "");
            }
        }
        if let Some((element, false)) = last {
            self.error(keyword, element, "array must not contain duplicate elements");
        }
        Ok(())
    }

    fn type_v3(&mut self, keyword: &'static str, value: Json<'d>) -> Checked {
        let Some(array) = value.as_array() else {
            self.type_name(keyword, value, "any");
            return Ok(());
        };
        let types = TypeSet::of(&[Type::Object, Type::String]);
        let mut set = JsonSet::default();
        let mut last = None;
        for (index, element) in array.iter().enumerate() {
            last = Some((element, self.add_to(&mut set, keyword, element)?));
            if element.as_object().is_some() {
                self.below.push(element.id());
            } else if self.element_type(keyword, index, element, types, &type_list(types)) {
                self.type_name(keyword, element, "any");
            }
        }
        if let Some((element, false)) = last {
            self.error(keyword, element, "array must not contain duplicate elements");
        }
        Ok(())
    }

    fn dependencies(&mut self, keyword: &'static str, value: Json<'d>, draft: Draft) -> Checked {
        let v3 = draft == Draft::V3;
        for (name, dependency) in Self::sorted(value) {
            match dependency.kind() {
                Type::Object => self.below.push(dependency.id()),
                Type::String if v3 => {}
                Type::Array => {
                    let (empty, fault) =
                        if v3 { (Fault::Warning, Fault::Warning) } else { (Fault::Error, Fault::Error) };
                    if dependency.as_array().is_some_and(|array| array.len() == 0) {
                        self.add(
                            empty,
                            Some(keyword),
                            "array must have at least one element".to_owned(),
                            dependency,
                        );
                    } else {
                        self.names(keyword, dependency, fault)?;
                    }
                }
                found => {
                    let types = if v3 {
                        TypeSet::of(&[Type::Array, Type::Object, Type::String])
                    } else {
                        ARRAY_OR_OBJECT
                    };
                    let (expected, found) = (type_list(types), found.name());
                    let text = format!(
                        "dependency value for property \"{name}\" has incorrect type (expected one of {expected} but found {found})"
                    );
                    self.error(keyword, dependency, text);
                }
            }
        }
        Ok(())
    }
}

/// Whether draft 4 has the keyword.
pub(crate) fn is_keyword(name: &str) -> bool {
    Checker::find(name, Draft::V4).is_some()
}
