//! The `vtlkit` command.
fn main() {}
