//! Java's search for a text with supplementary characters.

use crate::error::ErrorKind;
use crate::program::NodeId;
use crate::text::{Text, units};

/// A Boyer–Moore search by code points.
///
/// It follows Java's, which with lone surrogates does not find everything that a plain search finds.
#[derive(Debug)]
pub(crate) struct BoyerMoore {
    text: Box<[u32]>,
    /// By the low seven bits of a code point: its last index in the text, plus one.
    last: [u32; 128],
    /// The minimum shift after a mismatch at each index.
    shift: Box<[u32]>,
    /// The length of the text in UTF-16 code units.
    pub(crate) length: u32,
    /// The node after the text.
    pub(crate) next: NodeId,
}

impl BoyerMoore {
    /// `text` must not be empty.
    pub(crate) fn new(text: &[u32], next: NodeId) -> Self {
        let mut last = [0; 128];
        for (&c, place) in text.iter().zip(1..) {
            last[(c & 127) as usize] = place;
        }
        let mut shift = vec![1; text.len()];
        for distance in (1..=text.len()).rev() {
            let mut places = (distance..text.len()).rev();
            let recurs = places.all(|place| {
                let same = text[place] == text[place - distance];
                if same {
                    shift[place - 1] = distance as u32;
                }
                same
            });
            if recurs {
                shift[..distance - 1].fill(distance as u32);
            }
        }
        shift[text.len() - 1] = 1;
        let length = text.iter().map(|&c| units(c)).sum();
        Self { text: text.into(), last, shift: shift.into(), length, next }
    }

    /// The next occurrence at or after `at`, and the number of comparisons.
    pub(crate) fn find(&self, input: &Text<'_>, mut at: u32) -> Result<(Option<u32>, u64), ErrorKind> {
        let mut comparisons = 0;
        let Some(last) = input.len().checked_sub(self.length) else { return Ok((None, 0)) };
        'places: while at <= last {
            let mut left = input.count_units(at, self.text.len() as i32) as i32;
            let mut places = self.text.iter().zip(&self.shift).enumerate().rev();
            while left > 0 {
                comparisons += 1;
                let c = input.code_point_before(at + left as u32);
                // Java's index leaves its array.
                let Some((place, (&expected, &shift))) = places.next() else {
                    return Err(ErrorKind::MatcherFailure);
                };
                if c != expected {
                    let seen = self.last[(c & 127) as usize];
                    let distance = (place as u32 + 1).saturating_sub(seen).max(shift);
                    at += input.count_units(at, distance as i32);
                    continue 'places;
                }
                left -= units(c) as i32;
            }
            return Ok((Some(at), comparisons));
        }
        Ok((None, comparisons))
    }
}
