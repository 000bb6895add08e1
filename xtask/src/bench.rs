//! `cargo xtask bench`: vtlkit, the real Velocity, velocityjs and a lower bound in one table.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use vtlkit_cases::Json;

use crate::{Failure, bench_invoke, bench_lint, bench_python, root};

/// Warm-up time of the Java engine for each of its three figures, in seconds.
const WARM_UP: &str = "3";

/// Runs the benchmark and prints the ratios. `--check` fails if a ratio is above its target.
pub(crate) fn run(arguments: &[String]) -> Result<(), Failure> {
    if let [first, rest @ ..] = arguments
        && first == "--invoke"
    {
        return bench_invoke::run(rest);
    }
    if let [first, rest @ ..] = arguments
        && first == "--python"
    {
        return bench_python::run(rest);
    }
    if arguments.first().is_some_and(|argument| argument == "--wasm") {
        return in_javascript(&arguments[1..]);
    }
    let check = match arguments {
        [] => false,
        [only] if only == "--check" => true,
        [lint] if lint == "lint" => return bench_lint::run(false),
        [lint, check] if lint == "lint" && check == "--check" => return bench_lint::run(true),
        [other, ..] => return Err(Failure::usage(format!("`bench` has no argument `{other}`"))),
    };
    let own = lines(&cargo_bench(&[])?);
    print!("{}", own.0);
    let cases = lines(&cargo_bench(&["--cases"])?).1;
    let figures = lines(&cargo_bench(&["--json"])?).1;
    println!();
    println!("{:14} {:>22} {:>26} {:>26}", "", "warm render", "parse + render", "");
    println!(
        "{:14} {:>11} {:>10} {:>11} {:>14} {:>14}",
        "", "Velocity", "/floor", "Velocity", "velocityjs", "its render"
    );
    let scripts = velocityjs().inspect_err(|why| println!("velocityjs: {why}")).ok();
    let java = root::oracle().exists();
    if !java {
        println!("Velocity: no {}", root::oracle().display());
    }
    let mut slow = Vec::new();
    for (case, figure) in cases.iter().zip(&figures) {
        let name = case.text("id").unwrap_or_default();
        let number = |name: &str| number(figure, name);
        let real = if java { velocity(case, number("warm")) } else { None };
        let script = scripts.as_deref().and_then(|folder| with_velocityjs(folder, case));
        let times = |other: Option<f64>, own: f64| {
            other.map_or("-".to_owned(), |other| format!("{:.1}x", other / own))
        };
        println!(
            "{name:14} {:>11} {:>10} {:>11} {:>14} {:>14}",
            times(real.map(|real| real.0), number("warm")),
            format!("{:.2}", number("warm") / number("floor")),
            times(real.map(|real| real.1), number("parse_render")),
            times(script.map(|script| script.1), number("parse_render")),
            times(script.map(|script| script.0), number("warm")),
        );
        let large = number("body") > 500_000.0;
        for (what, ratio, wanted) in [
            ("the warm render against Velocity's", real.map(|real| real.0 / number("warm")), 5.0),
            ("parse and render against Velocity's", real.map(|real| real.1 / number("parse_render")), 3.0),
            (
                "parse and render against velocityjs's",
                script.map(|script| script.1 / number("parse_render")),
                10.0,
            ),
            ("the floor against the warm render", large.then(|| number("floor") / number("warm")), 0.5),
        ] {
            if ratio.is_some_and(|ratio| ratio < wanted) {
                slow.push(format!("{name}: {what} is {:.2}, wanted {wanted}", ratio.unwrap_or_default()));
            }
        }
    }
    for line in &slow {
        println!("{line}");
    }
    if check && !slow.is_empty() {
        return Err(Failure::failed(format!("{} figures are not what is wanted", slow.len())));
    }
    Ok(())
}

/// The npm package compared with velocityjs and ajv, in Node and in Chromium.
fn in_javascript(arguments: &[String]) -> Result<(), Failure> {
    let check = match arguments {
        [] => None,
        [only] if only == "--check" => Some("--check"),
        [other, ..] => return Err(Failure::usage(format!("`bench --wasm` has no argument `{other}`"))),
    };
    let browser =
        crate::wasm::build().and_then(|()| crate::npm::install()).and_then(|()| crate::browser::chromium());
    let browser = browser.map_err(Failure::failed)?;
    let cases = cargo_bench(&["--cases"])?;
    let mut child = Command::new("node")
        .arg("pkg/test/bench.mjs")
        .args(check)
        .env("CHROMIUM", browser)
        .current_dir(root::root())
        .stdin(Stdio::piped())
        .spawn()
        .map_err(|error| Failure::failed(format!("node does not start: {error}")))?;
    if let Some(mut stdin) = child.stdin.take() {
        // If it ends early, it reports the reason itself.
        let _ = stdin.write_all(cases.as_bytes());
    }
    let status = child.wait().map_err(|error| Failure::failed(error.to_string()))?;
    if status.success() { Ok(()) } else { Err(Failure::failed("")) }
}

pub(crate) fn number(value: &Json, name: &str) -> f64 {
    match value.get(name) {
        Some(Json::Double(n)) => *n,
        Some(Json::Integer(digits)) => digits.parse().unwrap_or(f64::NAN),
        _ => f64::NAN,
    }
}

/// What the engine's benchmark prints.
pub(crate) fn cargo_bench(arguments: &[&str]) -> Result<String, Failure> {
    let output = Command::new(env!("CARGO"))
        .args(["bench", "--quiet", "--locked", "--bench", "render", "--"])
        .args(arguments)
        .current_dir(root::root())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| Failure::failed(format!("cargo does not start: {error}")))?;
    if !output.status.success() {
        return Err(Failure::failed("the benchmark does not run"));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The output, and those of its lines that are JSON.
pub(crate) fn lines(text: &str) -> (String, Vec<Json>) {
    let parsed = text.lines().filter(|line| line.starts_with('{')).filter_map(|line| Json::parse(line).ok());
    (text.to_owned(), parsed.collect())
}

/// The time of a warm render, and of parsing and rendering, with the real Velocity.
fn velocity(case: &Json, own: f64) -> Option<(f64, f64)> {
    // As many calls as take Velocity about half a second.
    let calls = (5e8 / (own * 10.0)).clamp(5.0, 20_000.0) as u64;
    let mut command = Command::new(root::oracle());
    command.args(["bench", &calls.to_string(), WARM_UP]);
    let result = Json::parse(&piped(&mut command, case)?).ok()?;
    Some((number(&result, "render_ns"), number(&result, "parse_render_ns")))
}

/// Installs velocityjs in the target folder.
fn velocityjs() -> Result<String, String> {
    let folder = root::root().join("target/velocityjs");
    let installed = folder.join("node_modules/velocityjs");
    if !installed.exists() {
        std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        let status = Command::new("npm")
            .args(["install", "--silent", "--no-save", "--prefix", ".", "velocityjs@2"])
            .current_dir(&folder)
            .stdout(Stdio::null())
            .status()
            .map_err(|error| format!("npm does not start: {error}"))?;
        if !status.success() || !installed.exists() {
            return Err("`npm install velocityjs` fails".to_owned());
        }
    }
    // Node resolves packages from the folder of the script.
    let script = folder.join("velocityjs.mjs");
    std::fs::copy(root::root().join("benches/velocityjs.mjs"), &script).map_err(|error| error.to_string())?;
    Ok(script.to_string_lossy().into_owned())
}

/// The same with velocityjs.
fn with_velocityjs(script: &str, case: &Json) -> Option<(f64, f64)> {
    let result = Json::parse(&piped(Command::new("node").arg(Path::new(script)), case)?).ok()?;
    Some((number(&result, "render_ns"), number(&result, "parse_render_ns")))
}

pub(crate) fn piped(command: &mut Command, case: &Json) -> Option<String> {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
    let mut line = String::new();
    case.write(&mut line);
    line.push('\n');
    child.stdin.take()?.write_all(line.as_bytes()).ok()?;
    let output = child.wait_with_output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}
