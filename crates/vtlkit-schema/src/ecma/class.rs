//! Character classes.

/// Sorted ranges of UTF-16 code units.
pub(super) type Table = [(u16, u16)];

/// `\s`, from Rhino's table: ECMAScript's white space and line terminators.
pub(super) const SPACES: &Table = &[
    (9, 13),
    (0x20, 0x20),
    (0xa0, 0xa0),
    (0x1680, 0x1680),
    (0x2000, 0x200a),
    (0x2028, 0x2029),
    (0x202f, 0x202f),
    (0x205f, 0x205f),
    (0x3000, 0x3000),
    (0xfeff, 0xfeff),
];

/// `\w`.
pub(super) const WORD: &Table = &[(0x30, 0x39), (0x41, 0x5a), (0x5f, 0x5f), (0x61, 0x7a)];

/// `\d`.
pub(super) const DIGITS: &Table = &[(0x30, 0x39)];

pub(super) fn is_space(unit: u16) -> bool {
    SPACES.iter().any(|&(first, last)| (first..=last).contains(&unit))
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

/// A set of UTF-16 code units.
#[derive(Debug, Default)]
pub(super) struct Class {
    /// The members below 128, as a bit set.
    ascii: u128,
    /// The members from 128 on, as sorted ranges.
    ranges: Vec<(u16, u16)>,
    pub(super) negated: bool,
    /// The class contains a range with reversed bounds, which Rhino detects only during a search.
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

    /// Adds the code units of a table.
    pub(super) fn add_all(&mut self, table: &Table) {
        for &(first, last) in table {
            self.add(first, last);
        }
    }

    /// Adds the code units outside a table. No range of the table reaches either end.
    pub(super) fn add_others(&mut self, table: &Table) {
        let mut next = 0;
        for &(first, last) in table {
            self.add(next, first - 1);
            next = last + 1;
        }
        self.add(next, u16::MAX);
    }

    /// Sorts the ranges for [`Self::contains`] and merges adjacent ones.
    pub(super) fn finish(&mut self) {
        self.ranges.sort_unstable();
        let mut joined: Vec<(u16, u16)> = Vec::with_capacity(self.ranges.len());
        for &(first, last) in &self.ranges {
            match joined.last_mut() {
                Some(previous) if u32::from(first) <= u32::from(previous.1) + 1 => {
                    previous.1 = previous.1.max(last);
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
    fn tables_are_what_the_tests_say() {
        type Test = fn(u16) -> bool;
        for (table, test) in [(SPACES, is_space as Test), (WORD, is_word), (DIGITS, is_digit)] {
            let (mut inside, mut outside) = (Class::default(), Class::default());
            inside.add_all(table);
            inside.finish();
            outside.add_others(table);
            outside.finish();
            for unit in 0..=u16::MAX {
                assert_eq!((inside.contains(unit), outside.contains(unit)), (test(unit), !test(unit)));
            }
        }
    }

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
