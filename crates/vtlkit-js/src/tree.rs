//! Syntax trees as objects.

use vtlkit::{Dialect, Error};
use vtlkit_syntax::ast::{Accessor, Block, Expression, Item, Reference, StringValue};
use vtlkit_syntax::{Directives, parse as parse_template};
use vtlkit_text::Span;

use crate::json::Json;
use crate::options::Options;
use crate::places::Places;
use crate::problem;

/// The syntax `tree` of a template and all its `errors`. Options: `dialect`.
///
/// A node has `kind`, `start`, `end`, an optional `name`, and `children`.
pub fn parse(text: &str, options: &str) -> Result<String, String> {
    let directives = match Options::read(options, &["dialect"])?.render()?.dialect {
        Dialect::ApiGateway => Directives::ApiGateway,
        Dialect::Velocity => Directives::Velocity,
    };
    let parsed = parse_template(text, directives);
    let places = Places::new(text);
    let tree = Tree { places: &places, text, string: None };
    Ok(Json::text_of(|json| {
        let whole = Span::new(0, text.len());
        tree.node("template", whole, None, json.key("tree"), |json| tree.items(&parsed.template.items, json));
        let errors = parsed.errors.into_iter().map(Error::from);
        json.key("errors")
            .list(errors, |json, error| json.object(|json| problem::members(&places, &error, json)));
    }))
}

/// Writes the nodes of one text.
#[derive(Clone, Copy)]
struct Tree<'t> {
    places: &'t Places<'t>,
    /// The text that spans refer to.
    text: &'t str,
    /// The string literal around it, if the text is not the template: then only the position of the literal is known.
    string: Option<Span>,
}

impl<'t> Tree<'t> {
    fn node(
        self,
        kind: &str,
        span: Span,
        name: Option<&str>,
        json: &mut Json,
        children: impl FnOnce(&mut Json),
    ) {
        json.object(|json| {
            json.text("kind", kind);
            self.places.range(self.string.unwrap_or(span), json);
            json.text_if("name", name);
            json.key("children");
            children(json);
        });
    }

    fn leaf(self, kind: &str, span: Span, json: &mut Json) {
        self.node(kind, span, None, json, |json| json.raw("[]"));
    }

    fn items(self, items: &[Item], json: &mut Json) {
        json.list(items, |json, item| self.item(item, json));
    }

    fn name(self, span: Span) -> Option<&'t str> {
        Some(span.text(self.text))
    }

    fn item(self, item: &Item, json: &mut Json) {
        match item {
            Item::Text(it) => self.leaf("text", it.span, json),
            Item::Comment(it) => self.leaf("comment", it.span, json),
            Item::Reference(it) => self.reference(it, json),
            Item::Set(it) => self.node("set", it.span, None, json, |json| {
                json.list([true, false], |json, is_target| {
                    if is_target {
                        self.reference(&it.target, json);
                    } else {
                        self.expression(&it.value, json);
                    }
                });
            }),
            Item::If(it) => self.node("if", it.span, None, json, |json| {
                let branches = it.branches.iter().map(Some).chain(it.otherwise.as_ref().map(|_| None));
                json.list(branches, |json, branch| match (branch, &it.otherwise) {
                    (Some(branch), _) => {
                        let span = branch.head.to(branch.block.span);
                        let first = std::slice::from_ref(&branch.condition);
                        self.node("branch", span, None, json, |json| {
                            self.all(first, Some(&branch.block), json);
                        });
                    }
                    (None, Some(block)) => self.node("else", block.span, None, json, |json| {
                        self.items(&block.items, json);
                    }),
                    (None, None) => {}
                });
            }),
            Item::Foreach(it) => self.node("foreach", it.span, None, json, |json| {
                self.all(&it.arguments, Some(&it.block), json);
            }),
            Item::Define(it) => self.node("define", it.span, self.name(it.name), json, |json| {
                self.items(&it.block.items, json);
            }),
            Item::Macro(it) => self.node("macro", it.span, self.name(it.name), json, |json| {
                self.items(&it.block.items, json);
            }),
            Item::Call(it) => self.node("call", it.span, self.name(it.name), json, |json| {
                self.all(it.arguments.as_deref().unwrap_or_default(), it.block.as_ref(), json);
            }),
            Item::Stop(it) => {
                self.node("stop", it.span, None, json, |json| self.all(&it.arguments, None, json));
            }
            Item::Break(it) => {
                self.node("break", it.span, None, json, |json| self.all(&it.arguments, None, json));
            }
            Item::Evaluate(it) => {
                self.node("evaluate", it.span, None, json, |json| self.all(&it.arguments, None, json));
            }
            Item::Include(it) => {
                self.node("include", it.span, None, json, |json| self.all(&it.arguments, None, json));
            }
            Item::Parse(it) => {
                self.node("parse", it.span, None, json, |json| self.all(&it.arguments, None, json));
            }
        }
    }

    /// Writes expressions, followed by the items of a block.
    fn all(self, expressions: &[Expression], block: Option<&Block>, json: &mut Json) {
        enum Child<'t> {
            Expression(&'t Expression),
            Item(&'t Item),
        }
        let items = block.map_or(&[][..], |block| &block.items);
        let children = expressions.iter().map(Child::Expression).chain(items.iter().map(Child::Item));
        json.list(children, |json, child| match child {
            Child::Expression(it) => self.expression(it, json),
            Child::Item(it) => self.item(it, json),
        });
    }

    fn reference(self, reference: &Reference, json: &mut Json) {
        self.node("reference", reference.span, self.name(reference.name), json, |json| {
            json.list(&reference.path, |json, step| match step {
                Accessor::Property { span, name } => {
                    self.node("property", *span, self.name(*name), json, |json| json.raw("[]"));
                }
                Accessor::Method { span, name, arguments } => {
                    self.node("method", *span, self.name(*name), json, |json| {
                        self.all(arguments, None, json);
                    });
                }
                Accessor::Index { span, index } => {
                    let index = std::slice::from_ref(&**index);
                    self.node("index", *span, None, json, |json| self.all(index, None, json));
                }
            });
        });
    }

    fn expression(self, expression: &Expression, json: &mut Json) {
        let span = expression.span();
        match expression {
            Expression::Reference(it) => self.reference(it, json),
            Expression::Integer(_) => self.leaf("integer", span, json),
            Expression::Float(_) => self.leaf("float", span, json),
            Expression::Boolean { .. } => self.leaf("boolean", span, json),
            Expression::Word(_) => self.leaf("word", span, json),
            Expression::String(literal) => {
                self.node("string", span, None, json, |json| match &literal.value {
                    StringValue::Template { template, .. } => {
                        let inner = match &template.decoded {
                            Some(text) => {
                                Tree { text, string: Some(self.string.unwrap_or(span)), places: self.places }
                            }
                            None => self,
                        };
                        inner.items(&template.items, json);
                    }
                    StringValue::Raw(_) | StringValue::Decoded(_) => json.raw("[]"),
                });
            }
            Expression::List { elements, .. } => {
                self.node("list", span, None, json, |json| self.all(elements, None, json));
            }
            Expression::Range { from, to, .. } => self.node("range", span, None, json, |json| {
                json.list([from, to], |json, end| self.expression(end, json));
            }),
            Expression::Map { entries, .. } => self.node("map", span, None, json, |json| {
                let parts = entries.iter().flat_map(|(key, value)| [key, value]);
                json.list(parts, |json, part| self.expression(part, json));
            }),
            Expression::Not { operand, .. } => self.node("not", span, None, json, |json| {
                json.list([operand], |json, it| self.expression(it, json));
            }),
            Expression::Binary { operator, left, right, .. } => {
                self.node("binary", span, Some(operator.text()), json, |json| {
                    json.list([left, right], |json, it| self.expression(it, json));
                });
            }
            Expression::Group { inner, .. } => self.node("group", span, None, json, |json| {
                json.list([inner], |json, it| self.expression(it, json));
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    /// Every kind of node, each with its text.
    const TEMPLATE: &str = "a ## c\n#set($x = {\"k\": [1, 2.5, true], 'r': [1..3]})#if(!$a && ($b.c.d(1, 'x')[0] == \"q$y\"))\
                            b#elseif($c)#else${d}#end#foreach($e in $f)#stop#end#define($g)h#end#evaluate('i')\
                            #include('j')#parse('k')#break#set($l = \"\"\"$m\"\"\")😀$n";

    fn kinds(node: &Value, out: &mut Vec<String>, units: &[u16]) {
        let text = node["start"].as_u64().unwrap() as usize..node["end"].as_u64().unwrap() as usize;
        assert!(units.get(text).is_some(), "{node}");
        out.push(node["kind"].as_str().unwrap().to_owned());
        for child in node["children"].as_array().unwrap() {
            kinds(child, out, units);
        }
    }

    #[test]
    fn a_tree_has_every_node() {
        let parsed: Value =
            serde_json::from_str(&super::parse(TEMPLATE, r#"{"dialect":"velocity"}"#).unwrap()).unwrap();
        assert_eq!(parsed["errors"], Value::Array(Vec::new()));
        let mut seen = Vec::new();
        let units: Vec<u16> = TEMPLATE.encode_utf16().collect();
        kinds(&parsed["tree"], &mut seen, &units);
        for kind in [
            "template",
            "text",
            "comment",
            "reference",
            "set",
            "if",
            "branch",
            "else",
            "foreach",
            "define",
            "evaluate",
            "include",
            "parse",
            "break",
            "stop",
            "string",
            "integer",
            "float",
            "boolean",
            "list",
            "range",
            "map",
            "not",
            "binary",
            "group",
            "property",
            "method",
            "index",
        ] {
            assert!(seen.iter().any(|it| it == kind), "{kind} is missing in {seen:?}");
        }
        let children = parsed["tree"]["children"].as_array().unwrap();
        let last = children.last().unwrap();
        assert_eq!((&last["name"], &last["end"]), (&"n".into(), &units.len().into()));
        let broken: Value = serde_json::from_str(&super::parse("#if($x", "").unwrap()).unwrap();
        assert_eq!(broken["errors"][0]["kind"], "syntax");
        let macros = super::parse("#macro(m $p)$p#end#m(1)", r#"{"dialect":"velocity"}"#).unwrap();
        assert!(macros.contains(r#""kind":"macro""#) && macros.contains(r#""kind":"call""#), "{macros}");
    }
}
