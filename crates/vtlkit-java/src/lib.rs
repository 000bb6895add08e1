//! The parts of Java's class library whose results a template or a request model shows, as Java 17 has them.
//!
//! | module | Java |
//! |---|---|
//! | [`double`] | `Double.toString`, `Float.toString`, and the digits `String.format` starts from |
//! | [`integer`] | `Long.toString` |
//! | [`big_decimal`] | `java.math.BigDecimal` to calculate with |
//! | [`decimal`] | `java.math.BigDecimal` to read, compare and print, in linear time |
//! | [`character`], [`unicode`] | `java.lang.Character`, Unicode 13 |
//! | [`wtf8`] | strings: UTF-8 that can hold half of a surrogate pair |
//! | [`string_case`] | `String.toUpperCase`, `toLowerCase`, `compareToIgnoreCase` |
//! | [`hash`] | `hashCode`, and the order in which a `HashMap` lists its keys |
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
