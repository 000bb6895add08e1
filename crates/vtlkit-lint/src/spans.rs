//! A set of spans with fast look-up.

use std::cmp::Reverse;

use vtlkit_text::Span;

/// Spans in order, without those that are inside others.
#[derive(Debug, Default)]
pub(crate) struct Spans(Vec<Span>);

impl FromIterator<Span> for Spans {
    fn from_iter<I: IntoIterator<Item = Span>>(spans: I) -> Self {
        let mut spans: Vec<Span> = spans.into_iter().collect();
        // Of spans with the same start, the longest comes first.
        spans.sort_unstable_by_key(|span| (span.start(), Reverse(span.end())));
        let mut end = None;
        spans.retain(|span| {
            let is_longer = end.is_none_or(|end| span.end() > end);
            end = end.max(Some(span.end()));
            is_longer
        });
        Self(spans)
    }
}

impl Spans {
    /// Whether an offset is in one of the spans.
    pub(crate) fn contain(&self, offset: usize) -> bool {
        let last = self.0.partition_point(|span| span.start() <= offset).checked_sub(1);
        last.and_then(|last| self.0.get(last)).is_some_and(|span| span.contains(offset))
    }

    /// Whether a span overlaps one of the spans.
    pub(crate) fn touch(&self, span: Span) -> bool {
        let first = self.0.partition_point(|own| own.end() <= span.start());
        self.0.get(first).is_some_and(|own| own.start() < span.end())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_answer_as_if_each_were_asked() {
        let all = [(5, 9), (2, 3), (5, 6), (6, 8), (8, 12), (20, 20), (15, 16)];
        let all: Vec<Span> = all.map(|(start, end)| Span::new(start, end)).to_vec();
        let spans: Spans = all.iter().copied().collect();
        for start in 0..25 {
            assert_eq!(spans.contain(start), all.iter().any(|span| span.contains(start)), "{start}");
            for end in start..25 {
                let touches = all.iter().any(|span| span.start() < end && start < span.end());
                assert_eq!(spans.touch(Span::new(start, end)), touches, "{start}..{end}");
            }
        }
    }
}
