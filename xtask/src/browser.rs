//! The browser that tests run in.

use std::path::Path;

use crate::setup;

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

/// The path of a Chromium, which is installed if there is none.
///
/// # Errors
///
/// There is none and it cannot be installed.
pub(crate) fn chromium() -> Result<String, String> {
    setup::CHROMIUM.ensure()?;
    find_chromium().ok_or_else(|| "chromium is missing: say where it is with CHROMIUM".to_owned())
}

/// The path of the `chromedriver` of the Chromium, in the same way.
///
/// # Errors
///
/// There is none and it cannot be installed.
pub(crate) fn chromedriver() -> Result<String, String> {
    setup::CHROMEDRIVER.ensure()?;
    find_chromedriver().ok_or_else(|| "chromedriver is missing: say where it is with CHROMEDRIVER".to_owned())
}

/// The path of a Chromium that is there: the variable `CHROMIUM`, or one of the usual places.
pub(crate) fn find_chromium() -> Option<String> {
    find("CHROMIUM", &CHROMIUM)
}

/// The path of a `chromedriver` that is there: the variable `CHROMEDRIVER`, or one of the usual places.
pub(crate) fn find_chromedriver() -> Option<String> {
    find("CHROMEDRIVER", &CHROMEDRIVER)
}

fn find(variable: &str, places: &[&str]) -> Option<String> {
    let named = std::env::var(variable).ok();
    let all = named.into_iter().chain(places.iter().map(|&place| place.to_owned()));
    all.into_iter().find(|place| Path::new(place).exists())
}
