//! Equality of JSON values.

use serde_json::Value;

/// Whether two values are equal, regardless of the order of members and the notation of numbers.
pub(crate) fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => decimal(&a.to_string()) == decimal(&b.to_string()),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter().all(|(name, value)| b.get(name).is_some_and(|other| equal(value, other)))
        }
        _ => a == b,
    }
}

/// The normal form of a decimal number: its sign, its digits without leading and trailing zeros, and the exponent of
/// the last digit.
fn decimal(text: &str) -> (bool, String, i128) {
    let negative = text.starts_with('-');
    let text = text.trim_start_matches('-');
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    // An exponent that no number of digits can compensate counts as the largest one.
    let exponent: i128 = exponent.parse().unwrap_or(i128::from(i64::MAX));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = [whole, fraction].concat();
    let trimmed = digits.trim_end_matches('0');
    let power = exponent - fraction.len() as i128 + (digits.len() - trimmed.len()) as i128;
    match trimmed.trim_start_matches('0') {
        "" => (false, String::new(), 0),
        significant => (negative, significant.to_owned(), power),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_the_same_however_they_are_written() {
        let same = |a: &str, b: &str| {
            let parse = |text: &str| serde_json::from_str::<Value>(text).unwrap();
            equal(&parse(a), &parse(b))
        };
        for (a, b) in [
            ("1", "1.0"),
            ("100", "1e2"),
            ("-0", "0"),
            ("0.5", "5E-1"),
            ("12345678901234567890123", "12345678901234567890123.0"),
            ("[1, {\"a\": 2, \"b\": 3}]", "[1.0, {\"b\": 3, \"a\": 20e-1}]"),
        ] {
            assert!(same(a, b), "{a} {b}");
        }
        for (a, b) in [
            ("1", "-1"),
            ("1", "10"),
            ("1", "\"1\""),
            ("12345678901234567890123", "12345678901234567890124"),
            ("1e999999999999999999999999", "2e999999999999999999999999"),
            ("{}", "{\"a\": null}"),
            ("[]", "[[]]"),
            ("null", "false"),
        ] {
            assert!(!same(a, b), "{a} {b}");
        }
    }
}
