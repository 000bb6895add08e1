//! Behaviour of Java on which the validator's messages and their order depend.

mod hash;
mod order;
mod text;

pub(crate) use hash::{hash, hash_map_order, hash_set_text};
pub(crate) use order::{compare, sorted};
pub(crate) use text::{ESCAPE, code_points, printed, push_code, units};
