//! A cache of the definition's compiled templates and patterns.

use std::collections::HashMap;

use vtlkit_api::Text;
use vtlkit_regex::{Budget, Regex};

use crate::{Coverage, Overrides, Renderer, Request, Template};

/// The cache, keyed by the address of the text: the definition is borrowed and does not move.
#[derive(Debug, Default)]
pub(super) struct Compiled {
    templates: HashMap<usize, Result<Ready, String>>,
    /// Whether coverage is recorded.
    pub(super) counts: bool,
    patterns: HashMap<usize, Result<Regex, String>>,
}

/// A compiled template.
#[derive(Debug)]
struct Ready {
    renderer: Renderer,
    coverage: Option<Coverage>,
}

/// The result of a render.
#[derive(Clone, Debug, Default)]
pub(super) struct Output {
    pub(super) text: String,
    pub(super) overrides: Overrides,
}

/// The step limit for a selection pattern: about a hundred times what a reasonable one needs.
const MATCH_STEPS: u64 = 1_000_000;

impl Compiled {
    /// Renders a template. `Err` is the reason why the service answers with an error.
    pub(super) fn render(&mut self, template: &Text, request: &Request) -> Result<Output, String> {
        let source = template.as_str();
        let counts = self.counts;
        let ready = self.templates.entry(source.as_ptr().addr()).or_insert_with(|| {
            let compiled = Template::compile(source).map_err(|errors| {
                let errors: Vec<String> = errors.iter().map(|error| at(source, error.span, error)).collect();
                errors.join("; ")
            });
            compiled.map(|template| Ready {
                renderer: template.renderer(),
                coverage: counts.then(|| template.coverage()),
            })
        });
        let Ready { renderer, coverage } = ready.as_mut().map_err(|errors| errors.clone())?;
        let rendered = match coverage {
            None => renderer.render(request),
            Some(coverage) => renderer.render_observed(request, coverage),
        };
        let rendered = rendered.map_err(|error| at(source, error.span, &error.message))?;
        Ok(Output { text: rendered.text().into_owned(), overrides: rendered.overrides() })
    }

    /// The coverage of a template.
    pub(super) fn coverage(&self, template: &Text) -> Option<&Coverage> {
        self.templates.get(&template.as_str().as_ptr().addr())?.as_ref().ok()?.coverage.as_ref()
    }

    /// Whether a selection pattern matches the whole text. `Err` is the error in the pattern.
    pub(super) fn is_match(&mut self, pattern: &str, text: &str) -> Result<bool, String> {
        let regex = self
            .patterns
            .entry(pattern.as_ptr().addr())
            .or_insert_with(|| Regex::new(pattern.as_bytes()).map_err(|error| error.to_string()));
        let regex = regex.as_ref().map_err(|error| error.clone())?;
        regex
            .is_full_match(text.as_bytes(), &mut Budget::steps(MATCH_STEPS))
            .map_err(|error| error.to_string())
    }
}

/// A message with its line and column.
fn at(source: &str, span: vtlkit_text::Span, message: &dyn std::fmt::Display) -> String {
    let place = vtlkit_text::LineIndex::new(source).place(source, span.start(), vtlkit_text::Encoding::Chars);
    format!("{message} at line {}, column {} of the template", place.line, place.column)
}
