//! Extended grapheme clusters for `\X` and `\b{g}`, as Java 17 finds them.

use super::Machine;
use crate::error::ErrorKind;
use crate::text::units;
use vtlkit_java::unicode::{self, category};

/// Character classes of Unicode's text segmentation, with Java's deviations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Type {
    Other,
    Cr,
    Lf,
    Control,
    Extend,
    Joiner,
    RegionalIndicator,
    Prepend,
    SpacingMark,
    L,
    V,
    T,
    Lv,
    Lvt,
    Pictographic,
}

impl Type {
    fn of(c: u32) -> Self {
        if c < 0x7f {
            return match c {
                0x20.. => Self::Other,
                0x0d => Self::Cr,
                0x0a => Self::Lf,
                _ => Self::Control,
            };
        }
        if unicode::is_pictographic(c) {
            return Self::Pictographic;
        }
        match unicode::category(c) {
            category::UNASSIGNED if c == 0x378 => Self::Other,
            category::UNASSIGNED | category::ZL | category::ZP | category::CC | category::CS => Self::Control,
            category::CF => match c {
                0x200c | 0xe0020..=0xe007f => Self::Extend,
                0x200d => Self::Joiner,
                0x600..=0x605 | 0x6dd | 0x70f | 0x8e2 | 0x110bd | 0x110cd => Self::Prepend,
                _ => Self::Control,
            },
            category::MN | category::ME => Self::Extend,
            category::MC if is_excluded_spacing_mark(c) => Self::Other,
            category::MC => Self::SpacingMark,
            category::SO if (0x1f1e6..=0x1f1ff).contains(&c) => Self::RegionalIndicator,
            category::LM | category::SK if matches!(c, 0xff9e | 0xff9f | 0x1f3fb..=0x1f3ff) => Self::Extend,
            category::LO => Self::of_letter(c),
            _ => Self::Other,
        }
    }

    fn of_letter(c: u32) -> Self {
        match c {
            0xe33 | 0xeb3 => Self::SpacingMark,
            0x1100..=0x115f | 0xa960..=0xa97c => Self::L,
            0x1160..=0x11a7 | 0xd7b0..=0xd7c6 => Self::V,
            0x11a8..=0x11ff | 0xd7cb..=0xd7fb => Self::T,
            0xac00..=0xd7a3 if (c - 0xac00).is_multiple_of(28) => Self::Lv,
            0xac00..=0xd7a3 => Self::Lvt,
            0xd4e | 0x111c2 | 0x111c3 | 0x1193f | 0x11941 | 0x11a3a | 0x11a84..=0x11a89 | 0x11d46 => {
                Self::Prepend
            }
            _ => Self::Other,
        }
    }

    fn is_break(self, next: Self) -> bool {
        let is_control = |t| matches!(t, Self::Cr | Self::Lf | Self::Control);
        match (self, next) {
            (Self::Cr, Self::Lf) => false,
            _ if is_control(self) || is_control(next) => true,
            (Self::L, Self::L | Self::V | Self::Lv | Self::Lvt)
            | (Self::Lv | Self::V, Self::V | Self::T)
            | (Self::Lvt | Self::T, Self::T)
            | (_, Self::Extend | Self::Joiner | Self::SpacingMark)
            | (Self::Prepend, _) => false,
            _ => true,
        }
    }
}

fn is_excluded_spacing_mark(c: u32) -> bool {
    matches!(
        c,
        0x102b | 0x102c | 0x1038 | 0x1062..=0x1064 | 0x1067..=0x106d | 0x1083 | 0x1087..=0x108c | 0x108f
            | 0x109a..=0x109c | 0x1a61 | 0x1a63 | 0x1a64 | 0xaa7b | 0xaa7d
    )
}

impl Machine<'_, '_> {
    /// `Grapheme.nextBoundary`: the end of the cluster that starts at a position.
    pub(super) fn next_grapheme(&mut self, start: u32) -> Result<u32, ErrorKind> {
        let c = self.code_point(start)?;
        let mut at = start + units(c);
        let mut before = Type::of(c);
        let is_emoji = before == Type::Pictographic;
        let mut indicators = u32::from(before == Type::RegionalIndicator);
        while at < self.to {
            let c = self.text.code_point(at);
            let next = Type::of(c);
            let joins = is_emoji && before == Type::Joiner && next == Type::Pictographic
                || indicators % 2 == 1
                    && before == Type::RegionalIndicator
                    && next == Type::RegionalIndicator;
            if !joins && before.is_break(next) {
                break;
            }
            indicators += u32::from(next == Type::RegionalIndicator);
            before = next;
            at += units(c);
        }
        self.charge(u64::from(at - start) / 4)?;
        Ok(at)
    }

    /// `\b{g}`, which tests the cluster after the end of the last match.
    pub(super) fn is_grapheme_boundary(&mut self, at: u32) -> Result<bool, ErrorKind> {
        if at == 0 || at == self.to {
            return Ok(true);
        }
        if self.is_pair(at) {
            return Ok(false);
        }
        Ok(self.next_grapheme(self.last)? <= at)
    }

    /// The end of a character of a class under the flag `c`. A cluster of several characters would need composition;
    /// ASCII never does.
    pub(super) fn composed(&mut self, class: u32, at: u32) -> Result<Option<u32>, ErrorKind> {
        if at >= self.to {
            return Ok(None);
        }
        let c = self.text.code_point(at);
        let end = self.next_grapheme(at)?;
        if at + units(c) == end {
            return Ok(self.is_in(class, c)?.then_some(end));
        }
        if (at..end).any(|place| self.text.unit(place) >= 128) {
            return Err(ErrorKind::CanonicalEquivalence);
        }
        Ok(None)
    }
}
