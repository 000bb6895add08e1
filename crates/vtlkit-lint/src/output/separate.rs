//! The fix of a loop whose rounds are not separated.

use vtlkit_syntax::ast::{Foreach, Item, Template};
use vtlkit_syntax::visit::{Node, Site, Visitor, walk};
use vtlkit_text::{Applicability, Edit, Fix, Span};

/// Finds a loop by its head.
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

/// Puts a comma behind each round but the last.
pub(super) fn separate(source: &str, template: &Template, head: Span) -> Option<Fix> {
    let mut found = None;
    walk(template, source, &mut Find { head, found: &mut found });
    let block = found?;
    let at = block.start() + block.text(source).trim_end().len();
    // Behind a line comment the comma would be a part of it.
    let line = source.get(block.start()..at)?.rsplit('\n').next()?;
    let separator = "#if($foreach.hasNext),#end";
    let (message, edit) = if block.text(source).trim_end().ends_with(',') {
        ("print the comma only between the rounds", Edit::replace(Span::new(at - 1, at), separator))
    } else {
        ("put a comma between the rounds", Edit::insert(at, separator))
    };
    (!line.contains("##")).then(|| Fix::new(message, vec![edit], Applicability::Safe))
}
