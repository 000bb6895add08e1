//! The header `X-Amzn-Trace-Id`.

use vtlkit_api::{Headers, last_header};

/// The header's name.
pub(super) const HEADER: &str = "X-Amzn-Trace-Id";

/// The trace of a request: the client's, as recorded. Where it has no parent, it gets one. Without a client's the service
/// starts a trace, whose identifier has the time in seconds.
pub(super) fn of(headers: &Headers, time_millis: u64) -> String {
    let given = last_header(headers, HEADER).unwrap_or_default();
    let member = |name: &str| {
        let members = given.split(';').filter_map(|member| member.trim().split_once('='));
        members.filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
    };
    match (member("Root"), member("Parent")) {
        (Some(_), Some(_)) => given.to_owned(),
        (Some(root), None) => {
            format!("Root={root};Parent=0000000000000001;Sampled={}", member("Sampled").unwrap_or("0"))
        }
        (None, _) => format!("Root=1-{:08x}-000000000000000000000000", time_millis / 1000),
    }
}
