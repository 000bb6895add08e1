//! The parts of Java 17's class library whose results are visible in templates or request models.
//!
//! | module | Java |
//! |---|---|
//! | [`double`] | `Double.toString`, `Float.toString`, and the digits that `String.format` uses |
//! | [`integer`] | `Long.toString` |
//! | [`big_decimal`] | `java.math.BigDecimal` for arithmetic |
//! | [`decimal`] | `java.math.BigDecimal` to parse, compare and print in linear time |
//! | [`character`], [`unicode`] | `java.lang.Character`, Unicode 13 |
//! | [`wtf8`] | strings: UTF-8 that can contain lone surrogates |
//! | [`string_case`] | `String.toUpperCase`, `toLowerCase`, `compareToIgnoreCase` |
//! | [`hash`] | `hashCode`, and the iteration order of `HashMap` |
//! | [`uri`] | `java.net.URI` |

#![cfg_attr(not(test), warn(clippy::disallowed_methods))]

pub mod big_decimal;
pub mod character;
pub mod decimal;
pub mod double;
pub mod hash;
pub mod integer;
pub mod string_case;
pub mod unicode;
pub mod uri;
pub mod wtf8;

pub use big_decimal::BigDecimal;
pub use decimal::Decimal;
