//! How the service changes headers, as recorded in December 2024.

use vtlkit_api::{Headers, IntegrationType};

fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Whether a mapping onto this header of the integration request ends the request with status 500.
pub(super) fn is_illegal_target(kind: IntegrationType, name: &str) -> bool {
    let aws = matches!(kind, IntegrationType::Aws | IntegrationType::AwsProxy);
    is_one_of(name, &["Content-Length", "Transfer-Encoding", "X-Amzn-Trace-Id", "X-Amzn-Apigateway-Api-Id"])
        || aws && is_one_of(name, &["Authorization", "Connection", "Expect", "Proxy-Authenticate", "TE"])
}

/// Whether a mapped header does not reach the endpoint. The service sets `Host` itself.
pub(super) fn is_lost(name: &str) -> bool {
    is_one_of(name, &["Expect", "Host", "Proxy-Authenticate", "TE", "Via"])
}

/// Whether a header of the client is forwarded to a proxy integration.
pub(super) fn is_forwarded(kind: IntegrationType, name: &str, value: &str) -> bool {
    if name.eq_ignore_ascii_case("Authorization") {
        return !value.starts_with("AWS4-HMAC-SHA256");
    }
    if is_one_of(name, &["Content-Encoding", "Via"]) {
        return kind == IntegrationType::AwsProxy;
    }
    !is_one_of(
        name,
        &[
            "Connection",
            "Content-Length",
            "Content-MD5",
            "Expect",
            "Max-Forwards",
            "Proxy-Authenticate",
            "Server",
            "TE",
            "Trailer",
            "Transfer-Encoding",
            "Upgrade",
            "WWW-Authenticate",
        ],
    )
}

/// What happens to a header on the way to the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Kept,
    /// It is renamed to `x-amzn-Remapped-` and its name.
    Remapped,
    Dropped,
}

pub(super) fn fate(kind: IntegrationType, name: &str) -> Fate {
    if name.eq_ignore_ascii_case("Transfer-Encoding") || kind.is_proxy() && name.eq_ignore_ascii_case("Via") {
        return Fate::Dropped;
    }
    let remapped = is_one_of(
        name,
        &[
            "Authorization",
            "Connection",
            "Content-Length",
            "Content-MD5",
            "Date",
            "Expect",
            "Host",
            "Max-Forwards",
            "Proxy-Authenticate",
            "Server",
            "Trailer",
            "Upgrade",
            "User-Agent",
            "WWW-Authenticate",
            "x-amzn-RequestId",
        ],
    );
    if remapped { Fate::Remapped } else { Fate::Kept }
}

/// Applies the changes to the headers. Returns a description of each.
pub(super) fn to_client(kind: IntegrationType, headers: &mut Headers) -> Vec<String> {
    let mut changes = Vec::new();
    headers.retain_mut(|(name, _)| {
        let fate = fate(kind, name);
        match fate {
            Fate::Kept => {}
            Fate::Dropped => changes.push(format!("{name} dropped")),
            Fate::Remapped => {
                changes.push(format!("{name} remapped"));
                name.insert_str(0, "x-amzn-Remapped-");
            }
        }
        fate != Fate::Dropped
    });
    changes
}
