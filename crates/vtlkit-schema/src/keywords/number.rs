//! `maximum`, `minimum`, `multipleOf` and their companions.

use std::cmp::Ordering;

use crate::json::{Json, NotFinite, Number, Object, is_multiple_of};

/// A keyword for numbers.
#[derive(Debug)]
pub(crate) enum NumberRule {
    Limit { bound: Bound, limit: OwnNumber, exclusive: bool },
    Divisor(OwnNumber),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bound {
    Maximum,
    Minimum,
}

/// A number that does not borrow from a document.
#[derive(Debug)]
pub(crate) enum OwnNumber {
    Int(i64),
    BigInt(Box<str>),
    Double(f64),
}

impl OwnNumber {
    /// The stored form of a keyword's value.
    fn digest(value: Json<'_>) -> Result<Self, NotFinite> {
        Ok(match value.as_number().unwrap_or(Number::Int(0)).digested()? {
            Number::Int(value) => Self::Int(value),
            Number::BigInt(text) => Self::BigInt(Box::from(text)),
            Number::Double(value) => Self::Double(value),
        })
    }

    pub(crate) fn as_number(&self) -> Number<'_> {
        match self {
            Self::Int(value) => Number::Int(*value),
            Self::BigInt(text) => Number::BigInt(text),
            Self::Double(value) => Number::Double(*value),
        }
    }
}

impl NumberRule {
    pub(super) fn limit(schema: Object<'_>, bound: Bound, value: Json<'_>) -> Result<Self, NotFinite> {
        let companion = match bound {
            Bound::Maximum => "exclusiveMaximum",
            Bound::Minimum => "exclusiveMinimum",
        };
        let exclusive = schema.get(companion).and_then(Json::as_bool) == Some(true);
        Ok(Self::Limit { bound, limit: OwnNumber::digest(value)?, exclusive })
    }

    pub(super) fn divisor(value: Json<'_>) -> Result<Self, NotFinite> {
        Ok(Self::Divisor(OwnNumber::digest(value)?))
    }

    /// Whether a number satisfies the rule.
    pub(crate) fn allows(&self, number: Number<'_>) -> Result<bool, NotFinite> {
        match self {
            Self::Limit { bound, limit, exclusive } => {
                let order = number.compare(limit.as_number())?;
                Ok(match order {
                    Ordering::Equal => !exclusive,
                    Ordering::Less => *bound == Bound::Maximum,
                    Ordering::Greater => *bound == Bound::Minimum,
                })
            }
            Self::Divisor(divisor) => is_multiple_of(number, divisor.as_number()),
        }
    }

    pub(super) fn check(&self, number: Number<'_>) -> Result<Option<String>, NotFinite> {
        if self.allows(number)? {
            return Ok(None);
        }
        Ok(Some(match self {
            Self::Limit { bound, limit, .. } => {
                let limit = limit.as_number();
                let equal = number.compare(limit)? == Ordering::Equal;
                match (bound, equal) {
                    (Bound::Maximum, true) => {
                        format!("numeric instance is not strictly lower than the required maximum {limit}")
                    }
                    (Bound::Minimum, true) => {
                        format!("numeric instance is not strictly greater than the required minimum {limit}")
                    }
                    (Bound::Maximum, false) => format!(
                        "numeric instance is greater than the required maximum (maximum: {limit}, found: {number})"
                    ),
                    (Bound::Minimum, false) => format!(
                        "numeric instance is lower than the required minimum (minimum: {limit}, found: {number})"
                    ),
                }
            }
            Self::Divisor(divisor) => {
                format!("remainder of division is not zero ({number} / {})", divisor.as_number())
            }
        }))
    }
}
