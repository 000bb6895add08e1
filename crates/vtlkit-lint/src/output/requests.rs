//! Requests for a template: what a fix is tried with.

use std::collections::{BTreeSet, VecDeque};

use serde_json::Value as Json;
use vtlkit_gateway::Request;
use vtlkit_syntax::ast::Template;

use super::facts::Facts;
use super::holes;
use super::json::At;
use super::leaf::leaves;
use super::run::Run;
use super::source::Source;
use super::value::{Piece, Value};
use crate::model::Declared;
use crate::target::Target;

/// How many ways through a template are taken.
const MOST_WAYS: usize = 10;

/// A request, and whether everything that its way through the template reads is there.
pub(crate) struct Sent {
    pub(crate) request: Request,
    pub(crate) complete: bool,
}

/// Requests that take different ways through a template, the one with the fewest assumptions first.
pub(crate) fn requests(source: &str, template: &Template, target: &Target) -> Vec<Sent> {
    let base = Facts {
        path_names: target.path_parameters.clone().into(),
        required_names: target.required_parameters.clone().into(),
        model: target.model.clone(),
        ..Facts::default()
    };
    let mut out: Vec<Sent> = Vec::new();
    let mut queue = VecDeque::from([Vec::new()]);
    while let Some(given) = queue.pop_front() {
        if out.len() >= MOST_WAYS {
            break;
        }
        let forced = Vec::len(&given);
        let run = Run::new(template, source, given, base.clone());
        for (at, choice) in run.choices.iter().enumerate().skip(forced) {
            for option in 1..choice.options {
                let mut given: Vec<usize> = run.choices.iter().take(at).map(|it| it.taken).collect();
                given.push(option);
                // What is left over when there are enough ways is never taken.
                if queue.len() < MOST_WAYS {
                    queue.push_back(given);
                }
            }
        }
        let sent = settled(run.facts, &run.pieces);
        if out.iter().all(|other| other.request != sent.request) {
            out.push(sent);
        }
    }
    out
}

/// The request of a way, with numbers where nothing else can stand.
fn settled(mut facts: Facts, pieces: &[Piece]) -> Sent {
    let (_, reading) = holes::settle(&mut facts, pieces);
    texts_in_quotes(&mut facts, pieces, &reading.starts);
    let mut request = facts.request();
    for declared in [Declared::Unknown, Declared::Optional] {
        if facts.model.as_ref().is_none_or(|model| model.accepts(&request.body)) {
            break;
        }
        facts.leave_out(declared);
        request = facts.request();
    }
    let is_there = |source: &Source| {
        facts.sent(source).is_some_and(|value| match value {
            Json::Null => false,
            Json::String(text) => !text.is_empty(),
            Json::Array(list) => !list.is_empty(),
            _ => true,
        })
    };
    let complete = facts.touched.iter().all(is_there);
    Sent { request, complete }
}

/// A JSON value in quotes is a number only so that the output is JSON: people send texts there.
fn texts_in_quotes(facts: &mut Facts, pieces: &[Piece], starts: &[At]) {
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
    facts.numbers.retain(|source| !quoted.contains(source) || bare.contains(source));
}
