//! Prints a syntax tree as a template.

use vtlkit_text::Span;

use crate::ast::{
    Accessor, Block, Branch, Call, Expression, Foreach, If, Item, Prefix, Reference, Simple, Template,
};

/// Prints a template that was parsed without errors. Parsing the result gives the same tree.
///
/// `source` is the text that it was parsed from. Text, and the white space around directives, is copied from it.
/// Expressions and arguments are formatted.
///
/// ```
/// use vtlkit_syntax::{Directives, parse, print};
///
/// let source = "#if( $a==1 ||!$b )\nyes\n#end\n";
/// let parsed = parse(source, Directives::Velocity);
/// assert_eq!(print(&parsed.template, source), "#if($a == 1 || !$b)\nyes\n#end\n");
/// ```
pub fn print(template: &Template, source: &str) -> String {
    let mut printer = Printer { source: template.source(source), out: String::new() };
    let whole = Span::new(0, printer.source.len());
    printer.items(whole, &template.items);
    printer.out
}

struct Printer<'s> {
    source: &'s str,
    out: String,
}

impl<'s> Printer<'s> {
    fn text(&self, span: Span) -> &'s str {
        self.source.get(span.range()).unwrap_or_default()
    }

    fn verbatim(&mut self, span: Span) {
        self.out.push_str(self.text(span));
    }

    /// Prints the items of a part of the source. Characters between items, such as a `#$` that Velocity's lexer
    /// drops, belong to no item, but affect how the next one is tokenized.
    fn items(&mut self, stretch: Span, items: &[Item]) {
        let mut printed = stretch.start();
        for item in items {
            self.between(printed, item.span().start());
            self.item(item);
            printed = item.span().end();
        }
        self.between(printed, stretch.end());
    }

    fn between(&mut self, from: usize, to: usize) {
        if from < to {
            self.verbatim(Span::new(from, to));
        }
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Text(text) => self.verbatim(text.span),
            Item::Comment(comment) => self.verbatim(comment.span),
            Item::Reference(reference) => self.reference(reference),
            Item::Set(set) => self.head(set.span, |this| {
                this.reference(&set.target);
                this.out.push_str(" = ");
                this.expression(&set.value);
            }),
            Item::If(item) => self.if_item(item),
            Item::Foreach(Foreach { head, arguments, block, end, .. }) => {
                self.head(*head, |this| this.arguments(arguments, " "));
                self.items(block.span, &block.items);
                self.verbatim(*end);
            }
            Item::Define(item) => self.block(item.head, &item.block, item.end),
            Item::Macro(item) => self.block(item.head, &item.block, item.end),
            Item::Call(call) => self.call(call),
            Item::Stop(item)
            | Item::Break(item)
            | Item::Evaluate(item)
            | Item::Include(item)
            | Item::Parse(item) => self.simple(item),
        }
    }

    /// Prints a directive whose head is copied from the source.
    fn block(&mut self, head: Span, block: &Block, end: Span) {
        self.verbatim(head);
        self.items(block.span, &block.items);
        self.verbatim(end);
    }

    fn if_item(&mut self, item: &If) {
        let mut last = item.span.start();
        for Branch { head, condition, block } in &item.branches {
            self.head(*head, |this| this.expression(condition));
            self.items(block.span, &block.items);
            last = block.span.end();
        }
        if let Some(block) = &item.otherwise {
            self.verbatim(Span::new(last, block.span.start()));
            self.items(block.span, &block.items);
        }
        self.verbatim(item.end);
    }

    /// Prints a directive's head: formatted arguments, and the source before and after the parentheses.
    fn head(&mut self, head: Span, inside: impl FnOnce(&mut Self)) {
        let text = self.text(head);
        let (Some(open), Some(close)) = (text.find('('), text.rfind(')')) else {
            self.out.push_str(text);
            return;
        };
        self.out.push_str(&text[..=open]);
        inside(self);
        self.out.push_str(&text[close..]);
    }

    fn call(&mut self, call: &Call) {
        let Some(arguments) = &call.arguments else {
            self.verbatim(call.span);
            return;
        };
        // A call that may be printed as text keeps its formatting.
        match &call.block {
            None if call.text_only => self.verbatim(call.span),
            None => self.head(call.span, |this| this.arguments(arguments, " ")),
            Some(block) => {
                self.head(Span::new(call.span.start(), block.span.start()), |this| {
                    this.arguments(arguments, " ");
                });
                self.items(block.span, &block.items);
                self.verbatim(Span::new(block.span.end(), call.span.end()));
            }
        }
    }

    fn simple(&mut self, item: &Simple) {
        self.head(item.span, |this| this.arguments(&item.arguments, " "));
    }

    fn arguments(&mut self, arguments: &[Expression], separator: &str) {
        for (at, argument) in arguments.iter().enumerate() {
            if at > 0 {
                self.out.push_str(separator);
            }
            self.expression(argument);
        }
    }

    fn reference(&mut self, reference: &Reference) {
        if matches!(reference.prefix, Prefix::Broken(_)) {
            self.verbatim(reference.span);
            return;
        }
        self.verbatim(Span::new(reference.span.start(), reference.literal.start()));
        self.out.push('$');
        if reference.quiet {
            self.out.push('!');
        }
        if reference.braced {
            self.out.push('{');
        }
        self.verbatim(reference.name);
        for accessor in &reference.path {
            match accessor {
                Accessor::Property { name, .. } => {
                    self.out.push('.');
                    self.verbatim(*name);
                }
                Accessor::Method { name, arguments, .. } => {
                    self.out.push('.');
                    self.verbatim(*name);
                    self.out.push('(');
                    self.arguments(arguments, ", ");
                    self.out.push(')');
                }
                Accessor::Index { index, .. } => {
                    self.out.push('[');
                    self.expression(index);
                    self.out.push(']');
                }
            }
        }
        if reference.braced {
            self.out.push('}');
        }
    }

    fn expression(&mut self, expression: &Expression) {
        match expression {
            Expression::String(literal) => self.verbatim(literal.span),
            Expression::Integer(span)
            | Expression::Float(span)
            | Expression::Boolean { span, .. }
            | Expression::Word(span) => self.verbatim(*span),
            Expression::Reference(reference) => self.reference(reference),
            Expression::List { elements, .. } => {
                self.out.push('[');
                self.arguments(elements, ", ");
                self.out.push(']');
            }
            Expression::Range { from, to, .. } => {
                self.out.push('[');
                self.expression(from);
                self.out.push_str("..");
                self.expression(to);
                self.out.push(']');
            }
            Expression::Map { entries, .. } => {
                self.out.push('{');
                for (at, (key, value)) in entries.iter().enumerate() {
                    if at > 0 {
                        self.out.push_str(", ");
                    }
                    self.expression(key);
                    self.out.push_str(": ");
                    self.expression(value);
                }
                self.out.push('}');
            }
            Expression::Not { operand, .. } => {
                self.out.push('!');
                self.expression(operand);
            }
            Expression::Binary { operator, left, right, .. } => {
                self.expression(left);
                self.out.push(' ');
                self.out.push_str(operator.text());
                self.out.push(' ');
                self.expression(right);
            }
            Expression::Group { inner, .. } => {
                self.out.push('(');
                self.expression(inner);
                self.out.push(')');
            }
        }
    }
}
