use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use vtlkit_api::{Text, Unresolved};
use vtlkit_text::{HostStyle, Interpolation, OffsetMap, OffsetMapBuilder, ScalarStyle, Span, Spanned};

use crate::locate::value::dotted;
use vtlkit_host::scalar::pieces;
use vtlkit_host::tree::{Kind, NodeRef, Style, Tree};

/// How deep functions may stand inside one another, and references lead to one another.
const NESTING: usize = 32;
/// How many bytes all texts of a file may come to, beyond its length: functions can make a small file say a lot.
const MADE: usize = 24 << 20;
/// How much of the budget each byte of the file gives.
const A_BYTE: usize = 8;

/// What looking at a value costs of the budget, in bytes.
const STEP: usize = 64;
/// What keeping a text with its map costs beyond that.
const KEPT: usize = 256;

/// The functions of CloudFormation, worked out as far as the file says enough.
pub(crate) struct Resolver<'t> {
    parameters: BTreeMap<String, NodeRef<'t>>,
    mappings: Option<NodeRef<'t>>,
    conditions: Option<NodeRef<'t>>,
    /// Whether the file has functions at all.
    functions: bool,
    unresolved: RefCell<BTreeMap<String, Span>>,
    /// Whether names that are left open only matter here and now, and whether there were any.
    trying: Cell<bool>,
    left_open: Cell<bool>,
    budget: Cell<usize>,
}

/// A function that is called, by its name without `Fn::`.
struct Call<'t> {
    name: String,
    argument: NodeRef<'t>,
}

impl<'t> Resolver<'t> {
    /// A file without functions.
    pub(crate) fn plain(tree: &Tree<'_>) -> Self {
        Self {
            parameters: BTreeMap::new(),
            mappings: None,
            conditions: None,
            functions: false,
            unresolved: RefCell::new(BTreeMap::new()),
            trying: Cell::new(false),
            left_open: Cell::new(false),
            budget: Cell::new(tree.source.len() * A_BYTE + MADE),
        }
    }

    /// A CloudFormation template.
    pub(crate) fn cloudformation(root: NodeRef<'t>) -> Self {
        let parameters = root.get("Parameters").map(NodeRef::entries).unwrap_or_default();
        Self {
            parameters: parameters
                .into_iter()
                .filter_map(|(key, parameter)| Some((key.text().into_owned(), parameter.get("Default")?)))
                .collect(),
            mappings: root.get("Mappings"),
            conditions: root.get("Conditions"),
            functions: true,
            ..Self::plain(root.tree)
        }
    }

    /// The names that have been left open since the last time, in order.
    pub(crate) fn take_unresolved(&self) -> Vec<Unresolved> {
        let names = std::mem::take(&mut *self.unresolved.borrow_mut());
        names.into_iter().map(|(name, span)| Unresolved { name, span }).collect()
    }

    fn open(&self, name: &str, span: Span) {
        self.left_open.set(true);
        if self.trying.get() {
            return;
        }
        self.unresolved.borrow_mut().entry(name.to_owned()).or_insert(span);
    }

    /// How many bytes of text may still be made.
    pub(crate) fn budget(&self) -> usize {
        self.budget.get()
    }

    /// Whether a condition of the template is settled and does not hold.
    pub(crate) fn is_off(&self, condition: NodeRef<'t>) -> bool {
        self.condition(&condition.text(), NESTING) == Some(false)
    }

    /// Takes something off the budget; nothing is left once it has been asked for too much.
    pub(crate) fn spend(&self, bytes: usize) -> Option<()> {
        let left = self.budget.get().checked_sub(bytes);
        self.budget.set(left.unwrap_or(0));
        left.map(|_| ())
    }

    /// Whether the file, with its aliases and functions followed, says more than anybody should read.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.budget.get() == 0
    }

    /// The value a node stands for, with conditions, mappings and parameters followed; `None` for no value.
    pub(crate) fn node(&self, node: NodeRef<'t>) -> Option<NodeRef<'t>> {
        let mut at = node.resolved()?;
        for _ in 0..NESTING {
            let Some(call) = self.call(at) else { return Some(at) };
            at = match call.name.as_str() {
                "Ref" if call.argument.is("AWS::NoValue") => return None,
                "Ref" => match self.parameters.get(&*call.argument.text()) {
                    Some(default) => *default,
                    None => return Some(at),
                },
                "If" => {
                    let mut arguments = call.argument.items();
                    let condition = arguments.next()?;
                    // A condition that is left open is taken as true, so that there is something to look at.
                    let holds = self.condition(&condition.text(), NESTING);
                    if holds.is_none() {
                        self.open(&condition.text(), condition.span());
                    }
                    let nth = usize::from(holds == Some(false));
                    arguments.nth(nth)?
                }
                "FindInMap" => match self.find_in_map(call.argument) {
                    Some(value) => value,
                    None => return Some(at),
                },
                "Select" => match self.select(call.argument) {
                    Some(value) => value,
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
        let value = self.node(node.get(name)?)?;
        (!value.is_null()).then_some(value)
    }

    /// The entries of a mapping, those without a value left out.
    pub(crate) fn entries(&self, node: Option<NodeRef<'t>>) -> Vec<(NodeRef<'t>, NodeRef<'t>)> {
        if self.is_exhausted() {
            return Vec::new();
        }
        let entries = node.map(NodeRef::entries).unwrap_or_default();
        if self.spend(entries.len() * STEP).is_none() {
            return Vec::new();
        }
        entries.into_iter().filter_map(|(key, value)| Some((key, self.node(value)?))).collect()
    }

    /// The items of a list, those without a value left out.
    pub(crate) fn items(&self, node: Option<NodeRef<'t>>) -> Vec<NodeRef<'t>> {
        let items = node.into_iter().flat_map(NodeRef::items);
        items.take_while(|_| self.spend(STEP).is_some()).filter_map(|item| self.node(item)).collect()
    }

    /// A value as text, with `${name}` for what is left open.
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

    /// What a reference refers to: the logical name of `Ref`, or `Name.Attribute`. A text is its own name.
    pub(crate) fn name_of(&self, node: NodeRef<'t>) -> Option<String> {
        let node = node.resolved()?;
        match self.call(node) {
            Some(call) if call.name == "Ref" => Some(call.argument.text().into_owned()),
            Some(call) if call.name == "GetAtt" => Some(dotted(call.argument)),
            _ => {
                let text = self.map(node, NESTING)?.text().to_owned();
                // `!Sub "${Api}"` is another way to say `!Ref Api`.
                let inner = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
                Some(inner.filter(|name| !name.contains('$')).map_or_else(|| text.clone(), str::to_owned))
            }
        }
    }

    /// The function a node calls, in the short form or the long one.
    fn call(&self, node: NodeRef<'t>) -> Option<Call<'t>> {
        if !self.functions {
            return None;
        }
        let tag = node.tag();
        if let Some(name) = tag.strip_prefix('!').filter(|name| !name.is_empty() && !name.starts_with('!')) {
            return Some(Call { name: name.to_owned(), argument: node });
        }
        if !node.is_map() {
            return None;
        }
        let mut entries = node.raw_entries();
        let (Some((key, argument)), None) = (entries.next(), entries.next()) else { return None };
        let key = key.text();
        let name =
            key.strip_prefix("Fn::").or_else(|| (key == "Ref" || key == "Condition").then_some(&*key))?;
        Some(Call { name: name.to_owned(), argument: argument.resolved()? })
    }

    fn map(&self, node: NodeRef<'t>, depth: usize) -> Option<OffsetMap> {
        let depth = depth.checked_sub(1)?;
        // Once the budget is spent every further value costs nothing.
        self.spend(STEP)?;
        let node = self.node(node)?;
        let map = match self.call(node) {
            Some(call) => self.called(&call, node, depth)?,
            None => match node.node.kind {
                Kind::Scalar(_) if node.is_null() => return None,
                Kind::Scalar(_) => node.decode()?,
                _ => return None,
            },
        };
        self.spend(map.text().len())?;
        Some(map)
    }

    fn called(&self, call: &Call<'t>, node: NodeRef<'t>, depth: usize) -> Option<OffsetMap> {
        let argument = call.argument;
        match call.name.as_str() {
            "Sub" if argument.is_seq() => {
                let mut parts = argument.items();
                let text = pieces::mark(parts.next()?.decode()?, Interpolation::Sub);
                let values = parts.next();
                self.filled(&text, values, depth)
            }
            "Sub" => self.filled(&pieces::mark(argument.decode()?, Interpolation::Sub), None, depth),
            "Join" => self.joined(argument, depth),
            "Ref" => Some(self.named(&argument.text(), node)),
            "GetAtt" => Some(self.named(&dotted(argument), node)),
            "ImportValue" => {
                let name = self.map(argument_of(argument, node)?, depth)?;
                Some(self.named(name.text(), node))
            }
            name => Some(self.named(&format!("Fn::{name}"), node)),
        }
    }

    /// `${name}` in the place of a value that is not known.
    fn named(&self, name: &str, node: NodeRef<'t>) -> OffsetMap {
        self.open(name, node.span());
        let mut map = OffsetMapBuilder::default();
        map.begin(HostStyle::plain(ScalarStyle::Derived), node.span().start());
        map.replaced(node.span(), &format!("${{{name}}}"));
        map.finish(node.span().end())
    }

    /// A text of `Fn::Sub` with the values that are known in the places of their names.
    fn filled(&self, text: &OffsetMap, values: Option<NodeRef<'t>>, depth: usize) -> Option<OffsetMap> {
        let mut out = OffsetMapBuilder::default();
        out.begin(text.style()?.clone(), text.place().start());
        let mut at = 0;
        for piece in pieces::opaque(text) {
            out.copy(text, Span::new(at, piece.start()));
            at = piece.end();
            let whole = piece.text(text.text());
            let name = whole.get(2..whole.len().saturating_sub(1)).unwrap_or_default().trim();
            let host = text.to_host(piece);
            let value = match values.and_then(|values| values.get(name)) {
                Some(value) => self.map(value, depth),
                None => self.parameters.get(name).and_then(|default| self.map(*default, depth)),
            };
            if let Some(value) = value {
                out.replaced(host, value.text());
            } else {
                self.open(name, host);
                out.replaced(host, whole);
            }
        }
        out.copy(text, Span::new(at, text.text().len()));
        Some(out.finish(text.place().end()))
    }

    fn joined(&self, argument: NodeRef<'t>, depth: usize) -> Option<OffsetMap> {
        let mut parts = argument.items();
        let delimiter = parts.next()?;
        let list = self.node(parts.next()?)?;
        if !list.is_seq() {
            return Some(self.named("Fn::Join", list));
        }
        let between = delimiter.text();
        let mut out = OffsetMapBuilder::default();
        for (index, item) in list.items().enumerate() {
            if index > 0 && !between.is_empty() {
                out.begin(HostStyle::plain(ScalarStyle::Derived), delimiter.span().start());
                out.replaced(delimiter.span(), &between);
            }
            if let Some(part) = self.map(item, depth) {
                out.append(&part);
            }
        }
        Some(out.finish(list.span().end()))
    }

    fn find_in_map(&self, argument: NodeRef<'t>) -> Option<NodeRef<'t>> {
        let mut at = self.mappings?;
        for key in argument.items().take(3) {
            let key = self.known(key)?;
            at = at.get(&key)?;
        }
        (at.is_scalar() || at.is_seq()).then_some(at)
    }

    fn select(&self, argument: NodeRef<'t>) -> Option<NodeRef<'t>> {
        let mut parts = argument.items();
        let index: usize = self.known(parts.next()?)?.parse().ok()?;
        self.node(parts.next()?)?.items().nth(index)
    }

    /// The text of a value of which nothing is left open.
    fn known(&self, node: NodeRef<'t>) -> Option<String> {
        let (trying, left_open) = (self.trying.replace(true), self.left_open.replace(false));
        let text = self.map(node, NESTING).map(|map| map.text().to_owned());
        let settled = !self.left_open.replace(left_open);
        self.trying.set(trying);
        text.filter(|_| settled)
    }

    /// Whether a condition holds, if the file settles it.
    fn condition(&self, name: &str, depth: usize) -> Option<bool> {
        let depth = depth.checked_sub(1)?;
        self.holds(self.conditions?.get(name)?, depth)
    }

    fn holds(&self, node: NodeRef<'t>, depth: usize) -> Option<bool> {
        let depth = depth.checked_sub(1)?;
        self.spend(STEP)?;
        let call = self.call(node)?;
        let mut arguments = call.argument.items();
        match call.name.as_str() {
            "Equals" => Some(self.known(arguments.next()?)? == self.known(arguments.next()?)?),
            "Not" => self.holds(arguments.next()?, depth).map(|holds| !holds),
            "And" => arguments.try_fold(true, |all, next| Some(self.holds(next, depth)? && all)),
            "Or" => arguments.try_fold(false, |any, next| Some(self.holds(next, depth)? || any)),
            "Condition" => self.condition(&call.argument.text(), depth),
            _ => None,
        }
    }
}

/// The argument of a function whose short form tags the argument itself.
fn argument_of<'t>(argument: NodeRef<'t>, node: NodeRef<'t>) -> Option<NodeRef<'t>> {
    if argument.index != node.index {
        return Some(argument);
    }
    // The tag would be read as the call again.
    let untagged = argument.untagged();
    (untagged.node.kind != Kind::Scalar(Style::Bare)).then_some(untagged)
}
