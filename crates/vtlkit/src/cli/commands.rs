//! One module for each command.

pub(crate) mod attack;
pub(crate) mod extract;
pub(crate) mod init;
pub(crate) mod invoke;
pub(crate) mod lint;
pub(crate) mod map;
pub(crate) mod render;
pub(crate) mod routes;
pub(crate) mod shell;
pub(crate) mod test;
pub(crate) mod validate;
