//! Attacks on a template alone.

use serde_json::{Map, Value};
use vtlkit_gateway::Request;
use vtlkit_lint::{Target, sample_request};

use super::judge::{Output, problem};
use super::private::{Part, Parts};
use super::{Attack, Input, Outcome, Side, attack, found};
use crate::error::Error;
use crate::template::{Phase, RenderOptions, Template};

/// Renders a template for hostile variants of a request. The output of a variant is judged if that of the unchanged
/// request is JSON. If `requests` is empty, a request is generated from what the template reads.
///
/// ```
/// use vtlkit::{RenderOptions, Verdict, attack_template};
///
/// let unescaped = attack_template(r#"{"a": "$input.path('$.a')"}"#, &RenderOptions::default(), &[])?;
/// assert!(unescaped.count(Verdict::Broken) > 0);
/// let json = attack_template("{\"a\": $input.json('$.a')}", &RenderOptions::default(), &[])?;
/// assert_eq!(json.count(Verdict::Broken), 0);
/// # Ok::<(), vtlkit::Error>(())
/// ```
///
/// # Errors
///
/// Fails if the template cannot be parsed.
pub fn attack_template(
    text: &str,
    options: &RenderOptions,
    requests: &[Request],
) -> Result<Attack<Request>, Error> {
    let mut template = Template::compile(text, options)?;
    let (phase, side) = match options.phase {
        Phase::Request => (vtlkit_lint::Phase::Request, Side::Request),
        Phase::Response => (vtlkit_lint::Phase::Response, Side::Response),
    };
    let target = Target { phase: Some(phase), ..Target::default() };
    let made_up = [sample_request(text, &target)];
    let requests = if requests.is_empty() { &made_up[..] } else { requests };
    let findings = vtlkit_lint::lint(text, &target);
    let findings: Vec<_> =
        findings.iter().filter_map(|it| found(side, it.rule, it.witness.as_deref())).collect();
    let mut is_json = false;
    let mut render = |request: &Request| {
        let output = match template.render(request) {
            Ok(rendered) => rendered.text().into_owned(),
            Err(error) => {
                let failed = Some((500, format!("the template fails: {error}")));
                return Outcome { failed, ..Outcome::default() };
            }
        };
        // An output of another type does not start like JSON, and then there is no verdict.
        is_json |= problem(&output, "", false).is_none();
        let output = Output { is_json: is_json || output.trim_start().starts_with(['{', '[']), text: output };
        match side {
            Side::Request => Outcome { sent: output, ..Outcome::default() },
            Side::Response => Outcome { received: output, ..Outcome::default() },
        }
    };
    let sides = if side == Side::Request { 0..1 } else { 1..2 };
    Ok(attack(requests, sides, &findings, &mut render))
}

impl Input for Request {
    fn changed(&self, _: Side) -> Value {
        Value::Object(self.to_json())
    }

    fn messages(&self) -> Map<String, Value> {
        Map::from_iter([("request".to_owned(), self.changed(Side::Request))])
    }
}

impl Parts for Request {
    fn body(&self, _: Side) -> Option<String> {
        Some(self.body.clone())
    }

    fn set_body(&mut self, _: Side, body: String) {
        self.body = body;
    }

    fn parts(&self) -> Vec<(Part, usize, String)> {
        let query =
            self.querystring.iter().enumerate().map(|(at, (name, _))| (Part::Query, at, name.clone()));
        let headers = self.headers.iter().enumerate().map(|(at, (name, _))| (Part::Header, at, name.clone()));
        query.chain(headers).collect()
    }

    fn set_part(&mut self, part: Part, at: usize, text: Option<&str>) {
        let list = if part == Part::Query { &mut self.querystring } else { &mut self.headers };
        match (text, list.get_mut(at)) {
            (Some(text), Some((_, value))) => text.clone_into(value),
            (None, Some(_)) => drop(list.remove(at)),
            (_, None) => {}
        }
    }

    fn set_request(&mut self, _: Side, request: &Request) {
        *self = request.clone();
    }
}
