//! Evaluates CloudFormation's functions as far as the files and the settings allow.
//!
//! An unknown value becomes a placeholder `<Name>` in strings and is recorded with its span.

mod call;
mod condition;
mod fill;
mod include;
mod reference;
mod text;
mod variables;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use vtlkit_api::Text;
use vtlkit_host::HostError;
use vtlkit_host::tree::{NodeRef, Tree};
use vtlkit_text::{OffsetMap, SegmentKind, Span, Spanned};

use self::call::Call;
pub(crate) use self::fill::{Fill, Fills};
use crate::loader::Loader;
use crate::locate::json_text::Values;
use crate::settings::Settings;

/// Maximum nesting of functions, and maximum length of a chain of references.
const NESTING: usize = 32;
/// Maximum size of all evaluated strings beyond the length of the files, in bytes: functions make exponential growth
/// possible.
const MADE: usize = 24 << 20;
/// Budget for each byte of a file.
const A_BYTE: usize = 8;
/// Maximum number of nested stacks in total, and maximum depth of their nesting.
const STACKS: usize = 200;
const STACKS_DEEP: usize = 8;
/// Cost of visiting a value, in bytes of the budget.
const STEP: usize = 64;
/// Additional cost of keeping a string with its offset map.
const KEPT: usize = 256;

/// State shared while a definition is read: its files, the settings, and what has been found so far.
pub(crate) struct Context<'t> {
    pub(crate) loader: Loader<'t>,
    pub(crate) settings: Settings,
    pub(crate) fills: RefCell<Fills>,
    /// The files that are referred to, by path as written.
    pub(crate) references: RefCell<Vec<Spanned<String>>>,
    budget: Cell<usize>,
    /// The stack templates being read, outermost first.
    open: RefCell<Vec<*const Tree>>,
    /// Number of stacks read.
    stacks: Cell<usize>,
}

/// A stack that is being read; dropped when it is finished.
pub(crate) struct Level<'c>(&'c RefCell<Vec<*const Tree>>);

impl Drop for Level<'_> {
    fn drop(&mut self) {
        self.0.borrow_mut().pop();
    }
}

impl<'t> Context<'t> {
    pub(crate) fn new(loader: Loader<'t>, settings: Settings) -> Rc<Self> {
        Rc::new(Self {
            loader,
            settings,
            fills: RefCell::default(),
            references: RefCell::default(),
            budget: Cell::new(MADE),
            open: RefCell::default(),
            stacks: Cell::new(0),
        })
    }

    /// Enters the template of a stack; `None` if it is already being read or the maximum number of stacks is reached.
    pub(crate) fn enter(&self, template: &Tree) -> Option<Level<'_>> {
        let template = std::ptr::from_ref(template);
        let mut open = self.open.borrow_mut();
        if open.contains(&template) || open.len() >= STACKS_DEEP || self.stacks.get() >= STACKS {
            return None;
        }
        self.stacks.set(self.stacks.get() + 1);
        open.push(template);
        Some(Level(&self.open))
    }

    /// Whether the budget is exhausted.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.budget.get() == 0
    }
}

/// Evaluates the values of one document: a CloudFormation template, an OpenAPI document or a Serverless Framework
/// configuration.
pub(crate) struct Resolver<'t> {
    pub(crate) context: Rc<Context<'t>>,
    /// The parameters with their values, if known.
    parameters: BTreeMap<String, Option<NodeRef<'t>>>,
    mappings: Option<NodeRef<'t>>,
    conditions: Option<NodeRef<'t>>,
    /// The resources by logical name.
    resources: RefCell<BTreeMap<String, NodeRef<'t>>>,
    /// Whether an OpenAPI document is read that the service imports.
    importing: Cell<bool>,
    /// The Serverless Framework configuration whose variables are evaluated.
    framework: Option<NodeRef<'t>>,
    /// While set, unknown names are not recorded; `left_open` says whether there were any.
    trying: Cell<bool>,
    left_open: Cell<bool>,
}

impl<'t> Resolver<'t> {
    /// A document without declared parameters; the settings are its parameters.
    pub(crate) fn plain(context: &Rc<Context<'t>>, tree: &Tree) -> Self {
        context.budget.set(context.budget.get() + tree.source.len() * A_BYTE);
        let given = settings_tree(context).map(NodeRef::entries).unwrap_or_default();
        Self {
            context: Rc::clone(context),
            parameters: given
                .into_iter()
                .map(|(key, value)| (key.text().into_owned(), Some(value)))
                .collect(),
            mappings: None,
            conditions: None,
            resources: RefCell::default(),
            importing: Cell::new(false),
            framework: None,
            trying: Cell::new(false),
            left_open: Cell::new(false),
        }
    }

    /// A CloudFormation template. `given` has parameter values that take precedence over the settings.
    pub(crate) fn cloudformation(
        context: &Rc<Context<'t>>,
        root: NodeRef<'t>,
        given: &BTreeMap<String, NodeRef<'t>>,
    ) -> Self {
        let set = settings_tree(context);
        let value = |name: &str, parameter: NodeRef<'t>| {
            given.get(name).copied().or_else(|| set?.get(name)).or_else(|| parameter.get("Default"))
        };
        let declared = root.get("Parameters").map(NodeRef::entries).unwrap_or_default();
        let parameters = declared.into_iter().map(|(key, parameter)| {
            let name = key.text().into_owned();
            // A secret value is never shown.
            let is_secret = parameter.get("NoEcho").is_some_and(|it| it.is("true"));
            let value = value(&name, parameter).filter(|_| !is_secret);
            (name, value)
        });
        let resources = root.get("Resources").map(NodeRef::entries).unwrap_or_default();
        Self {
            parameters: parameters.collect(),
            mappings: root.get("Mappings"),
            conditions: root.get("Conditions"),
            resources: RefCell::new(
                resources.into_iter().map(|(key, node)| (key.text().into_owned(), node)).collect(),
            ),
            ..Self::plain(context, root.tree)
        }
    }

    /// A Serverless Framework configuration, whose `resources` are a CloudFormation template.
    pub(crate) fn serverless(context: &Rc<Context<'t>>, root: NodeRef<'t>) -> Self {
        Self { framework: Some(root), ..Self::plain(context, root.tree) }
    }

    /// Adds a resource that references may name.
    pub(crate) fn add_resource(&self, name: String, node: NodeRef<'t>) {
        self.resources.borrow_mut().insert(name, node);
    }

    /// The strings of a list.
    pub(crate) fn list(&self, node: NodeRef<'t>) -> Option<Vec<String>> {
        self.texts(node, NESTING)
    }

    /// Reads a part as an OpenAPI document that the service imports; the service replaces variables such as
    /// `${AWS::Region}` there itself.
    pub(crate) fn import<R>(&self, read: impl FnOnce() -> R) -> R {
        let before = self.importing.replace(true);
        let out = read();
        self.importing.set(before);
        out
    }

    /// The remaining budget, in bytes of evaluated text.
    pub(crate) fn budget(&self) -> usize {
        self.context.budget.get()
    }

    /// Takes `bytes` off the budget; `None`, with nothing left, if it is exceeded.
    pub(crate) fn spend(&self, bytes: usize) -> Option<()> {
        let left = self.budget().checked_sub(bytes);
        self.context.budget.set(left.unwrap_or(0));
        left.map(|_| ())
    }

    pub(crate) fn is_exhausted(&self) -> bool {
        self.context.is_exhausted()
    }

    /// Follows conditions, mappings, parameters and included files to a value; `None` if there is none
    /// (`AWS::NoValue`).
    pub(crate) fn node(&self, node: NodeRef<'t>) -> Option<NodeRef<'t>> {
        let mut at = node.resolved()?;
        let mut included = Vec::new();
        for _ in 0..NESTING {
            let Some(call) = Call::of(at) else {
                match self.variable_node(at) {
                    Some(value) => at = value.resolved()?,
                    None => return Some(at),
                }
                continue;
            };
            at = match call.name.as_str() {
                "Ref" if call.argument.is("AWS::NoValue") => return None,
                "Ref" => match self.parameters.get(&*call.argument.text()) {
                    Some(Some(value)) => value.resolved()?,
                    _ => return Some(at),
                },
                "If" => self.branch(&call)?,
                "FindInMap" => match self.find_in_map(call.argument) {
                    Some(value) => value,
                    None => return Some(at),
                },
                "Select" => match self.select(call.argument) {
                    Some(value) => value,
                    None => return Some(at),
                },
                "Transform" => match self.included(call.argument) {
                    Some(value) if included.contains(&std::ptr::from_ref(value.tree)) => {
                        self.context.loader.note(
                            HostError::new(call.argument.span(), "these files include each other")
                                .help("an included file must not include the file that includes it"),
                        );
                        return None;
                    }
                    Some(value) => {
                        included.push(std::ptr::from_ref(value.tree));
                        value
                    }
                    None => return Some(at),
                },
                _ => return Some(at),
            };
        }
        None
    }

    /// The value of an entry of a mapping, resolved; `None` if it is missing, null or has no value.
    pub(crate) fn get(&self, node: NodeRef<'t>, name: &str) -> Option<NodeRef<'t>> {
        // Looking up a key in a large mapping costs in proportion to its size.
        self.spend(node.raw_entries().count() / 4)?;
        let value = node.get(name).or_else(|| self.beside(node)?.get(name))?;
        let value = self.node(value)?;
        (!value.is_null()).then_some(value)
    }

    /// The entries of a mapping with resolved values; those without a value are left out.
    pub(crate) fn entries(&self, node: Option<NodeRef<'t>>) -> Vec<(NodeRef<'t>, NodeRef<'t>)> {
        let Some(node) = node.filter(|_| !self.is_exhausted()) else { return Vec::new() };
        let entries = self.raw_entries(node).into_iter();
        entries.filter_map(|(key, value)| Some((key, self.node(value)?))).collect()
    }

    /// Whether all entries of a mapping are known: it includes no file that cannot be read, and generates none.
    pub(crate) fn knows_entries(&self, node: NodeRef<'t>) -> bool {
        let mut generators = node.raw_entries().map(|(key, _)| key).filter(|key| generates_entries(*key));
        node.is_map() && generators.all(|key| key.is("Fn::Transform") && self.beside(node).is_some())
    }

    /// The entries of a mapping and of the file included into it, values unresolved.
    pub(crate) fn raw_entries(&self, node: NodeRef<'t>) -> Vec<(NodeRef<'t>, NodeRef<'t>)> {
        let mut entries = node.entries();
        entries.retain(|(key, _)| !generates_entries(*key));
        if let Some(included) = self.beside(node) {
            let own: BTreeSet<_> = entries.iter().map(|(key, _)| key.text()).collect();
            let more = included.entries();
            let more: Vec<_> = more.into_iter().filter(|(key, _)| !own.contains(&key.text())).collect();
            entries.extend(more);
        }
        if self.spend(entries.len() * STEP).is_none() {
            return Vec::new();
        }
        entries
    }

    /// The items of a list, resolved; those without a value are left out.
    pub(crate) fn items(&self, node: Option<NodeRef<'t>>) -> Vec<NodeRef<'t>> {
        let items = node.into_iter().flat_map(NodeRef::items);
        items.take_while(|_| self.spend(STEP).is_some()).filter_map(|item| self.node(item)).collect()
    }

    /// A value as a string, with placeholders for unknown parts.
    pub(crate) fn text(&self, node: Option<NodeRef<'t>>) -> Option<Spanned<String>> {
        let node = node?;
        let map = self.map(node, NESTING)?;
        Some(Spanned::new(map.text().to_owned(), node.span()))
    }

    /// A value as a text with its own offset map.
    pub(crate) fn own_text(&self, node: NodeRef<'t>) -> Option<Text> {
        self.spend(KEPT)?;
        Some(Text { map: self.map(node, NESTING)?, span: node.span() })
    }

    pub(crate) fn boolean(&self, node: Option<NodeRef<'t>>) -> Option<Spanned<bool>> {
        let text = self.text(node)?;
        let value = if text.value.eq_ignore_ascii_case("true") {
            true
        } else if text.value.eq_ignore_ascii_case("false") {
            false
        } else {
            return None;
        };
        Some(Spanned::new(value, text.span))
    }

    pub(crate) fn number<N: std::str::FromStr>(&self, node: Option<NodeRef<'t>>) -> Option<Spanned<N>> {
        let text = self.text(node)?;
        Some(Spanned::new(text.value.trim().parse().ok()?, text.span))
    }

    /// A value as a string; `None` if a part of it is unknown.
    pub(crate) fn known(&self, node: NodeRef<'t>) -> Option<String> {
        let (trying, left_open) = (self.trying.replace(true), self.left_open.replace(false));
        let text = self.map(node, NESTING).map(|map| map.text().to_owned());
        let settled = !self.left_open.replace(left_open);
        self.trying.set(trying);
        text.filter(|_| settled)
    }

    /// Whether a span contains an unknown value.
    pub(crate) fn is_open(&self, place: Span) -> bool {
        self.context.fills.borrow().is_open(place)
    }

    /// The name of the source of a text whose whole content is unknown.
    pub(crate) fn open_as_a_whole(&self, text: &Text) -> Option<String> {
        let [segment] = text.map.segments() else { return None };
        if segment.kind != SegmentKind::Inserted {
            return None;
        }
        let fills = self.context.fills.borrow();
        fills.open_name(segment.host()).map(str::to_owned)
    }

    /// Records a value that comes from outside.
    fn filled_in(&self, fill: Fill) {
        if !fill.is_known {
            self.left_open.set(true);
        }
        if !self.trying.get() {
            self.context.fills.borrow_mut().add(fill);
        }
    }

    /// Records an unknown value.
    fn open(&self, name: &str, span: Span) {
        self.filled_in(Fill { name: name.to_owned(), span, is_known: false });
    }
}

/// Whether a node is a function call.
pub(crate) fn is_call(node: NodeRef<'_>) -> bool {
    Call::of(node).is_some()
}

impl<'t> Values<'t> for Resolver<'t> {
    fn node(&self, node: NodeRef<'t>) -> Option<NodeRef<'t>> {
        self.node(node)
    }

    fn text(&self, node: NodeRef<'t>) -> Option<OffsetMap> {
        self.map(node, NESTING)
    }

    fn is_call(&self, node: NodeRef<'t>) -> bool {
        is_call(node)
    }
}

/// Whether a key is a function that generates entries of the mapping: an include or a loop.
fn generates_entries(key: NodeRef<'_>) -> bool {
    key.is("Fn::Transform") || key.text().starts_with("Fn::ForEach::")
}

/// The parameters of the settings as a document.
fn settings_tree<'t>(context: &Rc<Context<'t>>) -> Option<NodeRef<'t>> {
    let given = &context.settings.parameters;
    if given.is_empty() {
        return None;
    }
    let entry = |(name, value): (&String, &String)| {
        format!("\"{}\":\"{}\"", vtlkit_text::escape_json(name), vtlkit_text::escape_json(value))
    };
    let text = format!("{{{}}}", given.iter().map(entry).collect::<Vec<_>>().join(","));
    context.loader.made(text.into())?.roots().next()
}
