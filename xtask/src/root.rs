//! Paths.

use std::path::{Path, PathBuf};

/// The root of the checkout.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// The script that runs the real engines: Velocity 1.7 and Jayway JsonPath on a JVM.
pub(crate) fn oracle() -> PathBuf {
    root().join("tests/oracle/run.sh")
}
