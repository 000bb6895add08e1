//! Trials of changes to a template: compares its output before and after, for the requests of findings, typical
//! requests and hostile ones.

mod compare;
mod requests;

use vtlkit_gateway::{DIALECT, Overrides, Request, Template};
use vtlkit_syntax::{Directives, parse};
use vtlkit_text::{Applicability, Witness};

use self::compare::{is_good, same_values};
use self::requests::{Tried, requests};
use vtlkit_predict::{LIMITS, Target};

/// A template and its outputs, to compare changed templates with.
pub(crate) struct Trial<'t> {
    target: &'t Target,
    errors: usize,
    tried: Vec<(Tried, Option<Output>)>,
    /// The number of bytes that one trial reads.
    cost: usize,
}

/// The result of a render.
#[derive(PartialEq)]
struct Output {
    text: String,
    overrides: Overrides,
}

impl<'t> Trial<'t> {
    /// Renders a template for the requests of the witnesses and for generated ones.
    pub(crate) fn new<'w>(
        source: &str,
        target: &'t Target,
        witnesses: impl Iterator<Item = &'w Witness>,
    ) -> Self {
        let parsed = parse(source, Directives::ApiGateway);
        let errors = parsed.errors.len();
        if errors > 0 {
            return Self { target, errors, tried: Vec::new(), cost: source.len() };
        }
        let requests = requests(source, &parsed.template, target, witnesses);
        let outputs = render(source, requests.iter().map(|tried| &tried.request));
        let tried: Vec<_> = requests.into_iter().zip(outputs.unwrap_or_default()).collect();
        let printed: usize = tried.iter().flat_map(|(_, output)| output).map(|it| it.text.len()).sum();
        Self { target, errors, cost: source.len() * (1 + tried.len()) + printed, tried }
    }

    /// The number of bytes that one trial reads.
    pub(crate) const fn cost(&self) -> usize {
        self.cost
    }

    /// Whether the template renders without an error for any of the requests.
    pub(crate) fn renders(&self) -> bool {
        self.tried.iter().any(|(_, before)| before.is_some())
    }

    /// Whether the trial shows that a change is harmless.
    ///
    /// After a safe change, each output is the same byte for byte, or it was broken before and is valid now. After an
    /// unsafe change, valid output stays valid and has the same values for typical requests. If nothing renders, the
    /// change must not add parse errors.
    pub(crate) fn is_harmless(&self, changed: &str, how: Applicability) -> bool {
        if !self.renders() {
            return parse(changed, Directives::ApiGateway).errors.len() <= self.errors;
        }
        let Some(outputs) = render(changed, self.tried.iter().map(|(tried, _)| &tried.request)) else {
            return false;
        };
        self.tried.iter().zip(outputs).all(|((tried, before), after)| match (before, after) {
            // A render that already fails cannot get worse.
            (None, _) => true,
            (Some(_), None) => false,
            (Some(before), Some(after)) => *before == after || self.is_better(tried, before, &after, how),
        })
    }

    /// Whether a changed output is acceptable.
    fn is_better(&self, tried: &Tried, before: &Output, after: &Output, how: Applicability) -> bool {
        let good = |output: &Output| is_good(&output.text, self.target);
        if !good(before) && good(after) {
            return before.overrides == after.overrides;
        }
        if how == Applicability::Safe {
            return false;
        }
        if tried.ordinary {
            before.overrides == after.overrides && same_values(&before.text, &after.text)
        } else {
            !good(before) || good(after)
        }
    }
}

/// The outputs of a template for requests, in order. `None` if it cannot be compiled.
fn render<'r>(source: &str, requests: impl Iterator<Item = &'r Request>) -> Option<Vec<Option<Output>>> {
    let template = Template::compile(source).ok()?;
    let mut renderer = template.renderer_with(LIMITS, DIALECT);
    let mut one = |request| {
        let rendered = renderer.render(request).ok()?;
        Some(Output { text: rendered.text().into_owned(), overrides: rendered.overrides() })
    };
    Some(requests.map(&mut one).collect())
}
