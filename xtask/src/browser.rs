//! The browser that tests run in.

use std::path::Path;

use crate::command::{command, printed};

/// Where a Chromium is, besides the variable `CHROMIUM`.
const CHROMIUM: [&str; 4] = [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/// Where a `chromedriver` is, besides the variable `CHROMEDRIVER`.
const CHROMEDRIVER: [&str; 3] =
    ["/usr/bin/chromedriver", "/usr/local/bin/chromedriver", "/opt/homebrew/bin/chromedriver"];

/// A Chromium; where there is none and Debian's packages can be had, theirs is installed.
pub(crate) fn chromium() -> Result<String, String> {
    find("CHROMIUM", &CHROMIUM, "chromium")
}

/// The `chromedriver` of the Chromium, in the same way.
pub(crate) fn chromedriver() -> Result<String, String> {
    find("CHROMEDRIVER", &CHROMEDRIVER, "chromium-driver")
}

fn find(variable: &str, places: &[&str], package: &str) -> Result<String, String> {
    let named = std::env::var(variable).ok();
    let found = || {
        let all = named.iter().cloned().chain(places.iter().map(|&place| place.to_owned()));
        all.into_iter().find(|place| Path::new(place).exists())
    };
    if let Some(found) = found() {
        return Ok(found);
    }
    let is_root = printed("id", &["-u"]).is_some_and(|id| id.trim() == "0");
    if is_root && printed("apt-get", &["--version"]).is_some() {
        command("apt-get", ["update", "-qq"], &[])?;
        command("apt-get", ["install", "-y", "-qq", "--no-install-recommends", package], &[])?;
    }
    found().ok_or_else(|| {
        format!(
            "{package} is missing: `sudo apt-get install -y {package}`, or say where it is with {variable}"
        )
    })
}
