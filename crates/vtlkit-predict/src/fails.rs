//! Requests for which the render fails.
//!
//! The requests of the paths are changed: a value is missing, empty, a string that cannot be decoded or parsed, or an
//! empty list. If the engine throws, the place where it throws is the violation and the request is its witness. What
//! the engine prints as nothing or unchanged is none.
//!
//! The first values are changed one at a time. The others are changed many at a time, so that templates with many
//! values need few renders; if such a request fails, it is bisected until the value is found.

mod variants;

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use vtlkit_eval::{EvalError, EvalErrorKind};
use vtlkit_gateway::{DIALECT, Renderer, Request};
use vtlkit_syntax::ast::{Accessor, Template};
use vtlkit_syntax::visit::{Node, Site, Visitor, walk};
use vtlkit_text::{Diagnostic, Span};

use super::confirm::witness;
use super::constraints::Constraints;
use super::explore::LIMITS;
use super::origin::Origin;
use super::{Violation, ViolationKind};
use crate::model::RequestModel;
use crate::target::{Phase, Target};
use variants::{TEXTS, Variant, groups, sources, variants};

/// The most requests rendered for a small template.
const MOST_RENDERS: usize = 600;

/// The most requests rendered for a large template.
const LEAST_RENDERS: usize = 60;

/// The most bytes of templates rendered before there are fewer requests.
const MOST_BYTES: usize = 20_000_000;

/// The most values sent in all these requests.
const MOST_VALUES: usize = 2_000_000;

/// The most requests with one changed value.
const MOST_ALONE: usize = 120;

/// Methods that never throw, whatever the request is.
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

/// The outcome of a changed request.
enum Tried {
    /// The render succeeds, or failed before.
    Holds,
    Fails,
    /// The model rejects the request.
    Refused,
}

/// How a render ends.
type Ending = Result<(), Box<EvalError>>;

/// Searches for requests for which the render of a template fails.
pub(super) struct Failing<'t> {
    source: &'t str,
    phase: Option<Phase>,
    model: Option<Arc<RequestModel>>,
    /// `None` if nothing in the template can throw.
    renderer: Option<Renderer>,
    renders: usize,
    /// The remaining budget of requests with one changed value.
    alone: usize,
    /// The remaining budget of values.
    values: usize,
    /// The first place that can throw.
    first: Span,
    /// Whether a path was assessed.
    has_way: bool,
    /// Whether the budget did not suffice for all values of the first path.
    is_cut: bool,
    /// The requests that were tried.
    tried: HashSet<String>,
    found: Vec<Violation>,
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

    /// Tries the requests of a path.
    pub(super) fn look(&mut self, constraints: &Constraints) {
        self.try_values(constraints);
        self.has_way = true;
    }

    fn try_values(&mut self, constraints: &Constraints) {
        if self.renderer.is_none() || !self.has_time(constraints) {
            return;
        }
        let mut base = constraints.clone();
        let mut own = self.attempt(&base.request());
        // If the unchanged request fails, a value with which the render gets further is the cause, and reveals the
        // rest.
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
            // The first failure hides later ones, and a request that the model rejects shows nothing.
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
        // A template that reads the payload only as text accepts any payload.
        if self.source.contains("$input.body") && constraints.model.is_none() {
            let request = Request { body: TEXTS[3].to_owned(), ..base.request() };
            let ending = self.attempt(&request);
            if let Some(Err(error)) = ending
                && error.span.text(self.source).contains("parseJson")
            {
                self.add(&error, &request, Some(&Origin::payload()));
            }
        }
    }

    /// Tries a request with variants. If there is only one, its violation is recorded.
    fn try_together(&mut self, base: &Constraints, variants: &[Variant]) -> Tried {
        let mut constraints = base.clone();
        let can_be: Vec<&Variant> =
            variants.iter().filter(|variant| variant.apply(&mut constraints)).collect();
        if can_be.is_empty() {
            return Tried::Holds;
        }
        let request = constraints.request();
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

    /// A value with which the render gets past a place, and how it ends then.
    fn further(&mut self, constraints: &Constraints, place: Span) -> Option<(Origin, Constraints, Ending)> {
        for source in sources(constraints).0 {
            for variant in variants(constraints, &source) {
                if !self.has_time(constraints) {
                    return None;
                }
                let mut changed = constraints.clone();
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

    /// Takes one request from the budget. Returns whether it sufficed.
    fn has_time(&mut self, constraints: &Constraints) -> bool {
        let values = self.values.checked_sub(constraints.touched.len() + constraints.shapes.len() + 1);
        self.values = values.unwrap_or(0);
        let has_time = values.is_some() && self.renders > 0;
        self.is_cut |= !has_time && !self.has_way;
        has_time
    }

    /// The place from which on the budget did not suffice, if any.
    pub(super) fn untried(&self) -> Option<Span> {
        self.is_cut.then_some(self.first)
    }

    /// The violations found.
    pub(super) fn violations(self) -> Vec<Violation> {
        self.found
    }

    /// Whether the model accepts a request.
    fn is_let_through(&self, request: &Request) -> bool {
        self.model.as_ref().is_none_or(|model| model.accepts(&request.body))
    }

    /// How the render of a request ends; `None` if the model rejects it or it was tried before.
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

    fn add(&mut self, error: &EvalError, request: &Request, changed: Option<&Origin>) {
        let text = error.span.text(self.source);
        let name = text.trim_start_matches('.').split(['(', ' ']).next().unwrap_or_default();
        let format = match name {
            "base64Decode" => Some("base64"),
            "urlDecode" => Some("URL-encoded"),
            "parseJson" => Some("JSON"),
            _ => None,
        };
        // An integration answers a response template with JSON; most other text prints nothing.
        if name == "parseJson"
            && self.phase == Some(Phase::Response)
            && matches!(changed, Some(Origin::Body(_)))
        {
            return;
        }
        // Lists in an answer that the template iterates together have the same length.
        let is_index = text.starts_with('[') || name == "get";
        if is_index
            && text.contains('$')
            && self.phase == Some(Phase::Response)
            && matches!(changed, Some(Origin::Body(_)))
        {
            return;
        }
        // Client input passed to a decoder.
        let is_clients = match changed {
            Some(Origin::Body(_)) => self.phase == Some(Phase::Request),
            Some(source) => source.is_untrusted(),
            None => false,
        };
        let (kind, span, message) = match format.filter(|_| is_clients) {
            Some(format) => {
                let start = error.span.start() + text.len() - text.trim_start_matches('.').len();
                let what = changed.map(described).unwrap_or_default();
                let message = format!("this fails when {what} is not {format}");
                (ViolationKind::DecodeThrows, Span::new(start, start + name.len()), message)
            }
            None => (ViolationKind::RenderFails, error.span, format!("the render fails here: {error}")),
        };
        let overlaps = |other: Span| other.start() < error.span.end() && error.span.start() < other.end();
        if self.found.iter().any(|violation| overlaps(violation.finding.primary.span)) {
            return;
        }
        let help = match (kind, &error.help) {
            (ViolationKind::DecodeThrows, _) => {
                "forward the value undecoded, or reject it with a `pattern` in the model".to_owned()
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
            .with_note("why", "the render stops there, and the client receives status 500")
            .with_note("help", help)
            .with_witness(witness(request, format!("error: {error}")));
        if let (ViolationKind::RenderFails, Some(changed)) = (kind, changed) {
            finding = finding.with_label(span, format!("it depends on {}", described(changed)));
        }
        self.found.push(Violation { kind, finding });
    }
}

/// A description of a value of the request.
fn described(source: &Origin) -> String {
    match source {
        Origin::Param(_, name) => format!("the parameter `{name}`"),
        Origin::Stage(name) => format!("the stage variable `{name}`"),
        Origin::Context(path) => format!("`$context.{}`", path.join(".")),
        Origin::Body(path) if path.is_empty() => "the payload".to_owned(),
        Origin::Body(path) => {
            use super::origin::Step;
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
        Origin::Field { .. } | Origin::Name(_) => "a name or value of the request".to_owned(),
    }
}

/// The first reference of a template that can throw.
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
