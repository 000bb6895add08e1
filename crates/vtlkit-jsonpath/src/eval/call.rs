//! Functions.

use vtlkit_java::wtf8;
use vtlkit_value::number::Number;
use vtlkit_value::{Object, Plain, Str, Value, View, json};

use super::state::Bound;
use super::{Context, Fault, Machine, Run, as_list, element, room};
use crate::Function;
use crate::error::EvalErrorKind;
use crate::program::{ArgumentInfo, CallInfo, TokenId};

impl Machine<'_> {
    pub(super) fn call(&mut self, call: u32, token: TokenId, model: Value, context: &Context) -> Run<()> {
        let program = self.program;
        let Some(info) = program.calls.get(call as usize) else { return Ok(()) };
        let Some(function) = info.function else {
            let name = String::from_utf8_lossy(program.name(info.name)).into_owned();
            let known = Function::ALL.map(|(name, _)| name).join(", ");
            let message = format!("unknown function '{name}'; the functions are {known}");
            return Err(Fault::error(EvalErrorKind::UnknownFunction, message));
        };
        for argument in info.arguments.clone() {
            self.bind(argument, context)?;
        }
        let result = self.invoke(function, info, model, context)?;
        // A function that is not the last token also adds its own result.
        self.results.push(result);
        if let Some(ArgumentInfo::Path(path)) = program.arguments.get(info.arguments.start as usize)
            && !info.arguments.is_empty()
        {
            self.remove_wildcard(*path);
        }
        if !self.is_leaf(token) {
            self.go_on(token, result);
        }
        Ok(())
    }

    /// Evaluates an argument that is a path. Jayway caches the value as long as the document is equal, even if the
    /// path was changed in the meantime.
    fn bind(&mut self, argument: u32, context: &Context) -> Run<()> {
        let Some(&ArgumentInfo::Path(path)) = self.program.arguments.get(argument as usize) else {
            return Ok(());
        };
        let value = self.evaluate(path, context.root, context.root, context.require)?;
        // Jayway compares the documents as text, which also detects documents that contain themselves.
        let text = if self.program.appends { Some(self.text(context.root)?) } else { None };
        if self.state.bound.len() <= argument as usize {
            self.state.bound.resize_with(argument as usize + 1, || None);
        }
        let kept = match self.state.bound.get(argument as usize) {
            Some(Some(bound)) => match &text {
                Some(_) => bound.text == text,
                None => {
                    same(bound.root, context.root) || self.text(bound.root)? == self.text(context.root)?
                }
            },
            _ => false,
        };
        if !kept && let Some(entry) = self.state.bound.get_mut(argument as usize) {
            *entry = Some(Bound { root: context.root, text, value });
        }
        Ok(())
    }

    /// Java's `toString()` of a value.
    fn text(&self, value: Value) -> Run<Vec<u8>> {
        let mut out = Vec::new();
        self.heap.print(value, &mut out, &Plain).map_err(|_| {
            Fault::error(EvalErrorKind::TooDeep, "a value is nested too deeply to be converted to a string")
        })?;
        Ok(out)
    }

    /// The value of an argument. JSON is parsed for each call.
    fn argument(&mut self, argument: u32) -> Run<Value> {
        match self.program.arguments.get(argument as usize) {
            Some(ArgumentInfo::Path(_)) => match self.state.bound.get(argument as usize) {
                Some(Some(bound)) => Ok(bound.value),
                _ => Ok(Value::Null),
            },
            Some(ArgumentInfo::Json(text)) => {
                room(self.heap, 64 + 16 * text.len())?;
                let text = self.heap.intern(text);
                json::read(self.heap, text).map_err(|_| {
                    Fault::error(EvalErrorKind::InvalidJson, "an argument of a function is invalid JSON")
                })
            }
            None => Ok(Value::Null),
        }
    }

    fn invoke(&mut self, function: Function, info: &CallInfo, model: Value, context: &Context) -> Run<Value> {
        match function {
            Function::Average
            | Function::StandardDeviation
            | Function::Sum
            | Function::Min
            | Function::Max => Ok(Value::Double(self.aggregate(function, info, model)?)),
            Function::Concatenate => self.concatenate(info, model),
            Function::Length => self.length(info, model, context),
            Function::Append => {
                if let Some(list) = as_list(self.heap, model) {
                    for argument in info.arguments.clone() {
                        let value = self.argument(argument)?;
                        room(self.heap, 32 * self.heap.list_len(list))?;
                        self.heap.list_push(list, value);
                    }
                }
                Ok(model)
            }
            Function::Keys => match model {
                Value::Map(map) => {
                    Ok(Value::Object(self.heap.new_object(Object::View { map, view: View::Keys })))
                }
                _ => Ok(Value::Null),
            },
            Function::First | Function::Last | Function::Index => self.pick(function, info, model),
        }
    }

    /// The numbers of the array, then those of the arguments.
    fn numbers(&mut self, info: &CallInfo, model: Option<Value>) -> Run<Vec<Value>> {
        let mut numbers = Vec::new();
        let mut add = |machine: &Self, value: Value| match as_list(machine.heap, value) {
            Some(list) => {
                numbers.extend(machine.heap.list_values(list).iter().filter(|value| value.is_number()));
            }
            None if value.is_number() => numbers.push(value),
            None => {}
        };
        if let Some(list) = model.filter(|&model| as_list(self.heap, model).is_some()) {
            add(self, list);
        }
        for argument in info.arguments.clone() {
            let value = self.argument(argument)?;
            add(self, value);
        }
        self.spend(numbers.len() as u64)?;
        Ok(numbers)
    }

    fn aggregate(&mut self, function: Function, info: &CallInfo, model: Value) -> Run<f64> {
        let numbers = self.numbers(info, Some(model))?;
        if numbers.is_empty() {
            let message = "a numeric function has no numbers; apply it to an array of numbers, as in $.prices.sum() or $..price.sum()";
            return Err(Fault::error(EvalErrorKind::EmptyAggregation, message));
        }
        let count = numbers.len() as f64;
        let numbers = numbers.into_iter().map(|value| double(self.heap, value));
        Ok(match function {
            Function::Average => numbers.fold(0.0, |sum, n| sum + n) / count,
            Function::StandardDeviation => {
                let (sum, squares) = numbers.fold((0.0, 0.0), |(sum, squares), n| (sum + n, squares + n * n));
                f64::sqrt(squares / count - sum * sum / count / count)
            }
            Function::Min => numbers.fold(f64::MAX, |min, n| if min > n { n } else { min }),
            // Java's `Double.MIN_VALUE` is the smallest positive number.
            Function::Max => numbers.fold(f64::from_bits(1), |max, n| if max < n { n } else { max }),
            _ => numbers.fold(0.0, |sum, n| sum + n),
        })
    }

    fn concatenate(&mut self, info: &CallInfo, model: Value) -> Run<Value> {
        let mut out = Vec::new();
        if let Some(list) = as_list(self.heap, model) {
            for &value in self.heap.list_values(list) {
                if let Value::Str(text) = value {
                    wtf8::push(&mut out, self.heap.bytes(text));
                }
            }
        }
        for argument in info.arguments.clone() {
            let value = self.argument(argument)?;
            let single = [value];
            let values = match as_list(self.heap, value) {
                Some(list) => self.heap.list_values(list),
                None => &single,
            };
            for &value in values.iter().filter(|value| !value.is_null()) {
                let text = self.text(value)?;
                wtf8::push(&mut out, &text);
            }
        }
        room(self.heap, out.len())?;
        self.spend(out.len() as u64 / 16)?;
        Ok(self.heap.new_bytes(&out))
    }

    /// With a path as its argument, `length` counts the elements of the path's result, if it is a list.
    fn length(&mut self, info: &CallInfo, model: Value, context: &Context) -> Run<Value> {
        if let Some(argument) = self.program.arguments.get(info.arguments.start as usize)
            && !info.arguments.is_empty()
        {
            let ArgumentInfo::Path(path) = argument else {
                let message =
                    "length() does not accept a literal; call it on the value to count: $.items.length()";
                return Err(Fault::error(EvalErrorKind::LengthOfLiteral, message));
            };
            self.append_wildcard(*path);
            let inner = self.evaluate(*path, model, model, context.require)?;
            if let Some(list) = as_list(self.heap, inner) {
                return Ok(Value::Int(self.heap.list_len(list) as i32));
            }
        }
        Ok(match (as_list(self.heap, model), model) {
            (Some(list), _) => Value::Int(self.heap.list_len(list) as i32),
            (None, Value::Map(map)) => Value::Int(self.heap.map_len(map) as i32),
            _ => Value::Null,
        })
    }

    fn pick(&mut self, function: Function, info: &CallInfo, model: Value) -> Run<Value> {
        let Some(list) = as_list(self.heap, model) else {
            let message = "first(), last() and index(n) require an array";
            return Err(Fault::error(EvalErrorKind::EmptyAggregation, message));
        };
        let index = match function {
            Function::First => 0,
            Function::Last => -1,
            _ => {
                let numbers = self.numbers(info, None)?;
                let Some(index) = numbers.first().and_then(|&index| Number::of(self.heap, index)) else {
                    return Err(Fault::error(
                        EvalErrorKind::IndexOutOfBounds,
                        "index() requires a number: index(0)",
                    ));
                };
                index.int_value()
            }
        };
        if index < 0 && self.heap.list_len(list) <= index.unsigned_abs() as usize {
            let message = "last() and index(-n) cannot reach the first element; write [-1]";
            return Err(Fault::error(EvalErrorKind::SequenceIndex, message));
        }
        element(self.heap, list, index).ok_or_else(|| {
            Fault::error(
                EvalErrorKind::IndexOutOfBounds,
                "the index of first() or index(n) is past the end of the array",
            )
        })
    }

    /// Puts text on the heap.
    pub(super) fn intern(&mut self, text: &[u8]) -> Run<Str> {
        room(self.heap, text.len())?;
        Ok(self.heap.intern(text))
    }
}

/// Whether two values are the same object.
fn same(left: Value, right: Value) -> bool {
    match (left, right) {
        (Value::Map(a), Value::Map(b)) => a == b,
        (Value::List(a), Value::List(b)) => a == b,
        _ => false,
    }
}

pub(super) fn double(heap: &vtlkit_value::Heap, value: Value) -> f64 {
    match value {
        Value::Int(n) => f64::from(n),
        Value::Long(n) => n as f64,
        Value::Double(n) => n,
        _ => Number::of(heap, value).map_or(f64::NAN, |number| number.double_value()),
    }
}
