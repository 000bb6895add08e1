//! The worst value for a sink: the violation that a value can cause where it lands.

use super::ViolationKind;
use super::change::Change;
use super::constraints::{Constraints, Shape};
use super::json::At;
use super::leaf::{Leaf, Treatment};
use super::origin::Origin;
use super::print::View;
use super::value::Value;
use crate::model::RequestModel;

/// The violation that a value can cause at its sink, and the change of the request that shows it. `text` is a string
/// to try; `None` for the most likely one.
pub(super) fn worst(
    constraints: &Constraints,
    view: &View<'_>,
    leaf: &Leaf<'_>,
    at: At,
    text: Option<&str>,
) -> Option<(ViolationKind, Change)> {
    let in_string = matches!(at, At::String { .. });
    let at_value = matches!(at, At::Value { .. } | At::ValueOrEnd);
    match (&*leaf.value, leaf.treatment) {
        (Value::External(source), treatment) if let Some(text) = text => {
            with_text(constraints, source, treatment, at, text)
        }
        _ if text.is_some() => None,
        (Value::Params | Value::ParamMap(_), _) if in_string || at_value => {
            Some((ViolationKind::MapInOutput, Change { parts: true, ..Change::default() }))
        }
        (Value::Map(_), Treatment::Plain | Treatment::Escaped { .. }) if in_string || at_value => {
            Some((ViolationKind::MapInOutput, Change::default()))
        }
        (Value::External(source @ Origin::Body(path)), _)
            if (in_string || at_value)
                && constraints.is_container(source)
                && holds_names(constraints, view, source) =>
        {
            let is_bare = path.is_empty() && !view.has_members();
            let one_member = is_bare.then(|| Change::of(source.clone(), Shape::Object(1)));
            Some((ViolationKind::MapInOutput, one_member.unwrap_or_default()))
        }
        _ if in_string => in_text(constraints, view, leaf),
        _ if at_value => at_a_value(constraints, leaf),
        _ => None,
    }
}

/// The violation that a given string causes.
fn with_text(
    constraints: &Constraints,
    source: &Origin,
    treatment: Treatment,
    at: At,
    text: &str,
) -> Option<(ViolationKind, Change)> {
    let is_free = is_free(constraints, source);
    match (treatment, at) {
        (Treatment::Plain | Treatment::Escaped { .. }, At::String { .. }) if is_free && !text.is_empty() => {
            // Nothing breaks a value that has no breaking string.
            constraints.breaking(source)?;
            let change = Change::of(source.clone(), Shape::Text(constraints.fit(source, text)));
            let is_plain = treatment == Treatment::Plain;
            let kind =
                if is_plain { ViolationKind::UnescapedInString } else { ViolationKind::EscapeSingleQuote };
            Some((kind, change))
        }
        (_, At::Value { .. } | At::ValueOrEnd)
            if is_free
                && text.is_empty()
                && !constraints.present.contains(source)
                && constraints.model.is_none()
                && matches!(source, Origin::Body(_) | Origin::Param(..))
                && source.is_plain_attribute().is_none() =>
        {
            Some((ViolationKind::EmptyValue, Change::of(source.clone(), Shape::Text(String::new()))))
        }
        _ => None,
    }
}

/// The violation inside a JSON string.
fn in_text(constraints: &Constraints, view: &View<'_>, leaf: &Leaf<'_>) -> Option<(ViolationKind, Change)> {
    Some(match (&*leaf.value, leaf.treatment) {
        (Value::External(source), Treatment::Plain) if is_free(constraints, source) => {
            let breaking = Shape::Text(constraints.breaking(source)?);
            (ViolationKind::UnescapedInString, Change::of(source.clone(), breaking))
        }
        // A list of strings prints their quotes.
        (Value::Spread { list, rest, json }, Treatment::Plain) => {
            let element = list.element(0, rest)?;
            let shapes = vec![(list.clone(), Shape::List(1)), (element, Shape::Text("x".into()))];
            let kind = if *json { ViolationKind::QuotedJson } else { ViolationKind::UnescapedInString };
            (kind, Change { shapes, ..Change::default() })
        }
        (Value::Query(query), Treatment::Plain) => {
            let kind = if query.json { ViolationKind::QuotedJson } else { ViolationKind::UnescapedInString };
            let change = Change::of(query.sample.clone(), Shape::Text("x".into()));
            (kind, Change { touched: Some(query.sample.clone()), ..change })
        }
        // So does a value that the model declares as an array.
        (Value::External(source @ Origin::Body(_)), Treatment::Plain)
            if constraints.model_says(source, RequestModel::is_list)
                && constraints.shape(source).is_none() =>
        {
            (ViolationKind::UnescapedInString, Change::of(source.clone(), Shape::List(1)))
        }
        (Value::Raw, Treatment::Plain) => {
            let body = (!view.body().contains('"')).then(|| "{\"a\":\"b\"}".into());
            (ViolationKind::UnescapedInString, Change { body, ..Change::default() })
        }
        (Value::Json(source), Treatment::Plain) => {
            if constraints.is_container(source) {
                return Some((ViolationKind::QuotedJson, Change::of(source.clone(), Shape::Object(1))));
            }
            if constraints.model.as_ref().is_some_and(|model| !model.is_text(source)) {
                return None;
            }
            let text = constraints.model.as_ref().and_then(|model| model.sample(source, &[]));
            let text = text.as_ref().and_then(serde_json::Value::as_str).unwrap_or("x").to_owned();
            (ViolationKind::QuotedJson, Change::of(source.clone(), Shape::Text(text)))
        }
        (Value::External(source), Treatment::Escaped { repaired: false, .. })
            if is_free(constraints, source) || source.may_hold_apostrophe() =>
        {
            let apostrophe = Shape::Text(constraints.apostrophe(source)?);
            (ViolationKind::EscapeSingleQuote, Change::of(source.clone(), apostrophe))
        }
        (Value::Json(_) | Value::Raw, Treatment::Escaped { repaired: false, .. }) => {
            let payload = Origin::payload();
            let source = if let Value::Json(source) = &*leaf.value { source } else { &payload };
            let inside = if constraints.is_container(source) { source.key("a")? } else { source.clone() };
            let apostrophe = Shape::Text(constraints.apostrophe(&inside)?);
            let change = Change::of(inside.clone(), apostrophe);
            (ViolationKind::EscapeSingleQuote, Change { touched: Some(inside), ..change })
        }
        _ => return None,
    })
}

/// The violation where a JSON value is required.
fn at_a_value(constraints: &Constraints, leaf: &Leaf<'_>) -> Option<(ViolationKind, Change)> {
    let (source, is_text) = match &*leaf.value {
        Value::Spread { list, json: false, .. } if is_free(constraints, list) => (list, false),
        Value::External(source @ (Origin::Body(_) | Origin::Param(..)))
            if is_free(constraints, source) && !constraints.present.contains(source) =>
        {
            (source, constraints.model_says(source, RequestModel::is_text))
        }
        _ => return None,
    };
    if is_text {
        return Some((ViolationKind::OutputNotJson, Change::default()));
    }
    let lost = source.attribute();
    // A DynamoDB attribute that is present has its value.
    let (missing, shape) = match (&*leaf.value, &lost) {
        (Value::External(_), Some(attribute)) if constraints.present.contains(attribute) => return None,
        (Value::External(_), Some(attribute)) => constraints.missing(attribute)?,
        _ => constraints.missing(source)?,
    };
    Some((ViolationKind::EmptyValue, Change::of(missing, shape)))
}

/// Whether the path leaves a value open, and the client controls it.
pub(super) fn is_free(constraints: &Constraints, source: &Origin) -> bool {
    source.is_untrusted()
        && !constraints.is_in_path(source)
        && constraints.shape(source).is_none()
        && !constraints.is_container(source)
}

/// Whether a container is an object: the template reads it by key.
fn holds_names(constraints: &Constraints, view: &View<'_>, source: &Origin) -> bool {
    if matches!(constraints.shape(source), Some(Shape::List(_))) {
        return false;
    }
    let Origin::Body(path) = source else { return false };
    path.is_empty() || view.is_object(source)
}
