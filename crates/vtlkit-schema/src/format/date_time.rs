//! Dates and times as accepted by the Joda-Time formatters of the validator.

/// The unread rest of a string.
struct Rest<'t>(&'t [u8]);

impl Rest<'_> {
    /// Exactly `count` digits.
    fn digits(&mut self, count: usize) -> Option<u32> {
        let (digits, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        digits
            .iter()
            .try_fold(0, |value, digit| digit.is_ascii_digit().then(|| value * 10 + u32::from(digit - b'0')))
    }

    /// A number of `count` digits, at most `highest`.
    fn up_to(&mut self, count: usize, highest: u32) -> Option<u32> {
        self.digits(count).filter(|&value| value <= highest)
    }

    /// A character, ignoring case.
    fn literal(&mut self, literal: u8) -> Option<()> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        first.eq_ignore_ascii_case(&literal).then_some(())
    }

    fn starts_with(&self, test: impl Fn(u8) -> bool) -> bool {
        self.0.first().is_some_and(|&byte| test(byte))
    }

    fn date(&mut self) -> Option<()> {
        let year = self.digits(4)?;
        self.literal(b'-')?;
        let month = self.up_to(2, 12)?;
        self.literal(b'-')?;
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            0 => return None,
            2 => 28 + u32::from(leap),
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        self.up_to(2, days).filter(|&day| day > 0).map(|_| ())
    }

    fn time(&mut self) -> Option<()> {
        self.up_to(2, 23)?;
        self.literal(b':')?;
        self.up_to(2, 59)?;
        self.literal(b':')?;
        self.up_to(2, 59)?;
        Some(())
    }

    /// A point and one to three digits, if present.
    fn milliseconds(&mut self) {
        if let Some((b'.', rest)) = self.0.split_first() {
            let digits = rest.iter().take(3).take_while(|byte| byte.is_ascii_digit()).count();
            if digits > 0 {
                self.0 = rest.get(digits..).unwrap_or_default();
            }
        }
    }

    /// `Z`, or hours with optional minutes, seconds and fraction, with or without colons.
    fn offset(&mut self) -> Option<()> {
        if self.starts_with(|byte| byte.eq_ignore_ascii_case(&b'z')) {
            return self.literal(b'z');
        }
        if !self.starts_with(|byte| byte == b'+' || byte == b'-') {
            return None;
        }
        self.0 = self.0.get(1..)?;
        self.up_to(2, 23)?;
        let colons = self.starts_with(|byte| byte == b':');
        // Minutes, then seconds.
        for _ in 0..2 {
            if colons {
                if !self.starts_with(|byte| byte == b':') {
                    return Some(());
                }
                self.literal(b':')?;
            } else if !self.starts_with(|byte| byte.is_ascii_digit()) {
                return Some(());
            }
            self.up_to(2, 59)?;
        }
        if colons {
            if !self.starts_with(|byte| byte == b'.' || byte == b',') {
                return Some(());
            }
            self.0 = self.0.get(1..)?;
        }
        let digits = self.0.iter().take(3).take_while(|byte| byte.is_ascii_digit()).count();
        if colons && digits == 0 {
            return None;
        }
        self.0 = self.0.get(digits..)?;
        Some(())
    }

    fn end(&self) -> bool {
        self.0.is_empty()
    }
}

pub(super) fn is_date(string: &str) -> bool {
    let mut rest = Rest(string.as_bytes());
    rest.date().is_some() && rest.end()
}

pub(super) fn is_time(string: &str) -> bool {
    let mut rest = Rest(string.as_bytes());
    rest.time().is_some() && rest.end()
}

pub(super) fn is_date_time(string: &str) -> bool {
    let mut rest = Rest(string.as_bytes());
    let mut read = || {
        rest.date()?;
        rest.literal(b't')?;
        rest.time()?;
        rest.milliseconds();
        rest.offset()?;
        rest.end().then_some(())
    };
    read().is_some()
}
