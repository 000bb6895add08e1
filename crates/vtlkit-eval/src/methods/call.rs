//! The call of a method, with the operations that all methods share.

use num_bigint::BigInt;
use vtlkit_java::BigDecimal;
use vtlkit_java::wtf8;
use vtlkit_value::number::Number;
use vtlkit_value::{Heap, ListKind, Object, Str, Value};

use super::patterns::Patterns;
use super::resolve;
use super::{Callable, Receiver};
use crate::machine::Objects;
use crate::{Failure, Limit};

/// A call of a method.
pub(crate) struct Call<'a> {
    /// Where values live.
    pub(crate) heap: &'a mut Heap,
    /// The arguments.
    pub(crate) values: &'a [Value],
    /// The remaining steps; a method that may take long subtracts from them.
    pub(crate) steps: &'a mut u64,
    /// Recently used regular expressions.
    pub(crate) patterns: &'a mut Patterns,
}

/// Calls a method; null if none accepts these arguments.
pub(crate) fn call(object: Value, name: &[u8], mut call: Call<'_>) -> Result<Value, Failure> {
    let methods = Receiver::of(call.heap, object).named(name);
    match resolve::find(methods, call.heap, call.values) {
        Some(method) => {
            let values = call.values.iter().map(|&value| reading(value)).fold(0, usize::saturating_add);
            call.spend(values.saturating_add(reading(object)))?;
            invoke(method, object, call)
        }
        None => Ok(Value::Null),
    }
}

/// The cost of reading a string, or the digits of a large number, in steps; 0 for short ones. Methods count any further
/// work themselves.
const fn reading(value: Value) -> usize {
    match value {
        Value::Str(text) => text.byte_len() / 256,
        Value::BigInteger(text) | Value::BigDecimal(text) => {
            let words = text.byte_len() / 20;
            words.saturating_mul(words) / 16
        }
        _ => 0,
    }
}

/// Calls a method that accepts the arguments; for a variadic method, the last ones are passed as an array.
fn invoke(method: &Callable, object: Value, call: Call<'_>) -> Result<Value, Failure> {
    if method.parameters.is_empty() && !call.values.is_empty() {
        return Err(takes_no_argument(method.name));
    }
    let Some((&array, fixed)) = method.parameters.split_last().filter(|(last, _)| last.element().is_some())
    else {
        return (method.run)(object, call);
    };
    let (first, rest) = call.values.split_at_checked(fixed.len()).unwrap_or((call.values, &[]));
    // An array, and null, are passed unchanged.
    if let [value] = rest
        && array.takes(call.heap, *value)
    {
        return (method.run)(object, call);
    }
    call.room(size_of_val(rest))?;
    let mut values = first.to_vec();
    values.push(Value::List(call.heap.new_list_of(array.array_kind(), rest)));
    (method.run)(object, Call { values: &values, ..call })
}

impl Call<'_> {
    /// The argument at an index; null if there is none.
    pub(super) fn value(&self, at: usize) -> Value {
        self.values.get(at).copied().unwrap_or(Value::Null)
    }

    /// A `byte` argument, already checked.
    pub(super) fn byte(&self, at: usize) -> i8 {
        if let Value::Byte(n) = self.value(at) { n } else { 0 }
    }

    /// A `short` argument, already checked: a Byte is widened.
    pub(super) fn short(&self, at: usize) -> i16 {
        if let Value::Short(n) = self.value(at) { n } else { i16::from(self.byte(at)) }
    }

    /// An `int` argument, already checked: a smaller number is widened.
    pub(super) fn int(&self, at: usize) -> i32 {
        if let Value::Int(n) = self.value(at) { n } else { i32::from(self.short(at)) }
    }

    /// A `long` argument, already checked: a smaller number is widened.
    pub(super) fn long(&self, at: usize) -> i64 {
        if let Value::Long(n) = self.value(at) { n } else { i64::from(self.int(at)) }
    }

    /// A `float` argument, already checked: an integer is widened.
    pub(super) fn float(&self, at: usize) -> f32 {
        if let Value::Float(n) = self.value(at) { n } else { self.long(at) as f32 }
    }

    /// A `double` argument, already checked: any other number is widened.
    pub(super) fn double(&self, at: usize) -> f64 {
        match self.value(at) {
            Value::Double(n) => n,
            Value::Float(n) => f64::from(n),
            _ => self.long(at) as f64,
        }
    }

    /// A `boolean` argument, already checked.
    pub(super) fn boolean(&self, at: usize) -> bool {
        matches!(self.value(at), Value::Bool(true))
    }

    /// A `char` argument, already checked.
    pub(super) fn char(&self, at: usize) -> u16 {
        if let Value::Char(unit) = self.value(at) { unit } else { 0 }
    }

    /// A string argument. Fails for null, as in Java.
    pub(super) fn string(&self, at: usize) -> Result<Str, Failure> {
        if let Value::Str(text) = self.value(at) { Ok(text) } else { Err(null()) }
    }

    /// The bytes of a string argument. Fails for null, as in Java.
    pub(super) fn text(&self, at: usize) -> Result<&[u8], Failure> {
        Ok(self.heap.bytes(self.string(at)?))
    }

    /// A `BigInteger` argument. Fails for null, as in Java.
    pub(super) fn big_integer(&self, at: usize) -> Result<BigInt, Failure> {
        match self.number(self.value(at))? {
            Number::BigInteger(n) => Ok(n),
            _ => Err(null()),
        }
    }

    /// A `BigDecimal` argument. Fails for null, as in Java.
    pub(super) fn big_decimal(&self, at: usize) -> Result<BigDecimal, Failure> {
        match self.number(self.value(at))? {
            Number::BigDecimal(n) => Ok(n),
            _ => Err(null()),
        }
    }

    /// A value as a number for arithmetic.
    pub(super) fn number(&self, value: Value) -> Result<Number, Failure> {
        match Number::of(self.heap, value) {
            Some(number) => Ok(number),
            None if value.is_number() => Err(super::number::too_large()),
            None => Err(null()),
        }
    }

    pub(super) fn bytes(&self, text: Str) -> &[u8] {
        self.heap.bytes(text)
    }

    /// Checks that the heap has room for `bytes` more.
    pub(super) fn room(&self, bytes: usize) -> Result<(), Failure> {
        Ok(self.heap.room(bytes)?)
    }

    /// Spends steps of a method that may take long.
    pub(super) fn spend(&mut self, steps: usize) -> Result<(), Failure> {
        match self.steps.checked_sub(steps as u64) {
            Some(left) => {
                *self.steps = left;
                Ok(())
            }
            None => Err(Failure::limit(Limit::Steps)),
        }
    }

    /// Creates a string.
    pub(super) fn new_text(&mut self, bytes: &[u8]) -> Result<Value, Failure> {
        self.room(bytes.len())?;
        Ok(self.heap.new_bytes(bytes))
    }

    /// Creates a list or array.
    pub(super) fn new_list(&mut self, kind: ListKind, values: &[Value]) -> Result<Value, Failure> {
        self.room(size_of_val(values))?;
        Ok(Value::List(self.heap.new_list_of(kind, values)))
    }

    /// Creates an object on the heap.
    pub(super) fn new_object(&mut self, object: Object) -> Value {
        Value::Object(self.heap.new_object(object))
    }

    /// Java's `toString()` of a value, on the heap; null is `null`.
    pub(super) fn to_str(&mut self, value: Value) -> Result<Str, Failure> {
        if let Value::Str(text) = value {
            return Ok(text);
        }
        let mut out = Vec::new();
        self.print(value, &mut out)?;
        self.room(out.len())?;
        self.spend(out.len() / 64)?;
        Ok(self.heap.intern(&out))
    }

    /// Appends Java's `toString()` of a value; null is `null`.
    pub(super) fn print(&self, value: Value, out: &mut Vec<u8>) -> Result<(), Failure> {
        if let Value::Str(text) = value {
            wtf8::push(out, self.bytes(text));
            return Ok(());
        }
        self.heap.print(value, out, &Objects).map_err(|_| {
            Failure::new("the value contains itself, is nested too deeply or is too large to be printed")
        })
    }
}

/// The failure for arguments of a method without parameters: Velocity selects the method anyway, and the call fails.
#[cold]
pub(crate) fn takes_no_argument(name: &str) -> Failure {
    Failure::new(format!("`{name}` takes no argument")).with_help(format!("write `{name}()`"))
}

/// The failure for null where an object is needed (`NullPointerException`).
#[cold]
pub(super) fn null() -> Failure {
    Failure::new("null where a value is needed")
        .with_help("check that the variable has a value before passing it")
}

/// The failure for changing something immutable (`UnsupportedOperationException`).
#[cold]
pub(super) fn unsupported(what: &'static str) -> Failure {
    Failure::new(what).with_help("copy the elements into a list of your own, made with `[]`, and change that")
}

/// The empty string, which is also Velocity's result of a `void` method.
pub(super) fn nothing() -> Value {
    Value::Str(Str::default())
}
