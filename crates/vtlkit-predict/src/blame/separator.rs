//! Fix for loops whose elements are not separated by commas.

use vtlkit_syntax::ast::{Foreach, Item, Template};
use vtlkit_syntax::visit::{Node, Site, Visitor, walk};
use vtlkit_text::{Applicability, Edit, Fix, Span};

/// Visitor that finds the block of a loop by its head.
struct Find<'l> {
    head: Span,
    found: &'l mut Option<Span>,
}

impl Visitor for Find<'_> {
    fn enter(&mut self, node: Node<'_>, site: Site<'_>) {
        if let Node::Item(Item::Foreach(Foreach { head, block, .. })) = node
            && *head == self.head
            && site.string.is_none()
        {
            *self.found = Some(block.span);
        }
    }
}

/// Where a loop prints its separator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Where {
    /// At the start of each iteration.
    Before,
    /// At the end of each iteration.
    Behind,
}

/// A fix that prints a comma between the iterations of the loop with this head.
pub(super) fn separate(source: &str, template: &Template, head: Span, place: Where) -> Option<Fix> {
    let mut found = None;
    walk(template, source, &mut Find { head, found: &mut found });
    let edit = separator(source, found?, place)?;
    let message = if edit.span.is_empty() {
        "print a comma between the elements"
    } else {
        "print the comma only between the elements"
    };
    Some(Fix::new(message, vec![edit], Applicability::Safe))
}

/// The edit that prints a comma between the iterations of a loop with this block, and replaces one that is there.
pub(super) fn separator(source: &str, block: Span, place: Where) -> Option<Edit> {
    let text = block.text(source);
    match place {
        Where::Before => {
            let at = block.start() + text.len() - text.trim_start().len();
            let comma = text.trim_start().starts_with(',');
            comma.then(|| Edit::replace(Span::new(at, at + 1), "#if($foreach.index > 0),#end"))
        }
        Where::Behind => {
            let at = block.start() + text.trim_end().len();
            // After a line comment, the comma would be part of it.
            let line = source.get(block.start()..at)?.rsplit('\n').next()?;
            if line.contains("##") {
                return None;
            }
            let separator = "#if($foreach.hasNext),#end";
            Some(if text.trim_end().ends_with(',') {
                Edit::replace(Span::new(at - 1, at), separator)
            } else {
                Edit::insert(at, separator)
            })
        }
    }
}
