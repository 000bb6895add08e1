//! A summary of `vtlkit lint` for a folder.

use std::ffi::OsStr;
use std::path::Path;

use clap::Parser as _;
use vtlkit::Applicability;

use super::collect::collect;
use super::report::counts;
use super::{configs, found};
use crate::cli::args::{Args, Command};
use crate::cli::failure::Failure;

/// The summary.
pub(crate) struct Overview {
    /// The number of findings of each severity, as text.
    pub(crate) counts: String,
    /// The fixable findings.
    pub(crate) fixes: Option<Fixes>,
}

/// Fixable findings.
pub(crate) struct Fixes {
    /// Their number.
    pub(crate) count: usize,
    /// The options of `vtlkit lint` that fix them.
    pub(crate) options: &'static str,
}

/// Lints a folder like `vtlkit lint` without options.
pub(crate) fn overview(folder: &Path) -> Result<Overview, Failure> {
    let line = ["vtlkit", "lint", "--"].map(OsStr::new);
    let parsed = Args::try_parse_from(line.into_iter().chain([folder.as_os_str()]));
    let Command::Lint(args) = parsed.map_err(|error| Failure::Usage(Box::new(error)))?.command else {
        return Ok(Overview { counts: String::new(), fixes: None });
    };
    let configs = configs(&args)?;
    let found = found(&args, &configs, collect(&args, &configs)?)?;
    let fixes = || found.iter().flat_map(|file| &file.findings).filter_map(|it| it.diagnostic.fix.as_ref());
    let count = |how| fixes().filter(|fix| fix.applicability == how).count();
    let fixes = match (count(Applicability::Safe), count(Applicability::Unsafe)) {
        (0, 0) => None,
        (0, count) => Some(Fixes { count, options: "--fix --unsafe-fixes" }),
        (count, _) => Some(Fixes { count, options: "--fix" }),
    };
    Ok(Overview { counts: counts(&found), fixes })
}
