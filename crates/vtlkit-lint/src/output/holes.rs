//! What a single reference breaks, by where it lands.

use vtlkit_text::{Diagnostic, Span};

use super::explore::{Confirm, Way, witness};
use super::facts::{Facts, Shape};
use super::json::{At, Wrong};
use super::leaf::{Leaf, Treatment, leaves};
use super::reading::{Break, foretold, landing, read};
use super::source::{Part, Source};
use super::value::{Piece, Value};
use super::wording::{as_json, finding};
use super::{Fault, FaultKind};
use crate::model::RequestModel;

/// Makes the request one whose output is JSON, if it can be: numbers where nothing else goes.
pub(crate) fn settle(facts: &mut Facts, pieces: &[Piece]) {
    // Each number that is found may let the reading go on further.
    for _ in 0..4 {
        let (starts, _) = read(facts, pieces);
        let before = facts.numbers.len() + facts.digits.len();
        for (piece, at) in pieces.iter().zip(&starts) {
            for leaf in leaves(&piece.value) {
                let number = match (&*leaf.value, at) {
                    (Value::External(source), At::Value { .. } | At::ValueOrEnd | At::Word) => source,
                    (Value::Json(source), At::String { .. }) if leaf.treatment == Treatment::Plain => source,
                    _ => continue,
                };
                if number.is_word() {
                    continue;
                }
                if leaf.made || facts.texts.contains(number) {
                    facts.digits.insert(number.clone());
                    continue;
                }
                let fits = facts.model.as_ref().is_none_or(|model| model.may_be_number(number));
                if fits && !facts.is_container(number) {
                    facts.numbers.insert(number.clone());
                }
            }
        }
        if facts.numbers.len() + facts.digits.len() == before {
            break;
        }
    }
}

/// What the references of a way break.
pub(crate) fn faults(source: &str, way: &Way, confirm: &mut Confirm, out: &mut Vec<Fault>) {
    for (index, (piece, at)) in way.pieces.iter().zip(&way.starts).enumerate() {
        if bare_text(source, way, index, out) {
            continue;
        }
        for (leaf, at, text) in leaves(&piece.value).iter().flat_map(|leaf| {
            let at = landing_of(way, piece, *at, leaf);
            leaf.texts(at).map(move |it| (leaf, at, it))
        }) {
            let Some((kind, facts)) = worst(&way.facts, leaf, at, text) else { continue };
            let span = match (kind, leaf.treatment) {
                (FaultKind::EscapeSingleQuote, Treatment::Escaped { end: Some(end), .. }) => {
                    call_before(source, end, piece.span)
                }
                _ => piece.span,
            };
            if out.iter().any(|fault| fault.kind == kind && fault.finding.primary.span == span) {
                continue;
            }
            let request = facts.request();
            let Some(output) = confirm.render(&request, way.pieces.len()) else { continue };
            let (_, breaks) = read(&facts, &way.pieces);
            let confirmed = foretold(&facts, &way.pieces, &output)
                && match (kind, at) {
                    (FaultKind::MapInOutput, At::String { .. }) => {
                        let mut text = String::new();
                        facts.print(&leaf.value, &mut text);
                        matches!(*leaf.value, Value::Params | Value::ParamMap(_)) && output.contains('=')
                            || output.contains(&text)
                    }
                    _ => {
                        breaks.iter().any(|broken| is_at(way, &facts, index, *broken))
                            && confirm.is_broken(&output)
                    }
                };
            if confirmed {
                let mut finding =
                    finding(kind, source, span, piece, leaf).with_witness(witness(&request, output));
                if kind == FaultKind::MapInOutput && matches!(at, At::Value { .. } | At::ValueOrEnd) {
                    finding.fix = as_json(source, piece);
                }
                out.push(Fault { kind, finding });
            }
        }
    }
}

/// Where in JSON a part of a piece lands: in a text that is put together it is not where the piece starts.
fn landing_of(way: &Way, piece: &Piece, start: At, leaf: &Leaf<'_>) -> At {
    match &*leaf.value {
        Value::External(source)
            if piece.value.is_composed()
                && !matches!(start, At::String { .. })
                && is_free(&way.facts, source) =>
        {
            landing(&way.facts, &way.pieces, source).unwrap_or(start)
        }
        _ => start,
    }
}

/// Notes maps that are printed into an output that is no JSON. The whole payload is left alone: it may be a text.
pub(crate) fn maps(source: &str, way: &Way, confirm: &mut Confirm, out: &mut Vec<Fault>) {
    for piece in &way.pieces {
        for leaf in leaves(&piece.value) {
            if matches!(&*leaf.value, Value::External(Source::Body(path)) if path.is_empty()) {
                continue;
            }
            let Some((FaultKind::MapInOutput, facts)) =
                worst(&way.facts, &leaf, At::Value { after_comma: false }, None)
            else {
                continue;
            };
            let known = |fault: &Fault| {
                fault.kind == FaultKind::MapInOutput && fault.finding.primary.span == piece.span
            };
            if leaf.treatment == Treatment::Encoded || out.iter().any(known) {
                continue;
            }
            let request = facts.request();
            let Some(output) = confirm.render(&request, way.pieces.len()) else { continue };
            if foretold(&facts, &way.pieces, &output) && output.contains(['{', '=']) {
                let finding = finding(FaultKind::MapInOutput, source, piece.span, piece, &leaf);
                out.push(Fault {
                    kind: FaultKind::MapInOutput,
                    finding: finding.with_witness(witness(&request, output)),
                });
            }
        }
    }
}

/// Notes a text that stands where a value has to come, and is none whatever the request is. Whether there is one is
/// given.
fn bare_text(source: &str, way: &Way, index: usize, out: &mut Vec<Fault>) -> bool {
    let (Some(piece), Some(At::Value { .. } | At::ValueOrEnd)) =
        (way.pieces.get(index), way.starts.get(index))
    else {
        return false;
    };
    let is_text = match &piece.value {
        Value::Made { .. } => !piece.value.is_composed(),
        Value::Escaped { .. } => true,
        Value::Text(text) => !text.is_empty(),
        Value::External(source) => source.is_word(),
        _ => false,
    };
    if !piece.hole || !is_text {
        return false;
    }
    let broken = |broken: &Break| broken.wrong == Wrong::Other && broken.piece == index;
    let known =
        |fault: &Fault| fault.kind == FaultKind::OutputNotJson && fault.finding.primary.span == piece.span;
    if !way.breaks.iter().any(broken) {
        return false;
    }
    if out.iter().any(known) {
        return true;
    }
    let text = piece.span.text(source);
    let mut finding = Diagnostic::error(format!("`{text}` is a text without quotes"), piece.span)
        .with_note("why", "JSON has texts in quotes")
        .with_note("help", "put quotes around it, and escape what is special in it");
    finding.witness = way.witness();
    out.push(Fault { kind: FaultKind::OutputNotJson, finding });
    true
}

/// Whether a break is in a piece, or in what follows it after blanks.
fn is_at(way: &Way, facts: &Facts, index: usize, broken: Break) -> bool {
    let between = way.pieces.get(index + 1..broken.piece).unwrap_or_default();
    let view = facts.view();
    broken.piece >= index
        && between.iter().all(|piece| {
            let mut text = String::new();
            view.print(&piece.value, &mut text);
            text.trim().is_empty()
        })
}

/// The fault a reference may have in its place, and a request that shows it.
#[allow(clippy::too_many_lines, reason = "one arm per kind of value, from the worst fault to the least")]
fn worst(facts: &Facts, leaf: &Leaf<'_>, at: At, text: Option<&str>) -> Option<(FaultKind, Facts)> {
    let mut worse = facts.clone();
    let root = Source::Body(Vec::new());
    let in_string = matches!(at, At::String { .. });
    let at_value = matches!(at, At::Value { .. } | At::ValueOrEnd);
    let source = match &*leaf.value {
        Value::External(source) => Some(source),
        _ => None,
    };
    let kind = match (&*leaf.value, leaf.treatment) {
        (_, Treatment::Plain | Treatment::Escaped { .. })
            if in_string && text.is_some_and(|text| !text.is_empty()) =>
        {
            let source = source.filter(|source| is_free(facts, source))?;
            // One of which it is known that nothing breaks it.
            facts.breaking(source)?;
            worse.shapes.insert(source.clone(), Shape::Text(facts.fit(source, text?)));
            if leaf.treatment == Treatment::Plain {
                FaultKind::UnescapedInString
            } else {
                FaultKind::EscapeSingleQuote
            }
        }
        (_, _) if at_value && text == Some("") => {
            let source = source.filter(|source| is_free(facts, source) && !facts.present.contains(source))?;
            let may_be_empty = matches!(source, Source::Body(_) | Source::Param(..))
                && source.is_plain_attribute().is_none();
            if facts.model.is_some() || !may_be_empty {
                return None;
            }
            worse.shapes.insert(source.clone(), Shape::Text(String::new()));
            FaultKind::EmptyValue
        }
        _ if text.is_some() => return None,
        (Value::Params | Value::ParamMap(_), _) if in_string || at_value => {
            worse.parts.insert(Part::Query, 1);
            worse.parts.insert(Part::Header, 1);
            worse.parts.insert(Part::Path, 1);
            FaultKind::MapInOutput
        }
        (Value::Map(_), Treatment::Plain | Treatment::Escaped { .. }) if in_string || at_value => {
            FaultKind::MapInOutput
        }
        (Value::External(source @ Source::Body(_)), _)
            if (in_string || at_value) && facts.is_container(source) && holds_names(facts, source) =>
        {
            if *source == root && facts.document().as_object().is_none_or(serde_json::Map::is_empty) {
                worse.shapes.insert(root, Shape::Object(1));
            }
            FaultKind::MapInOutput
        }
        (Value::External(source), Treatment::Plain) if in_string && is_free(facts, source) => {
            worse.shapes.insert(source.clone(), Shape::Text(facts.breaking(source)?));
            FaultKind::UnescapedInString
        }
        // A list of texts prints their quotes.
        (Value::Spread { list, rest, json }, Treatment::Plain) if in_string => {
            let mut element = list.index(0)?;
            if let Source::Body(path) = &mut element {
                path.extend_from_slice(rest);
            }
            worse.shapes.insert(list.clone(), Shape::List(1));
            worse.shapes.insert(element, Shape::Text("x".into()));
            if *json { FaultKind::QuotedJson } else { FaultKind::UnescapedInString }
        }
        (Value::Spread { list, json: false, .. }, _) if at_value && is_free(facts, list) => {
            if !worse.make_missing(list) {
                return None;
            }
            FaultKind::EmptyValue
        }
        // So does a list that the model knows.
        (Value::External(source @ Source::Body(_)), Treatment::Plain)
            if in_string
                && facts.model_says(source, RequestModel::is_list)
                && facts.shape(source).is_none() =>
        {
            worse.shapes.insert(source.clone(), Shape::List(1));
            FaultKind::UnescapedInString
        }
        (Value::Raw, Treatment::Plain) if in_string => {
            if !facts.request().body.contains('"') {
                worse.body = Some("{\"a\":\"b\"}".into());
            }
            FaultKind::UnescapedInString
        }
        (Value::Json(source), Treatment::Plain) if in_string => {
            if facts.is_container(source) {
                worse.shapes.insert(source.clone(), Shape::Object(1));
            } else {
                if facts.model.as_ref().is_some_and(|model| !model.is_text(source)) {
                    return None;
                }
                let text = facts.model.as_ref().and_then(|model| model.sample(source, &[]));
                let text = text.as_ref().and_then(serde_json::Value::as_str).unwrap_or("x").to_owned();
                worse.shapes.insert(source.clone(), Shape::Text(text));
            }
            FaultKind::QuotedJson
        }
        (Value::External(source), Treatment::Escaped { repaired: false, .. })
            if in_string && (is_free(facts, source) || source.may_hold_apostrophe()) =>
        {
            worse.shapes.insert(source.clone(), Shape::Text(facts.apostrophe(source)?));
            FaultKind::EscapeSingleQuote
        }
        (Value::Json(_) | Value::Raw, Treatment::Escaped { repaired: false, .. }) if in_string => {
            let payload = Source::Body(Vec::new());
            let source = if let Value::Json(source) = &*leaf.value { source } else { &payload };
            let inside = if facts.is_container(source) { source.key("a")? } else { source.clone() };
            worse.touched.insert(inside.clone());
            let text = facts.apostrophe(&inside)?;
            worse.shapes.insert(inside, Shape::Text(text));
            FaultKind::EscapeSingleQuote
        }
        (Value::External(source @ (Source::Body(_) | Source::Param(..))), _)
            if at_value && is_free(facts, source) && !facts.present.contains(source) =>
        {
            if facts.model_says(source, RequestModel::is_text) {
                FaultKind::OutputNotJson
            } else if lose(&mut worse, source) {
                FaultKind::EmptyValue
            } else {
                return None;
            }
        }
        _ => return None,
    };
    Some((kind, worse))
}

/// Makes a value of the request miss. Whether it can is given: an attribute of DynamoDB that is there has its value.
fn lose(facts: &mut Facts, source: &Source) -> bool {
    match source.attribute() {
        Some(attribute) => !facts.present.contains(&attribute) && facts.make_missing(&attribute),
        None => facts.make_missing(source),
    }
}

/// Whether a source can be anything as far as the way goes.
fn is_free(facts: &Facts, source: &Source) -> bool {
    let path = matches!(source, Source::Param(None, name) if facts.path_names.contains(name));
    source.is_anybodys() && !path && facts.shape(source).is_none() && !facts.is_container(source)
}

/// Whether a container is an object: the template asks it for a name.
fn holds_names(facts: &Facts, source: &Source) -> bool {
    if matches!(facts.shape(source), Some(Shape::List(_))) {
        return false;
    }
    let Source::Body(path) = source else { return false };
    path.is_empty() || facts.view().found(source).is_some_and(|value| value.is_object())
}

/// The call of `escapeJavaScript` that ends at a place.
fn call_before(source: &str, end: usize, or: Span) -> Span {
    let start = source.get(..end).and_then(|before| before.rfind("escapeJavaScript"));
    start.map_or(or, |start| Span::new(start, start + "escapeJavaScript".len()))
}
