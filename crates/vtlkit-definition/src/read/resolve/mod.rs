//! The values of a definition, with CloudFormation's functions evaluated as far as the files and the settings say.
//!
//! A value that stays unknown is a visible placeholder in the texts it is part of, `<Name>`, and is noted with its place.

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

/// The deepest nesting of functions, and references lead to one another.
const NESTING: usize = 32;
/// How many bytes all texts of a definition may come to, beyond the length of its files: functions can make a small file
/// say a lot.
const MADE: usize = 24 << 20;
/// How much of the budget each byte of a file gives.
const A_BYTE: usize = 8;
/// The most stacks that are read, and how many inside one another.
const STACKS: usize = 200;
const STACKS_DEEP: usize = 8;
/// What looking at a value costs of the budget, in bytes.
const STEP: usize = 64;
/// What keeping a text with its map costs beyond that.
const KEPT: usize = 256;

/// What a definition is read with: its files, the settings, and what has been found out on the way.
pub(crate) struct Context<'t> {
    pub(crate) loader: Loader<'t>,
    pub(crate) settings: Settings,
    pub(crate) fills: RefCell<Fills>,
    /// The files that are named, by the path as written.
    pub(crate) references: RefCell<Vec<Spanned<String>>>,
    budget: Cell<usize>,
    /// The templates of stacks that are being read, each inside the one before.
    open: RefCell<Vec<*const Tree>>,
    /// How many have been read.
    stacks: Cell<usize>,
}

/// A stack that is being read.
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

    /// Enters the template of a stack, unless it is being read already, or there are too many stacks.
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

    /// Whether the definition, with its aliases and functions followed, says more than anybody should read.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.budget.get() == 0
    }
}

/// The values of one document: a template of CloudFormation, or a document of OpenAPI.
pub(crate) struct Resolver<'t> {
    pub(crate) context: Rc<Context<'t>>,
    /// The parameters, each with its value if it has one.
    parameters: BTreeMap<String, Option<NodeRef<'t>>>,
    mappings: Option<NodeRef<'t>>,
    conditions: Option<NodeRef<'t>>,
    /// The resources by logical name.
    resources: RefCell<BTreeMap<String, NodeRef<'t>>>,
    /// Whether the service imports what is read now as a document of OpenAPI.
    importing: Cell<bool>,
    /// The configuration of the Serverless framework that the values are in, whose variables are evaluated.
    framework: Option<NodeRef<'t>>,
    /// Whether names that are left open only matter here and now, and whether there were any.
    trying: Cell<bool>,
    left_open: Cell<bool>,
}

impl<'t> Resolver<'t> {
    /// A document that declares no parameters; those of the settings count.
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

    /// A CloudFormation template. `given` has values of parameters that come before those of the settings.
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

    /// A configuration of the Serverless framework, whose `resources` are a CloudFormation template.
    pub(crate) fn serverless(context: &Rc<Context<'t>>, root: NodeRef<'t>) -> Self {
        Self { framework: Some(root), ..Self::plain(context, root.tree) }
    }

    /// Adds a resource that references may name.
    pub(crate) fn add_resource(&self, name: String, node: NodeRef<'t>) {
        self.resources.borrow_mut().insert(name, node);
    }

    /// The texts of a list.
    pub(crate) fn list(&self, node: NodeRef<'t>) -> Option<Vec<String>> {
        self.texts(node, NESTING)
    }

    /// Reads a part as a document of OpenAPI that the service imports: it puts in the region and the account itself.
    pub(crate) fn import<R>(&self, read: impl FnOnce() -> R) -> R {
        let before = self.importing.replace(true);
        let out = read();
        self.importing.set(before);
        out
    }

    /// How many bytes of text may still be made.
    pub(crate) fn budget(&self) -> usize {
        self.context.budget.get()
    }

    /// Takes something off the budget; nothing is left once it has been asked for too much.
    pub(crate) fn spend(&self, bytes: usize) -> Option<()> {
        let left = self.budget().checked_sub(bytes);
        self.context.budget.set(left.unwrap_or(0));
        left.map(|_| ())
    }

    pub(crate) fn is_exhausted(&self) -> bool {
        self.context.is_exhausted()
    }

    /// The value a node stands for, with conditions, mappings, parameters and included files followed; `None` for no value.
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
                            HostError::new(call.argument.span(), "these files include each other in a circle")
                                .help("a file that is included holds a part of the definition, and does not include itself"),
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

    /// An entry of a mapping, resolved; `None` if it is missing or has no value.
    pub(crate) fn get(&self, node: NodeRef<'t>, name: &str) -> Option<NodeRef<'t>> {
        // A wide mapping costs something each time it is looked through, however much stands in its values.
        self.spend(node.raw_entries().count() / 4)?;
        let value = node.get(name).or_else(|| self.beside(node)?.get(name))?;
        let value = self.node(value)?;
        (!value.is_null()).then_some(value)
    }

    /// The entries of a mapping, those without a value left out.
    pub(crate) fn entries(&self, node: Option<NodeRef<'t>>) -> Vec<(NodeRef<'t>, NodeRef<'t>)> {
        let Some(node) = node.filter(|_| !self.is_exhausted()) else { return Vec::new() };
        let entries = self.raw_entries(node).into_iter();
        entries.filter_map(|(key, value)| Some((key, self.node(value)?))).collect()
    }

    /// The entries of a mapping and of what is included into it, values as written.
    pub(crate) fn raw_entries(&self, node: NodeRef<'t>) -> Vec<(NodeRef<'t>, NodeRef<'t>)> {
        let mut entries = node.entries();
        if let Some(included) = self.beside(node) {
            entries.retain(|(key, _)| !key.is("Fn::Transform"));
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

    /// The items of a list, those without a value left out.
    pub(crate) fn items(&self, node: Option<NodeRef<'t>>) -> Vec<NodeRef<'t>> {
        let items = node.into_iter().flat_map(NodeRef::items);
        items.take_while(|_| self.spend(STEP).is_some()).filter_map(|item| self.node(item)).collect()
    }

    /// A value as text, with placeholders for what is unknown.
    pub(crate) fn text(&self, node: Option<NodeRef<'t>>) -> Option<Spanned<String>> {
        let node = node?;
        let map = self.map(node, NESTING)?;
        Some(Spanned::new(map.text().to_owned(), node.span()))
    }

    /// A value as a text of its own with its map.
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

    /// The texts of a value of which nothing is left open.
    pub(crate) fn known(&self, node: NodeRef<'t>) -> Option<String> {
        let (trying, left_open) = (self.trying.replace(true), self.left_open.replace(false));
        let text = self.map(node, NESTING).map(|map| map.text().to_owned());
        let settled = !self.left_open.replace(left_open);
        self.trying.set(trying);
        text.filter(|_| settled)
    }

    /// Whether something at a place is unknown.
    pub(crate) fn is_open(&self, place: Span) -> bool {
        self.context.fills.borrow().is_open(place)
    }

    /// The name of what makes a text, of one that is unknown as a whole.
    pub(crate) fn open_as_a_whole(&self, text: &Text) -> Option<String> {
        let [segment] = text.map.segments() else { return None };
        if segment.kind != SegmentKind::Inserted {
            return None;
        }
        let fills = self.context.fills.borrow();
        fills.open_name(segment.host()).map(str::to_owned)
    }

    /// Records a value that comes from elsewhere.
    fn filled_in(&self, fill: Fill) {
        if !fill.is_known {
            self.left_open.set(true);
        }
        if !self.trying.get() {
            self.context.fills.borrow_mut().add(fill);
        }
    }

    /// Records a value that stays unknown.
    fn open(&self, name: &str, span: Span) {
        self.filled_in(Fill { name: name.to_owned(), span, is_known: false });
    }
}

/// Whether a node calls a function.
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

/// The values of parameters that the settings give, as a document.
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
