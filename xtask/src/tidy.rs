//! Rules of this repository that no other tool checks.

use std::path::Path;
use std::process::Command;

use vtlkit_cases::Json;

use crate::root;

/// The crates in dependency order: each may only depend on those before it.
const ORDER: [&str; 23] = [
    "vtlkit-text",
    "vtlkit-java",
    "vtlkit-regex",
    "vtlkit-syntax",
    "vtlkit-value",
    "vtlkit-jsonpath",
    "vtlkit-eval",
    "vtlkit-api",
    "vtlkit-schema",
    "vtlkit-gateway",
    "vtlkit-host",
    "vtlkit-definition",
    "vtlkit-suite",
    "vtlkit-predict",
    "vtlkit-lint",
    "vtlkit-report",
    "vtlkit-cases",
    "vtlkit",
    "vtlkit-js",
    "vtlkit-wasm",
    "vtlkit-python",
    "xtask-bindgen",
    "xtask",
];

/// Maximum number of lines of a source file that is not a test.
const MOST_LINES: usize = 500;

/// A crate of the workspace.
pub(crate) struct Package {
    pub(crate) name: String,
    /// Its dependencies in the workspace, excluding dev-dependencies.
    dependencies: Vec<String>,
    manifest: String,
}

/// Checks all rules; the error lists every violation.
pub(crate) fn run() -> Result<(), String> {
    let mut broken = Vec::new();
    let packages = packages()?;
    for package in &packages {
        dependencies(package, &mut broken);
        lints(package, &mut broken);
    }
    for file in files()? {
        contents(&file, &mut broken);
    }
    if broken.is_empty() {
        return Ok(());
    }
    for line in &broken {
        println!("{line}");
    }
    Err(format!("{} rules broken", broken.len()))
}

/// The crates of the workspace.
pub(crate) fn packages() -> Result<Vec<Package>, String> {
    let output = Command::new("cargo")
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(root::root())
        .output()
        .map_err(|error| format!("`cargo metadata` does not start: {error}"))?;
    let metadata = Json::parse(&String::from_utf8_lossy(&output.stdout))?;
    let Some(Json::Array(packages)) = metadata.get("packages") else {
        return Err("`cargo metadata` lists no packages".to_owned());
    };
    Ok(packages
        .iter()
        .map(|package| Package {
            name: package.text("name").unwrap_or_default(),
            dependencies: match package.get("dependencies") {
                Some(Json::Array(dependencies)) => dependencies
                    .iter()
                    .filter(|dependency| dependency.get("kind") == Some(&Json::Null))
                    .filter(|dependency| matches!(dependency.get("path"), Some(Json::String(_))))
                    .filter_map(|dependency| dependency.text("name"))
                    .collect(),
                _ => Vec::new(),
            },
            manifest: package.text("manifest_path").unwrap_or_default(),
        })
        .collect())
}

fn dependencies(package: &Package, broken: &mut Vec<String>) {
    let Some(own) = ORDER.iter().position(|name| *name == package.name) else {
        broken.push(format!(
            "{}: the crate has no place in the order of crates, see xtask/src/tidy.rs",
            package.name
        ));
        return;
    };
    for dependency in &package.dependencies {
        if ORDER.iter().position(|name| name == dependency).is_none_or(|at| at >= own) {
            broken.push(format!("{}: may not depend on {dependency}, which stands after it", package.name));
        }
    }
}

/// Every crate inherits the lints of the workspace, which forbid unsafe code.
fn lints(package: &Package, broken: &mut Vec<String>) {
    let manifest = std::fs::read_to_string(&package.manifest).unwrap_or_default();
    let takes = manifest
        .split("[lints]")
        .nth(1)
        .is_some_and(|lints| lints.trim_start().starts_with("workspace = true"));
    if !takes {
        broken.push(format!("{}: `[lints] workspace = true` is missing in its manifest", package.name));
    }
    if package.name == "vtlkit" && !manifest.contains("unsafe_code = \"forbid\"") {
        broken.push("Cargo.toml: the workspace's lints do not forbid unsafe code".to_owned());
    }
}

/// The files under version control; all files if git is not available.
fn files() -> Result<Vec<String>, String> {
    let output = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root::root())
        .output()
        .ok()
        .filter(|output| output.status.success());
    let Some(output) = output else {
        return Err("`git ls-files` fails: run it in a checkout".to_owned());
    };
    Ok(String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect())
}

/// Whether the first line says that the file is generated.
fn is_generated(text: &str) -> bool {
    text.lines().next().is_some_and(|line| line.contains("@generated") || line.contains("written by"))
}

fn contents(file: &str, broken: &mut Vec<String>) {
    const LARGEST: u64 = 2 << 20;
    let path = root::root().join(file);
    let Ok(data) = std::fs::metadata(&path) else { return };
    if data.len() > LARGEST {
        broken.push(format!("{file}: {} bytes, and the largest file may have {LARGEST}", data.len()));
        return;
    }
    let Ok(text) = std::fs::read_to_string(&path) else { return };
    let extension = Path::new(file).extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let is_test = file.split('/').any(|part| part == "tests") || file.ends_with("tests.rs");
    let lines = text.lines().count();
    if matches!(extension, "rs" | "pest") && !is_test && !is_generated(&text) && lines > MOST_LINES {
        broken.push(format!("{file}: {lines} lines, and a file may have {MOST_LINES}"));
    }
    // Absolute paths of one machine.
    for machine in [concat!("/wo", "rk/"), concat!("/ro", "ot/")] {
        for (at, line) in text.lines().enumerate() {
            if line.match_indices(machine).any(|(place, _)| {
                !line[..place].ends_with(|c: char| c.is_alphanumeric() || ".}*".contains(c))
            }) {
                broken.push(format!("{file}:{}: a path of one machine: `{machine}`", at + 1));
            }
        }
    }
    if matches!(extension, "rs" | "pest" | "md" | "toml" | "yml") && text.contains('\r') {
        broken.push(format!("{file}: carriage returns"));
    }
}
