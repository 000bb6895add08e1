//! The `vtlkit` command, implemented in `vtlkit::cli`.
//!
//! Standard output has the result and nothing else; messages go to standard error. The exit code is 0 for success, 1 if
//! a template fails or has a finding, and 2 for wrong usage or a missing file.

use std::process::ExitCode;

fn main() -> ExitCode {
    vtlkit::cli::run(std::env::args_os()).into()
}
