//! The two kinds of cases.

pub(crate) mod draft4;
pub(crate) mod recorded;
