//! Character classes.

/// `\s`, by the engine's table: ECMA's white space and line ends.
pub(super) fn is_space(unit: u16) -> bool {
    matches!(unit, 9..=13 | 0x20 | 0xa0 | 0x1680 | 0x2000..=0x200a | 0x2028 | 0x2029 | 0x202f | 0x205f | 0x3000 | 0xfeff)
}

pub(super) fn is_word(unit: u16) -> bool {
    u8::try_from(unit).is_ok_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

pub(super) fn is_digit(unit: u16) -> bool {
    (0x30..=0x39).contains(&unit)
}

pub(super) fn is_line_end(unit: u16) -> bool {
    matches!(unit, 10 | 13 | 0x2028 | 0x2029)
}

/// A set of code units.
#[derive(Debug, Default)]
pub(super) struct Class {
    /// The members below 128, one bit each.
    ascii: u128,
    /// Sorted ranges of the members from 128 on.
    ranges: Vec<(u16, u16)>,
    pub(super) negated: bool,
    /// The class has a range with its bounds in the wrong order that only a search finds out about.
    pub(super) broken: bool,
}

impl Class {
    pub(super) fn add(&mut self, first: u16, last: u16) {
        for unit in first..=last.min(127) {
            self.ascii |= 1 << unit;
        }
        if last >= 128 {
            self.ranges.push((first.max(128), last));
        }
    }

    /// Adds the units a test holds for.
    pub(super) fn add_where(&mut self, test: impl Fn(u16) -> bool) {
        let mut start = None;
        for unit in 0..=u16::MAX {
            match (test(unit), start) {
                (true, None) => start = Some(unit),
                (false, Some(first)) => {
                    self.add(first, unit - 1);
                    start = None;
                }
                _ => {}
            }
        }
        if let Some(first) = start {
            self.add(first, u16::MAX);
        }
    }

    /// Sorts the ranges for [`Self::contains`] and joins those that touch.
    pub(super) fn finish(&mut self) {
        self.ranges.sort_unstable();
        let mut joined: Vec<(u16, u16)> = Vec::with_capacity(self.ranges.len());
        for &(first, last) in &self.ranges {
            match joined.last_mut() {
                Some(previous) if u32::from(first) <= u32::from(previous.1) + 1 => {
                    previous.1 = previous.1.max(last)
                }
                _ => joined.push((first, last)),
            }
        }
        self.ranges = joined;
    }

    pub(super) fn contains(&self, unit: u16) -> bool {
        let member = if unit < 128 {
            self.ascii & (1 << unit) != 0
        } else {
            let at = self.ranges.partition_point(|&(first, _)| first <= unit);
            at.checked_sub(1).and_then(|at| self.ranges.get(at)).is_some_and(|&(_, last)| unit <= last)
        };
        member != self.negated
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_join_and_are_found() {
        let mut class = Class::default();
        class.add(0x100, 0x200);
        class.add(u16::from(b'a'), 0xff);
        class.add(0x400, 0x400);
        class.finish();
        assert_eq!(class.ranges, [(128, 0x200), (0x400, 0x400)]);
        let members: Vec<bool> =
            [0x60, 0x61, 0x7f, 0x80, 0x200, 0x201, 0x400, 0x401].map(|unit| class.contains(unit)).to_vec();
        assert_eq!(members, [false, true, true, true, true, false, true, false]);
    }
}
