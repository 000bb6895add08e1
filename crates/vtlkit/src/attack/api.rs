//! Attacks on a method of an API.

use serde_json::{Map, Value};
use vtlkit_api::{Answer, Api, ClientRequest, IntegrationRequest, Response, TemplateEntry};
use vtlkit_gateway::Request;
use vtlkit_gateway::execution::{Execution, Gateway};
use vtlkit_lint::{Subject, sample_request};
use vtlkit_text::{Diagnostic, Span};

use super::judge::Output;
use super::private::{Part, Parts};
use super::{Attack, Found, Input, Outcome, Side, attack as run_attack, found};
use crate::invoke::{Call, invoke};
use crate::json_body::is_json;

/// A request to an API, with the answer of its backend.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The request.
    pub call: Call,
    /// The answer.
    pub answer: Answer,
}

/// Runs hostile variants of exchanges with an API. `findings` and `subjects` (the templates) are those of the file that
/// defines it.
pub(crate) fn attack(
    api: &Api,
    exchanges: &[Exchange],
    findings: &[Diagnostic],
    subjects: &[Subject],
) -> Attack<Exchange> {
    let of_call = |exchange: &Exchange| Templates::of(api, &exchange.call, subjects);
    let templates = exchanges.first().map(of_call).unwrap_or_default();
    let exchanges: Vec<Exchange> = exchanges.iter().map(|exchange| templates.completed(exchange)).collect();
    let findings: Vec<Found> = findings
        .iter()
        .filter_map(|finding| {
            let side = templates.side_of(finding.primary.span)?;
            found(side, finding.rule, finding.witness.as_deref())
        })
        .collect();
    let mut run = |exchange: &Exchange| {
        outcome(&invoke(api, &exchange.call, &mut |_: &IntegrationRequest| exchange.answer.clone()))
    };
    run_attack(&exchanges, 0..2, &findings, &mut run)
}

fn outcome(execution: &Execution) -> Outcome {
    let Execution { response, integration_request: sent, trail, .. } = execution;
    let failed = trail.iter().find(|step| step.failed);
    let failed = failed.map(|step| (response.status, format!("{}: {}", step.kind.name(), step.reason)));
    let sent = sent.as_ref().map(|sent| Output {
        is_json: is_json(&sent.headers),
        text: String::from_utf8_lossy(&sent.body).into_owned(),
    });
    let received = Output {
        is_json: is_json(&response.headers) && !response.body.is_empty(),
        text: response.text().into_owned(),
    };
    Outcome { failed, status: Some(response.status), sent: sent.unwrap_or_default(), received }
}

/// The templates of the method that an exchange goes to.
#[derive(Default)]
struct Templates<'a> {
    request: Vec<&'a Subject>,
    response: Vec<&'a Subject>,
}

impl<'a> Templates<'a> {
    fn of(api: &Api, call: &Call, subjects: &'a [Subject]) -> Self {
        let gateway = Gateway::new(api);
        let found = gateway.method_of(&ClientRequest::from(call));
        let Some(integration) = found.and_then(|(_, method)| method.integration.as_ref()) else {
            return Self::default();
        };
        let subject = |entry: &TemplateEntry| {
            subjects.iter().find(|subject| subject.place().start() == entry.template.span.start())
        };
        let responses = integration.responses.iter().flat_map(|response| &response.response_templates);
        Self {
            request: integration.request_templates.iter().filter_map(subject).collect(),
            response: responses.filter_map(subject).collect(),
        }
    }

    /// The side of the template that contains a span of the file.
    fn side_of(&self, place: Span) -> Option<Side> {
        let has = |list: &[&Subject]| list.iter().any(|subject| subject.place().contains(place.start()));
        if has(&self.request) {
            return Some(Side::Request);
        }
        has(&self.response).then_some(Side::Response)
    }

    /// The exchange with generated bodies where it has none.
    fn completed(&self, exchange: &Exchange) -> Exchange {
        let mut out = exchange.clone();
        let sample = |list: &[&Subject]| {
            list.first().map(|subject| sample_request(subject.source(), subject.target()).body.into_bytes())
        };
        if out.call.body.is_empty()
            && !matches!(&*out.call.method.to_ascii_uppercase(), "GET" | "HEAD" | "OPTIONS")
            && let Some(body) = sample(&self.request)
        {
            out.call.body = body;
        }
        if let Answer::Response(Response { body, .. }) = &mut out.answer
            && body.is_empty()
            && let Some(made_up) = sample(&self.response)
        {
            *body = made_up;
        }
        out
    }
}

impl Input for Exchange {
    fn changed(&self, side: Side) -> Value {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let mut members = Map::new();
        match (side, &self.answer) {
            (Side::Response, Answer::Response(answer)) => {
                members.insert("body".into(), text(&answer.body).into());
            }
            (Side::Response, _) => {}
            (Side::Request, _) => {
                members.insert("path".into(), self.call.path.as_str().into());
                let headers =
                    self.call.headers.iter().map(|(name, value)| (name.clone(), value.as_str().into()));
                members.insert("headers".into(), Value::Object(headers.collect()));
                members.insert("body".into(), text(&self.call.body).into());
            }
        }
        Value::Object(members)
    }

    fn messages(&self) -> Map<String, Value> {
        let sides = [("request", Side::Request), ("answer", Side::Response)];
        sides.into_iter().map(|(name, side)| (name.to_owned(), self.changed(side))).collect()
    }
}

/// Headers that are not changed: they decide how the body is read.
const KEPT: [&str; 4] = ["content-type", "content-length", "host", "accept"];

impl Exchange {
    /// The raw pairs of the query string.
    fn pairs(&self) -> Vec<&str> {
        let query = self.call.path.split_once('?').map_or("", |(_, query)| query);
        query.split('&').filter(|pair| !pair.is_empty()).collect()
    }
}

impl Parts for Exchange {
    fn body(&self, side: Side) -> Option<String> {
        let bytes = match (side, &self.answer) {
            (Side::Request, _) => &self.call.body,
            (Side::Response, Answer::Response(answer)) => &answer.body,
            (Side::Response, _) => return None,
        };
        Some(String::from_utf8_lossy(bytes).into_owned())
    }

    fn set_body(&mut self, side: Side, body: String) {
        match (side, &mut self.answer) {
            (Side::Request, _) => self.call.body = body.into_bytes(),
            (Side::Response, Answer::Response(answer)) => answer.body = body.into_bytes(),
            (Side::Response, _) => {}
        }
    }

    fn parts(&self) -> Vec<(Part, usize, String)> {
        let query = self.pairs().into_iter().enumerate().map(|(at, pair)| {
            let name = pair.split('=').next().unwrap_or_default();
            (Part::Query, at, vtlkit_java::uri::decode(name).into_owned())
        });
        let headers = self.call.headers.iter().enumerate();
        let headers =
            headers.filter(|(_, (name, _))| !KEPT.iter().any(|kept| name.eq_ignore_ascii_case(kept)));
        let headers = headers.map(|(at, (name, _))| (Part::Header, at, name.clone()));
        query.chain(headers).collect()
    }

    fn set_part(&mut self, part: Part, at: usize, text: Option<&str>) {
        match (part, text) {
            (Part::Header, None) if at < self.call.headers.len() => drop(self.call.headers.remove(at)),
            (Part::Header, Some(text)) => {
                if let Some((_, value)) = self.call.headers.get_mut(at) {
                    text.clone_into(value);
                }
            }
            (Part::Header, None) => {}
            (Part::Query, text) => {
                let mut pairs: Vec<String> = self.pairs().into_iter().map(str::to_owned).collect();
                match (text, pairs.get_mut(at)) {
                    (Some(text), Some(pair)) => {
                        let name = pair.split('=').next().unwrap_or_default();
                        *pair = format!("{name}={}", encoded(text));
                    }
                    (None, Some(_)) => drop(pairs.remove(at)),
                    (_, None) => {}
                }
                let path = self.call.path.split('?').next().unwrap_or_default();
                self.call.path =
                    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) };
            }
        }
    }

    fn set_request(&mut self, side: Side, request: &Request) {
        self.set_body(side, request.body.clone());
        if side == Side::Response {
            return;
        }
        let path = self.call.path.split('?').next().unwrap_or_default().to_owned();
        if !request.querystring.is_empty() {
            let pair = |(name, value): &(String, String)| format!("{}={}", encoded(name), encoded(value));
            let pairs: Vec<String> = request.querystring.iter().map(pair).collect();
            self.call.path = format!("{path}?{}", pairs.join("&"));
        }
        for (name, value) in &request.headers {
            self.call.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
            self.call.headers.push((name.clone(), value.clone()));
        }
    }
}

/// Encodes a value of a query string.
fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |out, byte| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
            out + &char::from(byte).to_string()
        }
        byte => format!("{out}%{byte:02X}"),
    })
}
