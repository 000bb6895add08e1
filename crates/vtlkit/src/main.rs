//! The `vtlkit` command: `render` for one request, `map` for a stream of them, `invoke` for a whole API, `validate` for
//! bodies under a model, `test` for cases beside the templates, `lint` for what is wrong with
//! templates, `attack` for what hostile requests break.
//!
//! What it prints on standard output is the result and nothing else; what is wrong goes to standard error. It exits
//! with 0, with 1 where a template fails or has a finding, and with 2 where it was called wrongly or a file is missing.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
