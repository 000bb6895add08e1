//! Visits every item, expression and reference of a syntax tree once, in the order of the template.

use vtlkit_text::Span;

use crate::ast::{Accessor, Expression, Item, Reference, StringValue, Template};

/// A node of the tree.
#[derive(Clone, Copy, Debug)]
pub enum Node<'t> {
    /// An item of a template.
    Item(&'t Item),
    /// The condition of an `#if` or `#elseif`. It is also visited as an [expression](Self::Expression).
    Condition(&'t Expression),
    /// An expression.
    Expression(&'t Expression),
    /// A reference and its use.
    Reference(&'t Reference, Use),
}

/// How a reference is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// It is printed.
    Printed,
    /// It is a part of an expression.
    Operand,
    /// A `#set` changes it.
    Target,
    /// A `#foreach` assigns each element to it.
    Element,
}

/// The text that a node's spans point into.
///
/// The content of most strings is a part of the template. If it is not, because it contains doubled quotes, spans
/// point into the decoded content, and only the position of the whole string in the template is known.
#[derive(Clone, Copy, Debug)]
pub struct Site<'t> {
    /// The text the spans point into.
    pub source: &'t str,
    /// The span of the string around the node, if `source` is not the template.
    pub string: Option<Span>,
}

impl Site<'_> {
    /// The position of a span in the template, or that of the string around it if its own is not known.
    pub fn place(&self, span: Span) -> Span {
        self.string.unwrap_or(span)
    }
}

/// Receives the nodes of a tree.
pub trait Visitor {
    /// Called for each node, before its children.
    fn enter(&mut self, node: Node<'_>, site: Site<'_>);
    /// Called for each node, after its children.
    fn leave(&mut self, _: Node<'_>, _: Site<'_>) {}
}

/// Visits every node of a template. The parser bounds the depth of the recursion.
pub fn walk(template: &Template, source: &str, visitor: &mut impl Visitor) {
    items(&template.items, Site { source, string: None }, visitor);
}

fn items(items: &[Item], site: Site<'_>, visitor: &mut impl Visitor) {
    for it in items {
        item(it, site, visitor);
    }
}

fn item(item: &Item, site: Site<'_>, visitor: &mut impl Visitor) {
    let node = Node::Item(item);
    visitor.enter(node, site);
    match item {
        Item::Text(_) | Item::Comment(_) => {}
        Item::Reference(it) => reference(it, Use::Printed, site, visitor),
        Item::Set(set) => {
            reference(&set.target, Use::Target, site, visitor);
            expression(&set.value, site, visitor);
        }
        Item::If(it) => {
            for branch in &it.branches {
                let node = Node::Condition(&branch.condition);
                visitor.enter(node, site);
                expression(&branch.condition, site, visitor);
                visitor.leave(node, site);
                items(&branch.block.items, site, visitor);
            }
            if let Some(block) = &it.otherwise {
                items(&block.items, site, visitor);
            }
        }
        Item::Foreach(it) => {
            for (index, argument) in it.arguments.iter().enumerate() {
                match argument {
                    Expression::Reference(element) if index == 0 => {
                        reference(element, Use::Element, site, visitor);
                    }
                    other => expression(other, site, visitor),
                }
            }
            items(&it.block.items, site, visitor);
        }
        Item::Define(it) => items(&it.block.items, site, visitor),
        Item::Macro(it) => items(&it.block.items, site, visitor),
        Item::Call(it) => {
            for argument in it.arguments.iter().flatten() {
                expression(argument, site, visitor);
            }
            if let Some(block) = &it.block {
                items(&block.items, site, visitor);
            }
        }
        Item::Stop(it) | Item::Break(it) | Item::Evaluate(it) | Item::Include(it) | Item::Parse(it) => {
            for argument in &it.arguments {
                expression(argument, site, visitor);
            }
        }
    }
    visitor.leave(node, site);
}

fn reference(reference: &Reference, usage: Use, site: Site<'_>, visitor: &mut impl Visitor) {
    let node = Node::Reference(reference, usage);
    visitor.enter(node, site);
    for accessor in &reference.path {
        match accessor {
            Accessor::Property { .. } => {}
            Accessor::Method { arguments, .. } => {
                for argument in arguments {
                    expression(argument, site, visitor);
                }
            }
            Accessor::Index { index, .. } => expression(index, site, visitor),
        }
    }
    visitor.leave(node, site);
}

fn expression(it: &Expression, site: Site<'_>, visitor: &mut impl Visitor) {
    let node = Node::Expression(it);
    visitor.enter(node, site);
    match it {
        Expression::Integer(_) | Expression::Float(_) | Expression::Boolean { .. } | Expression::Word(_) => {}
        Expression::String(literal) => {
            if let StringValue::Template { template, .. } = &literal.value {
                let inner = match &template.decoded {
                    Some(text) => Site { source: text, string: Some(site.place(literal.span)) },
                    None => site,
                };
                items(&template.items, inner, visitor);
            }
        }
        Expression::Reference(it) => reference(it, Use::Operand, site, visitor),
        Expression::List { elements, .. } => {
            for element in elements {
                expression(element, site, visitor);
            }
        }
        Expression::Range { from, to, .. } => {
            expression(from, site, visitor);
            expression(to, site, visitor);
        }
        Expression::Map { entries, .. } => {
            for (key, value) in entries {
                expression(key, site, visitor);
                expression(value, site, visitor);
            }
        }
        Expression::Not { operand, .. } => expression(operand, site, visitor),
        Expression::Binary { left, right, .. } => {
            expression(left, site, visitor);
            expression(right, site, visitor);
        }
        Expression::Group { inner, .. } => expression(inner, site, visitor),
    }
    visitor.leave(node, site);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Directives, parse};

    #[test]
    fn every_reference_is_seen_once_in_order() {
        struct Names(Vec<(String, Use)>);
        impl Visitor for Names {
            fn enter(&mut self, node: Node<'_>, site: Site<'_>) {
                if let Node::Reference(reference, usage) = node {
                    self.0.push((reference.name.text(site.source).to_owned(), usage));
                }
            }
        }
        let source = "#set($a = \"x$b\")#foreach($c in $d.e($f))#if($g[$h] && !$i)$j#else$k#end#end\"${l}\"\
                      #set($m = \"\"\"$n\"\"\")";
        let mut names = Names(Vec::new());
        walk(&parse(source, Directives::ApiGateway).template, source, &mut names);
        let seen: Vec<_> = names.0.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(seen.join(""), "abcdfghijklmn");
        let uses: Vec<_> = names.0.iter().map(|(_, usage)| *usage).collect();
        assert_eq!(uses[..4], [Use::Target, Use::Printed, Use::Element, Use::Operand]);
    }
}
