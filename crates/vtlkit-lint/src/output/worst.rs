//! The fault that a reference may have in its place, and what shows it.

use super::FaultKind;
use super::change::Change;
use super::facts::{Facts, Shape};
use super::json::At;
use super::leaf::{Leaf, Treatment};
use super::print::View;
use super::source::Source;
use super::value::Value;
use crate::model::RequestModel;

/// The fault a reference may have in its place, and what has to be different in the request to show it. A text may be
/// given that the reference is to hold.
pub(super) fn worst(
    facts: &Facts,
    view: &View<'_>,
    leaf: &Leaf<'_>,
    at: At,
    text: Option<&str>,
) -> Option<(FaultKind, Change)> {
    let in_string = matches!(at, At::String { .. });
    let at_value = matches!(at, At::Value { .. } | At::ValueOrEnd);
    match (&*leaf.value, leaf.treatment) {
        (Value::External(source), treatment) if let Some(text) = text => {
            with_text(facts, source, treatment, at, text)
        }
        _ if text.is_some() => None,
        (Value::Params | Value::ParamMap(_), _) if in_string || at_value => {
            Some((FaultKind::MapInOutput, Change { parts: true, ..Change::default() }))
        }
        (Value::Map(_), Treatment::Plain | Treatment::Escaped { .. }) if in_string || at_value => {
            Some((FaultKind::MapInOutput, Change::default()))
        }
        (Value::External(source @ Source::Body(path)), _)
            if (in_string || at_value) && facts.is_container(source) && holds_names(facts, view, source) =>
        {
            let is_bare = path.is_empty() && !view.has_members();
            let one_member = is_bare.then(|| Change::of(source.clone(), Shape::Object(1)));
            Some((FaultKind::MapInOutput, one_member.unwrap_or_default()))
        }
        _ if in_string => in_text(facts, view, leaf),
        _ if at_value => at_a_value(facts, leaf),
        _ => None,
    }
}

/// What a text breaks that a reference is to hold.
fn with_text(
    facts: &Facts,
    source: &Source,
    treatment: Treatment,
    at: At,
    text: &str,
) -> Option<(FaultKind, Change)> {
    let is_free = is_free(facts, source);
    match (treatment, at) {
        (Treatment::Plain | Treatment::Escaped { .. }, At::String { .. }) if is_free && !text.is_empty() => {
            // One of which it is known that nothing breaks it.
            facts.breaking(source)?;
            let change = Change::of(source.clone(), Shape::Text(facts.fit(source, text)));
            let is_plain = treatment == Treatment::Plain;
            let kind = if is_plain { FaultKind::UnescapedInString } else { FaultKind::EscapeSingleQuote };
            Some((kind, change))
        }
        (_, At::Value { .. } | At::ValueOrEnd)
            if is_free
                && text.is_empty()
                && !facts.present.contains(source)
                && facts.model.is_none()
                && matches!(source, Source::Body(_) | Source::Param(..))
                && source.is_plain_attribute().is_none() =>
        {
            Some((FaultKind::EmptyValue, Change::of(source.clone(), Shape::Text(String::new()))))
        }
        _ => None,
    }
}

/// What a reference breaks inside a string.
fn in_text(facts: &Facts, view: &View<'_>, leaf: &Leaf<'_>) -> Option<(FaultKind, Change)> {
    Some(match (&*leaf.value, leaf.treatment) {
        (Value::External(source), Treatment::Plain) if is_free(facts, source) => {
            let breaking = Shape::Text(facts.breaking(source)?);
            (FaultKind::UnescapedInString, Change::of(source.clone(), breaking))
        }
        // A list of texts prints their quotes.
        (Value::Spread { list, rest, json }, Treatment::Plain) => {
            let element = list.element(0, rest)?;
            let shapes = vec![(list.clone(), Shape::List(1)), (element, Shape::Text("x".into()))];
            let kind = if *json { FaultKind::QuotedJson } else { FaultKind::UnescapedInString };
            (kind, Change { shapes, ..Change::default() })
        }
        (Value::Query(query), Treatment::Plain) => {
            let kind = if query.json { FaultKind::QuotedJson } else { FaultKind::UnescapedInString };
            let change = Change::of(query.sample.clone(), Shape::Text("x".into()));
            (kind, Change { touched: Some(query.sample.clone()), ..change })
        }
        // So does a list that the model knows.
        (Value::External(source @ Source::Body(_)), Treatment::Plain)
            if facts.model_says(source, RequestModel::is_list) && facts.shape(source).is_none() =>
        {
            (FaultKind::UnescapedInString, Change::of(source.clone(), Shape::List(1)))
        }
        (Value::Raw, Treatment::Plain) => {
            let body = (!view.body().contains('"')).then(|| "{\"a\":\"b\"}".into());
            (FaultKind::UnescapedInString, Change { body, ..Change::default() })
        }
        (Value::Json(source), Treatment::Plain) => {
            if facts.is_container(source) {
                return Some((FaultKind::QuotedJson, Change::of(source.clone(), Shape::Object(1))));
            }
            if facts.model.as_ref().is_some_and(|model| !model.is_text(source)) {
                return None;
            }
            let text = facts.model.as_ref().and_then(|model| model.sample(source, &[]));
            let text = text.as_ref().and_then(serde_json::Value::as_str).unwrap_or("x").to_owned();
            (FaultKind::QuotedJson, Change::of(source.clone(), Shape::Text(text)))
        }
        (Value::External(source), Treatment::Escaped { repaired: false, .. })
            if is_free(facts, source) || source.may_hold_apostrophe() =>
        {
            let apostrophe = Shape::Text(facts.apostrophe(source)?);
            (FaultKind::EscapeSingleQuote, Change::of(source.clone(), apostrophe))
        }
        (Value::Json(_) | Value::Raw, Treatment::Escaped { repaired: false, .. }) => {
            let payload = Source::payload();
            let source = if let Value::Json(source) = &*leaf.value { source } else { &payload };
            let inside = if facts.is_container(source) { source.key("a")? } else { source.clone() };
            let apostrophe = Shape::Text(facts.apostrophe(&inside)?);
            let change = Change::of(inside.clone(), apostrophe);
            (FaultKind::EscapeSingleQuote, Change { touched: Some(inside), ..change })
        }
        _ => return None,
    })
}

/// What a reference breaks where a value has to come.
fn at_a_value(facts: &Facts, leaf: &Leaf<'_>) -> Option<(FaultKind, Change)> {
    let (source, is_text) = match &*leaf.value {
        Value::Spread { list, json: false, .. } if is_free(facts, list) => (list, false),
        Value::External(source @ (Source::Body(_) | Source::Param(..)))
            if is_free(facts, source) && !facts.present.contains(source) =>
        {
            (source, facts.model_says(source, RequestModel::is_text))
        }
        _ => return None,
    };
    if is_text {
        return Some((FaultKind::OutputNotJson, Change::default()));
    }
    let lost = source.attribute();
    // An attribute of DynamoDB that is there has its value.
    let (missing, shape) = match (&*leaf.value, &lost) {
        (Value::External(_), Some(attribute)) if facts.present.contains(attribute) => return None,
        (Value::External(_), Some(attribute)) => facts.missing(attribute)?,
        _ => facts.missing(source)?,
    };
    Some((FaultKind::EmptyValue, Change::of(missing, shape)))
}

/// Whether a source can be anything as far as the way goes.
pub(super) fn is_free(facts: &Facts, source: &Source) -> bool {
    source.is_anybodys()
        && !facts.is_in_path(source)
        && facts.shape(source).is_none()
        && !facts.is_container(source)
}

/// Whether a container is an object: the template asks it for a name.
fn holds_names(facts: &Facts, view: &View<'_>, source: &Source) -> bool {
    if matches!(facts.shape(source), Some(Shape::List(_))) {
        return false;
    }
    let Source::Body(path) = source else { return false };
    path.is_empty() || view.is_object(source)
}
