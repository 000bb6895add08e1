//! The browser for tests.

use std::path::Path;

use crate::setup;

/// Paths of Chromium, if the variable `CHROMIUM` is not set.
const CHROMIUM: [&str; 4] = [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/// Paths of `chromedriver`, if the variable `CHROMEDRIVER` is not set.
const CHROMEDRIVER: [&str; 3] =
    ["/usr/bin/chromedriver", "/usr/local/bin/chromedriver", "/opt/homebrew/bin/chromedriver"];

/// The path of Chromium, which is installed if it is missing.
///
/// # Errors
///
/// Fails if it is missing and cannot be installed.
pub(crate) fn chromium() -> Result<String, String> {
    setup::CHROMIUM.ensure()?;
    find_chromium().ok_or_else(|| "chromium is missing: say where it is with CHROMIUM".to_owned())
}

/// The path of `chromedriver`, which is installed if it is missing.
///
/// # Errors
///
/// Fails if it is missing and cannot be installed.
pub(crate) fn chromedriver() -> Result<String, String> {
    setup::CHROMEDRIVER.ensure()?;
    find_chromedriver().ok_or_else(|| "chromedriver is missing: say where it is with CHROMEDRIVER".to_owned())
}

/// The path of an installed Chromium: the variable `CHROMIUM`, or one of the usual paths.
pub(crate) fn find_chromium() -> Option<String> {
    find("CHROMIUM", &CHROMIUM)
}

/// The path of an installed `chromedriver`: the variable `CHROMEDRIVER`, or one of the usual paths.
pub(crate) fn find_chromedriver() -> Option<String> {
    find("CHROMEDRIVER", &CHROMEDRIVER)
}

fn find(variable: &str, places: &[&str]) -> Option<String> {
    let named = std::env::var(variable).ok();
    let all = named.into_iter().chain(places.iter().map(|&place| place.to_owned()));
    all.into_iter().find(|place| Path::new(place).exists())
}
