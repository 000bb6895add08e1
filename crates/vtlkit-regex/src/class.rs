//! Tests of single characters: the meaning of a class, a property or an escape such as `\d`.

use vtlkit_java::unicode;

/// A test of a code point, named after the predicate that Java's parser creates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Test {
    All,
    /// `.`, which does not match any line terminator.
    Dot,
    /// `.` under `(?d)`, which does not match `\n`.
    UnixDot,
    Single(u32),
    Either(u32, u32),
    /// One character under `(?iu)`, given in its folded form.
    Folded(u32),
    Range(u32, u32),
    /// A range under `(?i)`.
    RangeAscii(u32, u32),
    /// A range under `(?iu)`.
    RangeFolded(u32, u32),
    /// Characters below 256 listed in a class.
    Latin(LatinSetId),
    /// An ASCII character with one of these bits of [`ascii`].
    Ascii(u8),
    /// A general category whose bit is set in the first, or one of the flags in the second.
    Type(u32, u8),
    Script(u8),
    HorizontalSpace,
    VerticalSpace,
    Noncharacter,
}

pub(crate) type LatinSetId = u32;

/// The characters below 256 that a class lists. Java has one such set for each pair of brackets and continues to add to
/// it after an intersection has used it, so tests refer to it by index until the class is complete.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct LatinSet([u64; 4]);

impl LatinSet {
    /// Adds a character if it is below 256.
    pub(crate) fn add(&mut self, c: u32) {
        if let Some(word) = self.0.get_mut(c as usize / 64) {
            *word |= 1 << (c % 64);
        }
    }

    fn contains(self, c: u32) -> bool {
        self.0.get(c as usize / 64).is_some_and(|word| word >> (c % 64) & 1 != 0)
    }
}

/// Bits for [`Test::Ascii`].
pub(crate) mod ascii {
    pub(crate) const UPPER: u8 = 1;
    pub(crate) const LOWER: u8 = 2;
    pub(crate) const DIGIT: u8 = 4;
    pub(crate) const SPACE: u8 = 8;
    pub(crate) const PUNCT: u8 = 16;
    pub(crate) const CONTROL: u8 = 32;
    pub(crate) const BLANK: u8 = 64;
    pub(crate) const UNDERSCORE: u8 = 128;
    pub(crate) const ALPHA: u8 = UPPER | LOWER;
    pub(crate) const ALNUM: u8 = ALPHA | DIGIT;
    pub(crate) const GRAPH: u8 = ALNUM | PUNCT;
    pub(crate) const WORD: u8 = ALNUM | UNDERSCORE;

    pub(crate) fn bits(c: u8) -> u8 {
        let mut bits = 0;
        for (bit, holds) in [
            (UPPER, c.is_ascii_uppercase()),
            (LOWER, c.is_ascii_lowercase()),
            (DIGIT, c.is_ascii_digit()),
            (SPACE, matches!(c, b'\t'..=b'\r' | b' ')),
            (PUNCT, c.is_ascii_punctuation()),
            (CONTROL, c.is_ascii_control()),
            (BLANK, matches!(c, b'\t' | b' ')),
            (UNDERSCORE, c == b'_'),
        ] {
            if holds {
                bits |= bit;
            }
        }
        bits
    }
}

impl Test {
    /// Whether Java's predicate is for the Basic Multilingual Plane only. It then reads single UTF-16 code units, and a
    /// pattern of such predicates is also tried between the halves of surrogate pairs.
    pub(crate) fn is_basic(self) -> bool {
        match self {
            Self::Single(c) => c < 0x1_0000 && !vtlkit_java::wtf8::is_surrogate(c),
            Self::Range(low, high) => high < 0xd800 || (low > 0xdfff && high < 0x1_0000),
            _ => matches!(
                self,
                Self::Either(..)
                    | Self::Latin(_)
                    | Self::Ascii(_)
                    | Self::HorizontalSpace
                    | Self::VerticalSpace
            ),
        }
    }

    fn holds(self, c: u32, latin: &[LatinSet]) -> bool {
        let within = |low, high, c| (low..=high).contains(&c);
        match self {
            Self::All => true,
            Self::Dot => !matches!(c, 0x0a | 0x0d | 0x85 | 0x2028 | 0x2029),
            Self::UnixDot => c != 0x0a,
            Self::Single(only) => c == only,
            Self::Either(a, b) => c == a || c == b,
            Self::Folded(lower) => c == lower || unicode::fold(c) == lower,
            Self::Range(low, high) => within(low, high, c),
            Self::RangeAscii(low, high) => {
                within(low, high, c)
                    || u8::try_from(c).is_ok_and(|byte| {
                        byte.is_ascii()
                            && (within(low, high, u32::from(byte.to_ascii_uppercase()))
                                || within(low, high, u32::from(byte.to_ascii_lowercase())))
                    })
            }
            Self::RangeFolded(low, high) => {
                within(low, high, c) || {
                    let upper = unicode::to_upper(c);
                    within(low, high, upper) || within(low, high, unicode::to_lower(upper))
                }
            }
            Self::Latin(id) => latin.get(id as usize).is_some_and(|set| set.contains(c)),
            Self::Ascii(mask) => {
                u8::try_from(c).is_ok_and(|byte| byte < 128 && ascii::bits(byte) & mask != 0)
            }
            Self::Type(mask, flags) => {
                mask >> unicode::category(c) & 1 != 0 || (flags != 0 && unicode::flags(c) & flags != 0)
            }
            Self::Script(script) => unicode::script(c) == script,
            Self::HorizontalSpace => {
                matches!(c, 9 | 0x20 | 0xa0 | 0x1680 | 0x180e | 0x2000..=0x200a | 0x202f | 0x205f | 0x3000)
            }
            Self::VerticalSpace => matches!(c, 0x0a..=0x0d | 0x85 | 0x2028 | 0x2029),
            Self::Noncharacter => c & 0xfffe == 0xfffe || matches!(c, 0xfdd0..=0xfdef),
        }
    }
}

/// An instruction of a [`Predicate`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Op {
    Test(Test),
    Not,
    /// Skips the next instructions if the result so far equals the flag.
    SkipIf(bool, u32),
    /// Java throws a `NullPointerException` here.
    Fail,
}

/// Maximum number of instructions that an intersection with nothing may duplicate: these can double a class at every
/// level.
const MAX_REPEATED: usize = 64;

/// The meaning of a class: tests in Java's order, each skipped if it cannot change the result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Predicate {
    ops: Vec<Op>,
    basic: bool,
}

impl From<Test> for Predicate {
    #[inline(never)]
    fn from(test: Test) -> Self {
        Self { ops: vec![Op::Test(test)], basic: test.is_basic() }
    }
}

impl Predicate {
    /// A disjunction of tests.
    pub(crate) fn any(tests: &[Test]) -> Self {
        let mut parts = tests.iter().copied();
        let mut all = Self::from(parts.next().unwrap_or(Test::All));
        parts.for_each(|test| all.union(&test.into()));
        all
    }

    pub(crate) fn is_basic(&self) -> bool {
        self.basic
    }

    /// Whether it refers to a [`LatinSet`].
    pub(crate) fn lists(&self) -> bool {
        self.ops.iter().any(|op| matches!(op, Op::Test(Test::Latin(_))))
    }

    /// The index of the next instruction, to refer to a part in [`Predicate::repeat`].
    pub(crate) fn len(&self) -> usize {
        self.ops.len()
    }

    pub(crate) fn union(&mut self, other: &Self) {
        self.append(true, other);
    }

    pub(crate) fn and(&mut self, other: &Self) {
        self.append(false, other);
    }

    #[inline(never)]
    fn append(&mut self, when: bool, other: &Self) {
        self.ops.push(Op::SkipIf(when, other.ops.len() as u32));
        self.ops.extend_from_slice(&other.ops);
        self.basic &= other.basic;
    }

    /// The part with earlier instructions, unless it is too large to duplicate.
    pub(crate) fn repeat(&self, steps: std::ops::Range<usize>) -> Option<Self> {
        let ops = self.ops.get(steps).filter(|ops| ops.len() <= MAX_REPEATED)?;
        Some(Self { ops: ops.to_vec(), basic: self.basic })
    }

    /// An intersection with nothing, which Java only notices when a character matches the first part.
    pub(crate) fn and_nothing(&mut self) {
        self.ops.extend([Op::SkipIf(false, 1), Op::Fail]);
        self.basic = false;
    }

    pub(crate) fn negate(mut self) -> Self {
        self.ops.push(Op::Not);
        self.basic = false;
        self
    }

    /// `None` where Java throws.
    fn holds(&self, c: u32, latin: &[LatinSet]) -> Option<bool> {
        let mut holds = false;
        let mut ops = self.ops.iter();
        while let Some(op) = ops.next() {
            match *op {
                Op::Test(test) => holds = test.holds(c, latin),
                Op::Not => holds = !holds,
                Op::SkipIf(when, steps) => {
                    if holds == when {
                        ops = ops.as_slice().get(steps as usize..).unwrap_or_default().iter();
                    }
                }
                Op::Fail => return None,
            }
        }
        Some(holds)
    }
}

/// A complete class with a fast path for ASCII.
#[derive(Debug)]
pub(crate) struct Class {
    /// The ASCII characters in the class, as a bit set.
    ascii: [u64; 2],
    /// Whether [`Class::contains`] can fail.
    can_fail: bool,
    predicate: Predicate,
    latin: Vec<LatinSet>,
}

impl Class {
    /// `latin` has the sets that the predicate refers to.
    pub(crate) fn new(predicate: Predicate, mut latin: Vec<LatinSet>) -> Self {
        let mut ascii = [0; 2];
        for c in 0..128 {
            if predicate.holds(c, &latin) == Some(true)
                && let Some(word) = ascii.get_mut(c as usize / 64)
            {
                *word |= 1 << (c % 64);
            }
        }
        let can_fail = predicate.ops.contains(&Op::Fail);
        if !can_fail && latin.iter().all(|set| set.0[2..] == [0; 2]) {
            latin = Vec::new();
        }
        Self { ascii, can_fail, predicate, latin }
    }

    /// Whether an ASCII character is in the class; `None` for other characters, and for classes that can fail.
    #[inline]
    pub(crate) fn contains_ascii(&self, c: u32) -> Option<bool> {
        (c < 128 && !self.can_fail).then(|| self.ascii[c as usize / 64] >> (c % 64) & 1 != 0)
    }

    /// Whether a code point or lone surrogate is in the class; `None` where Java throws.
    pub(crate) fn contains(&self, c: u32) -> Option<bool> {
        self.predicate.holds(c, &self.latin)
    }

    /// The cost of a test of a non-ASCII character, in steps of the budget.
    pub(crate) fn cost(&self) -> u64 {
        self.predicate.len() as u64 / 16
    }

    /// The ASCII characters in the class; `None` if the test can fail.
    pub(crate) fn ascii(&self) -> Option<[u64; 2]> {
        (!self.can_fail).then_some(self.ascii)
    }
}
