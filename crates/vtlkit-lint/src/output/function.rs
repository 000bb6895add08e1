//! Functions of texts that the abstract run does not know itself: the engine is asked what they give.

use std::cell::RefCell;
use std::fmt;

use vtlkit_eval::Limits;
use vtlkit_gateway::{DIALECT, Renderer, Request, Template};

/// What a call may take.
const LIMITS: Limits =
    Limits { steps: 10_000, output_bytes: 1 << 16, memory_bytes: 4 << 20, ..Limits::DEFAULT };

/// The stage variable that holds the text of a call.
const TEXT: &str = "$stageVariables.x";

/// An argument that is the same whatever the request is.
#[derive(Clone, Debug)]
pub(crate) enum Argument {
    Text(String),
    Number(i64),
    Bool(bool),
}

/// A call with a text in it, such as `$util.urlEncode(…)` or `….trim().substring(0, 2)`.
pub(crate) struct Function {
    /// As a template.
    call: String,
    arguments: Vec<String>,
    /// Whether nothing in its result is special in JSON.
    encodes: bool,
    renderer: RefCell<Option<Renderer>>,
    /// The last text it was asked for, and what it gave.
    last: RefCell<Option<(String, Option<String>)>>,
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.call)
    }
}

impl Function {
    fn new(call: String, arguments: Vec<String>, encodes: bool) -> Self {
        Self { call, arguments, encodes, renderer: RefCell::new(None), last: RefCell::new(None) }
    }

    /// A function of `$util` of one text.
    pub(crate) fn util(name: &str) -> Self {
        let encodes = matches!(name, "urlEncode" | "base64Encode");
        Self::new(format!("$util.{name}({TEXT})"), Vec::new(), encodes)
    }

    /// A method of a text.
    pub(crate) fn method(name: &str, arguments: &[Argument]) -> Self {
        Self::new(TEXT.to_owned(), Vec::new(), false).then(name, arguments)
    }

    /// A method of the result.
    pub(crate) fn then(&self, name: &str, arguments: &[Argument]) -> Self {
        let mut texts = self.arguments.clone();
        let mut call = format!("{}.{name}(", self.call);
        for (index, argument) in arguments.iter().enumerate() {
            call.push_str(if index == 0 { "" } else { ", " });
            match argument {
                Argument::Number(number) => call.push_str(&number.to_string()),
                Argument::Bool(value) => call.push_str(if *value { "true" } else { "false" }),
                Argument::Text(text) => {
                    call.extend(["$stageVariables.a", &texts.len().to_string()]);
                    texts.push(text.clone());
                }
            }
        }
        call.push(')');
        Self::new(call, texts, false)
    }

    /// An element of the result.
    pub(crate) fn element(&self, index: i64) -> Self {
        Self::new(format!("{}[{index}]", self.call), self.arguments.clone(), false)
    }

    /// Whether nothing in the result is special in JSON.
    pub(crate) fn encodes(&self) -> bool {
        self.encodes
    }

    /// What it makes of a text; `None` where the engine fails.
    pub(crate) fn apply(&self, text: &str) -> Option<String> {
        if let Some((asked, gave)) = &*self.last.borrow()
            && asked == text
        {
            return gave.clone();
        }
        let gave = self.render(text);
        *self.last.borrow_mut() = Some((text.to_owned(), gave.clone()));
        gave
    }

    fn render(&self, text: &str) -> Option<String> {
        let mut renderer = self.renderer.borrow_mut();
        if renderer.is_none() {
            *renderer = Some(Template::compile(&self.call).ok()?.renderer_with(LIMITS, DIALECT));
        }
        let names = (0..self.arguments.len()).map(|index| format!("a{index}"));
        let stage_variables = std::iter::once(("x".to_owned(), text.to_owned()))
            .chain(names.zip(self.arguments.iter().cloned()))
            .collect();
        let request = Request { stage_variables, ..Request::default() };
        renderer.as_mut()?.render(&request).ok().map(|rendered| rendered.text().into_owned())
    }
}
