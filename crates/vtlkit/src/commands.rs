//! One module for each command.

pub(crate) mod lint;
pub(crate) mod map;
pub(crate) mod render;
