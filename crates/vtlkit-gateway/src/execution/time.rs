//! The service's formats of times, given in milliseconds since 1970-01-01 UTC.

use std::fmt::Write;

/// A date and time in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) year: i64,
    /// From 1.
    pub(super) month: u32,
    /// From 1.
    pub(super) day: u32,
    hour: u64,
    minute: u64,
    second: u64,
    /// Days since 1970-01-01, a Thursday.
    pub(super) days: u64,
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];

impl Moment {
    pub(super) fn of(millis: u64) -> Self {
        let seconds = millis / 1000;
        let days = seconds / 86_400;
        // Years are counted from March of year 0, so that a leap day is the last of its year, in eras of 400 years.
        let shifted = days as i64 + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * day_of_year + 2) / 153;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        Self {
            year: year_of_era + era * 400 + i64::from(month <= 2),
            month: month as u32,
            day: (day_of_year - (153 * from_march + 2) / 5 + 1) as u32,
            hour: seconds / 3600 % 24,
            minute: seconds / 60 % 60,
            second: seconds % 60,
            days,
        }
    }

    fn month_name(self) -> &'static str {
        MONTHS.get(self.month.wrapping_sub(1) as usize).copied().unwrap_or_default()
    }

    /// The format of `$context.requestTime`: `23/Nov/2026:08:05:09 +0000`.
    pub(super) fn common_log_format(self) -> String {
        let mut out = String::with_capacity(32);
        two_digits(&mut out, self.day.into());
        out.push('/');
        out.push_str(self.month_name());
        out.push('/');
        self.push_year(&mut out);
        out.push(':');
        self.push_time(&mut out);
        out.push_str(" +0000");
        out
    }

    /// The format of the header `Date`: `Mon, 23 Nov 2026 08:05:09 GMT`.
    pub(super) fn http_date(self) -> String {
        let mut out = String::with_capacity(32);
        out.push_str(WEEKDAYS.get((self.days % 7) as usize).copied().unwrap_or_default());
        out.push_str(", ");
        two_digits(&mut out, self.day.into());
        out.push(' ');
        out.push_str(self.month_name());
        out.push(' ');
        self.push_year(&mut out);
        out.push(' ');
        self.push_time(&mut out);
        out.push_str(" GMT");
        out
    }

    fn push_year(self, out: &mut String) {
        // A time of 64 bits reaches years of nine digits.
        let _ = match self.year {
            year @ 0..=9999 => {
                two_digits(out, year as u64 / 100);
                two_digits(out, year as u64 % 100);
                Ok(())
            }
            year => write!(out, "{year}"),
        };
    }

    fn push_time(self, out: &mut String) {
        two_digits(out, self.hour);
        out.push(':');
        two_digits(out, self.minute);
        out.push(':');
        two_digits(out, self.second);
    }
}

/// Appends a number below 100 with two digits. `write!` takes five times as long, and every response has a date.
fn two_digits(out: &mut String, number: u64) {
    out.push(char::from(b'0' + (number / 10 % 10) as u8));
    out.push(char::from(b'0' + (number % 10) as u8));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_print_in_both_forms() {
        for (millis, clf, http) in [
            (0, "01/Jan/1970:00:00:00 +0000", "Thu, 01 Jan 1970 00:00:00 GMT"),
            (951_827_696_999, "29/Feb/2000:12:34:56 +0000", "Tue, 29 Feb 2000 12:34:56 GMT"),
            (1_795_421_109_000, "23/Nov/2026:08:05:09 +0000", "Mon, 23 Nov 2026 08:05:09 GMT"),
            (253_402_300_800_000, "01/Jan/10000:00:00:00 +0000", "Sat, 01 Jan 10000 00:00:00 GMT"),
        ] {
            assert_eq!(Moment::of(millis).common_log_format(), clf);
            assert_eq!(Moment::of(millis).http_date(), http);
        }
    }
}
