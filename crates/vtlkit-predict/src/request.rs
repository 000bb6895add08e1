//! Makes the concrete request of the path constraints.

use std::collections::BTreeSet;

use serde_json::Value as Json;
use vtlkit_gateway::Request;

use super::constraints::{Constraints, Shape};
use super::origin::{Origin, Part, Step};
use super::payload::{put, rename};

impl Constraints {
    /// The request.
    pub(crate) fn request(&self) -> Request {
        self.request_with(self.body_of(|| self.document()))
    }

    /// The text of the payload, given its JSON.
    pub(super) fn body_of(&self, document: impl FnOnce() -> Json) -> String {
        let body = self.body.clone().or_else(|| self.form());
        body.unwrap_or_else(|| self.renamed(document()).to_string())
    }

    /// The request, given its payload.
    pub(super) fn request_with(&self, body: String) -> Request {
        let mut request = Request { body, ..Request::default() };
        let sources: BTreeSet<&Origin> = self.touched.iter().chain(self.shapes.keys()).collect();
        for source in sources {
            let Some(value) = self.sent(source) else { continue };
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            match source {
                Origin::Body(_) | Origin::Field { .. } | Origin::Name(_) => {}
                Origin::Param(part, name) => {
                    let pairs = match part {
                        Some(Part::Path) => &mut request.path,
                        Some(Part::Header) => &mut request.headers,
                        None if self.is_in_path(source) => &mut request.path,
                        Some(Part::Query) | None => &mut request.querystring,
                    };
                    pairs.push((self.sent_name(source).unwrap_or_else(|| name.to_string()), text));
                }
                Origin::Stage(name) => request.stage_variables.push((name.to_string(), text)),
                Origin::Context(path) => {
                    let mut document = Json::Object(std::mem::take(&mut request.context));
                    let path: Vec<Step> = path.iter().cloned().map(Step::Key).collect();
                    put(&mut document, &path, value, false);
                    if let Json::Object(map) = document {
                        request.context = map;
                    }
                }
            }
        }
        for index in 0..self.stages.unwrap_or_default() {
            let name = format!("k{index}");
            if request.stage_variables.iter().all(|(known, _)| *known != name) {
                request.stage_variables.push((name, "x".to_owned()));
            }
        }
        for (part, count) in &self.parts {
            let pairs = match part {
                Part::Path => &mut request.path,
                Part::Query => &mut request.querystring,
                Part::Header => &mut request.headers,
            };
            for index in 0..*count {
                let name = format!("k{index}");
                let sent = self.sent_name(&Origin::Param(Some(*part), name.as_str().into()));
                let name = sent.unwrap_or(name);
                if pairs.iter().all(|(known, _)| *known != name) {
                    pairs.push((name, "x".to_owned()));
                }
            }
        }
        request
    }

    /// The name under which a value is sent, if the path constrains it.
    fn sent_name(&self, source: &Origin) -> Option<String> {
        match self.shapes.get(&Origin::Name(source.clone().into()))? {
            Shape::Text(name) => Some(name.clone()),
            _ => None,
        }
    }

    /// The payload with the member names that the path constrains.
    fn renamed(&self, mut document: Json) -> Json {
        for (source, shape) in &self.shapes {
            if let (Origin::Name(of), Shape::Text(name)) = (source, shape)
                && let Origin::Body(path) = &**of
            {
                rename(&mut document, path, name);
            }
        }
        document
    }

    /// The payload as a form.
    fn form(&self) -> Option<String> {
        let part = |index, is_name| {
            let sent = self.sent(&Origin::Field { index, is_name });
            sent.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
                .unwrap_or_default()
        };
        let fields = (0..self.fields?).map(|index| format!("{}={}", part(index, true), part(index, false)));
        Some(fields.collect::<Vec<_>>().join("&"))
    }
}
