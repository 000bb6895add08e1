//! Parses a root and the segments after it.

use super::{Parsed, Parser};
use crate::ast::{Name, Path, Root, Segment, SegmentKind};
use crate::error::PathErrorKind;

impl Parser<'_> {
    /// Parses a root and all segments. Text after the point at which the scanner stops is ignored.
    pub(super) fn path(&mut self) -> Parsed<Path> {
        while self.cursor.more() && matches!(self.current()?, b' ' | b'\t' | b'\n' | b'\r') {
            self.cursor.at += 1;
        }
        let start = self.cursor.at;
        let root = match self.current()? {
            b'$' => Root::Document,
            b'@' => Root::Item,
            _ => {
                let message = "a path must start with '$' (the document) or '@' (the item of a filter)";
                return self.refuse(PathErrorKind::MissingRoot, (start, start + 1), message);
            }
        };
        let mut path = Path { span: self.span(start, start + 1), root, segments: Vec::new() };
        if self.cursor.at_tail() {
            return Ok(path);
        }
        self.cursor.at += 1;
        if !matches!(self.current()?, b'.' | b'[') {
            let at = self.cursor.at;
            let root = if root == Root::Item { '@' } else { '$' };
            let message =
                format!("'{root}' must be followed by '.' or '[', as in '{root}.name' or '{root}[0]'");
            return self.refuse(PathErrorKind::AfterRoot, (at, at + 1), message);
        }
        loop {
            self.segment(&mut path.segments)?;
            if self.cursor.at_tail() {
                break;
            }
        }
        path.span = self.span(start, self.cursor.at.min(self.cursor.end).max(start + 1));
        Ok(path)
    }

    fn segment(&mut self, segments: &mut Vec<Segment>) -> Parsed<()> {
        let start = self.cursor.at;
        if self.current()? == b'.' {
            if self.cursor.text.get(start + 1) == Some(&b'.') && self.cursor.in_bounds(start + 1) {
                segments.push(Segment { span: self.span(start, start + 2), kind: SegmentKind::DeepScan });
                self.cursor.at += 2;
            } else if self.cursor.in_bounds(start + 1) {
                self.cursor.at += 1;
            } else {
                let message = "a path cannot end with a dot; add a name or remove the dot";
                return self.refuse(PathErrorKind::TrailingDot, (start, start + 1), message);
            }
            if self.current()? == b'.' {
                let at = self.cursor.at;
                let message = "too many dots; '.' selects a member, '..' all descendants";
                return self.refuse(PathErrorKind::DoubledDot, (at, at + 1), message);
            }
        }
        let scanned = matches!(segments.last(), Some(Segment { kind: SegmentKind::DeepScan, .. }));
        let from = if scanned && start + 2 == self.cursor.at { self.cursor.at } else { start };
        let kind = match self.current()? {
            b'[' => self.brackets()?,
            b'*' => {
                self.cursor.at += 1;
                SegmentKind::Wildcard
            }
            _ => self.name_or_call()?,
        };
        let end = self.cursor.at.min(self.cursor.end);
        segments.push(Segment { span: self.span(from, end), kind });
        Ok(())
    }

    /// Parses `name` or `function(…)`, up to the next dot or bracket.
    fn name_or_call(&mut self) -> Parsed<SegmentKind> {
        let start = self.cursor.at;
        if self.current()? == b' ' {
            let message = "unexpected space; write a name with spaces as ['my name']";
            return self.refuse(PathErrorKind::BlankInName, (start, start + 1), message);
        }
        let mut end = start;
        while self.cursor.in_bounds(end) {
            match self.within(self.cursor.byte(end))? {
                b' ' => {
                    let message = "write a name with spaces in brackets and quotes: ['my name']";
                    return self.refuse(PathErrorKind::BlankInName, (end, end + 1), message);
                }
                b'.' | b'[' => break,
                b'(' => return self.call(start, end),
                _ => end += 1,
            }
        }
        self.cursor.at = end;
        let text = self.cursor.slice(start, end).to_vec();
        Ok(SegmentKind::Names(vec![Name { span: self.span(start, end), text }]))
    }
}
