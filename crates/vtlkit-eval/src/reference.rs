//! References: reading, printing and setting them.

use vtlkit_text::Span;
use vtlkit_value::{Heap, Object, Str, Value, View};

use crate::error::{EvalError, EvalErrorKind, Unwind};
use crate::machine::{Code, Machine, Run, State, kinds};
use crate::methods::{self, Receiver};
use crate::program::{Accessor, AccessorKind, Escape, Reference, Set, Stretch};
use crate::{Arguments, Failure, scope};

impl Machine<'_> {
    /// The value of a reference. If it has none, null or, depending on the dialect, the empty string.
    pub(crate) fn reference(&mut self, code: &Code<'_>, reference: &Reference) -> Run<Value> {
        let value = self.lookup(code, reference)?;
        Ok(if value.is_null() { self.missing() } else { value })
    }

    /// The value of a reference; null if it has none.
    #[inline]
    pub(crate) fn lookup(&mut self, code: &Code<'_>, reference: &Reference) -> Run<Value> {
        if reference.escape == Escape::Broken {
            return Ok(Value::Null);
        }
        let mut value = self.get(code, reference.slot)?;
        if !value.is_null() {
            for at in reference.path.range() {
                value = self.access(code, value, at)?;
                if value.is_null() {
                    break;
                }
            }
        }
        Ok(value)
    }

    /// The value of a reference without a value.
    pub(crate) fn missing(&self) -> Value {
        if self.dialect.missing_is_empty { Value::Str(Str::default()) } else { Value::Null }
    }

    pub(crate) fn render_reference(&mut self, code: &Code<'_>, reference: &Reference) -> Run<()> {
        let value = self.reference(code, reference)?;
        self.print_reference(code, reference, value)
    }

    /// Prints a reference that has this value.
    #[inline]
    pub(crate) fn print_reference(
        &mut self,
        code: &Code<'_>,
        reference: &Reference,
        value: Value,
    ) -> Run<()> {
        let mut null = value.is_null();
        if reference.escape == Escape::Escaped {
            let before = if null { reference.before_literal } else { reference.before_value };
            let (before, literal) = (code.text(before), self.literal(code, reference)?);
            self.print_text(before)?;
            return self.print_text(literal);
        }
        if let Some(block) = self.block_of(value) {
            // A block is rendered directly to the output, without the prefix of the reference.
            if self.render_block(block)? {
                return Ok(());
            }
            null = true;
        }
        if null {
            let (before, literal) = (code.text(reference.before_literal), self.literal(code, reference)?);
            self.print_text(before)?;
            return self.print_text(literal);
        }
        if reference.before_value.len > 0 {
            self.print_text(code.text(reference.before_value))?;
        }
        self.print(value).map_err(|unwind| Self::at(unwind, reference.span))
    }

    /// Prints a value that is not a block.
    pub(crate) fn print(&mut self, value: Value) -> Run<()> {
        if let Value::Str(text) = value {
            self.room_to_print(text.byte_len())?;
            vtlkit_java::wtf8::push(&mut self.state.out, self.state.heap.bytes(text));
            return Ok(());
        }
        let mut out = std::mem::take(&mut self.state.out);
        let printed = self.print_to(value, &mut out);
        // Blocks in the value may have used the output in the meantime, but left it empty.
        self.state.out = out;
        printed.and_then(|()| self.room_to_print(0))
    }

    /// The text of a reference without a value: its source or, in a macro, the source of the argument.
    fn literal(&mut self, code: &Code<'_>, reference: &Reference) -> Run<Str> {
        if reference.path.len() == 0
            && let Some(literal) = self.argument_literal(code, reference)
        {
            return Ok(literal);
        }
        Ok(code.text(reference.literal))
    }

    /// Sets the position of an error, if it has none.
    pub(crate) fn at(unwind: Unwind, span: Span) -> Unwind {
        match unwind {
            Unwind::Error(mut error) if error.span.is_empty() => {
                error.span = span;
                Unwind::Error(error)
            }
            other => other,
        }
    }

    /// Applies the accessor with an index in the program.
    #[inline]
    fn access(&mut self, code: &Code<'_>, object: Value, at: usize) -> Run<Value> {
        self.step(1)?;
        let accessor = &code.program.accessors[at];
        match (accessor.kind, object) {
            (AccessorKind::Property(name), Value::Map(map)) => {
                let State { heap, guesses, .. } = &mut self.state;
                let mut none = 0;
                let guess = guesses.get_mut(at).filter(|_| code.unit == 0).unwrap_or(&mut none);
                Ok(heap.map_get_near(map, heap.bytes(code.text(name)), guess).unwrap_or(Value::Null))
            }
            _ => self.access_other(code, object, accessor),
        }
    }

    /// Applies an accessor that is not a property of a map.
    fn access_other(&mut self, code: &Code<'_>, object: Value, accessor: &Accessor) -> Run<Value> {
        match accessor.kind {
            AccessorKind::Property(name) | AccessorKind::Class(name) => {
                let name = code.text(name);
                self.property(object, name).map_err(|failure| Self::failed(failure, accessor.span))
            }
            AccessorKind::Method(name, arguments) => {
                self.call_method(code, object, name, arguments, accessor.span)
            }
            AccessorKind::Index(index) => {
                let index = self.value(code, index)?;
                let index = self.from_end(object, index, accessor.span)?;
                self.invoke(object, b"get", &[index], accessor.span)
            }
        }
    }

    fn call_method(
        &mut self,
        code: &Code<'_>,
        object: Value,
        name: crate::program::Const,
        arguments: Stretch,
        span: Span,
    ) -> Run<Value> {
        let mark = self.state.stack.len();
        for &argument in &code.program.arguments[arguments.range()] {
            let value = self.value(code, argument)?;
            self.state.stack.push(value);
        }
        let mut stack = std::mem::take(&mut self.state.stack);
        let name = code.text(name);
        let result = self.invoke_str(object, name, &stack[mark..], span);
        stack.truncate(mark);
        self.state.stack = stack;
        result
    }

    /// Calls a method whose name is on the heap.
    fn invoke_str(&mut self, object: Value, name: Str, arguments: &[Value], span: Span) -> Run<Value> {
        // A copy of the name, since the call needs the heap. No method has a longer name.
        let mut buffer = [0u8; 64];
        let bytes = self.state.heap.bytes(name);
        let Some(name) = buffer.get_mut(..bytes.len()) else { return Ok(Value::Null) };
        name.copy_from_slice(bytes);
        self.invoke(object, name, arguments, span)
    }

    pub(crate) fn invoke(
        &mut self,
        object: Value,
        name: &[u8],
        arguments: &[Value],
        span: Span,
    ) -> Run<Value> {
        if !arguments.is_empty() && self.has_no_parameters(object, name) {
            let name = String::from_utf8_lossy(name);
            return Err(Self::failed(methods::takes_no_argument(&name), span));
        }
        if let Value::Object(id) = object
            && let Object::Opaque { kind, number, text } = self.state.heap.object(id)
        {
            return match (kind, name, arguments) {
                (_, b"getClass", []) => Ok(self.class(object)),
                (kinds::SCOPE, ..) => {
                    let arguments: Vec<Value> = match name {
                        b"equals" | b"putAll" | b"containsValue" => {
                            arguments.iter().map(|&value| self.scope_as_map(value)).collect()
                        }
                        _ => arguments.to_vec(),
                    };
                    self.scope_call(number, name, &arguments).map_err(|failure| Self::failed(failure, span))
                }
                (kinds::INFO, ..) => Ok(self.info_call(number, name, arguments)),
                (kinds::BLOCK, b"equals", &[other]) => Ok(Value::Bool(self.block_of(other) == Some(number))),
                (kinds::BLOCK, b"hashCode", []) => Ok(Value::Int(0)),
                (kinds::BLOCK, b"toString", []) => Ok(self.to_str(object)?.map_or(Value::Null, Value::Str)),
                (kinds::CLASS, ..) => Ok(self.class_call(object, text, name, arguments)),
                _ => Ok(Value::Null),
            };
        }
        if name == b"getClass" && arguments.is_empty() && !matches!(object, Value::Root(_)) {
            return Ok(self.class(object));
        }
        // Methods that use string representations need the machine to render blocks.
        let prints = !self.state.blocks.is_empty()
            && match object {
                Value::Root(root) => self.host.prints(root, name),
                _ => matches!(name, b"toString" | b"format" | b"valueOf"),
            };
        let shows_scope = !self.state.scopes.is_empty()
            && matches!(name, b"equals" | b"putAll" | b"toString" | b"format" | b"valueOf")
            && arguments.iter().any(|&argument| self.scope_of(argument).is_some());
        let settled =
            if prints || shows_scope { Some(self.call_without_blocks(object, arguments)?) } else { None };
        let (object, arguments) = match &settled {
            Some((object, arguments)) => (*object, arguments.as_slice()),
            None => (object, arguments),
        };
        let result = match object {
            Value::Root(root) => {
                let arguments =
                    Arguments { heap: &mut self.state.heap, values: arguments, steps: &mut self.steps };
                self.host.call(root, name, arguments)
            }
            _ => methods::call(object, name, self.with_arguments(arguments)),
        };
        result.map_err(|failure| Self::failed(failure, span))
    }

    /// The object and the arguments of a call with their blocks rendered.
    #[cold]
    fn call_without_blocks(&mut self, object: Value, arguments: &[Value]) -> Run<(Value, Vec<Value>)> {
        let object = self.without_blocks(object)?;
        let mut settle = |value| {
            let value = self.scope_as_map(value);
            self.without_blocks(value)
        };
        let arguments: Run<Vec<Value>> = arguments.iter().map(|&value| settle(value)).collect();
        Ok((object, arguments?))
    }

    /// Whether a method outside the tables has no parameters: one of `Object`, or of the machine's objects.
    #[inline(never)]
    fn has_no_parameters(&self, object: Value, name: &[u8]) -> bool {
        let kind = match object {
            Value::Root(_) => return false,
            Value::Object(object) => match self.state.heap.object(object) {
                Object::Opaque { kind, .. } => Some(kind),
                _ => None,
            },
            _ => None,
        };
        match name {
            b"getClass" | b"notify" | b"notifyAll" => true,
            b"toString" | b"hashCode" => kind.is_some(),
            _ if kind == Some(kinds::INFO) => scope::is_info_getter(name),
            b"getName" | b"getSimpleName" | b"getTypeName" => kind == Some(kinds::CLASS),
            _ => kind == Some(kinds::SCOPE) && scope::is_getter(name),
        }
    }

    pub(crate) fn with_arguments<'a>(&'a mut self, values: &'a [Value]) -> methods::Call<'a> {
        let State { heap, patterns, .. } = &mut self.state;
        methods::Call { heap, values, steps: &mut self.steps, patterns }
    }

    pub(crate) fn receiver(&self, object: Value) -> Receiver {
        Receiver::of(&self.state.heap, object)
    }

    /// Velocity's own rule for `[-1]`: a negative Integer counts from the end.
    fn from_end(&mut self, object: Value, index: Value, span: Span) -> Run<Value> {
        let Value::Int(negative @ ..0) = index else { return Ok(index) };
        let size = match object {
            Value::List(list) => self.state.heap.list_len(list),
            Value::Map(map) => self.state.heap.map_len(map),
            Value::Object(object) => match self.state.heap.object(object) {
                Object::View { map, .. } => self.state.heap.map_len(map),
                _ => return Err(Self::no_size(negative, span)),
            },
            _ => return Err(Self::no_size(negative, span)),
        };
        Ok(Value::Int((size as i32).wrapping_add(negative)))
    }

    #[cold]
    fn no_size(index: i32, span: Span) -> Unwind {
        EvalError::new(
            EvalErrorKind::NegativeIndex,
            format!("the index {index} counts from the end, but the value has no size"),
            span,
        )
        .into()
    }

    /// `.name` of a value that is not a map: calls `getName()` or `isName()`.
    pub(crate) fn property(&mut self, object: Value, name: Str) -> Result<Value, Failure> {
        if let Some(class) = self.class_of(object, name) {
            return Ok(class);
        }
        if let Value::Root(root) = object {
            let mut buffer = [0u8; 64];
            let bytes = self.state.heap.bytes(name);
            let Some(short) = buffer.get_mut(..bytes.len()) else { return Ok(Value::Null) };
            short.copy_from_slice(bytes);
            let arguments = Arguments { heap: &mut self.state.heap, values: &[], steps: &mut self.steps };
            return self.host.property(root, short, arguments);
        }
        if let Some(scope) = self.scope_of(object) {
            return Ok(self.scope_property(scope, name));
        }
        if let Some(scope) = self.info_of(object) {
            let name = self.state.heap.bytes(name).to_vec();
            return Ok(self.info_property(scope, &name));
        }
        let receiver = self.receiver(object);
        for prefix in ["get", "is"] {
            let mut getter = prefix.as_bytes().to_vec();
            getter.extend_from_slice(self.state.heap.bytes(name));
            for _ in 0..2 {
                if let Some(method) = methods::getter(receiver, &getter) {
                    return methods::call(object, method.as_bytes(), self.with_arguments(&[]));
                }
                let first = getter[prefix.len()];
                getter[prefix.len()] = if first.is_ascii_lowercase() {
                    first.to_ascii_uppercase()
                } else {
                    first.to_ascii_lowercase()
                };
            }
        }
        Ok(Value::Null)
    }

    pub(crate) fn set(&mut self, code: &Code<'_>, set: &Set) -> Run<()> {
        let value = self.value(code, set.value).map_err(|unwind| Self::at(unwind, set.span))?;
        if value.is_null() {
            // Velocity 1.7 keeps the old value.
            return Ok(());
        }
        if set.path.len() == 0 {
            self.put(code, set.slot, value);
            return Ok(());
        }
        let mut object = self.get(code, set.slot)?;
        let accessors = &code.program.accessors[set.path.range()];
        let Some(last) = accessors.last() else { return Ok(()) };
        for at in set.path.range().take(accessors.len() - 1) {
            if object.is_null() {
                return Ok(());
            }
            object = self.access(code, object, at)?;
        }
        if object.is_null() {
            return Ok(());
        }
        match last.kind {
            AccessorKind::Index(index) => {
                let index = self.value(code, index)?;
                let index = self.from_end(object, index, last.span)?;
                // Velocity looks for `set(index, value)`, then for `put(index, value)`.
                let name: &[u8] = if matches!(object, Value::Map(_)) { b"put" } else { b"set" };
                self.invoke(object, name, &[index, value], last.span)?;
            }
            // A method as the last accessor sets the property of its name.
            AccessorKind::Property(name) | AccessorKind::Class(name) | AccessorKind::Method(name, _) => {
                let name = code.text(name);
                self.set_property(object, name, value);
            }
        }
        Ok(())
    }

    fn set_property(&mut self, object: Value, name: Str, value: Value) {
        match object {
            Value::Map(map) => {
                self.state.heap.map_put(map, Value::Str(name), value);
            }
            Value::Object(id) => {
                if let Some(scope) = self.scope_of(object) {
                    self.scope_put(scope, name, value);
                } else if matches!(self.state.heap.bytes(name), b"value" | b"Value") {
                    self.state.heap.set_entry(id, value);
                }
            }
            _ => {}
        }
    }
}

/// The elements of a view of a map.
pub(crate) fn view_values(heap: &mut Heap, map: vtlkit_value::MapId, view: View) -> Vec<Value> {
    let entries: Vec<(Value, Value)> = heap.map_entries(map).collect();
    entries
        .into_iter()
        .map(|(key, value)| match view {
            View::Keys => key,
            View::Values => value,
            View::Entries => Value::Object(heap.new_object(Object::Entry { map, key, value })),
        })
        .collect()
}
