//! Sample values that are valid for a schema.

use regex_syntax::hir::{Class, Hir, HirKind};
use serde_json::{Map, Value as Json};
use vtlkit_schema::{Model, References};

use super::{APOSTROPHE, BREAKING};

/// Another value of the same kind; `number` 0 is the value itself.
pub(super) fn variant(value: &Json, number: usize) -> Json {
    let mut value = value.clone();
    match &mut value {
        _ if number == 0 => {}
        Json::String(text) => text.push_str(&number.to_string()),
        Json::Number(first) => {
            if let Some(other) = first.as_i64().and_then(|first| first.checked_add(number as i64)) {
                return other.into();
            }
        }
        Json::Object(map) => {
            let of_kind = |value: &&mut Json| value.is_string() || value.is_number();
            if let Some(member) = map.values_mut().find(of_kind) {
                *member = variant(member, number);
            }
        }
        _ => {}
    }
    value
}

/// Strings that are valid for a schema.
pub(super) struct Strings {
    pub(super) sample: Option<String>,
    pub(super) breaking: Option<String>,
    pub(super) apostrophe: Option<String>,
    pub(super) empty: bool,
}

/// Keywords that constrain strings.
const KEYWORDS: [&str; 4] = ["pattern", "format", "minLength", "maxLength"];

/// Strings of the kinds that patterns and formats commonly require.
const USUAL: [&str; 14] = [
    "x",
    "1",
    "A",
    "a1",
    "A1",
    "2020-01-01",
    "2020-01-01T00:00:00Z",
    "12:00:00",
    "a@b.co",
    "https://example.com/",
    "10.0.0.1",
    "+15555550100",
    "123e4567-e89b-42d3-a456-426614174000",
    "example.com",
];

impl Strings {
    pub(super) fn of(schema: &Map<String, Json>) -> Self {
        let mut own = Map::new();
        for key in KEYWORDS {
            if let Some(value) = schema.get(key) {
                own.insert(key.to_owned(), value.clone());
            }
        }
        if own.is_empty() {
            return Self {
                sample: Some("x".to_owned()),
                breaking: Some(BREAKING.to_owned()),
                apostrophe: Some(APOSTROPHE.to_owned()),
                empty: true,
            };
        }
        let length = |key: &str| own.get(key).and_then(Json::as_u64);
        let (least, most) = (length("minLength").unwrap_or(0).min(4096) as usize, length("maxLength"));
        let pattern = own.get("pattern").and_then(Json::as_str).map(str::to_owned);
        let text = Json::Object(own).to_string();
        let Ok(model) = Model::compile(&text, &References::new()) else {
            return Self { sample: None, breaking: None, apostrophe: None, empty: true };
        };
        let fits = |text: &str| model.validate(&Json::from(text).to_string()).is_valid();
        let mut candidates: Vec<String> = Vec::new();
        if let Some(made) = pattern.as_deref().and_then(of_pattern) {
            candidates.push(made);
        }
        candidates.extend(USUAL.iter().map(|&usual| usual.to_owned()));
        let mut long: Vec<String> = Vec::new();
        for base in &candidates {
            if let Some(first) = base.chars().next()
                && base.chars().count() < least
            {
                long.push(base.chars().chain(std::iter::repeat(first)).take(least).collect());
            }
            if let Some(most) = most
                && base.chars().count() as u64 > most
            {
                long.push(base.chars().take(most as usize).collect());
            }
        }
        candidates.extend(long);
        let sample = candidates.into_iter().find(|text| fits(text));
        let with = |special: char| {
            let base = sample.as_deref()?;
            let marks: Vec<usize> = base.char_indices().map(|(at, _)| at).chain([base.len()]).collect();
            let put = |at: usize, skip: usize| {
                let (before, after) = (base.get(..at)?, base.get(at..)?);
                let after: String = after.chars().skip(skip).collect();
                Some(format!("{before}{special}{after}"))
            };
            // In the middle if that is valid, then anywhere; it replaces a character if the length is fixed.
            let middle = marks.len() / 2;
            let order = marks.iter().skip(middle).chain(marks.iter().take(middle)).take(64);
            order.flat_map(|&at| [put(at, 0), put(at, 1)]).flatten().find(|text| fits(text))
        };
        Self {
            breaking: with('"').or_else(|| with('\\')).or_else(|| with('\n')).or_else(|| with('\t')),
            apostrophe: with('\''),
            empty: fits(""),
            sample,
        }
    }
}

/// The most alternatives of a pattern that are tried.
const MOST_ALTERNATIVES: usize = 8;

/// Strings that a pattern matches, one for each of the first alternatives.
pub(crate) fn texts_of_pattern(pattern: &str) -> Vec<String> {
    let mut out = Vec::new();
    let Some(hir) = parsed(pattern) else { return out };
    for alternative in 0..MOST_ALTERNATIVES {
        let mut text = String::new();
        if add(&hir, alternative, &mut text).is_none() || out.contains(&text) {
            break;
        }
        out.push(text);
    }
    out
}

fn parsed(pattern: &str) -> Option<Hir> {
    regex_syntax::ParserBuilder::new().nest_limit(60).build().parse(pattern).ok()
}

/// A string that a pattern matches.
fn of_pattern(pattern: &str) -> Option<String> {
    let mut out = String::new();
    add(&parsed(pattern)?, 0, &mut out)?;
    Some(out)
}

/// Appends a string for a part of a pattern, with the given alternative, or the last one if there are fewer.
fn add(hir: &Hir, alternative: usize, out: &mut String) -> Option<()> {
    if out.len() > 4096 {
        return None;
    }
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => out.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(Class::Unicode(class)) => {
            let has = |c: char| class.ranges().iter().any(|range| range.start() <= c && c <= range.end());
            let first = class.ranges().first()?.start();
            out.push(['x', 'X', '1'].into_iter().find(|&c| has(c)).unwrap_or(first));
        }
        HirKind::Class(Class::Bytes(class)) => out.push(char::from(class.ranges().first()?.start())),
        HirKind::Repetition(repetition) => {
            // One repetition rather than none.
            let least = repetition.min.max(u32::from(repetition.max != Some(0) && repetition.max != Some(1)));
            for _ in 0..least.min(4096) {
                add(&repetition.sub, alternative, out)?;
            }
        }
        HirKind::Capture(capture) => add(&capture.sub, alternative, out)?,
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| add(part, alternative, out))?,
        HirKind::Alternation(parts) => {
            add(parts.get(alternative).or_else(|| parts.last())?, alternative, out)?;
        }
    }
    Some(())
}

/// A valid number, if the bounds of the schema are simple.
pub(super) fn number(schema: &Map<String, Json>) -> Json {
    let bound = |key: &str| schema.get(key).and_then(Json::as_f64);
    let exclusive = |key: &str| schema.get(key) == Some(&Json::Bool(true));
    let step = bound("multipleOf").filter(|step| *step > 0.0).unwrap_or(1.0);
    let mut value = 1.0_f64;
    if let Some(least) = bound("minimum") {
        let least = if exclusive("exclusiveMinimum") { least + step } else { least };
        value = value.max(least);
    }
    if let Some(most) = bound("maximum") {
        let most = if exclusive("exclusiveMaximum") { most - step } else { most };
        value = value.min(most);
    }
    if schema.contains_key("multipleOf") {
        value = (value / step).ceil() * step;
    }
    let whole = value.fract() == 0.0 && value.abs() < 1e15;
    if whole {
        Json::from(value as i64)
    } else {
        serde_json::Number::from_f64(value).map_or(Json::Null, Json::Number)
    }
}
