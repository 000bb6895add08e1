use std::sync::Arc;

use crate::{Fix, HostStyle, Span};

/// A run of a template and the bytes of the host file it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Where the run starts in the template.
    pub template_start: u32,
    /// Where its bytes start in the host.
    pub host_start: u32,
    /// How many bytes it has in the template.
    pub template_len: u32,
    /// How many bytes it has in the host.
    pub host_len: u32,
    /// How the two belong together.
    pub kind: SegmentKind,
}

/// How a run of a template belongs to the bytes of its host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SegmentKind {
    /// The bytes are the same; an offset into one is an offset into the other.
    Verbatim,
    /// The bytes differ and belong together as a whole: an escape, an interpolated piece, generated text.
    Replaced,
    /// A value that the host puts in from elsewhere; the bytes name it. Otherwise like [`Replaced`](Self::Replaced).
    Inserted,
    /// A line end or fold with the indent of the next line: like [`Replaced`](Self::Replaced), and what stands beside
    /// it may be read differently than elsewhere.
    LineBreak,
}

impl Segment {
    /// The run in the template.
    pub const fn template(&self) -> Span {
        Span::new(self.template_start as usize, self.template_start as usize + self.template_len as usize)
    }

    /// The bytes in the host.
    pub const fn host(&self) -> Span {
        Span::new(self.host_start as usize, self.host_start as usize + self.host_len as usize)
    }
}

/// A part of a template that is written in one notation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) template: Span,
    pub(crate) host: Span,
    pub(crate) style: HostStyle,
}

/// Where each byte of a template stands in the file it was taken from.
///
/// The template is cut into [segments](Segment) without gaps; the host bytes between segments (quotes, indents,
/// separators) belong to no template byte. Looking up costs a binary search.
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
    /// The map of a text that is a file of its own.
    pub fn identity(text: &str) -> Self {
        let mut map = OffsetMapBuilder::default();
        map.begin(HostStyle::plain(crate::ScalarStyle::Verbatim), 0);
        map.verbatim(0, text);
        map.finish(text.len())
    }

    /// The decoded text the map is of.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The decoded text, shared.
    pub fn shared_text(&self) -> Arc<str> {
        Arc::clone(&self.text)
    }

    /// The segments, in template order and without gaps in the template.
    ///
    /// The host offsets are those of the text the template was decoded from; for a template [inside
    /// another](Self::nested) decoded text that is not the file.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The notation of the template, the first one if it is put together from several.
    pub fn style(&self) -> Option<&HostStyle> {
        Some(&self.pieces.first()?.style)
    }

    /// The bytes the text was decoded from: of a quoted text those between the quotes.
    pub fn place(&self) -> Span {
        let first = self.pieces.first().map_or(Span::at(0), |piece| piece.host);
        self.pieces.last().map_or(first, |last| first.to(last.host))
    }

    /// How many parts, each in a notation of its own, the template is put together from.
    pub fn parts(&self) -> usize {
        self.pieces.len()
    }

    /// The map of this template inside a host text that is itself decoded from a file by `outer`.
    #[must_use]
    pub fn nested(mut self, outer: Arc<Self>) -> Self {
        self.outer = Some(match self.outer.take() {
            Some(inner) => Arc::new(Arc::unwrap_or_clone(inner).nested(outer)),
            None => outer,
        });
        self
    }

    /// The map with its host, or the outermost of its hosts, moved by so many bytes.
    #[must_use]
    pub fn shifted(mut self, by: usize) -> Self {
        self.move_places(&|at| at + by);
        self
    }

    /// The map with its host, or the outermost of its hosts, moved back by so many bytes.
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

    /// Whether the text was decoded from a text that was itself decoded.
    pub const fn is_nested(&self) -> bool {
        self.outer.is_some()
    }

    /// The bytes of the host that `span` of the template stands for.
    ///
    /// An end inside an escape or another replaced run takes in the whole run. A span that is empty, or ends behind
    /// the template, gives the nearest place.
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
            // Generated text need not follow the order of the file.
            return first.host().to(last.host());
        }
        Span::new(host_start, host_end)
    }

    /// The bytes of the template that came of `host`, if any did.
    ///
    /// An end inside a replaced run takes in the whole run; host bytes that belong to no template byte are left out.
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

    /// The segments that can hold bytes of `host`: a few when the template follows the order of the file.
    fn segments_near(&self, host: Span) -> &[Segment] {
        if !self.segments.is_sorted_by_key(|segment| segment.host_start) {
            return &self.segments;
        }
        let from = self.segments.partition_point(|segment| segment.host().end() < host.start());
        let to = self.segments.partition_point(|segment| segment.host().start() <= host.end());
        self.segments.get(from..to).unwrap_or_default()
    }

    /// The fix in terms of the host file, if each of its edits has a [safe form there](Self::to_host_edit) and no two
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

    /// The index of the segment that holds the byte at `offset`.
    pub(crate) fn index_at(&self, offset: usize) -> Option<usize> {
        let index = self.segments.partition_point(|segment| segment.template().end() <= offset);
        (index < self.segments.len()).then_some(index)
    }

    fn segment_at(&self, offset: usize) -> Option<&Segment> {
        self.segments.get(self.index_at(offset)?)
    }

    /// The place in the host of a place between two template bytes.
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

/// Makes an [`OffsetMap`] as a scalar is decoded, front to back.
#[derive(Clone, Debug, Default)]
pub struct OffsetMapBuilder {
    text: String,
    segments: Vec<Segment>,
    pieces: Vec<Piece>,
}

impl OffsetMapBuilder {
    /// What follows is written in `style`, its first byte at or behind `host_start`.
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

    /// Makes room for so many more bytes of text and runs.
    pub fn reserve(&mut self, bytes: usize, runs: usize) {
        self.text.reserve(bytes);
        self.segments.reserve(runs);
    }

    /// How long the template is so far, in bytes.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether nothing has been decoded so far.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The template so far.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of `text` stand in the host at `host_start`.
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

    /// `text` came of the bytes `host`, as a whole.
    pub fn replaced(&mut self, host: Span, text: &str) {
        self.push(host, text, SegmentKind::Replaced);
    }

    /// `text` is a value that the bytes `host` name. An empty one leaves no trace.
    pub fn inserted(&mut self, host: Span, text: &str) {
        self.push(host, text, SegmentKind::Inserted);
    }

    /// `text` came of a line end and the indent behind it, which are the bytes `host`.
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

    /// Appends a finished map: the next part of a template that is put together from several.
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

    /// Takes over a span of another map's text, segment by segment. A replaced run that the span cuts is taken whole.
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

    /// The finished map; the last notation ends at `host_end`.
    pub fn finish(mut self, host_end: usize) -> OffsetMap {
        self.close(host_end);
        OffsetMap { text: self.text.into(), segments: self.segments, pieces: self.pieces, outer: None }
    }
}

impl Span {
    /// The span at the same distance from `to` as it has from `from`.
    const fn shift_from(self, from: usize, to: usize) -> Self {
        Self::new(self.start() - from + to, self.end() - from + to)
    }
}
