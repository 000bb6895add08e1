//! Evaluates the expression of a filter for an item.

use vtlkit_value::Value;

use super::node::Node;
use super::{Context, Fault, Machine, Run};
use crate::program::{Kind, PathId, Side, Test, TokenId};

impl Machine<'_> {
    pub(super) fn accepts(&mut self, token: TokenId, item: Value, context: &Context) -> Run<bool> {
        let Kind::Filter(filter) = self.kind(token) else { return Ok(false) };
        let Some(test) = self.program.filters.get(filter as usize) else { return Ok(false) };
        match self.test(test, item, context) {
            // A Jayway `InvalidPathException` makes the whole filter false.
            Err(fault) if fault.kind().is_none_or(crate::EvalErrorKind::fails_filter) => Ok(false),
            outcome => outcome,
        }
    }

    fn test(&mut self, test: &Test, item: Value, context: &Context) -> Run<bool> {
        match test {
            Test::Any(tests) => {
                for test in tests {
                    if self.test(test, item, context)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Test::All(tests) => {
                for test in tests {
                    if !self.test(test, item, context)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Test::Not(test) => Ok(!self.test(test, item, context)?),
            // Even a path from `$` starts at the item here.
            Test::Exists { path, wanted } => Ok(self.exists(*path, item, context.root)? == *wanted),
            Test::Compare(compare) => {
                let left = self.side(&compare.left, item, context)?;
                let right = self.side(&compare.right, item, context)?;
                self.holds(compare.operator, left, right)
            }
        }
    }

    fn side(&mut self, side: &Side, item: Value, context: &Context) -> Run<Node> {
        Ok(match side {
            Side::Path(path) => return self.path_node(*path, item, context),
            Side::Null => Node::Null,
            Side::Bool(value) => Node::Bool(*value),
            Side::Number(number) => Node::Literal(*number),
            Side::Text(text) => Node::LiteralText(*text),
            Side::Json(literal) => Node::LiteralJson(*literal),
            Side::Pattern(pattern) => Node::Pattern(*pattern),
        })
    }

    fn path_node(&mut self, path: PathId, item: Value, context: &Context) -> Run<Node> {
        let from_document = self.program.paths.get(path as usize).is_some_and(|info| info.from_document);
        let found = if from_document {
            self.document_value(path, context)
        } else {
            self.evaluate(path, item, context.root, context.require)
        };
        match found {
            Ok(value) => self.node(value),
            Err(Fault::NotFound) => Ok(Node::Undefined),
            Err(fault) => Err(fault),
        }
    }

    /// The result of a path from `$`, which is evaluated once for each evaluation of the enclosing path.
    fn document_value(&mut self, path: PathId, context: &Context) -> Run<Value> {
        let known = self.state.known.get(context.known as usize..).unwrap_or_default();
        if let Some((_, value)) = known.iter().find(|(known, _)| *known == path) {
            return Ok(*value);
        }
        let value = self.evaluate(path, context.root, context.root, context.require)?;
        self.state.known.push((path, value));
        Ok(value)
    }
}
