//! `cargo xtask release`: sets and checks the version, and builds what is published.
//!
//! The workflow of a release calls the parts on each platform; `dry-run` does all that one Linux machine can.

mod archive;
mod changelog;
mod dry_run;
mod image;
mod npm;
mod version;

use crate::Failure;

pub(crate) use self::npm::{Packed, pack_for_tests};

const USAGE: &str = "\
Usage: cargo xtask release <X.Y.Z | --check [TAG] | archive TARGET | npm | image | notes | dry-run>";

/// Does one part of a release.
pub(crate) fn run(arguments: &[String]) -> Result<(), Failure> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["--check"] => version::check(None),
        ["--check", tag] => version::check(Some(tag)),
        ["archive", target] => archive::build(target).map(drop),
        ["npm"] => npm::pack(&npm::PLATFORMS).map(drop),
        ["image"] => image::stage(&image::TARGETS).map(drop),
        ["notes"] => {
            version::current().and_then(|version| changelog::notes(&version)).map(|it| print!("{it}"))
        }
        ["dry-run"] => dry_run::run(),
        [version] if version::is_version(version) => version::set(version),
        _ => return Err(Failure::usage(USAGE)),
    };
    done.map_err(Failure::failed)
}
