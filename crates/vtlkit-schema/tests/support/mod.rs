//! The two kinds of cases.

pub mod draft4;
pub mod recorded;
