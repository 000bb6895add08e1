//! Host names and IP addresses as Guava accepts them.

use vtlkit_java::character::char_digit;

use crate::java;

/// The family of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ip {
    V4,
    V6,
}

/// Parses an address. An IPv6 address that represents an IPv4 address counts as IPv4.
pub(super) fn ip(string: &str) -> Option<Ip> {
    // `%` starts a scope, which may be anything, but only after an address with colons.
    let (address, scope) = match string.split_once('%') {
        Some((address, _)) => (address, true),
        None => (string, false),
    };
    let well_formed = address.chars().all(|c| c == ':' || c == '.' || char_digit(c.into(), 16).is_some());
    let dot = address.find('.');
    if !well_formed || dot.is_some_and(|dot| address.rfind(':').is_some_and(|colon| colon > dot)) {
        return None;
    }
    if !address.contains(':') {
        return (!scope && ipv4(address).is_some()).then_some(Ip::V4);
    }
    let groups = if dot.is_some() {
        // Guava still has the scope when it parses the dotted part, which is then invalid.
        let (head, quad) = address.rsplit_once(':').filter(|_| !scope)?;
        let [a, b, c, d] = ipv4(quad)?;
        ipv6(&format!("{head}:{:x}:{:x}", u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d])))?
    } else {
        ipv6(address)?
    };
    let mapped = groups.starts_with(&[0, 0, 0, 0, 0, 0xffff]);
    Some(if mapped { Ip::V4 } else { Ip::V6 })
}

fn ipv4(string: &str) -> Option<[u8; 4]> {
    let mut bytes = [0; 4];
    let mut parts = string.split('.');
    for byte in &mut bytes {
        let part = parts.next()?;
        let length = part.chars().count();
        if length == 0 || length > 3 || (length > 1 && part.starts_with('0')) {
            return None;
        }
        let value = part.chars().try_fold(0, |value, c| Some(value * 10 + char_digit(c.into(), 10)?))?;
        *byte = u8::try_from(value).ok()?;
    }
    parts.next().is_none().then_some(bytes)
}

fn ipv6(string: &str) -> Option<[u16; 8]> {
    let hex = |groups: &str| -> Option<Vec<u16>> {
        if groups.is_empty() {
            return Some(Vec::new());
        }
        groups
            .split(':')
            .map(|group| {
                let length = group.chars().count();
                let value = group
                    .chars()
                    .try_fold(0_u16, |value, c| Some((value << 4) | char_digit(c.into(), 16)? as u16));
                value.filter(|_| (1..=4).contains(&length))
            })
            .collect()
    };
    let mut all = [0; 8];
    let Some((head, tail)) = string.split_once("::") else { return hex(string)?.try_into().ok() };
    let (head, tail) = (hex(head)?, hex(tail)?);
    // `::` stands for at least one group.
    if head.len() + tail.len() > 7 {
        return None;
    }
    for (place, group) in all.iter_mut().zip(&head) {
        *place = *group;
    }
    for (place, group) in all.iter_mut().rev().zip(tail.iter().rev()) {
        *place = *group;
    }
    Some(all)
}

/// Letters and digits in pairs.
pub(super) fn is_mac(string: &str) -> bool {
    let mut pairs = 0;
    string.split(':').all(|pair| {
        pairs += 1;
        pair.len() == 2 && pair.bytes().all(|byte| byte.is_ascii_alphanumeric())
    }) && pairs == 6
}

/// A domain name. Non-ASCII characters are unrestricted, and underscores are accepted inside labels.
pub(super) fn is_hostname(string: &str) -> bool {
    let is_dot = |c: char| matches!(c, '.' | '\u{3002}' | '\u{ff0e}' | '\u{ff61}');
    let name = string.strip_suffix(is_dot).unwrap_or(string);
    let units = |text: &str| java::units(text).count();
    let labels: Vec<&str> = name.split(is_dot).collect();
    if units(name) > 253 || labels.len() > 127 {
        return false;
    }
    let well_formed = labels.iter().all(|label| {
        (1..=63).contains(&units(label))
            && label.chars().all(|c| !c.is_ascii() || c.is_ascii_alphanumeric() || c == '-' || c == '_')
            && !label.starts_with(['-', '_'])
            && !label.ends_with(['-', '_'])
    });
    well_formed && labels.last().is_some_and(|last| !last.starts_with(|c: char| c.is_ascii_digit()))
}
