//! Known and intended differences.

use vtlkit_cases::{Json, Outcome};

use super::compare::Subject;

/// The rule that explains a difference, if there is one.
pub(crate) fn rule(subject: &Subject, ours: &Outcome, real: &Json) -> Option<&'static str> {
    let class = real.get("error").and_then(|error| error.text("class")).unwrap_or_default();
    let real_text = match real.get("output") {
        Some(Json::String(text)) => text.as_slice(),
        _ => &[],
    };
    match ours {
        // Velocity has no limits of its own; if it runs out of memory or stack, nothing can be compared.
        _ if class.ends_with("OutOfMemoryError") || class.ends_with("StackOverflowError") => {
            Some("the real engine broke down")
        }
        Outcome::Error { message, .. } if is_limit(message) => Some("a limit of this project's engine"),
        // Classes of the oracle's own objects; API Gateway's have unknown names.
        Outcome::Output { .. } if String::from_utf8_lossy(real_text).contains("Oracle$") => {
            Some("classes of the gateway's objects")
        }
        Outcome::Output { .. } if subject.case.text("template").unwrap_or_default().contains("hashCode") => {
            Some("identity hash codes")
        }
        // Java prints the identity hash of an object without its own `toString()`, which differs in each run.
        Outcome::Output { text, .. } if without_hashes(text) == without_hashes(real_text) => {
            Some("identity hash codes")
        }
        _ => None,
    }
}

fn is_limit(message: &str) -> bool {
    ["too many steps", "grows too large", "grow too large", "nest too deep", "nested deeper than"]
        .iter()
        .any(|part| message.contains(part))
}

/// The text with every `@1b2c3d` replaced by `@`.
fn without_hashes(text: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        plain.push(byte);
        rest = after;
        if byte == b'@' {
            let digits = rest.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
            // vtlkit prints 0 for it.
            if digits >= 4 || rest.starts_with(b"0") {
                rest = &rest[digits..];
            }
        }
    }
    plain
}
