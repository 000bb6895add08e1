//! Evaluates expressions as far as the files allow.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use hcl_edit::expr::Expression;
use vtlkit_host::HostError;
use vtlkit_host::tree::{Kind, NodeRef, Style};
use vtlkit_text::{Interpolation, OffsetMap, Span};

use super::functions;
use super::module::{Blocks, Module};
use super::plan::Plan;
use super::scope::Scope;
use super::value::{Address, Data, Member, Object, Value};
use crate::Settings;
use crate::loader::Loader;
use crate::read::resolve::{Context, Fill, Fills};
use vtlkit_host::scalar::pieces;

/// Maximum nesting of evaluations.
const NESTING: usize = 100;
/// The work budget of a module.
const WORK: usize = 4 << 20;
/// Additional budget for each byte of its files.
const A_BYTE: usize = 64;

/// Evaluates the expressions of a module and of the modules that it calls.
pub(crate) struct Terraform<'l, 't> {
    pub(crate) context: &'l Rc<Context<'t>>,
    pub(crate) loader: &'l Loader<'t>,
    pub(crate) settings: &'l Settings,
    fills: &'l RefCell<Fills>,
    /// All module instances, by number.
    pub(crate) modules: RefCell<Vec<Rc<Module<'t>>>>,
    /// The blocks of each folder.
    pub(crate) folders: RefCell<BTreeMap<String, Rc<Blocks<'t>>>>,
    /// The scopes of the instances of resources with `count` or `for_each`.
    pub(crate) scopes: RefCell<BTreeMap<Address, Scope<'t>>>,
    /// The paths of resources, with an unknown value in them.
    pub(crate) paths: RefCell<BTreeMap<Address, KnownPath>>,
    /// Parsed expressions by position.
    parsed: RefCell<ParsedByPlace>,
    /// The plan or state that is read instead of `.tf` files.
    pub(crate) plan: Option<Plan<'t>>,
    /// Names of sensitive variables, whose values are never shown.
    pub(crate) secrets: RefCell<BTreeSet<String>>,
    /// Names of values that depend on themselves.
    pub(crate) circles: RefCell<BTreeSet<String>>,
    depth: Cell<usize>,
    /// Whether the result may be missing without a report (`try`, `can`, branches that are not selected).
    trying: Cell<bool>,
    work: Cell<usize>,
}

/// The path of a resource, and the name of an unknown value in it.
type KnownPath = (String, Option<Rc<str>>);

/// Parsed expressions by start and length.
type ParsedByPlace = BTreeMap<(usize, usize), Option<Rc<Parsed>>>;

/// A parsed expression.
pub(crate) struct Parsed {
    /// The source of the expression in parentheses, so that it may span several lines.
    pub(crate) text: String,
    pub(crate) expression: Expression,
    pub(crate) place: Place,
}

/// Maps the source of an expression to its position.
#[derive(Clone, Copy)]
pub(crate) enum Place {
    /// Byte by byte from an offset.
    From(usize),
    /// Somewhere within a span.
    Within(Span),
}

impl Place {
    /// The position of a part of the source.
    pub(crate) fn of(self, part: Span) -> Span {
        match self {
            Self::From(start) => part.shifted(start),
            Self::Within(span) => span,
        }
    }
}

impl<'l, 't> Terraform<'l, 't> {
    pub(crate) fn new(context: &'l Rc<Context<'t>>, settings: &'l Settings) -> Self {
        Self {
            context,
            loader: &context.loader,
            settings,
            fills: &context.fills,
            modules: RefCell::default(),
            folders: RefCell::default(),
            scopes: RefCell::default(),
            paths: RefCell::default(),
            parsed: RefCell::default(),
            plan: None,
            secrets: RefCell::default(),
            circles: RefCell::default(),
            depth: Cell::new(0),
            trying: Cell::new(false),
            work: Cell::new(WORK),
        }
    }

    /// Records a value from outside, by name.
    pub(crate) fn fill(&self, name: &str, span: Span, is_known: bool) {
        // A secret is not reported as missing.
        let is_known = is_known || self.secrets.borrow().contains(name);
        self.fills.borrow_mut().add(Fill { name: name.to_owned(), span, is_known });
    }

    /// Increases the work budget for source text that has been read.
    pub(crate) fn allow(&self, bytes: usize) {
        self.work.set(self.work.get().saturating_add(bytes.saturating_mul(A_BYTE)));
    }

    /// Takes `work` off the budget; returns whether any is left.
    pub(crate) fn spend(&self, work: usize) -> bool {
        let before = self.work.get();
        self.work.set(before.saturating_sub(work));
        if before > 0 && before <= work {
            self.loader.error(
                HostError::new(Span::at(0), "this module is too large with its loops and functions expanded")
                    .help("split it, or set its variables"),
            );
        }
        before > work
    }

    /// Runs a step one level deeper; a wrong value beyond the maximum nesting.
    pub(crate) fn deeper(&self, name: &str, span: Span, step: impl FnOnce() -> Value) -> Value {
        let depth = self.depth.get();
        if depth >= NESTING || !self.spend(8) {
            return Value::wrong(name, span);
        }
        self.depth.set(depth + 1);
        let value = step();
        self.depth.set(depth);
        value
    }

    /// Runs a step in which missing files are not reported.
    pub(crate) fn trying<V>(&self, step: impl FnOnce() -> V) -> V {
        let before = self.trying.replace(true);
        let value = step();
        self.trying.set(before);
        value
    }

    pub(crate) fn is_trying(&self) -> bool {
        self.trying.get()
    }

    /// The selected value of a condition with the alternatives attached: templates of all branches are read.
    pub(crate) fn either(&self, mut chosen: Value, other: impl FnOnce() -> Value) -> Value {
        if !matches!(chosen.data, Data::Text(_) | Data::Object(_)) {
            return chosen;
        }
        let other = self.trying(other);
        if matches!(other.data, Data::Text(_) | Data::Object(_)) {
            // The selected value can have alternatives itself.
            let mut all: Vec<Value> = chosen.others().cloned().collect();
            all.push(other);
            chosen.other = all.into_iter().rev().fold(None, |next, value| {
                let next = next.or_else(|| value.other.clone());
                Some(Rc::new(Value { other: next, ..value }))
            });
        }
        chosen
    }

    /// Evaluates an expression of a file.
    pub(crate) fn node(&self, node: NodeRef<'t>, scope: &Scope<'t>) -> Value {
        let span = node.span();
        let value = self.deeper("…", span, || match node.node.kind {
            Kind::Scalar(style) => self.scalar(node, style, scope),
            Kind::Map => self.map(node, scope),
            Kind::Seq => Value::list(node.items().map(|item| self.node(item, scope)).collect(), span),
            // The last argument may be expanded: `list...`.
            Kind::Call if node.items().last().is_some_and(|last| last.source().ends_with("...")) => {
                self.source(node.source(), Place::From(span.start()), scope)
            }
            Kind::Call => {
                let arguments: Vec<_> = node.items().map(functions::Argument::Node).collect();
                self.call(node.call_name(), &arguments, false, span, scope)
            }
            Kind::Expression => self.source(node.source(), Place::From(span.start()), scope),
            Kind::Alias => node.resolved().map_or(Value::null(span), |target| self.node(target, scope)),
        });
        if value.is_null() { Value::null(span) } else { value }
    }

    fn scalar(&self, node: NodeRef<'t>, style: Style, scope: &Scope<'t>) -> Value {
        let span = node.span();
        match style {
            // `-local.x`
            Style::Bare if node.tree.hcl && node.source().starts_with('-') => {
                self.source(node.source(), Place::From(span.start()), scope)
            }
            Style::Bare | Style::Plain | Style::FlowPlain => word(&node.text(), span),
            Style::HclQuoted | Style::Heredoc => match node.decode() {
                Some(map) => self.template(map, span, scope),
                None => Value::null(span),
            },
            _ => match node.decode() {
                Some(map) => self.template(pieces::mark(map, Interpolation::Hcl), span, scope),
                None => Value::null(span),
            },
        }
    }

    fn map(&self, node: NodeRef<'t>, scope: &Scope<'t>) -> Value {
        let mut members = Object::new();
        for (key, value) in node.raw_entries() {
            let Some(value) = value.resolved() else { continue };
            // A bare key is a string, a key in parentheses an expression.
            let name: Option<Rc<str>> = match key.node.kind {
                Kind::Scalar(Style::Bare | Style::Plain) => Some(Rc::from(&*key.text())),
                _ => self.node(key, scope).to_text().map(|text| Rc::from(text.map.text())),
            };
            let Some(name) = name else { continue };
            members.insert(name, Member { key: key.span(), value: self.node(value, scope) });
        }
        Value::object(members, node.span())
    }

    /// Evaluates the source of an expression.
    pub(crate) fn source(&self, text: &str, place: Place, scope: &Scope<'t>) -> Value {
        let blank = text.len() - text.trim_start().len();
        let text = text.trim();
        let place = match place {
            Place::From(start) => Place::From(start + blank),
            Place::Within(_) => place,
        };
        let span = place.of(Span::new(0, text.len()));
        let Some(parsed) = self.parse(text, place) else {
            let name: String = text.chars().take(60).collect();
            return Value::wrong(name, span);
        };
        self.expression(&parsed.expression, &parsed, scope)
    }

    fn parse(&self, text: &str, place: Place) -> Option<Rc<Parsed>> {
        let key = match place {
            Place::From(start) => Some((start, text.len())),
            Place::Within(_) => None,
        };
        if let Some(known) = key.and_then(|key| self.parsed.borrow().get(&key).cloned()) {
            return known;
        }
        if !self.spend(text.len() * 8) {
            return None;
        }
        let text = format!("({text})");
        let parsed = text.parse::<Expression>().ok();
        let parsed = parsed.map(|expression| Rc::new(Parsed { text, expression, place }));
        if let Some(key) = key {
            self.parsed.borrow_mut().insert(key, parsed.clone());
        }
        parsed
    }

    /// Evaluates an attribute of a block; `None` if it is missing or null.
    pub(crate) fn attribute(&self, body: NodeRef<'t>, name: &str, scope: &Scope<'t>) -> Option<Value> {
        if let Some(plan) = &self.plan {
            return plan.attribute(body, name);
        }
        let value = self.node(body.get(name)?, scope);
        (!value.is_null()).then_some(value)
    }

    /// The nested blocks with a name, including those generated by `dynamic`, with their scopes.
    pub(crate) fn blocks(
        &self,
        body: NodeRef<'t>,
        name: &str,
        scope: &Scope<'t>,
    ) -> Vec<(NodeRef<'t>, Scope<'t>)> {
        let mut out = Vec::new();
        for (key, value) in body.raw_entries() {
            if key.is(name) {
                out.extend(super::module::listed(value).map(|block| (block, scope.clone())));
            } else if key.is("dynamic") {
                for dynamic in super::module::listed(value).filter_map(|it| it.get(name)) {
                    self.dynamic(dynamic, name, scope, &mut out);
                }
            }
        }
        out
    }

    fn dynamic(
        &self,
        block: NodeRef<'t>,
        name: &str,
        scope: &Scope<'t>,
        out: &mut Vec<(NodeRef<'t>, Scope<'t>)>,
    ) {
        let (Some(each), Some(content)) = (block.get("for_each"), block.get("content")) else { return };
        let iterator = block.get("iterator").map_or(name.to_owned(), |it| it.source().to_owned());
        for (key, value) in functions::pairs(&self.node(each, scope)) {
            if !self.spend(8) {
                return;
            }
            let span = value.span;
            let member = |value: Value| Member { key: span, value };
            let members = Object::from([("key".into(), member(key)), ("value".into(), member(value))]);
            out.push((content, scope.with(iterator.as_str(), Value::object(members, span))));
        }
    }
}

/// The value of a bare word: a literal or a string.
pub(crate) fn word(text: &str, span: Span) -> Value {
    let data = match text {
        "" | "null" | "~" => Data::Null,
        "true" => Data::Bool(true),
        "false" => Data::Bool(false),
        _ => match text.parse::<f64>() {
            Ok(number) if number.is_finite() && !text.starts_with(char::is_alphabetic) => {
                Data::Number(number)
            }
            _ => return Value::text(text, span),
        },
    };
    Value::new(data, span)
}

/// A map of the same text in which each segment is mapped to the whole of `span`.
pub(crate) fn within(map: &OffsetMap, span: Span) -> OffsetMap {
    let Some(style) = map.style() else { return map.clone() };
    let mut out = vtlkit_text::OffsetMapBuilder::default();
    out.begin(style.clone(), span.start());
    for segment in map.segments() {
        out.replaced(span, segment.template().text(map.text()));
    }
    out.finish(span.end())
}
