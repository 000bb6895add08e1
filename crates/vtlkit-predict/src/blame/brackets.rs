//! Fix for loops that print several values where JSON allows one: brackets around the loop.

use vtlkit_syntax::ast::{Foreach, Item, Template};
use vtlkit_syntax::visit::{Node, Site, Visitor, walk};
use vtlkit_text::{Applicability, Edit, Fix, Span};

use super::separator::{Where, separator};

/// The most enclosing loops that get brackets together with a loop.
const MOST_AROUND: usize = 2;

/// A loop of the template.
#[derive(Clone, Copy)]
struct Loop {
    span: Span,
    head: Span,
    block: Span,
    /// Whether its own block prints something, apart from the loops inside it.
    prints: bool,
}

/// Visitor that finds a loop by its head, and the loops around it, the outermost first.
struct Find {
    head: Span,
    found: Vec<Loop>,
}

impl Visitor for Find {
    fn enter(&mut self, node: Node<'_>, site: Site<'_>) {
        if let Node::Item(Item::Foreach(Foreach { span, head, block, .. })) = node
            && site.string.is_none()
            && span.start() <= self.head.start()
            && self.head.end() <= span.end()
        {
            let prints = |item: &Item| match item {
                Item::Text(text) => !text.span.text(site.source).trim().is_empty(),
                Item::Reference(_) => true,
                _ => false,
            };
            let prints = block.items.iter().any(prints);
            self.found.push(Loop { span: *span, head: *head, block: block.span, prints });
        }
    }
}

/// Whether a span may be the head of a loop.
pub(crate) fn is_head(source: &str, span: Span) -> bool {
    let text = span.text(source);
    text.starts_with("#foreach") || text.starts_with("#{foreach")
}

/// Candidate fixes that turn what a loop and the loops around it print into arrays, the smallest change first. The
/// caller renders them to find out which one is right.
pub(crate) fn fixes(source: &str, template: &Template, head: Span) -> Vec<Fix> {
    let mut find = Find { head, found: Vec::new() };
    walk(template, source, &mut find);
    let Some((own, around)) = find.found.split_last().filter(|(own, _)| own.head == head) else {
        return Vec::new();
    };
    // A loop that prints nothing itself would print several arrays.
    if around.last().is_some_and(|it| !it.prints) {
        return Vec::new();
    }
    let around: Vec<Loop> = around.iter().rev().filter(|it| it.prints).take(MOST_AROUND).copied().collect();
    let mut out = Vec::new();
    for count in 0..=around.len() {
        for with_comma in [true, false] {
            let loops = std::iter::once(own).chain(around.iter().take(count));
            let edits: Option<Vec<Vec<Edit>>> = loops.map(|it| list(source, *it, with_comma)).collect();
            out.extend(edits.map(|edits| {
                Fix::new("print a list", edits.into_iter().flatten().collect(), Applicability::Safe)
            }));
        }
    }
    out
}

/// The edits that turn the output of one loop into an array. A comma that the loop prints in every iteration is then
/// printed only between iterations; `with_comma` adds one to a loop that has none.
fn list(source: &str, it: Loop, with_comma: bool) -> Option<Vec<Edit>> {
    let text = it.block.text(source);
    let place = if text.trim_start().starts_with(',') { Where::Before } else { Where::Behind };
    let has_comma = place == Where::Before || text.trim_end().ends_with(',');
    let mut edits = vec![Edit::insert(it.span.start(), "["), Edit::insert(it.span.end(), "]")];
    if has_comma || with_comma {
        edits.push(separator(source, it.block, place)?);
    }
    Some(edits)
}
