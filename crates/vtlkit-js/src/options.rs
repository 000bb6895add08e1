//! Reads options.

use serde_json::{Map, Value};
use vtlkit::{Dialect, RenderOptions};

use crate::problem;

/// The remaining members of an options object.
#[derive(Debug)]
pub(crate) struct Options {
    members: Map<String, Value>,
}

impl Options {
    /// Parses JSON text; an empty text is an empty object. Members other than `known` are an error.
    pub(crate) fn read(text: &str, known: &[&str]) -> Result<Self, String> {
        let members = match text {
            "" | "{}" => Map::new(),
            text => serde_json::from_str(text).map_err(|_| wrong("the options must be an object"))?,
        };
        Self { members }.of(known, "the options")
    }

    /// Reads a JSON value.
    pub(crate) fn of_value(value: Value, known: &[&str]) -> Result<Self, String> {
        match value {
            Value::Object(members) => Self { members }.of(known, "the options"),
            _ => Err(wrong("the options must be an object")),
        }
    }

    fn of(self, known: &[&str], what: &str) -> Result<Self, String> {
        for name in self.members.keys() {
            if !known.contains(&name.as_str()) {
                return Err(wrong(&format!("{what} have no member `{name}`, only {}", known.join(", "))));
            }
        }
        Ok(self)
    }

    /// Removes and returns a member; `null` counts as missing.
    pub(crate) fn take(&mut self, name: &str) -> Option<Value> {
        self.members.remove(name).filter(|value| !value.is_null())
    }

    /// A boolean member; `false` if missing.
    pub(crate) fn flag(&mut self, name: &str) -> Result<bool, String> {
        match self.take(name) {
            None => Ok(false),
            Some(Value::Bool(value)) => Ok(value),
            Some(_) => Err(wrong(&format!("`{name}` must be true or false"))),
        }
    }

    /// A member that is one of the given words, as index; 0 if missing.
    pub(crate) fn word(&mut self, name: &str, words: &[&str]) -> Result<usize, String> {
        let refused = || wrong(&format!("`{name}` must be one of {}", words.join(", ")));
        match self.take(name) {
            None => Ok(0),
            Some(Value::String(word)) => words.iter().position(|it| *it == word).ok_or_else(refused),
            Some(_) => Err(refused()),
        }
    }

    /// An optional string member.
    pub(crate) fn text(&mut self, name: &str) -> Result<Option<String>, String> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(wrong(&format!("`{name}` must be a string"))),
        }
    }

    /// An optional integer member.
    pub(crate) fn whole(&mut self, name: &str) -> Result<Option<u64>, String> {
        match self.take(name) {
            None => Ok(None),
            Some(value) => match value.as_u64() {
                Some(number) => Ok(Some(number)),
                None => Err(wrong(&format!("`{name}` must be a non-negative integer"))),
            },
        }
    }

    /// A member that is a list of strings; empty if missing.
    pub(crate) fn texts(&mut self, name: &str) -> Result<Vec<String>, String> {
        self.texts_if(name).map(Option::unwrap_or_default)
    }

    /// An optional member that is a list of strings.
    pub(crate) fn texts_if(&mut self, name: &str) -> Result<Option<Vec<String>>, String> {
        let refused = || wrong(&format!("`{name}` must be a list of strings"));
        let texts = |value| match value {
            Value::String(text) => Ok(text),
            _ => Err(refused()),
        };
        match self.take(name) {
            None => Ok(None),
            Some(Value::Array(values)) => values.into_iter().map(texts).collect::<Result<_, _>>().map(Some),
            Some(_) => Err(refused()),
        }
    }

    /// A member that is an object, or JSON text of one; empty if missing.
    pub(crate) fn object(&mut self, name: &str) -> Result<Map<String, Value>, String> {
        match self.take(name) {
            None => Ok(Map::new()),
            Some(Value::Object(members)) => Ok(members),
            // JSON text preserves numbers that JavaScript cannot represent: `1.0`, or twenty digits.
            Some(Value::String(text)) => {
                serde_json::from_str(&text).map_err(|_| wrong(&format!("`{name}` is not a JSON object")))
            }
            Some(_) => Err(wrong(&format!("`{name}` must be an object"))),
        }
    }

    /// The dialect and the limits of a render.
    pub(crate) fn render(&mut self) -> Result<RenderOptions, String> {
        let mut options = RenderOptions::default();
        if self.word("dialect", &["api-gateway", "velocity"])? == 1 {
            options.dialect = Dialect::Velocity;
        }
        let settings = Self { members: self.object("limits")? };
        let names = ["steps", "outputBytes", "memoryBytes", "depth", "loopRounds"];
        for (name, value) in settings.of(&names, "the limits")?.members {
            let most = match name.as_str() {
                "memoryBytes" => LARGEST_MEMORY,
                "depth" => LARGEST_DEPTH,
                "loopRounds" => u64::from(u32::MAX),
                _ => u64::MAX,
            };
            let Some(value) = value.as_u64().filter(|value| *value <= most) else {
                return Err(wrong(&format!("the limit `{name}` must be an integer from 0 to {most}")));
            };
            let size = usize::try_from(value).unwrap_or(usize::MAX);
            match name.as_str() {
                "steps" => options.limits.steps = value,
                "outputBytes" => options.limits.output_bytes = size,
                "memoryBytes" => options.limits.memory_bytes = size,
                "depth" => options.limits.depth = size,
                _ => options.loop_rounds = Some(u32::try_from(value).unwrap_or(u32::MAX)),
            }
        }
        Ok(options)
    }
}

/// Maximum memory limit of a render in WebAssembly.
const LARGEST_MEMORY: u64 = (1 << 30) - 1;

/// Maximum nesting that the stack of WebAssembly allows.
const LARGEST_DEPTH: u64 = 1000;

/// An error in the options.
pub(crate) fn wrong(message: &str) -> String {
    problem::plain("options", message, None)
}
