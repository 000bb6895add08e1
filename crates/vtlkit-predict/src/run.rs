//! Symbolic execution of one path.
//!
//! Where the path depends on the request, the run makes a decision and adds the path constraints that follow: present
//! or missing, equal or not, a number of elements. Runs with other decisions take other paths.

mod arithmetic;
mod collection;
mod context;
mod decide;
mod decision;
mod expression;
mod fields;
mod method;
mod reference;
mod size;
mod text;

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::rc::Rc;

use vtlkit_syntax::ast::{Accessor, Block, Expression, Foreach, If, Item, Prefix, Reference, Template};
use vtlkit_syntax::visit::Site;
use vtlkit_text::Span;

use self::collection::{made_up, put};
use self::decide::MOST_SEARCHES;
pub(crate) use self::decision::{BranchPoint, Decision, Key, ROUNDS, Taken, keys};
pub use self::reference::place;
use super::constraints::Constraints;
use super::origin::Origin;
use super::unknown::{Reason, Unknown};
use super::value::{Piece, Value, in_variable};

/// The most steps of one run, in addition to one for each byte of the template.
const STEPS: usize = 20_000;

/// The most indefinite JSONPaths that one run evaluates.
const MOST_QUERIES: usize = 20;

/// Why a run stops.
pub(crate) enum Halt {
    /// `#stop`: the output so far is the result.
    Stop,
    /// `#break`.
    Break,
    /// The engine throws here.
    Fails,
    /// The run cannot be continued.
    Lost(Lost),
}

/// Why a run cannot be continued.
#[derive(Clone, Debug)]
pub(crate) struct Lost {
    pub(crate) reason: Reason,
    pub(crate) detail: String,
}

impl Halt {
    fn lost(reason: Reason, detail: impl Into<String>) -> Self {
        Self::Lost(Lost { reason, detail: detail.into() })
    }
}

type Flow = Result<(), Halt>;

/// A block of `#define`, which runs where it is printed.
#[derive(Clone, Copy)]
struct Deferred<'t> {
    block: &'t Block,
    site: Site<'t>,
}

/// An iteration of a loop.
#[derive(Clone, Copy)]
struct Round {
    head: Span,
    index: usize,
    count: usize,
}

/// A run and its result.
pub(crate) struct Run<'t> {
    pub(crate) constraints: Constraints,
    pub(crate) decisions: Vec<Decision>,
    /// The conditions on the path, and whether they were true.
    pub(crate) conditions: Vec<(Span, bool)>,
    pub(crate) pieces: Vec<Piece>,
    /// Loops over the names of all headers.
    pub(crate) header_loops: Vec<Span>,
    /// Whether the last value was the map of all headers.
    all_headers: bool,
    /// Values on the path that are unknown.
    pub(crate) unknown: Vec<Unknown>,
    /// Whether the run reached the end of the path.
    pub(crate) ended: bool,
    /// Whether the path ends because the engine throws.
    pub(crate) fails: bool,
    given: Vec<usize>,
    /// Options that are taken only if there is no other.
    avoided: Option<&'t Taken>,
    /// The number of decisions made at each branch point.
    counts: HashMap<(BranchPoint, Span), usize>,
    /// Values that the template assigned inside the payload.
    assigned: BTreeMap<Origin, Value>,
    /// Values that it appended to arrays of the payload.
    added: BTreeMap<Origin, Vec<Value>>,
    /// Values that it assigned in `$context`, by path.
    context: BTreeMap<Vec<Rc<str>>, Value>,
    variables: HashMap<String, Value>,
    blocks: Vec<Deferred<'t>>,
    loops: Vec<Round>,
    /// The remaining budget of conditions for which both outcomes are tried.
    searches: usize,
    /// The remaining budget of indefinite JSONPaths.
    queries: usize,
    steps: usize,
    most_steps: usize,
    depth: usize,
    branch_point: BranchPoint,
    /// The span of the string literal that is being rendered.
    string: Option<Span>,
    /// The current item.
    place: Span,
    /// Whether the current value is in a variable: a missing value is the empty string there.
    is_held: bool,
}

impl<'t> Run<'t> {
    /// Runs a template with the given decisions, and the first option for each further one.
    pub(crate) fn new(
        template: &'t Template,
        source: &'t str,
        given: Vec<usize>,
        constraints: Constraints,
    ) -> Self {
        let mut run = Self::start(constraints);
        run.given = given;
        run.go(template, source);
        run
    }

    /// Runs a template with options that no path has taken, wherever there are some.
    pub(crate) fn other(
        template: &'t Template,
        source: &'t str,
        taken: &'t Taken,
        constraints: Constraints,
    ) -> Self {
        let mut run = Self::start(constraints);
        run.avoided = Some(taken);
        run.go(template, source);
        run
    }

    fn start(constraints: Constraints) -> Self {
        Self {
            constraints,
            decisions: Vec::new(),
            conditions: Vec::new(),
            pieces: Vec::new(),
            header_loops: Vec::new(),
            all_headers: false,
            unknown: Vec::new(),
            ended: true,
            fails: false,
            given: Vec::new(),
            avoided: None,
            counts: HashMap::new(),
            assigned: BTreeMap::new(),
            added: BTreeMap::new(),
            context: BTreeMap::new(),
            variables: HashMap::new(),
            blocks: Vec::new(),
            loops: Vec::new(),
            queries: MOST_QUERIES,
            searches: MOST_SEARCHES,
            steps: 0,
            most_steps: STEPS,
            depth: 0,
            branch_point: BranchPoint::Value,
            string: None,
            place: Span::default(),
            is_held: false,
        }
    }

    fn go(&mut self, template: &'t Template, source: &'t str) {
        self.most_steps = STEPS + source.len();
        match self.items(&template.items, Site { source, string: None }) {
            Ok(()) | Err(Halt::Stop | Halt::Break) => {}
            Err(Halt::Fails) => self.fails = true,
            Err(Halt::Lost(lost)) => {
                self.note(lost, self.place);
                self.ended = false;
            }
        }
    }

    /// Records an unknown value.
    fn note(&mut self, lost: Lost, span: Span) {
        self.unknown.push(Unknown { reason: lost.reason, detail: lost.detail, span });
    }

    /// An unknown value may be anything; the render shows whether that mattered.
    fn or_unknown(&mut self, value: Result<Value, Halt>, span: Span) -> Result<Value, Halt> {
        match value {
            Err(Halt::Lost(lost)) => {
                self.note(lost, span);
                Ok(Value::Unknown)
            }
            other => other,
        }
    }

    /// Whether the template assigned something at a place of the payload.
    fn has_assigned_in(&self, source: &Origin) -> bool {
        if self.added.keys().any(|list| list == source || source.holds(list)) {
            return true;
        }
        let behind = (Bound::Excluded(source), Bound::Unbounded);
        self.assigned.range(behind).next().is_some_and(|(member, _)| source.holds(member))
    }

    fn print(&mut self, value: Value, span: Span, is_reference: bool) {
        let span = self.string.unwrap_or(span);
        let is_reference = is_reference && self.string.is_none();
        let within = self.loops.last().map(|round| round.head);
        let last = self.loops.last().is_some_and(|round| round.index + 1 == round.count);
        let again = self.loops.iter().rev().find(|round| round.index > 0).map(|round| round.head);
        self.pieces.push(Piece { value, span, is_reference, within, last, again, blank: false });
    }

    fn items(&mut self, items: &'t [Item], site: Site<'t>) -> Flow {
        self.depth += 1;
        if self.depth > 60 {
            return Err(Halt::lost(Reason::Budget, "nesting"));
        }
        for item in items {
            self.steps += 1;
            if self.steps > self.most_steps {
                return Err(Halt::lost(Reason::Budget, "steps"));
            }
            self.place = site.place(item.span());
            self.item(item, site)?;
        }
        self.depth -= 1;
        Ok(())
    }

    fn item(&mut self, item: &'t Item, site: Site<'t>) -> Flow {
        match item {
            Item::Text(text) => {
                let said = text.printed.as_deref().unwrap_or(text.span.text(site.source));
                self.print(Value::Text(said.into()), text.span, false);
            }
            Item::Comment(_) | Item::Macro(_) => {}
            Item::Reference(reference) => return self.printed(reference, site),
            Item::Set(set) => {
                self.branch_point = BranchPoint::Value;
                let value = self.value(&set.value, site);
                let value = self.or_unknown(value, site.place(set.span))?;
                self.assign(&set.target, value, site)?;
            }
            Item::If(it) => return self.condition(it, site),
            Item::Foreach(it) => return self.foreach(it, site),
            Item::Define(it) => {
                self.blocks.push(Deferred { block: &it.block, site });
                let value = Value::Block(self.blocks.len() - 1);
                self.variables.insert(it.name.text(site.source).to_owned(), value);
            }
            Item::Call(call) => {
                if call.arguments.is_some() || call.block.is_some() {
                    return Err(Halt::lost(Reason::Directive, "call"));
                }
                let said = call.printed.as_deref().unwrap_or(call.span.text(site.source));
                self.print(Value::Text(said.into()), call.span, false);
            }
            Item::Stop(_) => return Err(Halt::Stop),
            Item::Break(_) => return Err(Halt::Break),
            Item::Evaluate(_) | Item::Include(_) | Item::Parse(_) => {
                return Err(Halt::lost(Reason::Directive, "include"));
            }
        }
        Ok(())
    }

    fn printed(&mut self, reference: &'t Reference, site: Site<'t>) -> Flow {
        match &reference.prefix {
            Prefix::None => {}
            Prefix::Printed { backslashes: 0, text } => {
                self.print(Value::Text((**text).into()), reference.span, false);
            }
            _ => return Err(Halt::lost(Reason::Directive, "prefix")),
        }
        self.branch_point = BranchPoint::Value;
        let value = self.reference(reference, site);
        let value = self.or_unknown(value, site.place(reference.literal))?;
        if let Value::Block(number) = value {
            let Some(block) = self.blocks.get(number).copied() else {
                return Err(Halt::lost(Reason::Directive, "block"));
            };
            return self.items(&block.block.items, block.site);
        }
        self.print(value, site.place(reference.literal), site.string.is_none());
        Ok(())
    }

    fn assign(&mut self, target: &'t Reference, value: Value, site: Site<'t>) -> Flow {
        let name = target.name.text(site.source);
        let Some((last, path)) = target.path.split_last() else {
            let value = self.kept(name, in_variable(value));
            self.variables.insert(name.to_owned(), value);
            return Ok(());
        };
        if name == "context" && !self.variables.contains_key(name) {
            return self.assign_context(target, value, site);
        }
        if name == "stageVariables" {
            return Ok(());
        }
        let mut holder = self.variables.get(name).cloned().unwrap_or(Value::Nothing);
        for step in path {
            holder = self.step(&holder, step, site)?;
        }
        let key = match last {
            Accessor::Property { name, .. } => Value::Text(name.text(site.source).into()),
            Accessor::Index { index, .. } => made_up(&self.value(index, site)?),
            Accessor::Method { .. } => return Err(Halt::lost(Reason::Assignment, "method")),
        };
        match (holder, key) {
            (Value::Map(map), Value::Text(key)) => put(&map, &key, value),
            (Value::External(source), Value::Text(key)) => {
                let member = source.key(&key).ok_or_else(|| Halt::lost(Reason::Assignment, "key"))?;
                self.assigned.insert(member, value);
            }
            (Value::Nothing, _) => {}
            _ => return Err(Halt::lost(Reason::Assignment, "holder")),
        }
        Ok(())
    }

    fn condition(&mut self, it: &'t If, site: Site<'t>) -> Flow {
        for branch in &it.branches {
            self.branch_point = BranchPoint::Branch(site.place(branch.head));
            let holds = match self.truth(&branch.condition, site) {
                Err(Halt::Lost(lost)) => {
                    self.note(lost, site.place(branch.head));
                    self.choose(2) == 0
                }
                other => other?,
            };
            self.conditions.push((site.place(branch.head), holds));
            self.branch_point = BranchPoint::Value;
            if holds {
                return self.items(&branch.block.items, site);
            }
        }
        match &it.otherwise {
            Some(block) => self.items(&block.items, site),
            None => Ok(()),
        }
    }

    fn foreach(&mut self, it: &'t Foreach, site: Site<'t>) -> Flow {
        let [Expression::Reference(element), _, list] = &*it.arguments else {
            return Err(Halt::lost(Reason::Loop, "arguments"));
        };
        // The list may be computed here: `$map.keySet()`.
        self.branch_point = BranchPoint::Rounds(site.place(it.head));
        self.all_headers = false;
        let list = self.value(list, site)?;
        self.branch_point = BranchPoint::Rounds(site.place(it.head));
        let elements = self.elements(&list)?;
        if self.all_headers {
            self.header_loops.push(site.place(it.head));
        }
        self.branch_point = BranchPoint::Value;
        let name = element.name.text(site.source).to_owned();
        let before = self.variables.get(&name).cloned();
        let count = elements.len();
        let depth = self.depth;
        for (index, value) in elements.into_iter().enumerate() {
            self.variables.insert(name.clone(), value);
            self.loops.push(Round { head: site.place(it.head), index, count });
            let flow = self.items(&it.block.items, site);
            self.loops.pop();
            match flow {
                Err(Halt::Break) => {
                    self.depth = depth;
                    break;
                }
                other => other?,
            }
        }
        match before {
            Some(value) => self.variables.insert(name, value),
            None => self.variables.remove(&name),
        };
        Ok(())
    }
}
