//! Variants: changes of single values that may make a render fail.

use std::collections::BTreeSet;
use std::ops::Bound;

use crate::change::{Change, Together};
use crate::constraints::{Constraints, Shape};
use crate::origin::{Origin, Part};

/// The most values of one path that are changed.
const MOST_SOURCES: usize = 1_000;

/// Strings on which decoders, number parsers and string methods may throw.
pub(super) const TEXTS: [&str; 6] = ["x", "!", "%", "[1E+]", "", "1"];

/// Another content for one value.
#[derive(Clone, Debug)]
pub(super) struct Variant {
    pub(super) source: Origin,
    /// The content; `None` if it is missing.
    shape: Option<Shape>,
}

impl Variant {
    /// Applies the variant to the constraints. Returns whether the value can be so.
    pub(super) fn apply(&self, constraints: &mut Constraints) -> bool {
        let Self { source, shape } = self;
        if shape.is_none() && constraints.missing(source).is_none() {
            return false;
        }
        constraints.needs.remove(source);
        constraints.encoded.remove(source);
        constraints.excluded.remove(source);
        // Its contents are no longer sent.
        while let Some(inner) = first_within(&constraints.touched, source) {
            constraints.touched.remove(&inner);
        }
        let inner = (Bound::Excluded(source), Bound::Unbounded);
        while let Some(inner) = constraints.shapes.range(inner).next().map(|(inner, _)| inner.clone())
            && source.holds(&inner)
        {
            constraints.shapes.remove(&inner);
        }
        match shape {
            Some(shape) => {
                constraints.touched.insert(source.clone());
                constraints.shapes.insert(source.clone(), shape.clone());
                true
            }
            None => constraints.make_missing(source),
        }
    }

    /// Whether the path depends on the value.
    fn is_decisive(&self, constraints: &Constraints) -> bool {
        constraints.shapes.contains_key(&self.source)
            || constraints.present.contains(&self.source)
            || constraints.excluded.contains_key(&self.source)
    }
}

/// The first value read inside this one.
fn first_within(all: &BTreeSet<Origin>, source: &Origin) -> Option<Origin> {
    // In the order of the set, the contents of a value follow it.
    let next = all.range((Bound::Excluded(source), Bound::Unbounded)).next()?;
    source.holds(next).then(|| next.clone())
}

/// Groups of variants that fit into one request: one for each value, none inside another, and those on which the path
/// depends in groups of their own.
pub(super) fn groups(constraints: &Constraints, variants: Vec<Vec<Variant>>) -> Vec<Vec<Variant>> {
    let most = variants.iter().map(Vec::len).max().unwrap_or_default();
    let mut sets: Vec<[Vec<Variant>; 2]> = (0..most).map(|_| [Vec::new(), Vec::new()]).collect();
    for of_source in variants {
        for (set, variant) in sets.iter_mut().zip(of_source) {
            let [free, decisive] = set;
            if variant.is_decisive(constraints) { decisive.push(variant) } else { free.push(variant) }
        }
    }
    sets.into_iter().flatten().flat_map(apart).collect()
}

/// Splits variants so that no group has a value inside another one of the group.
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

/// The values of a path to change, those with method calls first, and whether there are more of those.
pub(super) fn sources(constraints: &Constraints) -> (Vec<Origin>, bool) {
    let mut out: Vec<Origin> = constraints.needs.keys().chain(&constraints.encoded).cloned().collect();
    let lists = constraints.shapes.iter().filter(|(_, shape)| matches!(shape, Shape::List(_)));
    out.extend(lists.map(|(source, _)| source.clone()));
    let is_cut = out.len() > MOST_SOURCES;
    for source in &constraints.touched {
        // Contents of an array or object are covered by the variants of their container.
        if let Origin::Body(_) = source {
            out.extend(source.above());
        }
        out.push(source.clone());
    }
    let mut seen = BTreeSet::new();
    out.retain(|source| seen.insert(source.clone()));
    out.truncate(MOST_SOURCES);
    (out, is_cut)
}

/// The variants of one value.
pub(super) fn variants(constraints: &Constraints, source: &Origin) -> Vec<Variant> {
    let shaped = |shape| Variant { source: source.clone(), shape: Some(shape) };
    let in_path = match source {
        Origin::Param(Some(Part::Path), _) => true,
        _ => constraints.is_in_path(source),
    };
    match source {
        Origin::Context(path) if !matches!(path.first().map(|name| &**name), Some("authorizer")) => {
            return Vec::new();
        }
        Origin::Name(_) | Origin::Field { .. } => return Vec::new(),
        _ => {}
    }
    let mut out = Vec::new();
    let is_parsed = source.parsed().is_some_and(|parsed| {
        constraints.touched.contains(&parsed) || first_within(&constraints.touched, &parsed).is_some()
    });
    if constraints.is_container(source) && !is_parsed {
        out.extend([shaped(Shape::List(0)), shaped(Shape::List(1))]);
    } else {
        // Path parameters are not empty, and the service rejects paths with an invalid percent-encoding.
        let texts = TEXTS.iter().filter(|text| !in_path || !matches!(**text, "" | "%"));
        out.extend(texts.map(|text| shaped(Shape::Text((*text).to_owned()))));
        if matches!(source, Origin::Body(_)) {
            out.extend([shaped(Shape::List(0)), shaped(Shape::Number(-1))]);
        }
    }
    if !in_path && *source != Origin::payload() {
        out.push(Variant { source: source.clone(), shape: None });
    }
    out
}
