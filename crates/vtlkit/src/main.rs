//! The `vtlkit` command.
//!
//! Standard output has the result and nothing else; messages go to standard error. The exit code is 0 for success, 1 if
//! a template fails or has a finding, and 2 for wrong usage or a missing file.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
