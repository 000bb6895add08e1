//! Splits a URI into its components and validates each.

use super::{Allowed, Uri, is_other};

/// The text. Offsets are bytes and are passed from function to function.
struct Parser<'t> {
    text: &'t str,
    bytes: &'t [u8],
}

/// A failed check. The validator does not show Java's message.
struct Malformed;

type At = Result<usize, Malformed>;

pub(super) fn parse(text: &str) -> Option<Uri> {
    let parser = Parser { text, bytes: text.as_bytes() };
    parser.uri().ok()
}

impl<'t> Parser<'t> {
    fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    fn at(&self, at: usize, end: usize, byte: u8) -> bool {
        at < end && self.byte(at) == Some(byte)
    }

    fn slice(&self, start: usize, end: usize) -> &'t str {
        self.text.get(start..end).unwrap_or_default()
    }

    fn owned(&self, start: usize, end: usize) -> String {
        self.slice(start, end).to_owned()
    }

    /// The offset of the first of the stop characters, or the end.
    fn until(&self, start: usize, end: usize, stop: &[u8]) -> usize {
        let part = self.bytes.get(start..end).unwrap_or_default();
        part.iter().position(|byte| stop.contains(byte)).map_or(end, |at| start + at)
    }

    /// The same, but `None` if one of the error characters comes first.
    fn until_unless(&self, start: usize, end: usize, error: &[u8], stop: &[u8]) -> Option<usize> {
        let found = self.until(start, end, &[error, stop].concat());
        if self.byte(found).is_some_and(|byte| found < end && error.contains(&byte)) {
            None
        } else {
            Some(found)
        }
    }

    /// The end of the allowed characters, including escapes. A malformed escape is an error anywhere.
    fn scan(&self, start: usize, end: usize, allowed: impl Fn(u8) -> bool) -> At {
        let mut at = start;
        while at < end {
            let Some(byte) = self.byte(at) else { break };
            if allowed(byte) {
                at += 1;
            } else if byte == b'%' {
                let hex = |at: usize| at < end && self.byte(at).is_some_and(|byte| byte.is_ascii_hexdigit());
                if !hex(at + 1) || !hex(at + 2) {
                    return Err(Malformed);
                }
                at += 3;
            } else {
                match self.slice(at, end).chars().next() {
                    Some(other) if is_other(other) => at += other.len_utf8(),
                    _ => break,
                }
            }
        }
        Ok(at)
    }

    /// The end of the allowed characters, excluding escapes.
    fn scan_plain(&self, start: usize, end: usize, allowed: impl Fn(u8) -> bool) -> usize {
        let part = self.bytes.get(start..end).unwrap_or_default();
        start + part.iter().take_while(|byte| allowed(**byte)).count()
    }

    fn check(&self, start: usize, end: usize, allowed: Allowed) -> Result<(), Malformed> {
        if self.scan(start, end, |byte| allowed.contains(byte))? < end { Err(Malformed) } else { Ok(()) }
    }

    fn uri(&self) -> Result<Uri, Malformed> {
        let end = self.bytes.len();
        let mut uri = Uri::default();
        let colon = self.until_unless(0, end, b"/?#", b":");
        let mut at = match colon.filter(|&at| self.at(at, end, b':')) {
            Some(colon) => {
                let name = self.slice(0, colon);
                let well_formed = name.starts_with(|c: char| c.is_ascii_alphabetic())
                    && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
                if !well_formed {
                    return Err(Malformed);
                }
                uri.scheme = Some(name.to_owned());
                let start = colon + 1;
                if self.at(start, end, b'/') {
                    self.hierarchical(start, end, &mut uri)?
                } else {
                    let part_end = self.until(start, end, b"#");
                    if part_end <= start {
                        return Err(Malformed);
                    }
                    self.check(start, part_end, Allowed::Uric)?;
                    uri.opaque = Some(self.owned(start, part_end));
                    part_end
                }
            }
            None => self.hierarchical(0, end, &mut uri)?,
        };
        if self.at(at, end, b'#') {
            self.check(at + 1, end, Allowed::Uric)?;
            uri.fragment = Some(self.owned(at + 1, end));
            at = end;
        }
        if at < end { Err(Malformed) } else { Ok(uri) }
    }

    fn hierarchical(&self, start: usize, end: usize, uri: &mut Uri) -> At {
        let mut at = start;
        if self.at(at, end, b'/') && self.at(at + 1, end, b'/') {
            at += 2;
            let authority_end = self.until(at, end, b"/?#");
            if authority_end > at {
                self.authority(at, authority_end, uri)?;
                at = authority_end;
            } else if authority_end >= end {
                return Err(Malformed);
            }
        }
        let path_end = self.until(at, end, b"?#");
        self.check(at, path_end, Allowed::Path)?;
        uri.path = self.owned(at, path_end);
        at = path_end;
        if self.at(at, end, b'?') {
            let query_end = self.until(at + 1, end, b"#");
            self.check(at + 1, query_end, Allowed::Uric)?;
            uri.query = Some(self.owned(at + 1, query_end));
            at = query_end;
        }
        Ok(at)
    }

    fn authority(&self, start: usize, end: usize, uri: &mut Uri) -> Result<(), Malformed> {
        // With an IPv6 address, a percent sign need not start an escape.
        let server = if self.until(start, end, b"]") > start {
            self.scan(start, end, |byte| Allowed::Server.contains(byte) || byte == b'%')? == end
        } else {
            self.scan(start, end, |byte| Allowed::Server.contains(byte))? == end
        };
        let registry = self.scan(start, end, |byte| Allowed::RegistryName.contains(byte))? == end;
        if server && self.server(start, end, uri).is_ok_and(|at| at == end) {
            uri.authority = Some(self.owned(start, end));
            return Ok(());
        }
        (uri.user_info, uri.host, uri.port) = (None, None, None);
        if !registry {
            return Err(Malformed);
        }
        uri.authority = Some(self.owned(start, end));
        Ok(())
    }

    fn server(&self, start: usize, end: usize, uri: &mut Uri) -> At {
        let mut at = start;
        if let Some(sign) =
            self.until_unless(start, end, b"/?#", b"@").filter(|&sign| self.at(sign, end, b'@'))
        {
            self.check(start, sign, Allowed::UserInfo)?;
            uri.user_info = Some(self.owned(start, sign));
            at = sign + 1;
        }
        if self.at(at, end, b'[') {
            at += 1;
            let bracket = self.until_unless(at, end, b"/?#", b"]").ok_or(Malformed)?;
            if bracket <= at || !self.at(bracket, end, b']') {
                return Err(Malformed);
            }
            let scope = self.until(at, bracket, b"%");
            if scope < bracket {
                let name = self.slice(scope + 1, bracket);
                let well_formed = !name.is_empty()
                    && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.".contains(&byte));
                if scope == at || !well_formed {
                    return Err(Malformed);
                }
            }
            if !is_ipv6(self.slice(at, scope)) {
                return Err(Malformed);
            }
            uri.host = Some(self.owned(at - 1, bracket + 1));
            at = bracket + 1;
        } else {
            let host_end = match self.ipv4(at, end) {
                Some(host_end) => host_end,
                None => self.hostname(at, end)?,
            };
            uri.host = Some(self.owned(at, host_end));
            at = host_end;
        }
        if self.at(at, end, b':') {
            at += 1;
            let port_end = self.until(at, end, b"/");
            if port_end > at {
                let port = self.slice(at, port_end);
                if !port.bytes().all(|byte| byte.is_ascii_digit()) {
                    return Err(Malformed);
                }
                let port = port.parse::<i32>().map_err(|_| Malformed)?;
                uri.port = Some(port.unsigned_abs());
                at = port_end;
            }
        }
        if at < end { Err(Malformed) } else { Ok(at) }
    }

    /// The end of an IPv4 address.
    fn ipv4(&self, start: usize, end: usize) -> Option<usize> {
        let digits_end = self.scan_plain(start, end, |byte| byte.is_ascii_digit() || byte == b'.');
        let is_address = is_ipv4(self.slice(start, digits_end));
        (is_address && (digits_end == end || self.at(digits_end, end, b':'))).then_some(digits_end)
    }

    fn hostname(&self, start: usize, end: usize) -> At {
        let mut at = start;
        let mut last_label = None;
        while at < end {
            let label_end = self.scan_plain(at, end, |byte| byte.is_ascii_alphanumeric() || byte == b'-');
            if !self.byte(at).is_some_and(|byte| byte.is_ascii_alphanumeric()) {
                break;
            }
            if self.byte(label_end - 1) == Some(b'-') {
                return Err(Malformed);
            }
            last_label = Some(at);
            at = label_end;
            if !self.at(at, end, b'.') {
                break;
            }
            at += 1;
        }
        if at < end && !self.at(at, end, b':') {
            return Err(Malformed);
        }
        let last_label = last_label.ok_or(Malformed)?;
        let starts_with_letter = self.byte(last_label).is_some_and(|byte| byte.is_ascii_alphabetic());
        if last_label > start && !starts_with_letter { Err(Malformed) } else { Ok(at) }
    }
}

fn is_ipv4(text: &str) -> bool {
    let bytes: Vec<&str> = text.split('.').collect();
    bytes.len() == 4
        && bytes.iter().all(|byte| {
            !byte.is_empty()
                && byte.bytes().all(|digit| digit.is_ascii_digit())
                // Java parses an `int`, so a longer number is not an address.
                && byte.parse::<i32>().is_ok_and(|value| value <= 255)
        })
}

fn is_ipv6(text: &str) -> bool {
    let (head, tail) = match text.split_once("::") {
        Some((head, tail)) => (head, Some(tail)),
        None => (text, None),
    };
    if tail.is_some_and(|tail| tail.contains("::") || tail.starts_with(':')) {
        return false;
    }
    // The length of consecutive groups in bytes; an IPv4 address may come last.
    let bytes = |groups: &str, last: bool| -> Option<usize> {
        if groups.is_empty() {
            return Some(0);
        }
        let groups: Vec<&str> = groups.split(':').collect();
        let count = groups.len();
        groups.iter().enumerate().try_fold(0, |sum, (index, group)| {
            let hex = (1..=4).contains(&group.len()) && group.bytes().all(|byte| byte.is_ascii_hexdigit());
            if hex {
                Some(sum + 2)
            } else if last && index + 1 == count && is_ipv4(group) {
                Some(sum + 4)
            } else {
                None
            }
        })
    };
    match tail {
        Some(tail) => {
            matches!((bytes(head, false), bytes(tail, true)), (Some(head), Some(tail)) if head + tail < 16)
        }
        None => bytes(head, true) == Some(16),
    }
}
