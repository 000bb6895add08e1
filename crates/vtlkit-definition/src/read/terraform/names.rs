//! Resolves the names in expressions.

use std::rc::Rc;
use std::slice::Iter;

use vtlkit_host::HostError;
use vtlkit_host::tree::NodeRef;
use vtlkit_text::Span;

use super::eval::Terraform;
use super::module::{Arguments, Block, Given, Module, Slot};
use super::scope::Scope;
use super::types;
use super::value::{Address, Data, Key, Member, Object, Value};

impl<'t> Terraform<'_, 't> {
    /// The value of a name. Takes as many of the following names from `rest` as belong to it.
    pub(crate) fn root(&self, name: &str, rest: &mut Iter<'_, &str>, span: Span, scope: &Scope<'t>) -> Value {
        if let Some(value) = scope.name(name) {
            return value.clone();
        }
        let Some(module) = &scope.module else { return Value::wrong(name, span) };
        let mut next = || rest.next().copied().unwrap_or_default();
        match name {
            "var" => self.variable(module, next(), span),
            "local" => self.local(module, next(), span),
            "module" => self.call_of(module, next(), span),
            "path" => match next() {
                "module" if !module.folder.is_empty() => Value::text(&module.folder, span),
                _ => Value::text(".", span),
            },
            "terraform" | "tofu" => match next() {
                "workspace" => Value::text("default", span),
                other => Value::unknown(format!("terraform.{other}"), span),
            },
            "each" | "count" | "self" => Value::unknown(format!("{name}.{}", next()), span),
            "data" | "ephemeral" => {
                let (kind, name) = (next(), next());
                self.resource(module, &format!("data.{kind}.{name}"), span)
            }
            kind => match rest.next() {
                Some(name) => self.resource(module, &format!("{kind}.{name}"), span),
                None => Value::wrong(kind, span),
            },
        }
    }

    /// A value that the files do not define; the settings may have it, by name.
    pub(crate) fn unknown(&self, name: &str, span: Span) -> Value {
        match self.settings.parameters.get(name) {
            Some(text) => self.given(text, None, span),
            None => Value::unknown(name, span),
        }
    }

    /// Evaluates a value of a module once.
    fn once(&self, module: &Module<'t>, name: &str, span: Span, make: impl FnOnce() -> Value) -> Value {
        match module.values.borrow().get(name) {
            Some(Slot::Done(value)) => return value.clone(),
            Some(Slot::Pending) => {
                let called = module.called(name);
                if self.circles.borrow_mut().insert(called.clone()) {
                    self.loader.error(
                        HostError::new(span, format!("`{called}` refers to itself"))
                            .help("Terraform rejects cycles; set one of the values directly"),
                    );
                }
                return Value::wrong(called, span);
            }
            None => {}
        }
        module.values.borrow_mut().insert(name.to_owned(), Slot::Pending);
        let value = self.deeper(name, span, make);
        module.values.borrow_mut().insert(name.to_owned(), Slot::Done(value.clone()));
        value
    }

    fn local(&self, module: &Rc<Module<'t>>, name: &str, span: Span) -> Value {
        let called = format!("local.{name}");
        let Some(node) = module.blocks.locals.get(name).copied() else {
            return self.unknown(&module.called(&called), span);
        };
        self.once(module, &called, span, || self.node(node, &Scope::of_module(Rc::clone(module))))
    }

    fn variable(&self, module: &Rc<Module<'t>>, name: &str, span: Span) -> Value {
        let called = format!("var.{name}");
        let Some(block) = module.blocks.variables.get(name).copied() else {
            return self.unknown(&module.called(&called), span);
        };
        let value = self.once(module, &called, span, || self.variable_value(module, name, block));
        match &value.data {
            // Report the position of this reference.
            Data::Unknown(open) if !open.is_wrong && *open.name == *module.called(&called) => {
                Value::new(value.data.clone(), span)
            }
            _ => value,
        }
    }

    fn variable_value(&self, module: &Rc<Module<'t>>, name: &str, block: Block<'t>) -> Value {
        let open = || self.unknown(&module.called(&format!("var.{name}")), block.name.span());
        let own = Scope::of_module(Rc::clone(module));
        // A sensitive value is never shown.
        if self.attribute(block.body, "sensitive", &own).is_some_and(|it| it.to_bool() == Some(true)) {
            self.secrets.borrow_mut().insert(module.called(&format!("var.{name}")));
            return open();
        }
        let kind = block.body.get("type");
        let given = match &module.arguments {
            Arguments::Given(given) => given.get(name).map(|given| match given {
                Given::Node(node) => self.node(*node, &Scope::empty()),
                Given::Text(text) => self.given(text, kind, block.name.span()),
            }),
            Arguments::Call { call, scope } => call.body.get(name).map(|node| self.node(node, scope)),
        };
        let value = match given.filter(|value| !value.is_null()) {
            Some(value) => value,
            None => match block.body.get("default") {
                Some(default) => self.node(default, &Scope::empty()),
                None => return open(),
            },
        };
        match kind {
            Some(kind) => types::convert(self, kind, value, &own),
            None => value,
        }
    }

    /// A value from the settings: a string, or an expression if the variable has another type.
    fn given(&self, text: &str, kind: Option<NodeRef<'t>>, span: Span) -> Value {
        let kind = kind.map(|kind| kind.source().trim_matches(['"', '$', '{', '}']));
        let is_text = match kind {
            Some(kind) => matches!(kind, "string" | "number" | "bool"),
            None => !text.trim_start().starts_with(['[', '{']),
        };
        if !is_text {
            let value = self.source(text, super::eval::Place::Within(span), &Scope::empty());
            if !value.is_wrong() {
                return value;
            }
        }
        Value::text(text, span)
    }

    /// The instances of a called module as one value.
    fn call_of(&self, module: &Rc<Module<'t>>, name: &str, span: Span) -> Value {
        let called = format!("module.{name}");
        let Some(call) = module.blocks.calls.get(name).copied() else {
            return self.unknown(&module.called(&called), span);
        };
        self.once(module, &called, span, || {
            let scopes = self.instances_of(call.body, &Scope::of_module(Rc::clone(module)));
            let all = scopes.into_iter().map(|(key, scope)| {
                let value = match self.child(module, name, call, key.clone(), scope) {
                    Some(id) => Value::new(Data::Module(id), span),
                    None => self.unknown(&module.called(&called), span),
                };
                (key, value)
            });
            together(all.collect(), call.body, span)
        })
    }

    /// A resource or data source: a single instance, a list of instances, or an object of them.
    fn resource(&self, module: &Rc<Module<'t>>, name: &str, span: Span) -> Value {
        let Some((address, block)) = module.blocks.resources.get_key_value(name) else {
            return self.unknown(&module.called(name), span);
        };
        let of = |key: Option<Key>| Address { module: module.id, name: Rc::clone(address), key };
        if block.body.get("count").is_none() && block.body.get("for_each").is_none() {
            return Value::new(Data::Resource(Rc::new(of(None))), span);
        }
        self.once(module, name, span, || {
            let scopes = self.instances_of(block.body, &Scope::of_module(Rc::clone(module)));
            let all = scopes.into_iter().map(|(key, _)| {
                let value = Value::new(Data::Resource(Rc::new(of(key.clone()))), span);
                (key, value)
            });
            together(all.collect(), block.body, span)
        })
    }

    /// A member of a value.
    pub(crate) fn member(&self, value: &Value, name: &str, span: Span) -> Value {
        match &value.data {
            Data::Object(members) => members
                .get(name)
                .map_or_else(|| Value::wrong(format!("….{name}"), span), |member| member.value.clone()),
            Data::Resource(address) => self.attribute_of(address, name, span),
            Data::Module(id) => self.output(*id, name, span),
            Data::Unknown(open) => {
                let name = format!("{}.{name}", open.name);
                if open.is_wrong { Value::wrong(name, span) } else { self.unknown(&name, span) }
            }
            // `list.0` is the legacy syntax.
            Data::List(_) if name.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.index(value, &Value::text(name, span), span)
            }
            _ => Value::wrong(format!("….{name}"), span),
        }
    }

    /// An item of a list or a member of an object.
    pub(crate) fn index(&self, value: &Value, index: &Value, span: Span) -> Value {
        if let Some(open) = value.open() {
            let at = index.to_text().map_or_else(|| "…".to_owned(), |text| text.map.text().to_owned());
            let name = format!("{}[{at}]", open.name);
            return if open.is_wrong { Value::wrong(name, span) } else { self.unknown(&name, span) };
        }
        if let Some(open) = index.open() {
            // If the instances are unknown, there is one.
            return match value.items().as_deref() {
                Some([only]) if matches!(only.data, Data::Resource(_) | Data::Module(_)) => only.clone(),
                _ => Value::new(Data::Unknown(Rc::clone(open)), span),
            };
        }
        match &value.data {
            Data::List(items) => match index.to_count().and_then(|at| items.get(at)) {
                Some(item) => item.clone(),
                None => Value::wrong("…[…]", span),
            },
            _ => match index.to_text() {
                Some(name) => self.member(value, name.map.text(), span),
                None => Value::wrong("…[…]", span),
            },
        }
    }

    fn output(&self, id: usize, name: &str, span: Span) -> Value {
        let Some(module) = self.modules.borrow().get(id).cloned() else { return Value::wrong(name, span) };
        let node = module.blocks.outputs.get(name).and_then(|block| block.body.get("value"));
        let Some(node) = node else { return self.unknown(&module.called(name), span) };
        self.once(&module, &format!("output.{name}"), span, || {
            self.node(node, &Scope::of_module(Rc::clone(&module)))
        })
    }

    /// The instance keys and scopes of a block with `count` or `for_each`; a single one for any other block.
    pub(crate) fn instances_of(&self, body: NodeRef<'t>, scope: &Scope<'t>) -> Vec<(Option<Key>, Scope<'t>)> {
        let one = |name: &str, value: Value, span: Span| {
            Value::object(Object::from([(name.into(), Member { key: span, value })]), span)
        };
        if let Some(node) = body.get("count") {
            let (count, span) = (self.node(node, scope), node.span());
            // An unknown count is taken as one.
            let count = if count.open().is_some() { 1 } else { count.to_count().unwrap_or(0) };
            let numbers = (0..count).take_while(|_| self.spend(16));
            return numbers
                .map(|at| {
                    let index = Value::new(Data::Number(at as f64), span);
                    (Some(Key::Number(at)), scope.with("count", one("index", index, span)))
                })
                .collect();
        }
        let Some(node) = body.get("for_each") else { return vec![(None, scope.clone())] };
        let (all, span) = (self.node(node, scope), node.span());
        if all.open().is_some() {
            return vec![(Some(Key::Text("each.key".into())), scope.clone())];
        }
        let mut out = Vec::new();
        for (key, value) in super::functions::pairs(&all) {
            if !self.spend(16) {
                break;
            }
            // The keys of a set are its values.
            let key = if matches!(all.data, Data::List(_)) { value.clone() } else { key };
            let Some(name) = key.to_text().map(|text| Rc::from(text.map.text())) else { continue };
            let member = |value: Value| Member { key: span, value };
            let each = Object::from([("key".into(), member(key)), ("value".into(), member(value))]);
            out.push((Some(Key::Text(name)), scope.with("each", Value::object(each, span))));
        }
        out
    }
}

/// Combines the instances of a block into one value.
fn together(all: Vec<(Option<Key>, Value)>, body: NodeRef<'_>, span: Span) -> Value {
    if body.get("for_each").is_some() {
        let members = all.into_iter().filter_map(|(key, value)| match key? {
            Key::Text(name) => Some((name, Member { key: span, value })),
            Key::Number(_) => None,
        });
        return Value::object(members.collect(), span);
    }
    let mut values = all.into_iter().map(|(_, value)| value);
    if body.get("count").is_some() {
        Value::list(values.collect(), span)
    } else {
        values.next().unwrap_or(Value::null(span))
    }
}
