//! Parses the expression of a filter.

use super::{Fail, Parsed, Parser, compile};
use crate::ast::{Comparison, Expr, Operand, OperandKind, Operator, Path, SegmentKind};
use crate::error::PathErrorKind;

impl Parser<'_> {
    /// Parses `[?(…)]`; `None` if the brackets contain something else.
    pub(super) fn filter_segment(&mut self) -> Parsed<Option<SegmentKind>> {
        let start = self.cursor.at;
        let Some(open) = self.cursor.next_is(start, b'?').and_then(|mark| self.cursor.next_is(mark, b'('))
        else {
            return Ok(None);
        };
        let Some(close) = self.closing(open, b'(', b')', true)? else {
            return self.refuse(PathErrorKind::Unclosed, (open, open + 1), "this parenthesis is not closed");
        };
        let Some(end) = self.cursor.next_is(close, b']') else {
            let message = "the filter expression ends here and must be followed by ']'; put the whole expression in parentheses: [?(…)]";
            return self.refuse(PathErrorKind::Filter, (close, close + 1), message);
        };
        let text = self.cursor.slice(start, end + 1);
        let mut filter = Parser::new(text, self.place.inner(start), self.depth + 1)?;
        filter.cursor.at = open - start;
        filter.cursor.end = close + 1 - start;
        let expr = filter.expression()?;
        self.cursor.at = end + 1;
        Ok(Some(SegmentKind::Filter(expr)))
    }

    fn expression(&mut self) -> Parsed<Expr> {
        let expr = self.or()?;
        self.cursor.skip_blanks();
        if self.cursor.more() {
            let at = (self.cursor.at, self.cursor.end);
            return self.refuse(
                PathErrorKind::Filter,
                at,
                "the expression ends before this; join conditions with && or ||",
            );
        }
        Ok(expr)
    }

    fn or(&mut self) -> Parsed<Expr> {
        let first = self.and()?;
        self.chain(first, b"||", Self::and, Expr::Or)
    }

    fn and(&mut self) -> Parsed<Expr> {
        let first = self.unary()?;
        self.chain(first, b"&&", Self::unary, Expr::And)
    }

    fn chain(
        &mut self,
        first: Expr,
        word: &[u8],
        next: fn(&mut Self) -> Parsed<Expr>,
        join: fn(Vec<Expr>) -> Expr,
    ) -> Parsed<Expr> {
        let mut operands = vec![first];
        loop {
            let saved = self.cursor.at;
            if !self.cursor.take(word) {
                self.cursor.at = saved;
                break;
            }
            operands.push(next(self)?);
        }
        Ok(match operands.pop() {
            Some(only) if operands.is_empty() => only,
            last => {
                operands.extend(last);
                join(operands)
            }
        })
    }

    fn unary(&mut self) -> Parsed<Expr> {
        self.cursor.skip_blanks();
        let saved = self.cursor.at;
        if self.current()? == b'!' {
            self.cursor.at += 1;
            self.cursor.skip_blanks();
            if matches!(self.current()?, b'$' | b'@') {
                // The operand parser reads the `!` again.
                self.cursor.at = saved;
            } else {
                self.deeper()?;
                let negated = self.unary()?;
                self.depth -= 1;
                return Ok(Expr::Not(Box::new(negated)));
            }
        }
        self.cursor.skip_blanks();
        if self.current()? != b'(' {
            return self.comparison();
        }
        self.cursor.at += 1;
        self.deeper()?;
        let inner = self.or()?;
        self.depth -= 1;
        self.cursor.skip_blanks();
        if self.current()? != b')' {
            let at = self.cursor.at;
            return self.refuse(PathErrorKind::Filter, (at, at + 1), "missing ')' before this");
        }
        self.cursor.at += 1;
        Ok(inner)
    }

    /// Parses `a == b`, or `@.a` alone. If the operator or the operand after it is invalid, Jayway treats it as
    /// missing.
    fn comparison(&mut self) -> Parsed<Expr> {
        let left = self.operand()?;
        let saved = self.cursor.at;
        let problem = match self.operator_and_operand() {
            Ok((operator, operator_span, right)) => {
                return Ok(Expr::Compare(Box::new(Comparison { left, operator, operator_span, right })));
            }
            Err(fail) if fail.recoverable => fail,
            Err(fail) => return Err(fail),
        };
        self.cursor.at = saved;
        self.cursor.skip_blanks();
        let goes_on =
            self.cursor.text.get(self.cursor.at..).is_some_and(|rest| {
                rest.starts_with(b")") || rest.starts_with(b"&&") || rest.starts_with(b"||")
            });
        match left.kind {
            OperandKind::Path(path) if goes_on => {
                self.cursor.at = saved;
                Ok(Expr::Exists { path, negated: left.stray_not })
            }
            OperandKind::Path(_) => Err(problem),
            _ if goes_on => {
                let message = "a literal is not a condition; compare it with a path: @.name == 'value'";
                let error = crate::PathError::new(PathErrorKind::Operator, left.span, message);
                Err(Fail { error, recoverable: true })
            }
            _ => Err(problem),
        }
    }

    fn operator_and_operand(&mut self) -> Parsed<(Operator, vtlkit_text::Span, Operand)> {
        self.cursor.skip_blanks();
        let start = self.cursor.at;
        let symbol = is_symbol(self.current()?);
        while self.cursor.more() {
            let byte = self.current()?;
            if if symbol { !is_symbol(byte) } else { byte == b' ' } {
                break;
            }
            self.cursor.at += 1;
        }
        let end = self.cursor.at;
        let text = std::str::from_utf8(self.cursor.slice(start, end)).unwrap_or("\u{FFFD}");
        let Some(operator) = Operator::of_text(text) else {
            // Jayway reads a word up to the next space; the parenthesis that ends the expression does not belong to
            // it.
            let text = text.split(')').next().unwrap_or(text);
            let end = start + text.len();
            let message = match text {
                "=" => "unknown operator '='; use '==' for equality".to_owned(),
                "<>" => "unknown operator '<>'; use '!=' for inequality".to_owned(),
                "~=" => "unknown operator '~='; use '=~' for a regular expression".to_owned(),
                _ => format!("unknown operator '{text}'; the operators are {}", operators()),
            };
            return self.refuse(PathErrorKind::Operator, (start, end), message);
        };
        let right = self.operand()?;
        Ok((operator, self.span(start, end), right))
    }

    fn operand(&mut self) -> Parsed<Operand> {
        self.cursor.skip_blanks();
        let mark = self.cursor.at;
        let stray_not = self.current()? == b'!';
        if stray_not {
            self.cursor.at += 1;
            self.cursor.skip_blanks();
            if !matches!(self.current()?, b'$' | b'@') {
                return self.refuse(
                    PathErrorKind::Filter,
                    (mark, mark + 1),
                    "'!' must stand before a path or a parenthesis",
                );
            }
        }
        let start = self.cursor.at;
        let kind = match self.current()? {
            b'$' | b'@' => OperandKind::Path(self.operand_path()?),
            _ => self.literal()?,
        };
        Ok(Operand { span: self.span(start, self.cursor.at), kind, stray_not })
    }

    /// Reads up to a space, an operator or the parenthesis that ends the expression. Brackets are skipped as a whole
    /// only if they do not directly follow other brackets.
    fn operand_path(&mut self) -> Parsed<Path> {
        let start = self.cursor.at;
        self.cursor.at += 1;
        while self.cursor.more() {
            if self.current()? == b'[' {
                let at = self.cursor.at;
                let Some(close) = self.closing(at, b'[', b']', false)? else {
                    return self.refuse(
                        PathErrorKind::Unclosed,
                        (at, at + 1),
                        "this bracket is not closed; missing ']'",
                    );
                };
                self.cursor.at = close + 1;
            }
            let byte = self.current()?;
            let ends = byte == b')' && !self.closes_empty_call(start);
            if ends || !self.cursor.more() || byte == b' ' || is_symbol(byte) {
                break;
            }
            self.cursor.at += 1;
        }
        let text = self.cursor.slice(start, self.cursor.at);
        compile(text, self.place.inner(start), self.depth + 1)
    }

    /// Whether the parenthesis at the cursor belongs to `.name()`.
    fn closes_empty_call(&self, start: usize) -> bool {
        self.cursor.previous(self.cursor.at).is_some_and(|open| {
            self.cursor.text.get(open) == Some(&b'(')
                && self.cursor.text.get(start + 1..open).is_some_and(|name| name.contains(&b'.'))
        })
    }
}

fn is_symbol(byte: u8) -> bool {
    matches!(byte, b'<' | b'>' | b'=' | b'~' | b'!')
}

fn operators() -> String {
    Operator::ALL.map(|(_, text)| text).join(" ")
}
