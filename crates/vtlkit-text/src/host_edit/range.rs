//! The part of the host that an edit replaces.

use crate::offset_map::Piece;
use crate::{OffsetMap, ScalarStyle, Segment, SegmentKind, Span};

/// The part of the host that an edit replaces.
#[derive(Clone, Copy)]
pub(super) struct HostRange {
    pub(super) span: Span,
    /// It follows a line break of the host, with indentation that is not part of the template.
    pub(super) left_broken: bool,
    /// A line break of the host follows it.
    pub(super) right_broken: bool,
    /// It contains a line break of the host.
    pub(super) spans_break: bool,
}

impl HostRange {
    /// An insertion that is next to no line break.
    const fn within_line(at: usize) -> Self {
        Self { span: Span::at(at), left_broken: false, right_broken: false, spans_break: false }
    }
}

/// An end of a range, and whether it is next to a line break of the host outside the range.
struct End {
    at: usize,
    is_broken: bool,
}

/// A piece of a text with its segments.
struct Segments<'m> {
    piece: &'m Piece,
    all: &'m [Segment],
}

impl<'m> Segments<'m> {
    /// The segment with an index, if it is in the piece.
    fn inside(&self, index: usize) -> Option<&'m Segment> {
        let piece = self.piece.template;
        self.all
            .get(index)
            .filter(|it| piece.start() <= it.template().start() && it.template().end() <= piece.end())
    }

    fn before(&self, index: usize) -> Option<&'m Segment> {
        index.checked_sub(1).and_then(|index| self.inside(index))
    }

    /// Where an edit starts that starts in the segment with an index.
    fn start(&self, index: usize, edit: Span) -> Option<End> {
        let first = self.inside(index)?;
        let host = first.host().start();
        if edit.start() != first.template().start() {
            let at = host + (edit.start() - first.template().start());
            return is_verbatim(first).then_some(End { at, is_broken: false });
        }
        let is_broken = match self.before(index) {
            Some(previous) if is_break(previous) && is_break(first) => return None,
            Some(previous) => is_break(previous) || previous.host().end() != host,
            None if is_break(first) => return None,
            None => host != self.piece.host.start(),
        };
        Some(End { at: host, is_broken })
    }

    /// Where an edit ends that ends in the segment with an index.
    fn end(&self, index: usize, edit: Span) -> Option<End> {
        let last = self.inside(index)?;
        let host = last.host().end();
        if edit.end() != last.template().end() {
            let at = last.host().start() + (edit.end() - last.template().start());
            return is_verbatim(last).then_some(End { at, is_broken: false });
        }
        let is_broken = match self.inside(index + 1) {
            Some(next) if is_break(next) && is_break(last) => return None,
            Some(next) => is_break(next) || host != next.host().start(),
            None if is_break(last) => return None,
            None => host != self.piece.host.end(),
        };
        Some(End { at: host, is_broken })
    }
}

fn is_break(segment: &Segment) -> bool {
    segment.kind == SegmentKind::LineBreak
}

fn is_verbatim(segment: &Segment) -> bool {
    segment.kind == SegmentKind::Verbatim
}

impl OffsetMap {
    /// The part of the host that an edit of a piece replaces. `None` if an end of the edit is inside an escape or an
    /// interpolation, or if the part has no position of its own.
    pub(super) fn host_range(&self, piece: &Piece, edit: Span) -> Option<HostRange> {
        let segments = Segments { piece, all: self.segments() };
        let is_derived = piece.style.scalar == ScalarStyle::Derived;
        if edit.is_empty() {
            let next = self.index_at(edit.start()).unwrap_or(segments.all.len());
            return insertion(&segments, edit.start(), next, is_derived);
        }
        let (first, last) = (self.index_at(edit.start())?, self.index_at(edit.end() - 1)?);
        let (start, end) = (segments.start(first, edit)?, segments.end(last, edit)?);
        let between = segments.all.get(first..=last)?;
        if end.at < start.at || is_derived && !between.iter().all(is_verbatim) {
            return None;
        }
        let spans_break = between.iter().any(is_break)
            || between.windows(2).any(|pair| matches!(pair, [a, b] if a.host().end() != b.host().start()));
        Some(HostRange {
            span: Span::new(start.at, end.at),
            left_broken: start.is_broken,
            right_broken: end.is_broken,
            spans_break,
        })
    }
}

/// Where text is inserted at a position in or before the segment with the index `next`.
fn insertion(segments: &Segments<'_>, at: usize, next: usize, is_derived: bool) -> Option<HostRange> {
    let (previous, next) = (segments.before(next), segments.inside(next));
    if let Some(segment) = next.filter(|it| it.template().start() < at) {
        let host = segment.host().start() + (at - segment.template().start());
        return is_verbatim(segment).then_some(HostRange::within_line(host));
    }
    let is_usable = |kind| {
        kind == SegmentKind::Verbatim
            || (matches!(kind, SegmentKind::Replaced | SegmentKind::Inserted) && !is_derived)
    };
    let (from, to) = (segments.piece.host.start(), segments.piece.host.end());
    let gap = previous.map_or(from, |it| it.host().end()) != next.map_or(to, |it| it.host().start());
    match (previous, next) {
        (Some(segment), _) if is_usable(segment.kind) => Some(HostRange {
            right_broken: gap || next.is_some_and(is_break),
            ..HostRange::within_line(segment.host().end())
        }),
        (_, Some(segment)) if is_usable(segment.kind) => Some(HostRange {
            left_broken: gap || previous.is_some_and(is_break),
            ..HostRange::within_line(segment.host().start())
        }),
        // The text is empty: insert between the quotes.
        (None, None) if !is_derived && segments.piece.template.is_empty() => {
            Some(HostRange::within_line(from))
        }
        _ => None,
    }
}
