//! Phone numbers, a format of draft 3 only.
//!
//! The validator uses a library with the numbering plans of all countries. Here only the shape of a number is checked:
//! this is the only format that is an approximation.

/// Country calling codes of one and two digits; all others have three.
const ONE_DIGIT: [&str; 2] = ["1", "7"];
const TWO_DIGITS: [&str; 47] = [
    "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48",
    "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81",
    "82", "84", "86", "90", "91", "92", "93", "94", "95", "98", "28", "83", "89",
];

pub(super) fn is_phone_number(string: &str) -> bool {
    let (international, rest) = match string.trim_start().strip_prefix('+') {
        Some(rest) => (true, rest),
        None => (false, string),
    };
    if string.chars().count() > 250 || rest.chars().any(char::is_control) {
        return false;
    }
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    let shaped =
        rest.chars().all(|c| c.is_alphanumeric() || c.is_whitespace() || "-().,/~#;=+*[]".contains(c));
    if !shaped || digits.len() < 2 || digits.len() > 20 {
        return false;
    }
    if !international {
        return digits.len() <= 17;
    }
    let code = if ONE_DIGIT.iter().any(|code| digits.starts_with(code)) {
        1
    } else if TWO_DIGITS.iter().any(|code| digits.starts_with(code)) {
        2
    } else {
        3
    };
    !digits.starts_with('0') && digits.len() >= code + 2 && digits.len() <= code + 17
}
