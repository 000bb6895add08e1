//! The ways in which users install vtlkit, tried with what is built here: from files on this machine, without an index.

mod hook;
pub(crate) mod musl;
pub(crate) mod npm;
mod readme;
pub(crate) mod wheel;

use std::time::{Duration, Instant};

use crate::{Failure, spark};

/// Something that is tried.
type Part = fn() -> Result<(), String>;

/// The parts, in an order in which each finds what it needs.
const PARTS: [(&str, Part); 5] = [
    ("npm", npm::test),
    ("wheel", wheel::test),
    ("readme", readme::test),
    ("hook", hook::test),
    ("spark", spark::test),
];

/// Tries all. `Some` says why a part was left out.
pub(crate) fn run() -> Result<Option<String>, String> {
    PARTS.iter().try_for_each(|(name, part)| timed(name, *part))?;
    Ok(None)
}

/// `cargo xtask install [PART]...`: tries some, or all.
pub(crate) fn parts(arguments: &[String]) -> Result<(), Failure> {
    let names = || PARTS.map(|(name, _)| name).join(", ");
    if let Some(unknown) = arguments.iter().find(|name| PARTS.iter().all(|(known, _)| known != name)) {
        return Err(Failure::usage(format!("`install` has no part `{unknown}`; there are {}", names())));
    }
    let is_wanted = |name: &str| arguments.is_empty() || arguments.iter().any(|wanted| wanted == name);
    let wanted = PARTS.iter().filter(|(name, _)| is_wanted(name));
    wanted.into_iter().try_for_each(|(name, part)| timed(name, *part)).map_err(Failure::failed)
}

fn timed(name: &str, part: Part) -> Result<(), String> {
    let start = Instant::now();
    part().map_err(|why| format!("{name}: {why}"))?;
    println!("{name}: {}", seconds(start.elapsed()));
    Ok(())
}

/// A time for people.
fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}
