//! `cargo xtask bench --invoke`: a whole request compared with its parts, and validation compared with the `jsonschema`
//! crate and ajv.

use std::path::Path;
use std::process::{Command, Stdio};

use vtlkit_cases::Json;

use crate::bench::{lines, number, piped};
use crate::{Failure, root};

/// The targets: the ratio of a whole request to its parts, and of validation to the `jsonschema` crate.
const WHOLE: f64 = 3.0;
const VALIDATION: f64 = 1.2;

/// Runs the benchmark and prints the ratios. `--check` fails if one is above its target.
pub(crate) fn run(arguments: &[String]) -> Result<(), Failure> {
    let check = match arguments {
        [] => false,
        [only] if only == "--check" => true,
        [other, ..] => {
            return Err(Failure::usage(format!("`bench --invoke` has no argument `{other}`")));
        }
    };
    let output = Command::new(env!("CARGO"))
        .args(["bench", "--quiet", "--locked", "--bench", "invoke", "--", "--json"])
        .current_dir(root::root())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| Failure::failed(format!("cargo does not start: {error}")))?;
    if !output.status.success() {
        return Err(Failure::failed("the benchmark does not run"));
    }
    let figures = lines(&String::from_utf8_lossy(&output.stdout)).1;
    let script = ajv().inspect_err(|why| println!("ajv: {why}")).ok();
    let mut slow = Vec::new();
    println!(
        "{:14} {:>8} {:>11} {:>12} {:>8} {:>8}",
        "validation", "bytes", "vtlkit", "jsonschema", "ratio", "ajv"
    );
    for figure in &figures {
        let name = figure.text("id").unwrap_or_default();
        let number = |name: &str| number(figure, name);
        let (ratio, wanted) = if name == "invoke" {
            (number("whole") / number("parts"), WHOLE)
        } else {
            let own = number("own");
            let ratio = own / number("bare");
            let ajv = script.as_deref().and_then(|script| with_ajv(script, figure));
            println!(
                "{name:14} {:>8} {own:>8.0} ns {:>9.0} ns {ratio:>8.2} {:>8}",
                figure.text("body").unwrap_or_default().len(),
                number("bare"),
                ajv.map_or("-".to_owned(), |ajv| format!("{:.1}x", ajv / own)),
            );
            (ratio, VALIDATION)
        };
        if ratio > wanted {
            slow.push(format!("{name}: the ratio is {ratio:.2}, wanted {wanted}"));
        }
    }
    if let Some(figure) = figures.iter().find(|figure| figure.text("id").as_deref() == Some("invoke")) {
        let [whole, explained, parts] = ["whole", "explained", "parts"].map(|name| number(figure, name));
        println!(
            "\ninvoke: {whole:.0} ns, {:.2} times its two renders and its validation; explained {:.2} times",
            whole / parts,
            explained / parts
        );
    }
    for line in &slow {
        println!("{line}");
    }
    if check && !slow.is_empty() {
        return Err(Failure::failed(format!("{} figures are not what is wanted", slow.len())));
    }
    Ok(())
}

/// Installs ajv in the target folder.
fn ajv() -> Result<String, String> {
    let folder = root::root().join("target/ajv");
    if !folder.join("node_modules/ajv-draft-04").exists() {
        std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        let status = Command::new("npm")
            .args(["install", "--silent", "--no-save", "--prefix", ".", "ajv@8", "ajv-draft-04@1"])
            .current_dir(&folder)
            .stdout(Stdio::null())
            .status()
            .map_err(|error| format!("npm does not start: {error}"))?;
        if !status.success() {
            return Err("`npm install ajv-draft-04` fails".to_owned());
        }
    }
    // Node resolves packages from the folder of the script.
    let script = folder.join("ajv.mjs");
    std::fs::copy(root::root().join("benches/ajv.mjs"), &script).map_err(|error| error.to_string())?;
    Ok(script.to_string_lossy().into_owned())
}

/// The nanoseconds of ajv.
fn with_ajv(script: &str, figure: &Json) -> Option<f64> {
    let result = Json::parse(&piped(Command::new("node").arg(Path::new(script)), figure)?).ok()?;
    Some(number(&result, "ns"))
}
