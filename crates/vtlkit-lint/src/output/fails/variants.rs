//! What is changed in a request to make a render fail.

use std::collections::BTreeSet;
use std::ops::Bound;

use crate::output::change::{Change, Together};
use crate::output::facts::{Facts, Shape};
use crate::output::source::{Part, Source};

/// How many values of one way are changed.
const MOST_SOURCES: usize = 1_000;

/// Texts that decoders, readers of numbers and methods of texts may fail on.
pub(super) const TEXTS: [&str; 6] = ["x", "!", "%", "[1E+]", "", "1"];

/// Another value for one source.
#[derive(Clone, Debug)]
pub(super) struct Variant {
    pub(super) source: Source,
    /// What it is; `None` where it is missing.
    shape: Option<Shape>,
}

impl Variant {
    /// Changes what is known of a request. Whether the source can be so is given.
    pub(super) fn apply(&self, facts: &mut Facts) -> bool {
        let Self { source, shape } = self;
        if shape.is_none() && facts.missing(source).is_none() {
            return false;
        }
        facts.needs.remove(source);
        facts.encoded.remove(source);
        facts.excluded.remove(source);
        // What was in it is not sent any more.
        while let Some(inner) = first_within(&facts.touched, source) {
            facts.touched.remove(&inner);
        }
        let inner = (Bound::Excluded(source), Bound::Unbounded);
        while let Some(inner) = facts.shapes.range(inner).next().map(|(inner, _)| inner.clone())
            && source.holds(&inner)
        {
            facts.shapes.remove(&inner);
        }
        match shape {
            Some(shape) => {
                facts.touched.insert(source.clone());
                facts.shapes.insert(source.clone(), shape.clone());
                true
            }
            None => facts.make_missing(source),
        }
    }

    /// Whether the way through the template depends on the source.
    fn is_decisive(&self, facts: &Facts) -> bool {
        facts.shapes.contains_key(&self.source)
            || facts.present.contains(&self.source)
            || facts.excluded.contains_key(&self.source)
    }
}

/// What is in a source, if anything is asked for in it.
fn first_within(all: &BTreeSet<Source>, source: &Source) -> Option<Source> {
    // It comes right behind the source.
    let next = all.range((Bound::Excluded(source), Bound::Unbounded)).next()?;
    source.holds(next).then(|| next.clone())
}

/// Variants that can be tried in one request: of each source one, of none what is in another, and those together on
/// which the way depends.
pub(super) fn groups(facts: &Facts, variants: Vec<Vec<Variant>>) -> Vec<Vec<Variant>> {
    let most = variants.iter().map(Vec::len).max().unwrap_or_default();
    let mut sets: Vec<[Vec<Variant>; 2]> = (0..most).map(|_| [Vec::new(), Vec::new()]).collect();
    for of_source in variants {
        for (set, variant) in sets.iter_mut().zip(of_source) {
            let [free, decisive] = set;
            if variant.is_decisive(facts) { decisive.push(variant) } else { free.push(variant) }
        }
    }
    sets.into_iter().flatten().flat_map(apart).collect()
}

/// Divides variants such that none is of a source that is in another one.
fn apart(mut variants: Vec<Variant>) -> Vec<Vec<Variant>> {
    let mut out = Vec::new();
    while !variants.is_empty() {
        let mut together = Together::new();
        let (group, others) = variants.into_iter().partition(|variant| {
            let shape = variant.shape.clone().unwrap_or(Shape::Missing);
            together.add(&Change::of(variant.source.clone(), shape))
        });
        out.push(group);
        variants = others;
    }
    out
}

/// The values of a way that are changed, those first on which methods are called, and whether there are more
/// of those.
pub(super) fn sources(facts: &Facts) -> (Vec<Source>, bool) {
    let mut out: Vec<Source> = facts.needs.keys().chain(&facts.encoded).cloned().collect();
    let lists = facts.shapes.iter().filter(|(_, shape)| matches!(shape, Shape::List(_)));
    out.extend(lists.map(|(source, _)| source.clone()));
    let is_cut = out.len() > MOST_SOURCES;
    for source in &facts.touched {
        // What is in a list or an object is in something that may be without it.
        if let Source::Body(_) = source {
            out.extend(source.above());
        }
        out.push(source.clone());
    }
    let mut seen = BTreeSet::new();
    out.retain(|source| seen.insert(source.clone()));
    out.truncate(MOST_SOURCES);
    (out, is_cut)
}

/// The other values that are tried for a source.
pub(super) fn variants(facts: &Facts, source: &Source) -> Vec<Variant> {
    let shaped = |shape| Variant { source: source.clone(), shape: Some(shape) };
    let in_path = match source {
        Source::Param(Some(Part::Path), _) => true,
        _ => facts.is_in_path(source),
    };
    match source {
        Source::Context(path) if !matches!(path.first().map(|name| &**name), Some("authorizer")) => {
            return Vec::new();
        }
        Source::Name(_) | Source::Field { .. } => return Vec::new(),
        _ => {}
    }
    let mut out = Vec::new();
    let is_parsed = source.parsed().is_some_and(|parsed| {
        facts.touched.contains(&parsed) || first_within(&facts.touched, &parsed).is_some()
    });
    if facts.is_container(source) && !is_parsed {
        out.extend([shaped(Shape::List(0)), shaped(Shape::List(1))]);
    } else {
        // A part of a path is not empty, and the service refuses paths with a `%` without digits.
        let texts = TEXTS.iter().filter(|text| !in_path || !matches!(**text, "" | "%"));
        out.extend(texts.map(|text| shaped(Shape::Text((*text).to_owned()))));
        if matches!(source, Source::Body(_)) {
            out.extend([shaped(Shape::List(0)), shaped(Shape::Number(-1))]);
        }
    }
    if !in_path && *source != Source::payload() {
        out.push(Variant { source: source.clone(), shape: None });
    }
    out
}
