//! Indefinite JSONPaths, which select many places: the engine evaluates them.

use std::cell::RefCell;

use vtlkit_gateway::{DIALECT, Renderer, Request, Template};
use vtlkit_jsonpath::JsonPath;
use vtlkit_jsonpath::ast::{Segment, SegmentKind};

use super::explore::LIMITS;
use super::origin::{Origin, Step};

/// An indefinite JSONPath.
pub(crate) struct Query {
    path: String,
    /// Whether the template prints its result as JSON text.
    pub(crate) json: bool,
    /// One of the places that it selects.
    pub(crate) sample: Origin,
    renderer: RefCell<Option<Renderer>>,
    /// The last payload and its result, as a cache.
    last: RefCell<Option<(String, Option<String>)>>,
}

impl std::fmt::Debug for Query {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.path)
    }
}

impl Query {
    /// Parses a path; `None` if it is invalid or the analysis knows no place that it selects.
    pub(crate) fn new(path: &str, json: bool) -> Option<Self> {
        let compiled = JsonPath::compile(path.as_bytes()).ok()?;
        let mut steps = Vec::new();
        for segment in &compiled.tree().segments {
            add_step(segment, &mut steps)?;
        }
        let (renderer, last) = (RefCell::new(None), RefCell::new(None));
        Some(Self { path: path.to_owned(), json, sample: Origin::Body(steps.into()), renderer, last })
    }

    /// The text printed for a payload; `None` if the engine throws.
    pub(crate) fn print(&self, body: &str) -> Option<String> {
        if let Some((known, printed)) = &*self.last.borrow()
            && known == body
        {
            return printed.clone();
        }
        let printed = self.render(body);
        *self.last.borrow_mut() = Some((body.to_owned(), printed.clone()));
        printed
    }

    fn render(&self, body: &str) -> Option<String> {
        let mut renderer = self.renderer.borrow_mut();
        if renderer.is_none() {
            let function = if self.json { "json" } else { "path" };
            let call = format!("$input.{function}($stageVariables.path)");
            *renderer = Some(Template::compile(&call).ok()?.renderer_with(LIMITS, DIALECT));
        }
        let stage_variables = vec![("path".to_owned(), self.path.clone())];
        let request = Request { stage_variables, body: body.to_owned(), ..Request::default() };
        renderer.as_mut()?.render(&request).ok().map(|rendered| rendered.text().into_owned())
    }
}

/// Appends a step that matches a part of the path, if there is one.
fn add_step(segment: &Segment, steps: &mut Vec<Step>) -> Option<()> {
    match &segment.kind {
        SegmentKind::Names(names) => {
            let name = std::str::from_utf8(&names.first()?.text).ok()?;
            steps.push(Step::Key(name.into()));
        }
        SegmentKind::Indexes(indexes) => {
            let index = indexes.first().and_then(|index| usize::try_from(*index).ok());
            steps.push(Step::Index(index.unwrap_or_default()));
        }
        SegmentKind::Wildcard | SegmentKind::Slice { .. } | SegmentKind::Filter(_) => {
            steps.push(Step::Index(0));
        }
        SegmentKind::DeepScan | SegmentKind::Function(_) => {}
    }
    Some(())
}
