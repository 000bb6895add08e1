use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use vtlkit_syntax::ast::{Expression, Item, Reference, Template};
use vtlkit_syntax::visit::{Node, Site, Use, Visitor, walk};
use vtlkit_syntax::{Directives, Parsed, parse};
use vtlkit_text::{Diagnostic, Span};

use crate::alias::Aliases;
use crate::findings::Findings;
use crate::rule::Check;
use crate::rules::APPLIED;
use crate::spans::Spans;
use crate::suggest::Comparisons;
use crate::{offer, suppress};
use vtlkit_predict::{Exploration, Target};
use vtlkit_syntax::read;

/// A template, as rules see it.
pub(crate) struct Lint<'t> {
    pub(crate) source: &'t str,
    pub(crate) template: &'t Template,
    pub(crate) target: &'t Target,
    /// Whether there are parse errors: parts of the template are then missing from the tree.
    pub(crate) broken: bool,
    /// The variables that the template sets anywhere, and the predefined ones.
    pub(crate) names: HashSet<String>,
    /// Whether every value that a variable is set to comes from the request.
    pub(crate) external: HashMap<String, bool>,
    /// Variables that hold maps or list elements from the request: their members may be missing.
    pub(crate) members: HashSet<String>,
    /// Where directives end, to find a `;` after them.
    pub(crate) directive_ends: HashSet<usize>,
    /// The spans that the host file interpolates.
    opaque: Spans,
    /// The names in order, and the positions of double quotes. Built when they are first needed.
    sorted_names: OnceCell<Vec<String>>,
    quotes: OnceCell<Vec<usize>>,
    /// What references refer to. Built when it is first needed.
    aliases: OnceCell<Aliases<'t>>,
    /// The known stage variables.
    stage_variables: OnceCell<HashSet<String>>,
    /// The remaining budget for comparing names with misspelt ones.
    pub(crate) comparisons: Comparisons,
}

/// Variables that Velocity defines inside loops.
const LOOP_VARIABLES: [&str; 3] = ["foreach", "velocityCount", "velocityHasNext"];

impl<'t> Lint<'t> {
    fn new(source: &'t str, target: &'t Target, parsed: &'t Parsed) -> Self {
        let known = vtlkit_gateway::catalog::VARIABLES.iter().map(|variable| variable.name);
        let mut lint = Self {
            source,
            template: &parsed.template,
            target,
            broken: !parsed.errors.is_empty(),
            names: known
                .chain(LOOP_VARIABLES)
                .map(str::to_owned)
                .chain(target.names.iter().cloned())
                .collect(),
            external: HashMap::new(),
            members: HashSet::new(),
            directive_ends: HashSet::new(),
            opaque: target.opaque.iter().copied().collect(),
            sorted_names: OnceCell::new(),
            quotes: OnceCell::new(),
            aliases: OnceCell::new(),
            stage_variables: OnceCell::new(),
            comparisons: Comparisons::default(),
        };
        walk(&parsed.template, source, &mut Gather(&mut lint));
        lint
    }

    /// What references refer to.
    pub(crate) fn aliases(&self) -> &Aliases<'t> {
        self.aliases.get_or_init(|| Aliases::of(self.template, self.source))
    }

    /// The names in order.
    pub(crate) fn sorted_names(&self) -> &[String] {
        self.sorted_names.get_or_init(|| {
            let mut names: Vec<String> = self.names.iter().cloned().collect();
            names.sort_unstable();
            names
        })
    }

    /// Whether a stage variable is known.
    pub(crate) fn knows_stage_variable(&self, name: &str) -> bool {
        let known = || self.target.stage_variables.iter().flatten().cloned().collect();
        self.stage_variables.get_or_init(known).contains(name)
    }

    /// Whether an odd number of double quotes precedes a position on its line.
    pub(crate) fn in_double_quotes(&self, at: usize) -> bool {
        let quotes = self.quotes.get_or_init(|| {
            let marks = self.source.bytes().enumerate().filter(|(_, byte)| matches!(byte, b'"' | b'\n'));
            let mut open = false;
            let mut edges = Vec::new();
            for (at, byte) in marks {
                if byte == b'"' || open {
                    open = !open;
                    edges.push(at);
                }
            }
            edges
        });
        quotes.partition_point(|edge| *edge < at) % 2 == 1
    }

    /// Whether the host file interpolates a part of a span.
    pub(crate) fn is_opaque(&self, span: Span) -> bool {
        self.opaque.touch(span)
    }

    /// Whether a reference is a value from the request that may be missing. `$input.params(…)` does not count.
    pub(crate) fn may_be_missing(&self, reference: &Reference, site: Site<'_>) -> bool {
        let name = reference.name.text(site.source);
        match read::call(reference, site) {
            Some(call) if name == "input" => {
                let is_value = match call.member {
                    "path" | "json" => true,
                    // `$input.params().header.name`: a location and a name.
                    "params" => call.arguments.is_some_and(<[_]>::is_empty) && call.rest.len() == 2,
                    _ => false,
                };
                is_value && read::only_properties(call.rest, site)
            }
            _ => match name {
                "stageVariables" => {
                    !reference.path.is_empty() && read::only_properties(&reference.path, site)
                }
                "context" => reference.path.len() > 1 && read::only_properties(&reference.path, site),
                "input" | "util" | "foreach" | "velocityCount" | "velocityHasNext" => false,
                _ => {
                    read::only_properties(&reference.path, site)
                        && if self.members.contains(name) {
                            !reference.path.is_empty()
                        } else if self.names.contains(name) {
                            self.external.get(name).copied().unwrap_or(false)
                        } else {
                            name != "null" && !self.is_opaque(site.place(reference.span))
                        }
                }
            },
        }
    }
}

/// Collects what the template defines.
struct Gather<'l, 't>(&'l mut Lint<'t>);

impl Visitor for Gather<'_, '_> {
    fn enter(&mut self, node: Node<'_>, site: Site<'_>) {
        match node {
            Node::Reference(reference, Use::Target | Use::Element) => {
                self.0.names.insert(reference.name.text(site.source).to_owned());
                if reference.path.is_empty() && matches!(node, Node::Reference(_, Use::Element)) {
                    self.0.external.insert(reference.name.text(site.source).to_owned(), false);
                }
            }
            Node::Item(Item::Set(set)) => {
                self.0.directive_ends.insert(set.span.end());
                if set.target.path.is_empty() {
                    let name = set.target.name.text(site.source).to_owned();
                    let external = match &set.value {
                        Expression::Reference(value) => {
                            let is_parameter = value.name.text(site.source) == "input"
                                && read::input_call(value, site)
                                    .is_some_and(|(call, _)| call.member == "params" && call.rest.is_empty());
                            is_parameter || self.0.may_be_missing(value, site)
                        }
                        _ => false,
                    };
                    if let Expression::Reference(value) = &set.value
                        && value.name.text(site.source) == "input"
                        && read::call(value, site).is_some_and(|call| {
                            call.member == "params"
                                && call.arguments.is_some_and(<[_]>::is_empty)
                                && call.rest.len() == 1
                        })
                    {
                        self.0.members.insert(name.clone());
                    }
                    let known = self.0.external.get(&name).copied().unwrap_or(true);
                    self.0.external.insert(name, known && external);
                }
            }
            Node::Item(Item::If(it)) => {
                self.0.directive_ends.insert(it.span.end());
                self.0.directive_ends.extend(it.branches.iter().map(|branch| branch.head.end()));
            }
            Node::Item(Item::Foreach(it)) => {
                self.0.directive_ends.extend([it.span.end(), it.head.end()]);
                if let [Expression::Reference(element), _, Expression::Reference(list)] = &*it.arguments
                    && self.0.may_be_missing(list, site)
                {
                    self.0.members.insert(element.name.text(site.source).to_owned());
                }
            }
            Node::Item(Item::Define(it)) => {
                self.0.names.insert(it.name.text(site.source).to_owned());
                self.0.external.insert(it.name.text(site.source).to_owned(), false);
            }
            _ => {}
        }
    }
}

/// Applies the rules to each node.
struct Runner<'l, 't> {
    lint: &'l Lint<'t>,
    findings: &'l mut Findings,
}

impl Visitor for Runner<'_, '_> {
    fn enter(&mut self, node: Node<'_>, site: Site<'_>) {
        for rule in &APPLIED {
            if let Check::Node(check) | Check::NodeAndOutput(check, _) = rule.check {
                check(self.lint, node, site, self.findings.of(rule));
            }
        }
    }
}

/// The template with digits in place of the host file's interpolations: a number is valid both as a value and inside
/// a string.
pub(crate) fn fill<'s>(source: &'s str, target: &Target) -> Cow<'s, str> {
    if target.opaque.is_empty() {
        return Cow::Borrowed(source);
    }
    let mut filled = source.as_bytes().to_vec();
    for piece in target.opaque.iter().filter(|piece| source.get(piece.range()).is_some()) {
        if let Some(bytes) = filled.get_mut(piece.range()) {
            bytes.fill(b'1');
        }
    }
    String::from_utf8(filled).map_or(Cow::Borrowed(source), Cow::Owned)
}

/// All findings in a template, ordered by position.
pub fn lint(source: &str, target: &Target) -> Vec<Diagnostic> {
    let filled = fill(source, target);
    let source = &*filled;
    let parsed = parse(source, Directives::ApiGateway);
    let lint = Lint::new(source, target, &parsed);
    let mut findings = Findings::default();
    for error in &parsed.errors {
        for rule in &APPLIED {
            if let Check::Error(takes) = rule.check
                && takes(error, source)
            {
                findings.of(rule).add(Check::of_error(error, source));
            }
        }
    }
    walk(&parsed.template, source, &mut Runner { lint: &lint, findings: &mut findings });
    for rule in &APPLIED {
        if let Check::Template(check) = rule.check {
            check(&lint, findings.of(rule));
        }
    }
    if parsed.errors.is_empty() {
        for violation in vtlkit_predict::violations(source, &parsed.template, target).0 {
            for rule in &APPLIED {
                if matches!(rule.check, Check::Output(kind) | Check::NodeAndOutput(_, kind) if kind == violation.kind)
                {
                    findings.of(rule).add(violation.finding.clone());
                }
            }
        }
    }
    let mut list = findings.list;
    list.retain(|finding| !lint.is_opaque(finding.primary.span));
    // A condition on an undefined variable gets one finding, and so does a template that is encoded twice.
    let spans = |rule: &str| -> Vec<Span> {
        let of_rule = list.iter().filter(|finding| finding.rule == Some(rule));
        of_rule.map(|finding| finding.primary.span).collect()
    };
    let conditions: Spans = spans("missing-is-truthy").into_iter().collect();
    let encoded = !spans("double-encoded").is_empty();
    // A reference that prints nothing because it does not exist also gets one finding.
    let named =
        ["appsync-only", "unknown-member", "undefined-reference", "unknown-context", "hyphen-in-reference"];
    let mut named: Vec<usize> = named.into_iter().flat_map(spans).map(Span::start).collect();
    named.sort_unstable();
    let holds_named = |span: Span| {
        let first = named.partition_point(|start| *start < span.start());
        named.get(first).is_some_and(|start| span.contains(*start))
    };
    list.retain(|finding| {
        let at = finding.primary.span.start();
        match finding.rule {
            Some("undefined-reference") => !conditions.contain(at),
            Some("output-not-json" | "empty-value") => !encoded && !holds_named(finding.primary.span),
            _ => true,
        }
    });
    suppress::apply(source, &parsed.template, &mut list);
    list.sort_by_key(|finding| (finding.primary.span, finding.rule));
    list.dedup_by_key(|finding| (finding.primary.span, finding.rule));
    offer::settle(source, target, &mut list);
    list
}

/// How much of the output of a template the analysis covers.
pub fn explore(source: &str, target: &Target) -> Exploration {
    let filled = fill(source, target);
    let parsed = parse(&filled, Directives::ApiGateway);
    if !parsed.errors.is_empty() {
        return Exploration::default();
    }
    vtlkit_predict::violations(&filled, &parsed.template, target).1
}
