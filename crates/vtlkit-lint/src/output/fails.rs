//! Requests for which the render fails.
//!
//! The requests of the ways are changed: a value is missing, empty, a text that nothing can be made of, a list without
//! elements. What makes the engine fail is a fault at the place where it fails, and the request is its witness. What the
//! engine prints as nothing, or as it stands, is none.
//!
//! The first values are changed one at a time. The others are changed many at a time, so that a template with many
//! values takes no more renders than one with few; where such a request fails, halves of it are tried until the value
//! is found that does it.

mod variants;

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use vtlkit_eval::{EvalError, EvalErrorKind};
use vtlkit_gateway::{DIALECT, Renderer, Request};
use vtlkit_syntax::ast::{Accessor, Template};
use vtlkit_syntax::visit::{Node, Site, Visitor, walk};
use vtlkit_text::{Diagnostic, Span};

use super::confirm::witness;
use super::explore::LIMITS;
use super::facts::Facts;
use super::source::Source;
use super::{Fault, FaultKind};
use crate::model::RequestModel;
use crate::target::{Phase, Target};
use variants::{TEXTS, Variant, groups, sources, variants};

/// How many requests are rendered for a small template.
const MOST_RENDERS: usize = 600;

/// How many requests are rendered for a large one.
const LEAST_RENDERS: usize = 60;

/// How many bytes of templates are rendered before there are fewer requests.
const MOST_BYTES: usize = 20_000_000;

/// How many values may be sent in all these requests.
const MOST_VALUES: usize = 2_000_000;

/// How many requests with one changed value are rendered.
const MOST_ALONE: usize = 120;

/// Methods that no value of the request makes fail.
const SAFE: [&str; 25] = [
    "base64Encode",
    "containsKey",
    "endsWith",
    "entrySet",
    "equals",
    "equalsIgnoreCase",
    "escapeJavaScript",
    "isEmpty",
    "json",
    "keySet",
    "length",
    "params",
    "path",
    "put",
    "replace",
    "replaceAll",
    "size",
    "split",
    "startsWith",
    "toLowerCase",
    "toString",
    "toUpperCase",
    "trim",
    "urlEncode",
    "values",
];

/// What comes of a request with changes.
enum Tried {
    /// The render does not fail, or did so before.
    Holds,
    Fails,
    /// The model does not let it through.
    Refused,
}

/// How a render ends.
type Ending = Result<(), Box<EvalError>>;

/// Looks for requests that make a template fail.
pub(super) struct Failing<'t> {
    source: &'t str,
    phase: Option<Phase>,
    model: Option<Arc<RequestModel>>,
    /// `None` where nothing in the template can fail.
    renderer: Option<Renderer>,
    renders: usize,
    /// How many of them may have one changed value.
    alone: usize,
    /// How many values may still be sent.
    values: usize,
    /// The first place that may fail.
    first: Span,
    /// Whether a way was looked at.
    has_way: bool,
    /// Whether there was no time for all values of the first way.
    is_cut: bool,
    /// The requests that were tried.
    tried: HashSet<String>,
    found: Vec<Fault>,
}

impl<'t> Failing<'t> {
    pub(super) fn new(
        source: &'t str,
        template: &Template,
        compiled: &vtlkit_gateway::Template,
        target: &Target,
    ) -> Self {
        let mut hazards = Hazards(None);
        walk(template, source, &mut hazards);
        Self {
            source,
            phase: target.phase,
            model: target.model.clone(),
            renderer: hazards.0.map(|_| compiled.renderer_with(LIMITS, DIALECT)),
            renders: (MOST_BYTES / source.len().max(1)).clamp(LEAST_RENDERS, MOST_RENDERS),
            alone: MOST_ALONE,
            values: MOST_VALUES,
            first: hazards.0.unwrap_or_default(),
            has_way: false,
            is_cut: false,
            tried: HashSet::new(),
            found: Vec::new(),
        }
    }

    /// Tries the requests of a way.
    pub(super) fn look(&mut self, facts: &Facts) {
        self.try_values(facts);
        self.has_way = true;
    }

    fn try_values(&mut self, facts: &Facts) {
        if self.renderer.is_none() || !self.has_time(facts) {
            return;
        }
        let mut base = facts.clone();
        let mut own = self.attempt(&base.request());
        // Where a request fails as it is, another value with which it comes further is the reason, and shows the rest.
        while let Some(Err(error)) = own {
            let request = base.request();
            let further = self.further(&base, error.span);
            self.add(&error, &request, further.as_ref().map(|(source, ..)| source));
            let Some((_, variant, result)) = further else { return };
            base = variant;
            own = Some(result);
        }
        let (all, is_cut) = sources(&base);
        self.is_cut |= is_cut && !self.has_way;
        let mut rest = Vec::new();
        for source in all {
            let variants = variants(&base, &source);
            if self.alone < variants.len() {
                rest.push(variants);
                continue;
            }
            self.alone -= variants.len();
            for variant in &variants {
                if !self.has_time(&base) {
                    return;
                }
                self.try_together(&base, std::slice::from_ref(variant));
            }
        }
        let mut open = groups(&base, rest);
        open.reverse();
        let mut known = BTreeSet::new();
        while let Some(mut group) = open.pop() {
            group.retain(|variant| !known.contains(&variant.source));
            let before = group.len();
            if !self.has_time(&base) {
                return;
            }
            // What fails first hides the rest, and what the model refuses keeps the rest from being sent.
            match self.try_together(&base, &group) {
                Tried::Holds => {}
                Tried::Fails if group.len() == 1 => {
                    known.extend(group.into_iter().map(|variant| variant.source));
                }
                Tried::Fails | Tried::Refused => {
                    let second = group.split_off(group.len() / 2);
                    open.extend([second, group].into_iter().filter(|half| half.len() < before));
                }
            }
        }
        // The payload may be anything where the template reads it as a text alone.
        if self.source.contains("$input.body") && facts.model.is_none() {
            let request = Request { body: TEXTS[3].to_owned(), ..base.request() };
            let ending = self.attempt(&request);
            if let Some(Err(error)) = ending
                && error.span.text(self.source).contains("parseJson")
            {
                self.add(&error, &request, Some(&Source::payload()));
            }
        }
    }

    /// Tries a request with changes; where there is only one, the fault that it shows is noted.
    fn try_together(&mut self, base: &Facts, variants: &[Variant]) -> Tried {
        let mut facts = base.clone();
        let can_be: Vec<&Variant> = variants.iter().filter(|variant| variant.apply(&mut facts)).collect();
        if can_be.is_empty() {
            return Tried::Holds;
        }
        let request = facts.request();
        if !self.is_let_through(&request) {
            self.renders = self.renders.saturating_sub(1);
            return Tried::Refused;
        }
        let Some(Err(error)) = self.attempt(&request) else { return Tried::Holds };
        if let ([_], [variant]) = (variants, &*can_be) {
            self.add(&error, &request, Some(&variant.source));
        }
        Tried::Fails
    }

    /// A value with which a request comes further than to a place, and how the render ends then.
    fn further(&mut self, facts: &Facts, place: Span) -> Option<(Source, Facts, Ending)> {
        for source in sources(facts).0 {
            for variant in variants(facts, &source) {
                if !self.has_time(facts) {
                    return None;
                }
                let mut changed = facts.clone();
                if !variant.apply(&mut changed) {
                    continue;
                }
                let Some(ending) = self.attempt(&changed.request()) else { continue };
                if ending.as_ref().err().is_none_or(|it| it.span.start() > place.start()) {
                    return Some((source, changed, ending));
                }
            }
        }
        None
    }

    /// Whether there is time for another request.
    fn has_time(&mut self, facts: &Facts) -> bool {
        let values = self.values.checked_sub(facts.touched.len() + facts.shapes.len() + 1);
        self.values = values.unwrap_or(0);
        let has_time = values.is_some() && self.renders > 0;
        self.is_cut |= !has_time && !self.has_way;
        has_time
    }

    /// The place from which on not all requests were tried that may fail, if there is one.
    pub(super) fn untried(&self) -> Option<Span> {
        self.is_cut.then_some(self.first)
    }

    /// What was found.
    pub(super) fn faults(self) -> Vec<Fault> {
        self.found
    }

    /// Whether the model lets a request through.
    fn is_let_through(&self, request: &Request) -> bool {
        self.model.as_ref().is_none_or(|model| model.accepts(&request.body))
    }

    /// How a render ends, if the request gets to it and was not tried before.
    fn attempt(&mut self, request: &Request) -> Option<Ending> {
        if !self.is_let_through(request)
            || !self.tried.insert(serde_json::Value::Object(request.to_json()).to_string())
        {
            return None;
        }
        self.renders = self.renders.checked_sub(1)?;
        let Err(error) = self.renderer.as_mut()?.render(request) else { return Some(Ok(())) };
        let is_fault = matches!(
            error.kind,
            EvalErrorKind::Method | EvalErrorKind::NegativeIndex | EvalErrorKind::ConcurrentModification
        );
        is_fault.then_some(Err(error))
    }

    fn add(&mut self, error: &EvalError, request: &Request, changed: Option<&Source>) {
        let text = error.span.text(self.source);
        let name = text.trim_start_matches('.').split(['(', ' ']).next().unwrap_or_default();
        let format = match name {
            "base64Decode" => Some("base64"),
            "urlDecode" => Some("URL-encoded"),
            "parseJson" => Some("JSON"),
            _ => None,
        };
        // Integrations write JSON where a response template reads it, and most other texts give nothing.
        if name == "parseJson"
            && self.phase == Some(Phase::Response)
            && matches!(changed, Some(Source::Body(_)))
        {
            return;
        }
        // Lists that an integration sends are as long as each other where a template goes through them together.
        let is_index = text.starts_with('[') || name == "get";
        if is_index
            && text.contains('$')
            && self.phase == Some(Phase::Response)
            && matches!(changed, Some(Source::Body(_)))
        {
            return;
        }
        // What a client sends to a decoder.
        let is_clients = match changed {
            Some(Source::Body(_)) => self.phase == Some(Phase::Request),
            Some(source) => source.is_anybodys(),
            None => false,
        };
        let (kind, span, message) = match format.filter(|_| is_clients) {
            Some(format) => {
                let start = error.span.start() + text.len() - text.trim_start_matches('.').len();
                let what = changed.map(described).unwrap_or_default();
                let message = format!("this fails when {what} is not {format}");
                (FaultKind::DecodeThrows, Span::new(start, start + name.len()), message)
            }
            None => (FaultKind::RenderFails, error.span, format!("the render fails here: {error}")),
        };
        let overlaps = |other: Span| other.start() < error.span.end() && error.span.start() < other.end();
        if self.found.iter().any(|fault| overlaps(fault.finding.primary.span)) {
            return;
        }
        let help = match (kind, &error.help) {
            (FaultKind::DecodeThrows, _) => {
                "pass the value on as it is, or have a model with a `pattern` refuse it".to_owned()
            }
            _ if error.message.contains("index") => {
                "compare `size()` with the index first: `#if($list.size() > 1)`".to_owned()
            }
            _ if error.message.contains("characters") => {
                "compare `length()` first: `#if($text.length() > 3)`".to_owned()
            }
            (_, Some(help)) => help.to_string(),
            _ => "test the value first".to_owned(),
        };
        let mut finding = Diagnostic::error(message, span)
            .with_note("why", "the render ends there, and the client is answered with status 500")
            .with_note("help", help)
            .with_witness(witness(request, format!("error: {error}")));
        if let (FaultKind::RenderFails, Some(changed)) = (kind, changed) {
            finding = finding.with_label(span, format!("it depends on {}", described(changed)));
        }
        self.found.push(Fault { kind, finding });
    }
}

/// A value of the request in words.
fn described(source: &Source) -> String {
    match source {
        Source::Param(_, name) => format!("the parameter `{name}`"),
        Source::Stage(name) => format!("the stage variable `{name}`"),
        Source::Context(path) => format!("`$context.{}`", path.join(".")),
        Source::Body(path) if path.is_empty() => "the payload".to_owned(),
        Source::Body(path) => {
            use super::source::Step;
            let steps: String = path
                .iter()
                .map(|step| match step {
                    Step::Key(name) => format!(".{name}"),
                    Step::Index(index) => format!("[{index}]"),
                    Step::Parse => String::new(),
                })
                .collect();
            format!("`${steps}`")
        }
        Source::Field { .. } | Source::Name(_) => "a name or value of the request".to_owned(),
    }
}

/// The first reference of a template that can fail.
struct Hazards(Option<Span>);

impl Visitor for Hazards {
    fn enter(&mut self, node: Node<'_>, site: Site<'_>) {
        let Node::Reference(reference, _) = node else { return };
        for step in &reference.path {
            let can_fail = match step {
                Accessor::Property { .. } => false,
                Accessor::Index { index, .. } => {
                    !matches!(&**index, vtlkit_syntax::ast::Expression::String(_))
                }
                Accessor::Method { name, arguments, .. } => match (name.text(site.source), &**arguments) {
                    ("get", [vtlkit_syntax::ast::Expression::String(_)]) => false,
                    (name, _) => !SAFE.contains(&name),
                },
            };
            if can_fail {
                self.0.get_or_insert(site.place(reference.span));
            }
        }
    }
}
