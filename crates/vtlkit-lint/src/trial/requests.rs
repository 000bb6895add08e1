//! The requests for trials.

use serde_json::Value as Json;
use vtlkit_gateway::Request;
use vtlkit_syntax::ast::Template;
use vtlkit_text::Witness;

use vtlkit_predict::{Sample, Target, samples};

/// A request, and whether it is typical: without missing or special values.
pub(super) struct Tried {
    pub(super) request: Request,
    pub(super) ordinary: bool,
}

/// The most witnesses that are tried.
const MOST_WITNESSES: usize = 8;

/// The most samples that are also tried with other values.
const MOST_VARIED: usize = 4;

/// The most requests that are tried.
const MOST_REQUESTS: usize = 64;

/// Typical strings.
const WORDS: [&str; 2] = ["two words", "7"];

/// Strings with special characters of JSON, forms, XML and escapes, and the empty string.
const HOSTILE: [&str; 4] = ["a\"b\\c'd&e=f<g>h%41+j/k\nl$m#n", "it's", "\"", ""];

/// The requests of the witnesses, requests that take different paths through the template, and variants of both with
/// other values. Requests that the model rejects are left out.
pub(super) fn requests<'w>(
    source: &str,
    template: &Template,
    target: &Target,
    witnesses: impl Iterator<Item = &'w Witness>,
) -> Vec<Tried> {
    let witnesses = witnesses.take(MOST_WITNESSES).filter_map(|witness| witness.request.parse().ok());
    let witnesses: Vec<Request> = witnesses.collect();
    let samples = samples(source, template, target);
    let is_text: &dyn Fn(&Json) -> bool = &Json::is_string;
    let is_scalar: &dyn Fn(&Json) -> bool = &|value| !value.is_object() && !value.is_array();
    let is_none: &dyn Fn(&Json) -> bool = &|_| false;
    let mut list = List { target, requests: Vec::new() };
    for witness in &witnesses {
        list.add(witness.clone(), false);
        list.add_with(witness, HOSTILE[0], is_text, false);
        list.add_with(witness, WORDS[0], is_text, false);
    }
    for Sample { request, complete } in samples.iter().take(MOST_VARIED) {
        for text in HOSTILE {
            list.add_with(request, text, is_text, false);
        }
        list.add_with(request, HOSTILE[0], is_scalar, false);
        list.add_with(request, HOSTILE[0], is_none, false);
        for text in WORDS {
            list.add_with(request, text, is_text, *complete);
        }
        list.add_with(request, WORDS[0], is_scalar, *complete);
    }
    for Sample { request, complete } in &samples {
        list.add(request.clone(), *complete);
    }
    for body in ["", "{}"] {
        list.add(Request { body: body.to_owned(), ..Request::default() }, false);
        if let Some(Sample { request, .. }) = samples.first() {
            list.add_with(&Request { body: body.to_owned(), ..request.clone() }, HOSTILE[0], is_none, false);
        }
    }
    list.requests
}

/// Requests without duplicates.
struct List<'t> {
    target: &'t Target,
    requests: Vec<Tried>,
}

impl List<'_> {
    fn accepts(&self, body: &str) -> bool {
        self.target.model.as_ref().is_none_or(|model| model.accepts(body))
    }

    /// Adds a request, if the model accepts it.
    fn add(&mut self, request: Request, ordinary: bool) {
        if let Some(other) = self.requests.iter_mut().find(|other| other.request == request) {
            other.ordinary |= ordinary;
        } else if self.requests.len() < MOST_REQUESTS && self.accepts(&request.body) {
            self.requests.push(Tried { request, ordinary });
        }
    }

    /// Adds a variant of a request with `text` as each query parameter and header, and in place of each value of the
    /// body for which `is_such` is true and the model accepts it. Path parameters stay unchanged.
    fn add_with(&mut self, request: &Request, text: &str, is_such: &dyn Fn(&Json) -> bool, ordinary: bool) {
        let mut request = request.clone();
        if let Ok(body) = serde_json::from_str::<Json>(&request.body) {
            let mut all = body.clone();
            for place in places(&mut all, is_such) {
                *place = text.into();
            }
            request.body = all.to_string();
            if !self.accepts(&request.body) {
                request.body = self.replaced(body, text, is_such);
            }
        }
        for (_, value) in request.querystring.iter_mut().chain(&mut request.headers) {
            text.clone_into(value);
        }
        self.add(request, ordinary);
    }

    /// A body with `text` in place of each value for which the model accepts it.
    fn replaced(&self, mut body: Json, text: &str, is_such: &dyn Fn(&Json) -> bool) -> String {
        let count = places(&mut body, is_such).len().min(MOST_PLACES);
        // Backwards, so that the indexes of earlier values stay the same.
        for at in (0..count).rev() {
            let mut changed = body.clone();
            if let Some(place) = places(&mut changed, is_such).into_iter().nth(at) {
                *place = text.into();
            }
            if self.accepts(&changed.to_string()) {
                body = changed;
            }
        }
        body.to_string()
    }
}

/// The most values of a body that are replaced one by one.
const MOST_PLACES: usize = 32;

/// The values inside a JSON value for which `is_such` is true.
fn places<'v>(value: &'v mut Json, is_such: &dyn Fn(&Json) -> bool) -> Vec<&'v mut Json> {
    let mut out = Vec::new();
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Json::Array(list) => open.extend(list.iter_mut()),
            Json::Object(map) => open.extend(map.values_mut()),
            value if is_such(value) => out.push(value),
            _ => {}
        }
    }
    out
}
