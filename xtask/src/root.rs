//! Where things are.

use std::path::{Path, PathBuf};

/// The root of the checkout.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// The script that runs the real engines, which lies beside the checkout.
pub(crate) fn oracle() -> PathBuf {
    root().join("../shared/oracle/run.sh")
}
