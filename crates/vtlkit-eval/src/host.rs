use std::borrow::Cow;

use vtlkit_value::{Heap, OutOfMemory, Str, Value};

use crate::Limit;
use crate::machine::Objects;

/// A failure of a method, like a Java exception.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The message, in lower case.
    pub message: Cow<'static, str>,
    /// How to fix it.
    pub help: Option<Cow<'static, str>>,
    /// The limit that was exceeded, if that is the cause.
    pub limit: Option<Limit>,
}

impl Failure {
    /// A failure with this message.
    #[cold]
    pub fn new(message: impl Into<Cow<'static, str>>) -> Self {
        Self { message: message.into(), help: None, limit: None }
    }

    /// Adds help to the failure.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<Cow<'static, str>>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// A failure because a limit was exceeded.
    #[cold]
    pub fn limit(limit: Limit) -> Self {
        Self { message: limit.to_string().into(), help: None, limit: Some(limit) }
    }
}

impl From<OutOfMemory> for Failure {
    fn from(_: OutOfMemory) -> Self {
        Self::limit(Limit::MemoryBytes)
    }
}

/// The arguments of a method of the host, with the state that it may use.
pub struct Arguments<'a> {
    /// The heap that contains the values.
    pub heap: &'a mut Heap,
    /// The arguments.
    pub values: &'a [Value],
    /// The remaining steps. A method that may take long must subtract from them.
    pub steps: &'a mut u64,
}

impl Arguments<'_> {
    /// The result of Java's `toString()` for an argument, on the heap.
    ///
    /// # Errors
    ///
    /// If the value contains itself or is too large.
    pub fn to_str(&mut self, value: Value) -> Result<Str, Failure> {
        if let Value::Str(text) = value {
            return Ok(text);
        }
        self.heap.intern_with(|heap, out| {
            heap.print(value, out, &Objects).map_err(|_| {
                Failure::new("the value contains itself, is nested too deeply or is too large to be printed")
            })
        })
    }
}

/// Provides objects for a render, as [`Value::Root`]s.
pub trait Host {
    /// The value of `.name` of a root; null if it has no such property.
    fn property(&mut self, root: u8, name: &[u8], arguments: Arguments<'_>) -> Result<Value, Failure>;

    /// Calls `.name(…)` of a root; null if it has no such method.
    fn call(&mut self, root: u8, name: &[u8], arguments: Arguments<'_>) -> Result<Value, Failure>;

    /// Whether `.name(…)` of a root uses the string representation of its arguments: blocks are then rendered first.
    fn prints(&self, root: u8, name: &[u8]) -> bool;

    /// Appends the string representation of a root.
    fn print(&self, root: u8, heap: &Heap, out: &mut Vec<u8>);
}

/// A host without objects.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoHost;

impl Host for NoHost {
    fn property(&mut self, _: u8, _: &[u8], _: Arguments<'_>) -> Result<Value, Failure> {
        Ok(Value::Null)
    }

    fn call(&mut self, _: u8, _: &[u8], _: Arguments<'_>) -> Result<Value, Failure> {
        Ok(Value::Null)
    }

    fn prints(&self, _: u8, _: &[u8]) -> bool {
        false
    }

    fn print(&self, _: u8, _: &Heap, _: &mut Vec<u8>) {}
}
