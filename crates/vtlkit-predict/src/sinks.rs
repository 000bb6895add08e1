//! Sinks: where in the grammar of the output the value of a reference lands, and what it can break there.

use std::collections::{BTreeMap, HashMap, HashSet};

use vtlkit_text::{Diagnostic, Span};

use super::ViolationKind;
use super::confirm::{Candidate, Confirm, Shown};
use super::constraints::{Constraints, Shape};
use super::explore::Path;
use super::json::{At, JsonErrorKind};
use super::leaf::{Leaf, Treatment, leaves};
use super::origin::Origin;
use super::print::{PROBE, number_of_probe, numbered_probe};
use super::reading::{JsonError, Printed, Reading, read, read_with};
use super::value::{Piece, Value};
use super::violations::Violations;
use super::wording::{as_json, finding};
use super::worst::{is_free, worst};

/// Concretises the constraints so that the output is valid JSON if possible: numbers where nothing else is valid.
/// Returns the predicted output and how it reads as JSON.
pub(crate) fn concretise(constraints: &mut Constraints, pieces: &[Piece]) -> (Printed, Reading) {
    // Each number may let the reading get further.
    for _ in 0..4 {
        let (mut numbers, mut digits) = (HashSet::new(), HashSet::new());
        // Values with conditions, and whether they are strings.
        let mut bound = BTreeMap::new();
        let printed = Printed::of(&constraints.view(), pieces);
        let reading = read_with(
            &printed,
            pieces,
            |piece, at| {
                let Some(Piece { value, .. }) = pieces.get(piece) else { return false };
                for leaf in leaves(value) {
                    let number = match (&*leaf.value, at) {
                        (Value::External(source), At::Value { .. } | At::ValueOrEnd | At::Word) => source,
                        (Value::Json(source), At::String { .. }) if leaf.treatment == Treatment::Plain => {
                            source
                        }
                        _ => continue,
                    };
                    if number.is_word()
                        || constraints.numbers.contains(number)
                        || constraints.digits.contains(number)
                    {
                        continue;
                    }
                    if constraints.conditions.contains_key(number) {
                        bound.insert(number.clone(), leaf.made || constraints.texts.contains(number));
                        continue;
                    }
                    if leaf.made || constraints.texts.contains(number) {
                        digits.insert(number.clone());
                        continue;
                    }
                    let fits = constraints.model.as_ref().is_none_or(|model| model.may_be_number(number));
                    if fits && !constraints.is_container(number) {
                        numbers.insert(number.clone());
                    }
                }
                // It is a number from here on.
                matches!(value, Value::External(source) if at != At::Word && numbers.contains(source))
            },
            |_, _| {},
        );
        if numbers.is_empty() && digits.is_empty() && bound.is_empty() {
            return (printed, reading);
        }
        for (source, is_text) in bound {
            constraints.make_number(&source, is_text);
            digits.insert(source);
        }
        constraints.numbers.extend(numbers);
        constraints.digits.extend(digits);
    }
    let printed = Printed::of(&constraints.view(), pieces);
    let reading = read(&printed, pieces);
    (printed, reading)
}

/// A value of the request in a piece, and its grammar position.
struct Sink<'w> {
    at: At,
    leaf: Leaf<'w>,
}

/// Records what the references of a path can break.
pub(crate) fn violations(source: &str, path: &Path, confirm: &mut Confirm, out: &mut Violations) {
    let broken: HashSet<usize> =
        path.errors.iter().filter(|it| it.kind == JsonErrorKind::Other).map(|it| it.piece).collect();
    let is_bare: Vec<bool> =
        (0..path.starts.len()).map(|index| bare_text(source, path, index, &broken, out)).collect();
    let landings = landings(path);
    let view = path.constraints.view();
    let candidates = path
        .pieces
        .iter()
        .zip(&path.starts)
        .enumerate()
        .filter(|(index, _)| is_bare.get(*index) == Some(&false))
        .flat_map(|(index, (piece, start))| {
            let (landings, view) = (&landings, &view);
            leaves(&piece.value).into_iter().flat_map(move |leaf| {
                let at = match &*leaf.value {
                    Value::External(source) if piece.value.is_composed() => landings.get(source),
                    _ => None,
                };
                let at = at.filter(|_| !matches!(start, At::String { .. })).unwrap_or(start);
                let texts: Vec<_> = leaf.texts(*at).collect();
                texts.into_iter().filter_map(move |text| {
                    let (kind, change) = worst(&path.constraints, view, &leaf, *at, text)?;
                    let span = match (kind, leaf.treatment) {
                        (ViolationKind::EscapeSingleQuote, Treatment::Escaped { end: Some(end), .. }) => {
                            call_before(source, end, piece.span)
                        }
                        _ => piece.span,
                    };
                    Some(Candidate {
                        kind,
                        piece: index,
                        span,
                        change,
                        sink: Sink { at: *at, leaf: leaf.clone() },
                    })
                })
            })
        });
    let tell = |it: &Candidate<Sink<'_>>| {
        let piece = path.pieces.get(it.piece)?;
        let mut finding = finding(it.kind, source, it.span, piece, &it.sink.leaf);
        if it.kind == ViolationKind::MapInOutput && matches!(it.sink.at, At::Value { .. } | At::ValueOrEnd) {
            finding.fix = as_json(source, piece);
        }
        Some(finding)
    };
    confirm.add(path, candidates, &shows, tell, out);
}

/// Which violations a render shows.
fn shows(confirm: &Confirm, shown: &Shown<'_>, candidates: &[&Candidate<Sink<'_>>]) -> Vec<bool> {
    let reading = read(&shown.printed, shown.pieces);
    let is_broken = confirm.is_broken(&shown.output);
    let broken = broken_pieces(shown, &reading.errors);
    let shows = |it: &&Candidate<Sink<'_>>| match (it.kind, it.sink.at) {
        (ViolationKind::MapInOutput, At::String { .. }) => {
            let is_params = matches!(*it.sink.leaf.value, Value::Params | Value::ParamMap(_));
            is_params && shown.output.contains('=')
                || it.sink.leaf.treatment != Treatment::Encoded && shown.printed.piece(it.piece).contains('{')
        }
        _ => is_broken && broken.get(it.piece) == Some(&true),
    };
    candidates.iter().map(shows).collect()
}

/// For each piece, whether there is an error in it, or in what follows it after white space.
fn broken_pieces(shown: &Shown<'_>, errors: &[JsonError]) -> Vec<bool> {
    let mut out = vec![false; shown.pieces.len()];
    for broken in errors {
        let mut index = broken.piece.min(out.len());
        if let Some(is_broken) = out.get_mut(index) {
            *is_broken = true;
        }
        while let Some(before) = index.checked_sub(1) {
            let Some(is_broken) = out.get_mut(before).filter(|is_broken| !**is_broken) else { break };
            *is_broken = true;
            if !shown.printed.piece(before).trim().is_empty() {
                break;
            }
            index = before;
        }
    }
    out
}

/// With this few values they are found one by one: what a method cuts out of a string may have no room for their
/// number.
const FEW: usize = 8;

/// The grammar positions of values that are printed as parts of strings: not where the piece starts.
fn landings(path: &Path) -> HashMap<Origin, At> {
    let mut sources = Vec::new();
    let mut seen = HashSet::new();
    for (piece, start) in path.pieces.iter().zip(&path.starts) {
        if !piece.value.is_composed() || matches!(start, At::String { .. }) {
            continue;
        }
        for leaf in leaves(&piece.value) {
            if let Value::External(source) = &*leaf.value
                && is_free(&path.constraints, source)
                && seen.insert(source.clone())
            {
                sources.push(source.clone());
            }
        }
    }
    let mut out = HashMap::new();
    let groups = if sources.len() > FEW { sources.len() } else { 1 };
    for group in sources.chunks(groups) {
        let mut constraints = path.constraints.clone();
        // A single value needs no number.
        let is_alone = group.len() == 1;
        let probes = group.iter().enumerate().map(|(number, source)| {
            let probe = if is_alone { PROBE.to_string() } else { numbered_probe(number) };
            (source.clone(), Shape::Text(probe))
        });
        constraints.shapes.extend(probes);
        let printed = Printed::of(&constraints.view(), &path.pieces);
        let find = |place, at| {
            let Some(probe) = printed.behind(place).strip_prefix(PROBE) else { return };
            let number = if is_alone { Some(0) } else { number_of_probe(probe) };
            if let Some(source) = number.and_then(|number| group.get(number)) {
                out.entry(source.clone()).or_insert(at);
            }
        };
        read_with(&printed, &path.pieces, |_, _| false, find);
    }
    out
}

/// Records an unquoted string where a value is required, whatever the request is. Returns whether there is one.
fn bare_text(source: &str, path: &Path, index: usize, broken: &HashSet<usize>, out: &mut Violations) -> bool {
    let (Some(piece), Some(At::Value { .. } | At::ValueOrEnd)) =
        (path.pieces.get(index), path.starts.get(index))
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
    if !piece.is_reference || !is_text {
        return false;
    }
    if !broken.contains(&index) {
        return false;
    }
    if out.has(ViolationKind::OutputNotJson, piece.span) {
        return true;
    }
    let text = piece.span.text(source);
    let mut finding = Diagnostic::error(format!("`{text}` is an unquoted string"), piece.span)
        .with_note("why", "JSON strings need quotes")
        .with_note("help", "put quotes around it, and escape special characters in it");
    finding.witness = path.witness();
    out.add(ViolationKind::OutputNotJson, finding);
    true
}

/// The call of `escapeJavaScript` that ends at an offset.
fn call_before(source: &str, end: usize, or: Span) -> Span {
    let start = source.get(..end).and_then(|before| before.rfind("escapeJavaScript"));
    start.map_or(or, |start| Span::new(start, start + "escapeJavaScript".len()))
}
