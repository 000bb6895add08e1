//! Functions of strings that the analysis does not model itself: the engine evaluates them.

use std::cell::{OnceCell, RefCell};
use std::fmt;

use serde_json::Value as Json;
use vtlkit_eval::Limits;
use vtlkit_gateway::{DIALECT, Renderer, Request, Template};

use super::needs::literal;

/// Limits for one call.
const LIMITS: Limits =
    Limits { steps: 10_000, output_bytes: 1 << 16, memory_bytes: 4 << 20, ..Limits::DEFAULT };

/// The stage variable with the string of a call.
const TEXT: &str = "$stageVariables.x";

/// A constant argument.
#[derive(Clone, Debug)]
pub(crate) enum Argument {
    Text(String),
    Number(i64),
    Bool(bool),
    /// A number or string that depends on the request, passed with each call.
    Given,
}

/// The type of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Gives {
    /// Certainly a string.
    Text,
    /// The length of the string.
    Length,
    /// The parts of the string around a separator, which is known if the pattern is a simple one.
    Parts(Option<String>),
    /// The number of these parts.
    Count(Option<String>),
    /// Another number.
    Number,
    /// A boolean.
    Truth,
    Other,
}

/// String methods that return a boolean.
const TESTS: [&str; 9] = [
    "contains",
    "contentEquals",
    "endsWith",
    "equals",
    "equalsIgnoreCase",
    "isEmpty",
    "matches",
    "regionMatches",
    "startsWith",
];

/// A chain of calls on a string, such as `$util.urlEncode(…)` or `….trim().substring(0, 2)`.
pub(crate) struct Function {
    /// The call as a template.
    call: String,
    /// The call for a missing value that was in a variable before: there it is the empty string.
    absent: Option<String>,
    arguments: Vec<String>,
    /// The number of arguments passed with each call.
    given: usize,
    gives: Gives,
    /// Whether the result has no character that is special in JSON.
    encodes: bool,
    renderer: RefCell<Option<Renderer>>,
    /// The function to use if the value is missing.
    of_missing: OnceCell<Option<Box<Function>>>,
    /// The last call, as a cache.
    last: RefCell<Option<Call>>,
}

/// A call and its result.
struct Call {
    text: String,
    given: Vec<Json>,
    gave: Option<String>,
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.call)
    }
}

impl Function {
    fn new(call: String) -> Self {
        Self {
            call,
            absent: None,
            arguments: Vec::new(),
            given: 0,
            gives: Gives::Other,
            encodes: false,
            renderer: RefCell::new(None),
            of_missing: OnceCell::new(),
            last: RefCell::new(None),
        }
    }

    /// A function of `$util` with one string argument.
    pub(crate) fn util(name: &str) -> Self {
        let encodes = matches!(name, "urlEncode" | "base64Encode");
        Self { encodes, ..Self::new(format!("$util.{name}({TEXT})")) }
    }

    /// The text that the engine prints for a literal.
    pub(crate) fn constant(literal: &str) -> Option<String> {
        Self::new(format!("#set($x = {literal})$x")).apply("", &[])
    }

    /// A method of a string.
    pub(crate) fn method(name: &str, arguments: &[Argument]) -> Self {
        Self::new(TEXT.to_owned()).then(name, arguments)
    }

    /// The same function with its result in a variable: a missing result is the empty string there.
    pub(crate) fn kept(&self) -> Self {
        Self {
            absent: Some(self.absent.clone().unwrap_or_else(|| TEXT.to_owned())),
            arguments: self.arguments.clone(),
            given: self.given,
            gives: self.gives.clone(),
            encodes: self.encodes,
            ..Self::new(self.call.clone())
        }
    }

    /// A method of a value that was in a variable.
    pub(crate) fn method_of_kept(name: &str, arguments: &[Argument]) -> Self {
        Self::new(TEXT.to_owned()).kept().then(name, arguments)
    }

    /// A method of the result.
    pub(crate) fn then(&self, name: &str, arguments: &[Argument]) -> Self {
        let mut texts = self.arguments.clone();
        let mut given = self.given;
        let mut call = format!(".{name}(");
        for (index, argument) in arguments.iter().enumerate() {
            call.push_str(if index == 0 { "" } else { ", " });
            match argument {
                Argument::Number(number) => call.push_str(&number.to_string()),
                Argument::Bool(value) => call.push_str(if *value { "true" } else { "false" }),
                Argument::Given => {
                    call.extend(["$input.path('$[", &given.to_string(), "]')"]);
                    given += 1;
                }
                Argument::Text(text) => {
                    call.extend(["$stageVariables.a", &texts.len().to_string()]);
                    texts.push(text.clone());
                }
            }
        }
        call.push(')');
        let absent = self.absent.as_ref().map(|absent| format!("{absent}{call}"));
        let call = format!("{}{call}", self.call);
        let gives = match (name, arguments, &self.gives) {
            ("split", [Argument::Text(pattern), ..], _) => Gives::Parts(literal(pattern)),
            ("split", ..) => Gives::Parts(None),
            ("size", _, Gives::Parts(mark)) => Gives::Count(mark.clone()),
            ("length", ..) => Gives::Length,
            (
                "size"
                | "indexOf"
                | "lastIndexOf"
                | "compareTo"
                | "compareToIgnoreCase"
                | "hashCode"
                | "codePointAt",
                ..,
            ) => Gives::Number,
            (name, ..) if TESTS.contains(&name) => Gives::Truth,
            (
                "substring" | "trim" | "concat" | "toLowerCase" | "toUpperCase" | "replace" | "replaceAll"
                | "replaceFirst",
                ..,
            ) => Gives::Text,
            _ => Gives::Other,
        };
        Self { absent, arguments: texts, given, gives, ..Self::new(call) }
    }

    /// An element of the result.
    pub(crate) fn element(&self, index: i64) -> Self {
        let call = format!("{}[{index}]", self.call);
        let absent = self.absent.as_ref().map(|absent| format!("{absent}[{index}]"));
        Self { absent, arguments: self.arguments.clone(), given: self.given, ..Self::new(call) }
    }

    /// A property of the result.
    pub(crate) fn property(&self, name: &str) -> Self {
        let call = format!("{}.{name}", self.call);
        let absent = self.absent.as_ref().map(|absent| format!("{absent}.{name}"));
        Self { absent, arguments: self.arguments.clone(), given: self.given, ..Self::new(call) }
    }

    /// A property of a string.
    pub(crate) fn property_of_text(name: &str) -> Self {
        Self::new(TEXT.to_owned()).property(name)
    }

    /// The constant string arguments.
    pub(crate) fn texts(&self) -> &[String] {
        &self.arguments
    }

    /// The type of the result.
    pub(crate) fn gives(&self) -> &Gives {
        &self.gives
    }

    /// Whether the result is a number.
    pub(crate) fn counts(&self) -> bool {
        matches!(self.gives, Gives::Length | Gives::Count(_) | Gives::Number)
    }

    /// Whether the result has no character that is special in JSON.
    pub(crate) fn encodes(&self) -> bool {
        self.encodes
    }

    /// Whether the result is certainly a string.
    pub(crate) fn is_text(&self) -> bool {
        self.gives == Gives::Text
    }

    /// Whether the result is neither a number nor an array.
    pub(crate) fn may_be_text(&self) -> bool {
        matches!(self.gives, Gives::Text | Gives::Other)
    }

    /// Whether it escapes characters for JSON, XML or URLs; escaping the result again changes it.
    pub(crate) fn escapes(&self) -> bool {
        let is_escape = |text: &String| {
            let code = text.strip_prefix('%').is_some_and(|code| code.len() >= 2);
            text.contains('\\') || (text.starts_with('&') && text.ends_with(';')) || code
        };
        self.arguments.iter().any(is_escape)
    }

    /// The result for a string and arguments; `None` if the engine throws.
    pub(crate) fn apply(&self, text: &str, given: &[Json]) -> Option<String> {
        if let Some(last) = &*self.last.borrow()
            && last.text == text
            && last.given == given
        {
            return last.gave.clone();
        }
        let gave = self.render(text, given);
        let call = Call { text: text.to_owned(), given: given.to_vec(), gave: gave.clone() };
        *self.last.borrow_mut() = Some(call);
        gave
    }

    /// The result for a missing value; `None` if the engine throws. The empty string stands for no result, too.
    pub(crate) fn apply_to_missing(&self, given: &[Json]) -> Option<String> {
        let function = self.of_missing.get_or_init(|| {
            let call = self.absent.clone()?;
            Some(Self { arguments: self.arguments.clone(), given: self.given, ..Self::new(call) }.into())
        });
        match function {
            Some(function) => function.apply("", given),
            None => Some(String::new()),
        }
    }

    /// Whether it has a result for a missing value.
    pub(crate) fn knows_missing(&self) -> bool {
        self.absent.as_deref().is_some_and(|absent| absent != TEXT)
    }

    fn render(&self, text: &str, given: &[Json]) -> Option<String> {
        let mut renderer = self.renderer.borrow_mut();
        if renderer.is_none() {
            *renderer = Some(Template::compile(&self.call).ok()?.renderer_with(LIMITS, DIALECT));
        }
        let names = (0..self.arguments.len()).map(|index| format!("a{index}"));
        let stage_variables = std::iter::once(("x".to_owned(), text.to_owned()))
            .chain(names.zip(self.arguments.iter().cloned()))
            .collect();
        // Only the payload can carry numbers.
        let body = Json::from(given).to_string();
        let request = Request { stage_variables, body, ..Request::default() };
        renderer.as_mut()?.render(&request).ok().map(|rendered| rendered.text().into_owned())
    }
}
