//! Sample requests that take different paths through a template, for example to try a fix.

use std::collections::{BTreeSet, VecDeque};

use serde_json::Value as Json;
use vtlkit_gateway::Request;
use vtlkit_syntax::ast::Template;

use super::constraints::Constraints;
use super::json::At;
use super::leaf::leaves;
use super::origin::Origin;
use super::run::Run;
use super::sinks;
use super::value::{Piece, Value};
use crate::model::Declared;
use crate::target::Target;

/// The most paths for which a request is made.
const MOST_WAYS: usize = 10;

/// A sample request, and whether all values that its path reads are present.
pub struct Sample {
    /// The request.
    pub request: Request,
    /// Whether every value that the path reads is present and not empty.
    pub complete: bool,
}

/// Sample requests that take different paths through a template, the one with the fewest assumptions first.
pub fn samples(source: &str, template: &Template, target: &Target) -> Vec<Sample> {
    let base = Constraints {
        path_names: target.path_parameters.clone().into(),
        required_names: target.required_parameters.clone().into(),
        model: target.model.clone(),
        ..Constraints::default()
    };
    let mut out: Vec<Sample> = Vec::new();
    let mut queue = VecDeque::from([Vec::new()]);
    while let Some(given) = queue.pop_front() {
        if out.len() >= MOST_WAYS {
            break;
        }
        let forced = Vec::len(&given);
        let run = Run::new(template, source, given, base.clone());
        for (at, decision) in run.decisions.iter().enumerate().skip(forced) {
            for option in 1..decision.options {
                let mut given: Vec<usize> = run.decisions.iter().take(at).map(|it| it.taken).collect();
                given.push(option);
                // More entries than the remaining paths are never used.
                if queue.len() < MOST_WAYS {
                    queue.push_back(given);
                }
            }
        }
        let sent = concrete(run.constraints, &run.pieces);
        if out.iter().all(|other| other.request != sent.request) {
            out.push(sent);
        }
    }
    out
}

/// The request of a path, with numbers where only a number is valid.
fn concrete(mut constraints: Constraints, pieces: &[Piece]) -> Sample {
    let (_, reading) = sinks::concretise(&mut constraints, pieces);
    texts_in_quotes(&mut constraints, pieces, &reading.starts);
    let mut request = constraints.request();
    for declared in [Declared::Unknown, Declared::Optional] {
        if constraints.model.as_ref().is_none_or(|model| model.accepts(&request.body)) {
            break;
        }
        constraints.leave_out(declared);
        request = constraints.request();
    }
    let is_there = |source: &Origin| {
        constraints.sent(source).is_some_and(|value| match value {
            Json::Null => false,
            Json::String(text) => !text.is_empty(),
            Json::Array(list) => !list.is_empty(),
            _ => true,
        })
    };
    let complete = constraints.touched.iter().all(is_there);
    Sample { request, complete }
}

/// A JSON value between quotes is a number only to make the output valid; ordinary requests have strings there.
fn texts_in_quotes(constraints: &mut Constraints, pieces: &[Piece], starts: &[At]) {
    let (mut quoted, mut bare) = (BTreeSet::new(), BTreeSet::new());
    for (piece, at) in pieces.iter().zip(starts) {
        for leaf in leaves(&piece.value) {
            match (&*leaf.value, at) {
                (Value::Json(source), At::String { .. }) => quoted.insert(source.clone()),
                (Value::External(source), _) => bare.insert(source.clone()),
                _ => false,
            };
        }
    }
    constraints.numbers.retain(|source| !quoted.contains(source) || bare.contains(source));
}
