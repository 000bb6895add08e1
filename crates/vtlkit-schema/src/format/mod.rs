//! The formats that the validator knows, each exactly as strict as the Java library that implements it.

mod address;
mod date_time;
mod email;
mod encoded;
mod hyper;
mod phone;

use crate::ecma::Pattern;
use crate::json::{Json, NotFinite, Number, Type, TypeSet};
use crate::schema::Draft;
use vtlkit_java::uri::Uri;

pub(crate) use hyper::{is_media_type, is_uri_template};

/// A known format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Base64,
    Date,
    DateTime,
    Email,
    /// A hexadecimal digest of this many digits.
    Hex(usize),
    Hostname,
    Ipv4,
    Ipv6,
    JsonPointer,
    Mac,
    Phone,
    Regex,
    Time,
    Uri,
    UtcMillisec,
    Uuid,
}

/// The result of a failed format check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Finding {
    Error(String),
    Warning(String),
    /// The check throws.
    Exception(String),
}

impl Format {
    /// The format with a name, if the draft has it. Names are case-sensitive.
    pub(crate) fn find(name: &str, draft: Draft) -> Option<Self> {
        Some(match (name, draft) {
            ("base64", _) => Self::Base64,
            ("date-time", _) => Self::DateTime,
            ("email", _) => Self::Email,
            ("ipv6", _) => Self::Ipv6,
            ("json-pointer", _) => Self::JsonPointer,
            ("mac", _) => Self::Mac,
            ("md5", _) => Self::Hex(32),
            ("regex", _) => Self::Regex,
            ("sha1", _) => Self::Hex(40),
            ("sha256", _) => Self::Hex(64),
            ("sha512", _) => Self::Hex(128),
            ("uri", _) => Self::Uri,
            ("uuid", _) => Self::Uuid,
            ("hostname", Draft::V4 | Draft::V4Hyper) | ("host-name", Draft::V3) => Self::Hostname,
            ("ipv4", Draft::V4 | Draft::V4Hyper) | ("ip-address", Draft::V3) => Self::Ipv4,
            ("date", Draft::V3) => Self::Date,
            ("time", Draft::V3) => Self::Time,
            ("phone", Draft::V3) => Self::Phone,
            ("utc-millisec", Draft::V3) => Self::UtcMillisec,
            _ => return None,
        })
    }

    /// The types of values that the format applies to.
    pub(crate) const fn types(self) -> TypeSet {
        match self {
            Self::UtcMillisec => TypeSet::of(&[Type::Integer, Type::Number]),
            _ => TypeSet::of(&[Type::String]),
        }
    }

    /// Checks a value; its type must be one of [`types`](Self::types).
    pub(crate) fn check(self, value: Json<'_>) -> Option<Finding> {
        if let Self::UtcMillisec = self {
            return value.as_number().and_then(utc_millisec);
        }
        self.check_string(value.as_str()?)
    }

    fn check_string(self, string: &str) -> Option<Finding> {
        let invalid = |what: &str| Some(Finding::Error(format!("string \"{string}\" is not a valid {what}")));
        let invalid_input =
            |what: &str| Some(Finding::Error(format!("input string \"{string}\" is not a valid {what}")));
        let invalid_date = |expected: &str| {
            Some(Finding::Error(format!(
                "string \"{string}\" is invalid against requested date format(s) {expected}"
            )))
        };
        match self {
            Self::Base64 => encoded::base64(string).map(Finding::Error),
            Self::Hex(digits) => encoded::hex(string, digits).map(Finding::Error),
            Self::Date if !date_time::is_date(string) => invalid_date("yyyy-MM-dd"),
            Self::Time if !date_time::is_time(string) => invalid_date("HH:mm:ss"),
            Self::DateTime if !date_time::is_date_time(string) => {
                invalid_date("[yyyy-MM-dd'T'HH:mm:ssZ, yyyy-MM-dd'T'HH:mm:ss.SSSZ]")
            }
            Self::Email if !email::is_email(string) => invalid("email address"),
            Self::Hostname if !address::is_hostname(string) => invalid("hostname"),
            Self::Ipv4 if !matches!(address::ip(string), Some(address::Ip::V4)) => invalid("IPv4 address"),
            Self::Ipv6 if !matches!(address::ip(string), Some(address::Ip::V6)) => invalid("IPv6 address"),
            Self::Uri if Uri::parse(string).is_none() => invalid("URI"),
            Self::JsonPointer if crate::pointer::parse(string).is_none() => invalid_input("JSON Pointer"),
            Self::Mac if !address::is_mac(string) => invalid_input("MAC address"),
            Self::Uuid if !encoded::is_uuid(string) => invalid_input("UUID"),
            Self::Phone if !phone::is_phone_number(string) => {
                Some(Finding::Error(format!("string \"{string}\" is not recognized as a phone number")))
            }
            Self::Regex => match Pattern::compile(string).err()?.crash() {
                Some(crash) => Some(Finding::Exception(crash)),
                None => invalid("ECMA 262 regular expression"),
            },
            _ => None,
        }
    }
}

/// Warns about a time before 1970 or beyond 32 bits of seconds.
fn utc_millisec(number: Number<'_>) -> Option<Finding> {
    let negative = || {
        Some(Finding::Warning(format!("value for epoch is negative ({number}), probably not what you want")))
    };
    let overflow = || {
        Some(Finding::Warning(format!(
            "value for epoch may lead to overflow (found {number}, which is greater than 2^31 - 1)"
        )))
    };
    let seconds = 1_i64 << 31;
    match number {
        Number::Int(..0) => negative(),
        Number::Int(value) if value / 1000 >= seconds => overflow(),
        Number::BigInt(text) if text.starts_with('-') => negative(),
        Number::BigInt(_) => overflow(),
        Number::Double(value) if !value.is_finite() => Some(Finding::Exception(NotFinite.to_string())),
        Number::Double(value) if value <= -1.0 => negative(),
        Number::Double(value) if value >= seconds as f64 * 1000.0 => overflow(),
        Number::Int(_) | Number::Double(_) => None,
    }
}
