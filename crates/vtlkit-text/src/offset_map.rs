use std::sync::Arc;

use crate::{Fix, HostStyle, Span};

/// A segment of a template with the corresponding bytes of the host file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Its start in the template.
    pub template_start: u32,
    /// Its start in the host.
    pub host_start: u32,
    /// Its length in the template, in bytes.
    pub template_len: u32,
    /// Its length in the host, in bytes.
    pub host_len: u32,
    /// The relation between the two.
    pub kind: SegmentKind,
}

/// The relation between a segment of a template and the bytes of its host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SegmentKind {
    /// The bytes are equal, and offsets correspond.
    Verbatim,
    /// The bytes differ and correspond as a whole: an escape, an interpolation, generated text.
    Replaced,
    /// A value that the host takes from elsewhere; its bytes are the reference. Otherwise like
    /// [`Replaced`](Self::Replaced).
    Inserted,
    /// A newline or fold with the indentation of the next line. Like [`Replaced`](Self::Replaced), but text next to it
    /// may be decoded differently than elsewhere.
    LineBreak,
}

impl Segment {
    /// The span in the template.
    pub const fn template(&self) -> Span {
        Span::new(self.template_start as usize, self.template_start as usize + self.template_len as usize)
    }

    /// The span in the host.
    pub const fn host(&self) -> Span {
        Span::new(self.host_start as usize, self.host_start as usize + self.host_len as usize)
    }
}

/// A part of a template in one notation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) template: Span,
    pub(crate) host: Span,
    pub(crate) style: HostStyle,
}

/// Maps each byte of a template to the file that it was extracted from.
///
/// The template is divided into [segments](Segment) without gaps; host bytes between segments (quotes, indentation,
/// separators) correspond to no template byte. A lookup is a binary search.
///
/// ```
/// use vtlkit_text::{Edit, HostStyle, OffsetMapBuilder, ScalarStyle, Span};
///
/// // The JSON text `"a\nb"`, whose string is `a`, a line feed, `b`.
/// let mut map = OffsetMapBuilder::default();
/// map.begin(HostStyle::plain(ScalarStyle::JsonString), 1);
/// map.verbatim(1, "a");
/// map.replaced(Span::new(2, 4), "\n");
/// map.verbatim(4, "b");
/// let map = map.finish(5);
///
/// assert_eq!(map.text(), "a\nb");
/// assert_eq!(map.to_host(Span::new(2, 3)), Span::new(4, 5));
/// let edit = map.to_host_edit(&Edit::insert(2, "\"")).unwrap();
/// assert_eq!(edit, Edit::insert(4, "\\\""));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OffsetMap {
    text: Arc<str>,
    segments: Vec<Segment>,
    pub(crate) pieces: Vec<Piece>,
    outer: Option<Arc<OffsetMap>>,
}

impl OffsetMap {
    /// The map of a template file.
    pub fn identity(text: &str) -> Self {
        let mut map = OffsetMapBuilder::default();
        map.begin(HostStyle::plain(crate::ScalarStyle::Verbatim), 0);
        map.verbatim(0, text);
        map.finish(text.len())
    }

    /// The decoded text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The decoded text, shared.
    pub fn shared_text(&self) -> Arc<str> {
        Arc::clone(&self.text)
    }

    /// The segments, in template order and without gaps in the template.
    ///
    /// Host offsets refer to the text that the template was decoded from; for a [nested](Self::nested) template this is
    /// decoded text, not the file.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The notation of the template; the first one if it has several parts.
    pub fn style(&self) -> Option<&HostStyle> {
        Some(&self.pieces.first()?.style)
    }

    /// The span that the text was decoded from; for a quoted string, without the quotes.
    pub fn place(&self) -> Span {
        let first = self.pieces.first().map_or(Span::at(0), |piece| piece.host);
        self.pieces.last().map_or(first, |last| first.to(last.host))
    }

    /// The number of parts, each with its own notation.
    pub fn parts(&self) -> usize {
        self.pieces.len()
    }

    /// Makes the map one of a nested template: its host is text that `outer` decoded from a file.
    #[must_use]
    pub fn nested(mut self, outer: Arc<Self>) -> Self {
        self.outer = Some(match self.outer.take() {
            Some(inner) => Arc::new(Arc::unwrap_or_clone(inner).nested(outer)),
            None => outer,
        });
        self
    }

    /// The map with the offsets of the outermost host increased by `by`.
    #[must_use]
    pub fn shifted(mut self, by: usize) -> Self {
        self.move_places(&|at| at + by);
        self
    }

    /// The map with the offsets of the outermost host decreased by `by`.
    #[must_use]
    pub fn shifted_back(mut self, by: usize) -> Self {
        self.move_places(&|at| at.saturating_sub(by));
        self
    }

    fn move_places(&mut self, to: &dyn Fn(usize) -> usize) {
        if let Some(outer) = self.outer.take() {
            let mut outer = Arc::unwrap_or_clone(outer);
            outer.move_places(to);
            self.outer = Some(Arc::new(outer));
            return;
        }
        for segment in &mut self.segments {
            segment.host_start = to(segment.host_start as usize) as u32;
        }
        for piece in &mut self.pieces {
            piece.host = Span::new(to(piece.host.start()), to(piece.host.end()));
        }
    }

    /// Whether the host is itself decoded text.
    pub const fn is_nested(&self) -> bool {
        self.outer.is_some()
    }

    /// The bytes of the host for a `span` of the template.
    ///
    /// An end inside an escape or another replaced segment includes the whole segment. A span that is empty, or extends
    /// beyond the template, gives the nearest position.
    pub fn to_host(&self, span: Span) -> Span {
        let inner = self.to_own_host(span);
        self.outer.as_deref().map_or(inner, |outer| outer.to_host(inner))
    }

    fn to_own_host(&self, span: Span) -> Span {
        let len = self.text.len();
        let (start, end) = (span.start().min(len), span.end().min(len));
        if start == end {
            return Span::at(self.host_point(start));
        }
        let (Some(first), Some(last)) = (self.segment_at(start), self.segment_at(end - 1)) else {
            return Span::at(self.host_point(start));
        };
        let host_start = match first.kind {
            SegmentKind::Verbatim => first.host().start() + (start - first.template().start()),
            _ => first.host().start(),
        };
        let host_end = match last.kind {
            SegmentKind::Verbatim => last.host().start() + (end - last.template().start()),
            _ => last.host().end(),
        };
        if host_end < host_start {
            // Generated text need not be in the order of the file.
            return first.host().to(last.host());
        }
        Span::new(host_start, host_end)
    }

    /// The bytes of the template for a span of the `host`; `None` if there are none.
    ///
    /// An end inside a replaced segment includes the whole segment; host bytes without template bytes are ignored.
    pub fn to_template(&self, host: Span) -> Option<Span> {
        let host = match self.outer.as_deref() {
            Some(outer) => outer.to_template(host)?,
            None => host,
        };
        let mut found: Option<Span> = None;
        for segment in self.segments_near(host) {
            let (theirs, ours) = (segment.host(), segment.template());
            let (start, end) = (host.start().max(theirs.start()), host.end().min(theirs.end()));
            let touches = start < end || (host.is_empty() && start == end);
            if !touches {
                continue;
            }
            let part = match segment.kind {
                SegmentKind::Verbatim => Span::new(start, end).shift_from(theirs.start(), ours.start()),
                _ => ours,
            };
            found = Some(found.map_or(part, |so_far| if host.is_empty() { so_far } else { so_far.to(part) }));
        }
        found
    }

    /// The segments that can contain bytes of `host`: only a few if the template is in the order of the file.
    fn segments_near(&self, host: Span) -> &[Segment] {
        if !self.segments.is_sorted_by_key(|segment| segment.host_start) {
            return &self.segments;
        }
        let from = self.segments.partition_point(|segment| segment.host().end() < host.start());
        let to = self.segments.partition_point(|segment| segment.host().start() <= host.end());
        self.segments.get(from..to).unwrap_or_default()
    }

    /// The fix of the host file; `None` unless each of its edits has a [safe form there](Self::to_host_edit) and no two
    /// of them touch.
    pub fn to_host_fix(&self, fix: &Fix) -> Option<Fix> {
        let mut spans: Vec<Span> = fix.edits.iter().map(|edit| edit.span).collect();
        spans.sort_unstable();
        if spans.windows(2).any(|pair| matches!(pair, [a, b] if b.start() <= a.end())) {
            return None;
        }
        let edits = fix.edits.iter().map(|edit| self.to_host_edit(edit)).collect::<Option<Vec<_>>>()?;
        Some(Fix { message: fix.message.clone(), edits, applicability: fix.applicability })
    }

    pub(crate) fn outer(&self) -> Option<&Self> {
        self.outer.as_deref()
    }

    /// The index of the segment with the byte at `offset`.
    pub(crate) fn index_at(&self, offset: usize) -> Option<usize> {
        let index = self.segments.partition_point(|segment| segment.template().end() <= offset);
        (index < self.segments.len()).then_some(index)
    }

    fn segment_at(&self, offset: usize) -> Option<&Segment> {
        self.segments.get(self.index_at(offset)?)
    }

    /// The position in the host between two template bytes.
    fn host_point(&self, offset: usize) -> usize {
        let next = self.segment_at(offset);
        let previous = offset.checked_sub(1).and_then(|before| self.segment_at(before));
        match (previous, next) {
            (_, Some(next)) if next.kind == SegmentKind::Verbatim => {
                next.host().start() + (offset - next.template().start())
            }
            (Some(previous), _) if previous.kind == SegmentKind::Verbatim => previous.host().end(),
            (_, Some(next)) => next.host().start(),
            (Some(previous), None) => previous.host().end(),
            (None, None) => self.pieces.first().map_or(0, |piece| piece.host.start()),
        }
    }
}

/// Builds an [`OffsetMap`] from front to back while a scalar is decoded.
#[derive(Clone, Debug, Default)]
pub struct OffsetMapBuilder {
    text: String,
    segments: Vec<Segment>,
    pieces: Vec<Piece>,
}

impl OffsetMapBuilder {
    /// Starts a part in the notation `style`, whose first byte is at or after `host_start`.
    pub fn begin(&mut self, style: HostStyle, host_start: usize) {
        self.close(host_start);
        self.pieces.push(Piece { template: Span::at(self.text.len()), host: Span::at(host_start), style });
    }

    fn close(&mut self, host_end: usize) {
        if let Some(piece) = self.pieces.last_mut() {
            piece.template = Span::new(piece.template.start(), self.text.len());
            if piece.host.is_empty() {
                piece.host = Span::new(piece.host.start(), host_end);
            }
        }
    }

    /// Reserves space for `bytes` more bytes of text and `runs` segments.
    pub fn reserve(&mut self, bytes: usize, runs: usize) {
        self.text.reserve(bytes);
        self.segments.reserve(runs);
    }

    /// The length of the template so far, in bytes.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether the template is empty so far.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The template so far.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Appends text that is at `host_start` in the host, byte for byte.
    pub fn verbatim(&mut self, host_start: usize, text: &str) {
        if text.is_empty() {
            return;
        }
        let template_start = self.text.len() as u32;
        self.text.push_str(text);
        if let Some(last) = self.segments.last_mut()
            && last.kind == SegmentKind::Verbatim
            && last.host().end() == host_start
            && self.pieces.last().is_none_or(|piece| piece.template.start() < template_start as usize)
        {
            last.template_len += text.len() as u32;
            last.host_len += text.len() as u32;
            return;
        }
        self.segments.push(Segment {
            template_start,
            host_start: host_start as u32,
            template_len: text.len() as u32,
            host_len: text.len() as u32,
            kind: SegmentKind::Verbatim,
        });
    }

    /// Appends text that corresponds to the bytes `host` as a whole.
    pub fn replaced(&mut self, host: Span, text: &str) {
        self.push(host, text, SegmentKind::Replaced);
    }

    /// Appends a value that the bytes `host` refer to. An empty value has no segment.
    pub fn inserted(&mut self, host: Span, text: &str) {
        self.push(host, text, SegmentKind::Inserted);
    }

    /// Appends text that corresponds to a newline and the following indentation, the bytes `host`.
    pub fn line_break(&mut self, host: Span, text: &str) {
        self.push(host, text, SegmentKind::LineBreak);
    }

    fn push(&mut self, host: Span, text: &str, kind: SegmentKind) {
        if text.is_empty() {
            return;
        }
        self.segments.push(Segment {
            template_start: self.text.len() as u32,
            host_start: host.start() as u32,
            template_len: text.len() as u32,
            host_len: host.len() as u32,
            kind,
        });
        self.text.push_str(text);
    }

    /// Appends a finished map as the next part.
    pub fn append(&mut self, part: &OffsetMap) {
        if let Some(first) = part.pieces.first() {
            self.close(first.host.start());
        }
        let by = self.text.len();
        self.text.push_str(&part.text);
        self.segments.extend(
            part.segments
                .iter()
                .map(|segment| Segment { template_start: segment.template_start + by as u32, ..*segment }),
        );
        self.pieces.extend(
            part.pieces.iter().map(|piece| Piece { template: piece.template.shift(by), ..piece.clone() }),
        );
    }

    /// Appends a span of another map, segment by segment. A replaced segment that the span cuts is copied whole.
    pub fn copy(&mut self, map: &OffsetMap, span: Span) {
        let from = map.segments.partition_point(|segment| segment.template().end() <= span.start());
        for segment in map.segments.get(from..).unwrap_or_default() {
            let ours = segment.template();
            if ours.start() >= span.end() {
                break;
            }
            match segment.kind {
                SegmentKind::Verbatim => {
                    let part = Span::new(ours.start().max(span.start()), ours.end().min(span.end()));
                    let host = segment.host().start() + (part.start() - ours.start());
                    self.verbatim(host, part.text(&map.text));
                }
                kind => self.push(segment.host(), ours.text(&map.text), kind),
            }
        }
    }

    /// Finishes the map; the last part ends at `host_end`.
    pub fn finish(mut self, host_end: usize) -> OffsetMap {
        self.close(host_end);
        OffsetMap { text: self.text.into(), segments: self.segments, pieces: self.pieces, outer: None }
    }
}

impl Span {
    /// The span moved from a text that starts at `from` to one that starts at `to`.
    const fn shift_from(self, from: usize, to: usize) -> Self {
        Self::new(self.start() - from + to, self.end() - from + to)
    }
}
