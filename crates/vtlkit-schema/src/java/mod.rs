//! What Java does where the validator's words and orders depend on it.

mod hash;
mod order;
mod text;

pub(crate) use hash::{hash, hash_map_order, hash_set_text};
pub(crate) use order::{compare, sorted};
pub(crate) use text::{ESCAPE, code_points, printed, push_code, units};
