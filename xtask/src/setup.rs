//! Requirements of the project's commands besides Rust and Node.js, and how they are installed.

use std::path::Path;

use crate::command::{command, printed};
use crate::{browser, wasm};

/// A requirement.
pub(crate) struct Requirement {
    /// What it is called.
    pub(crate) name: &'static str,
    /// The steps of `cargo xtask ci` that need it.
    pub(crate) steps: &'static [&'static str],
    is_present: fn() -> bool,
    /// The commands that install it, in order.
    install: &'static [&'static [&'static str]],
}

/// The formatter.
pub(crate) const RUSTFMT: Requirement = Requirement {
    name: "rustfmt",
    steps: &["format"],
    is_present: || printed("cargo", &["fmt", "--version"]).is_some(),
    install: &[&["rustup", "component", "add", "rustfmt"]],
};

/// Clippy.
pub(crate) const CLIPPY: Requirement = Requirement {
    name: "clippy",
    steps: &["clippy", "clippy for wasm"],
    is_present: || printed("cargo", &["clippy", "--version"]).is_some(),
    install: &[&["rustup", "component", "add", "clippy"]],
};

/// The standard library for WebAssembly.
pub(crate) const WASM_TARGET: Requirement = Requirement {
    name: "the target wasm32-unknown-unknown",
    steps: &["clippy for wasm", "build for wasm", "wasm tests", "npm package", "web playground"],
    is_present: || sysroot_has(&format!("lib/rustlib/{}", wasm::TARGET)),
    install: &[&["rustup", "target", "add", wasm::TARGET]],
};

/// The standard library for WebAssembly with a system interface.
pub(crate) const COMMAND_TARGET: Requirement = Requirement {
    name: "the target wasm32-wasip1",
    steps: &["installation"],
    is_present: || sysroot_has(&format!("lib/rustlib/{}", wasm::COMMAND_TARGET)),
    install: &[&["rustup", "target", "add", wasm::COMMAND_TARGET]],
};

/// The standard library for Windows.
pub(crate) const WINDOWS_TARGET: Requirement = Requirement {
    name: "the target x86_64-pc-windows-gnu",
    steps: &["check for Windows"],
    is_present: || sysroot_has("lib/rustlib/x86_64-pc-windows-gnu"),
    install: &[&["rustup", "target", "add", "x86_64-pc-windows-gnu"]],
};

/// The browser of the tests.
pub(crate) const CHROMIUM: Requirement = Requirement {
    name: "chromium",
    steps: &["wasm tests", "npm package", "web playground"],
    is_present: || browser::find_chromium().is_some(),
    install: &[
        &["apt-get", "update", "-qq"],
        &["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
    ],
};

/// The driver of the browser.
pub(crate) const CHROMEDRIVER: Requirement = Requirement {
    name: "chromedriver",
    steps: &["wasm tests"],
    is_present: || browser::find_chromedriver().is_some(),
    install: &[
        &["apt-get", "update", "-qq"],
        &["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium-driver"],
    ],
};

/// Counts the executed basic blocks of the command.
pub(crate) const VALGRIND: Requirement = Requirement {
    name: "valgrind",
    steps: &["growth of work"],
    is_present: || printed("valgrind", &["--version"]).is_some(),
    install: &[
        &["apt-get", "update", "-qq"],
        &["apt-get", "install", "-y", "-qq", "--no-install-recommends", "valgrind"],
    ],
};

/// All requirements.
pub(crate) const REQUIREMENTS: [Requirement; 8] =
    [RUSTFMT, CLIPPY, WASM_TARGET, COMMAND_TARGET, WINDOWS_TARGET, CHROMIUM, CHROMEDRIVER, VALGRIND];

impl Requirement {
    /// The commands that install it, as one shell command line.
    pub(crate) fn line(&self) -> String {
        self.install.iter().map(|words| words.join(" ")).collect::<Vec<_>>().join(" && ")
    }

    /// Installs it unless it is available.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be installed; the message has the command that installs it.
    pub(crate) fn ensure(&self) -> Result<(), String> {
        if (self.is_present)() {
            return Ok(());
        }
        let missing = |why: &str| format!("{} is missing ({why}): {}", self.name, self.line());
        let needs_root = self.install.iter().any(|words| words.first() == Some(&"apt-get"));
        if needs_root && printed("id", &["-u"]).is_none_or(|id| id.trim() != "0") {
            return Err(missing("installing it needs root"));
        }
        for words in self.install {
            if let [program, arguments @ ..] = words {
                command(program, arguments.iter().copied(), &[]).map_err(|why| missing(&why))?;
            }
        }
        if (self.is_present)() { Ok(()) } else { Err(missing("it is not found after the installation")) }
    }
}

/// The missing requirements of the named steps.
pub(crate) fn missing(steps: &[&str]) -> Vec<Requirement> {
    let is_needed = |it: &Requirement| it.steps.iter().any(|step| steps.contains(step));
    REQUIREMENTS.into_iter().filter(|it| is_needed(it) && !(it.is_present)()).collect()
}

fn sysroot_has(path: &str) -> bool {
    let sysroot = printed("rustc", &["--print", "sysroot"]).unwrap_or_default();
    Path::new(sysroot.trim()).join(path).exists()
}
