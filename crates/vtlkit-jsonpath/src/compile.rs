//! Compiles a syntax tree into a [`Program`].

use crate::Function;
use crate::ast::{self, Argument, Expr, OperandKind, Root, SegmentKind};
use crate::program::{
    ArgumentInfo, CallInfo, Compare, Kind, NONE, PathId, PathInfo, Program, Side, Test, Token, TokenId,
};
use crate::regex::Pattern;

/// Compiles a path and all paths inside it.
pub(crate) fn compile(path: &ast::Path) -> Program {
    let mut program = Program::default();
    program.main = program.path(path);
    program.simple = path.segments.iter().all(|segment| match &segment.kind {
        SegmentKind::Names(names) => names.len() == 1,
        SegmentKind::Indexes(indexes) => indexes.len() == 1,
        _ => false,
    });
    program
}

impl Program {
    fn path(&mut self, path: &ast::Path) -> PathId {
        // The tokens of a path are contiguous and follow those of the paths inside it.
        let kinds: Vec<Kind> = path.segments.iter().map(|segment| self.kind(&segment.kind)).collect();
        let root = self.tokens.len() as TokenId;
        let count = kinds.len() as TokenId;
        let mut definite = true;
        for (kind, at) in std::iter::once(Kind::Root).chain(kinds).zip(0..) {
            let next = if at == count { NONE } else { root + at + 1 };
            self.tokens.push(Token { kind, next, upstream_definite: definite });
            definite &= match kind {
                Kind::Root | Kind::Name(_) | Kind::Index(_) | Kind::Call(_) => true,
                // At the end of the path, several members form one object.
                Kind::Names(..) => at == count,
                _ => false,
            };
        }
        let last = self.kind_of(root + count);
        let is_function = matches!(last, Kind::Call(_));
        let info = PathInfo {
            root,
            definite,
            from_document: path.root != Root::Item,
            is_function,
            index_before_last: count.checked_sub(1).and_then(|before| self.index_at(root + before)),
        };
        let call = (root + 1..=root + count).find(|&token| matches!(self.kind_of(token), Kind::Call(_)));
        match call {
            Some(call) if is_function && matches!(self.kind_of(root + 1), Kind::Scan) => {
                self.invert(info, call)
            }
            _ => self.add_path(info),
        }
    }

    /// A path that starts with a deep scan and ends with a function is inverted: its first function is called on the
    /// document, with the path before it as the only argument.
    fn invert(&mut self, info: PathInfo, call: TokenId) -> PathId {
        let before = call - 1;
        if let Some(token) = self.tokens.get_mut(before as usize) {
            token.next = NONE;
        }
        let found = self.add_path(PathInfo {
            definite: false,
            from_document: true,
            is_function: false,
            index_before_last: before
                .checked_sub(1)
                .filter(|&token| token > info.root)
                .and_then(|token| self.index_at(token)),
            ..info
        });
        let argument = self.arguments.len() as u32;
        self.arguments.push(ArgumentInfo::Path(found));
        if let Kind::Call(call) = self.kind_of(call)
            && let Some(call) = self.calls.get_mut(call as usize)
        {
            call.arguments = argument..argument + 1;
        }
        let root = self.tokens.len() as TokenId;
        self.tokens.push(Token { kind: Kind::Root, next: call, upstream_definite: true });
        let rest_definite = {
            let mut token = call;
            let mut definite = true;
            while let Some(found) = self.tokens.get(token as usize) {
                definite &= match found.kind {
                    Kind::Root | Kind::Name(_) | Kind::Index(_) | Kind::Call(_) => true,
                    Kind::Names(..) => found.next == NONE,
                    _ => false,
                };
                token = found.next;
            }
            definite
        };
        self.add_path(PathInfo { root, definite: rest_definite, index_before_last: None, ..info })
    }

    fn add_path(&mut self, info: PathInfo) -> PathId {
        self.paths.push(info);
        self.paths.len() as PathId - 1
    }

    fn kind_of(&self, token: TokenId) -> Kind {
        self.tokens.get(token as usize).map_or(Kind::Root, |token| token.kind)
    }

    fn index_at(&self, token: TokenId) -> Option<i32> {
        match self.kind_of(token) {
            Kind::Index(index) => Some(index),
            _ => None,
        }
    }

    fn name_id(&mut self, name: &[u8]) -> u32 {
        self.names.push(name.into());
        self.names.len() as u32 - 1
    }

    fn kind(&mut self, kind: &SegmentKind) -> Kind {
        match kind {
            SegmentKind::Names(names) => {
                let start = self.names.len() as u32;
                self.names.extend(names.iter().map(|name| name.text.as_slice().into()));
                if names.len() == 1 { Kind::Name(start) } else { Kind::Names(start, self.names.len() as u32) }
            }
            SegmentKind::Wildcard => Kind::Wildcard,
            SegmentKind::Indexes(indexes) => {
                if let [index] = indexes.as_slice() {
                    return Kind::Index(*index);
                }
                let start = self.indexes.len() as u32;
                self.indexes.extend_from_slice(indexes);
                Kind::Indexes(start, self.indexes.len() as u32)
            }
            SegmentKind::Slice { from: Some(from), to: None } => Kind::SliceFrom(*from),
            SegmentKind::Slice { from: Some(from), to: Some(to) } => Kind::SliceBetween(*from, *to),
            SegmentKind::Slice { from: None, to } => Kind::SliceTo(to.unwrap_or(0)),
            SegmentKind::DeepScan => Kind::Scan,
            SegmentKind::Filter(expr) => {
                let test = self.test(expr);
                self.filters.push(test);
                Kind::Filter(self.filters.len() as u32 - 1)
            }
            SegmentKind::Function(call) => Kind::Call(self.call(call)),
        }
    }

    fn call(&mut self, call: &ast::Call) -> u32 {
        let arguments: Vec<ArgumentInfo> = call
            .arguments
            .iter()
            .map(|argument| match argument {
                Argument::Path(path) => ArgumentInfo::Path(self.path(path)),
                Argument::Json { text, .. } => ArgumentInfo::Json(text.as_slice().into()),
            })
            .collect();
        let start = self.arguments.len() as u32;
        self.arguments.extend(arguments);
        let function = Function::of_name(&call.name.text);
        self.appends |= function == Some(Function::Append);
        let name = self.name_id(&call.name.text);
        self.calls.push(CallInfo { function, name, arguments: start..self.arguments.len() as u32 });
        self.calls.len() as u32 - 1
    }

    fn test(&mut self, expr: &Expr) -> Test {
        match expr {
            Expr::Or(operands) => Test::Any(operands.iter().map(|operand| self.test(operand)).collect()),
            Expr::And(operands) => Test::All(operands.iter().map(|operand| self.test(operand)).collect()),
            Expr::Not(operand) => Test::Not(Box::new(self.test(operand))),
            Expr::Compare(comparison) => Test::Compare(Box::new(Compare {
                left: self.side(&comparison.left.kind),
                operator: comparison.operator,
                right: self.side(&comparison.right.kind),
            })),
            Expr::Exists { path, negated } => Test::Exists { path: self.path(path), wanted: !negated },
        }
    }

    fn side(&mut self, operand: &OperandKind) -> Side {
        match operand {
            OperandKind::Path(path) => Side::Path(self.path(path)),
            OperandKind::Null => Side::Null,
            OperandKind::Bool(value) => Side::Bool(*value),
            OperandKind::Number(number) => {
                self.numbers.push(number.clone().into());
                Side::Number(self.numbers.len() as u32 - 1)
            }
            OperandKind::Text(text) => {
                self.texts.push(text.as_slice().into());
                Side::Text(self.texts.len() as u32 - 1)
            }
            OperandKind::Json(text) => {
                self.literals.push(text.as_slice().into());
                Side::Json(self.literals.len() as u32 - 1)
            }
            OperandKind::Pattern { pattern, flags } => {
                // The parser has already compiled it once, so `Pattern::never` is unreachable.
                self.patterns.push(Pattern::new(pattern, flags).unwrap_or_else(|_| Pattern::never()));
                Side::Pattern(self.patterns.len() as u32 - 1)
            }
        }
    }
}
