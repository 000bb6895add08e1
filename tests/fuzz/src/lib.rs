//! Shared code of the fuzz targets.

use std::fmt::Write as _;

use vtlkit_syntax::ast::{Accessor, Block, Expression, Item, Reference, StringValue, Template};
use vtlkit_text::Span;

/// The name of a host file, chosen by the first byte of an input.
pub fn host(kind: u8) -> &'static str {
    let names = [
        "api.yaml",
        "api.json",
        "main.tf",
        "serverless.yml",
        "notes.md",
        "a.vtl",
        "api.yaml.tpl",
        "api.json.tpl",
    ];
    names[usize::from(kind) % names.len()]
}

/// A text form of a template that is equal for templates with the same content, whatever their spans. Panics if a span
/// is not inside the source.
pub fn shape(template: &Template, source: &str) -> String {
    let mut shape = Shape { source: template.source(source), out: String::new() };
    shape.items(&template.items);
    shape.out
}

struct Shape<'s> {
    source: &'s str,
    out: String,
}

impl<'s> Shape<'s> {
    fn text(&self, span: Span) -> &'s str {
        &self.source[span.range()]
    }

    fn open(&mut self, what: &str) {
        self.out.push('(');
        self.out.push_str(what);
    }

    fn show(&mut self, what: &dyn std::fmt::Debug) {
        // Writing to a string does not fail.
        let _ = write!(self.out, "{what:?}");
    }

    fn close(&mut self) {
        self.out.push(')');
    }

    fn word(&mut self, word: &str) {
        self.out.push(' ');
        self.show(&word);
    }

    fn items(&mut self, items: &[Item]) {
        // How text is split into pieces does not matter.
        let mut text = String::new();
        for item in items {
            if let Item::Text(item) = item {
                text.push_str(item.printed.as_deref().unwrap_or(self.text(item.span)));
                continue;
            }
            if !text.is_empty() {
                self.word(&std::mem::take(&mut text));
            }
            self.item(item);
        }
        if !text.is_empty() {
            self.word(&text);
        }
    }

    fn block(&mut self, block: &Block) {
        self.text(block.span);
        self.open("block");
        self.items(&block.items);
        self.close();
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Text(_) => {}
            Item::Comment(comment) => {
                self.text(comment.span);
            }
            Item::Reference(reference) => self.reference(reference),
            Item::Set(set) => {
                self.text(set.span);
                self.open("set");
                self.reference(&set.target);
                self.expression(&set.value);
                self.close();
            }
            Item::If(item) => {
                self.text(item.span);
                self.text(item.end);
                self.open("if");
                for branch in &item.branches {
                    self.text(branch.head);
                    self.expression(&branch.condition);
                    self.block(&branch.block);
                }
                if let Some(block) = &item.otherwise {
                    self.open("else");
                    self.block(block);
                    self.close();
                }
                self.close();
            }
            Item::Foreach(item) => {
                self.text(item.span);
                self.text(item.head);
                self.open("foreach");
                self.expressions(&item.arguments);
                self.block(&item.block);
                self.close();
            }
            Item::Define(item) => {
                self.text(item.span);
                self.open("define");
                self.word(self.text(item.name));
                self.block(&item.block);
                self.close();
            }
            Item::Macro(item) => {
                self.text(item.span);
                self.open("macro");
                self.word(self.text(item.name));
                for parameter in &item.parameters {
                    self.word(self.text(*parameter));
                }
                self.block(&item.block);
                self.close();
            }
            Item::Call(call) => {
                self.text(call.span);
                self.open("call");
                self.word(self.text(call.name));
                self.expressions(call.arguments.as_deref().unwrap_or_default());
                if let Some(block) = &call.block {
                    self.block(block);
                }
                self.close();
            }
            Item::Stop(item)
            | Item::Break(item)
            | Item::Evaluate(item)
            | Item::Include(item)
            | Item::Parse(item) => {
                let text = self.text(item.span);
                self.open("directive");
                self.word(text.split('(').next().unwrap_or_default().trim());
                self.expressions(&item.arguments);
                self.close();
            }
        }
    }

    fn reference(&mut self, reference: &Reference) {
        self.text(reference.span);
        self.text(reference.literal);
        self.open("$");
        self.show(&(reference.quiet, reference.braced, &reference.prefix));
        self.word(self.text(reference.name));
        for accessor in &reference.path {
            self.text(accessor.span());
            match accessor {
                Accessor::Property { name, .. } => {
                    self.open(".");
                    self.word(self.text(*name));
                }
                Accessor::Method { name, arguments, .. } => {
                    self.open("call");
                    self.word(self.text(*name));
                    self.expressions(arguments);
                }
                Accessor::Index { index, .. } => {
                    self.open("index");
                    self.expression(index);
                }
            }
            self.close();
        }
        self.close();
    }

    fn expressions(&mut self, expressions: &[Expression]) {
        for expression in expressions {
            self.expression(expression);
        }
    }

    fn expression(&mut self, expression: &Expression) {
        let text = self.text(expression.span());
        match expression {
            Expression::String(literal) => match &literal.value {
                StringValue::Raw(span) => self.word(self.text(*span)),
                StringValue::Decoded(text) => self.show(text),
                StringValue::Template { template, drop_last } => {
                    self.open("string");
                    self.show(drop_last);
                    self.out.push_str(&shape(template, self.source));
                    self.close();
                }
            },
            Expression::Reference(reference) => self.reference(reference),
            Expression::Integer(_)
            | Expression::Float(_)
            | Expression::Boolean { .. }
            | Expression::Word(_) => {
                self.word(text);
            }
            Expression::List { elements, .. } => {
                self.open("list");
                self.expressions(elements);
                self.close();
            }
            Expression::Range { from, to, .. } => {
                self.open("range");
                self.expression(from);
                self.expression(to);
                self.close();
            }
            Expression::Map { entries, .. } => {
                self.open("map");
                for (key, value) in entries {
                    self.expression(key);
                    self.expression(value);
                }
                self.close();
            }
            Expression::Not { operand, .. } => {
                self.open("not");
                self.expression(operand);
                self.close();
            }
            Expression::Binary { operator, operator_span, left, right, .. } => {
                self.text(*operator_span);
                self.open(operator.text());
                self.expression(left);
                self.expression(right);
                self.close();
            }
            Expression::Group { inner, .. } => {
                self.open("group");
                self.expression(inner);
                self.close();
            }
        }
    }
}
