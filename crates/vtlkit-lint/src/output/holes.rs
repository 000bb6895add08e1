//! What a single reference breaks, by where it lands.

use std::collections::{BTreeMap, HashMap, HashSet};

use vtlkit_text::{Diagnostic, Span};

use super::FaultKind;
use super::confirm::{Candidate, Confirm, Shown};
use super::explore::Way;
use super::facts::{Facts, Shape};
use super::faults::Faults;
use super::json::{At, Wrong};
use super::leaf::{Leaf, Treatment, leaves};
use super::print::{PROBE, number_of_probe, numbered_probe};
use super::reading::{Break, Printed, Reading, read, read_and_tell};
use super::source::Source;
use super::value::{Piece, Value};
use super::wording::{as_json, finding};
use super::worst::{is_free, worst};

/// Makes the request one whose output is JSON, if it can be: numbers where nothing else goes. What it prints is given,
/// and how that reads.
pub(crate) fn settle(facts: &mut Facts, pieces: &[Piece]) -> (Printed, Reading) {
    // Each number that is found may let the reading go on further.
    for _ in 0..4 {
        let (mut numbers, mut digits) = (HashSet::new(), HashSet::new());
        // Those with conditions, and whether they are texts.
        let mut bound = BTreeMap::new();
        let printed = Printed::of(&facts.view(), pieces);
        let reading = read_and_tell(
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
                    if number.is_word() || facts.numbers.contains(number) || facts.digits.contains(number) {
                        continue;
                    }
                    if facts.conditions.contains_key(number) {
                        bound.insert(number.clone(), leaf.made || facts.texts.contains(number));
                        continue;
                    }
                    if leaf.made || facts.texts.contains(number) {
                        digits.insert(number.clone());
                        continue;
                    }
                    let fits = facts.model.as_ref().is_none_or(|model| model.may_be_number(number));
                    if fits && !facts.is_container(number) {
                        numbers.insert(number.clone());
                    }
                }
                // It is one from now on.
                matches!(value, Value::External(source) if at != At::Word && numbers.contains(source))
            },
            |_, _| {},
        );
        if numbers.is_empty() && digits.is_empty() && bound.is_empty() {
            return (printed, reading);
        }
        for (source, is_text) in bound {
            facts.make_number(&source, is_text);
            digits.insert(source);
        }
        facts.numbers.extend(numbers);
        facts.digits.extend(digits);
    }
    let printed = Printed::of(&facts.view(), pieces);
    let reading = read(&printed, pieces);
    (printed, reading)
}

/// A part of a piece, and where it lands.
struct Told<'w> {
    at: At,
    leaf: Leaf<'w>,
}

/// What the references of a way break.
pub(crate) fn faults(source: &str, way: &Way, confirm: &mut Confirm, out: &mut Faults) {
    let broken: HashSet<usize> =
        way.breaks.iter().filter(|it| it.wrong == Wrong::Other).map(|it| it.piece).collect();
    let is_bare: Vec<bool> =
        (0..way.starts.len()).map(|index| bare_text(source, way, index, &broken, out)).collect();
    let landings = landings(way);
    let view = way.facts.view();
    let candidates = way
        .pieces
        .iter()
        .zip(&way.starts)
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
                    let (kind, change) = worst(&way.facts, view, &leaf, *at, text)?;
                    let span = match (kind, leaf.treatment) {
                        (FaultKind::EscapeSingleQuote, Treatment::Escaped { end: Some(end), .. }) => {
                            call_before(source, end, piece.span)
                        }
                        _ => piece.span,
                    };
                    Some(Candidate {
                        kind,
                        piece: index,
                        span,
                        change,
                        told: Told { at: *at, leaf: leaf.clone() },
                    })
                })
            })
        });
    let tell = |it: &Candidate<Told<'_>>| {
        let piece = way.pieces.get(it.piece)?;
        let mut finding = finding(it.kind, source, it.span, piece, &it.told.leaf);
        if it.kind == FaultKind::MapInOutput && matches!(it.told.at, At::Value { .. } | At::ValueOrEnd) {
            finding.fix = as_json(source, piece);
        }
        Some(finding)
    };
    confirm.add(way, candidates, &shows, tell, out);
}

/// Which faults a render shows.
fn shows(confirm: &Confirm, shown: &Shown<'_>, candidates: &[&Candidate<Told<'_>>]) -> Vec<bool> {
    let reading = read(&shown.printed, shown.pieces);
    let is_broken = confirm.is_broken(&shown.output);
    let broken = broken_pieces(shown, &reading.breaks);
    let shows = |it: &&Candidate<Told<'_>>| match (it.kind, it.told.at) {
        (FaultKind::MapInOutput, At::String { .. }) => {
            let is_params = matches!(*it.told.leaf.value, Value::Params | Value::ParamMap(_));
            is_params && shown.output.contains('=')
                || it.told.leaf.treatment != Treatment::Encoded && shown.printed.piece(it.piece).contains('{')
        }
        _ => is_broken && broken.get(it.piece) == Some(&true),
    };
    candidates.iter().map(shows).collect()
}

/// Whether there is a break in each piece, or in what follows it after blanks.
fn broken_pieces(shown: &Shown<'_>, breaks: &[Break]) -> Vec<bool> {
    let mut out = vec![false; shown.pieces.len()];
    for broken in breaks {
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

/// So few values are looked for one by one, since what a method cuts out of a text may have no room for their number.
const FEW: usize = 8;

/// Where in JSON the values land that are printed as parts of texts: it is not where the piece starts.
fn landings(way: &Way) -> HashMap<Source, At> {
    let mut sources = Vec::new();
    let mut seen = HashSet::new();
    for (piece, start) in way.pieces.iter().zip(&way.starts) {
        if !piece.value.is_composed() || matches!(start, At::String { .. }) {
            continue;
        }
        for leaf in leaves(&piece.value) {
            if let Value::External(source) = &*leaf.value
                && is_free(&way.facts, source)
                && seen.insert(source.clone())
            {
                sources.push(source.clone());
            }
        }
    }
    let mut out = HashMap::new();
    let groups = if sources.len() > FEW { sources.len() } else { 1 };
    for group in sources.chunks(groups) {
        let mut facts = way.facts.clone();
        // Of one alone it need not be said which it is.
        let is_alone = group.len() == 1;
        let probes = group.iter().enumerate().map(|(number, source)| {
            let probe = if is_alone { PROBE.to_string() } else { numbered_probe(number) };
            (source.clone(), Shape::Text(probe))
        });
        facts.shapes.extend(probes);
        let printed = Printed::of(&facts.view(), &way.pieces);
        let find = |place, at| {
            let Some(probe) = printed.behind(place).strip_prefix(PROBE) else { return };
            let number = if is_alone { Some(0) } else { number_of_probe(probe) };
            if let Some(source) = number.and_then(|number| group.get(number)) {
                out.entry(source.clone()).or_insert(at);
            }
        };
        read_and_tell(&printed, &way.pieces, |_, _| false, find);
    }
    out
}

/// Notes a text that stands where a value has to come, and is none whatever the request is. Whether there is one is
/// given.
fn bare_text(source: &str, way: &Way, index: usize, broken: &HashSet<usize>, out: &mut Faults) -> bool {
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
    if !broken.contains(&index) {
        return false;
    }
    if out.has(FaultKind::OutputNotJson, piece.span) {
        return true;
    }
    let text = piece.span.text(source);
    let mut finding = Diagnostic::error(format!("`{text}` is a text without quotes"), piece.span)
        .with_note("why", "JSON has texts in quotes")
        .with_note("help", "put quotes around it, and escape what is special in it");
    finding.witness = way.witness();
    out.add(FaultKind::OutputNotJson, finding);
    true
}

/// The call of `escapeJavaScript` that ends at a place.
fn call_before(source: &str, end: usize, or: Span) -> Span {
    let start = source.get(..end).and_then(|before| before.rfind("escapeJavaScript"));
    start.map_or(or, |start| Span::new(start, start + "escapeJavaScript".len()))
}
