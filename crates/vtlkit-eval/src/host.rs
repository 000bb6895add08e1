use std::borrow::Cow;

use vtlkit_value::{Heap, OutOfMemory, Str, Value};

use crate::Limit;
use crate::machine::Objects;

/// Why a method fails, as a Java method that throws.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What is wrong, in lower case.
    pub message: Cow<'static, str>,
    /// What to do about it.
    pub help: Option<Cow<'static, str>>,
    /// The limit that was reached, if that is what happened.
    pub limit: Option<Limit>,
}

impl Failure {
    /// A failure with this message.
    #[cold]
    pub fn new(message: impl Into<Cow<'static, str>>) -> Self {
        Self { message: message.into(), help: None, limit: None }
    }

    /// The same failure with advice.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<Cow<'static, str>>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// A limit was reached.
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

/// What a method is called with.
pub struct Arguments<'a> {
    /// Where values live.
    pub heap: &'a mut Heap,
    /// The arguments.
    pub values: &'a [Value],
    /// The steps that are left; a method that may take long takes from them.
    pub steps: &'a mut u64,
}

impl Arguments<'_> {
    /// The text of an argument as Java's `toString()`, on the heap.
    ///
    /// # Errors
    ///
    /// Where the value holds itself or is too large.
    pub fn to_str(&mut self, value: Value) -> Result<Str, Failure> {
        if let Value::Str(text) = value {
            return Ok(text);
        }
        self.heap.intern_with(|heap, out| {
            heap.print(value, out, &Objects).map_err(|_| {
                Failure::new("the value holds itself, nests too deep, or is too large to be printed")
            })
        })
    }
}

/// Brings objects of its own into a render, as [`Value::Root`]s.
pub trait Host {
    /// The value of `.name` of a root; null where it has no such property.
    fn property(&mut self, root: u8, name: &[u8], arguments: Arguments<'_>) -> Result<Value, Failure>;

    /// Calls `.name(…)` of a root; null where it has no such method.
    fn call(&mut self, root: u8, name: &[u8], arguments: Arguments<'_>) -> Result<Value, Failure>;

    /// Whether `.name(…)` of a root prints what it is called with, whatever that is: blocks are rendered before.
    fn prints(&self, root: u8, name: &[u8]) -> bool;

    /// Appends what a root prints.
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
