//! The command, the npm package and the Rust library give the same results for the inputs of `tests/parity/cases.json`.
//! `lint_interfaces.rs` compares findings in files, `crates/vtlkit-python/tests/test_parity.py` the command and the Python
//! module.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a command that cannot be run fails its test")]

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

/// The JSON output of the command for a text on standard input.
fn command(arguments: &[&str], input: &str) -> Value {
    let mut child = Command::new(env!("CARGO_BIN_EXE_vtlkit"))
        .args(arguments)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{arguments:?}: {error}"))
}

/// The result of the package: its text, or its error.
fn package(result: Result<String, String>) -> Result<Value, Value> {
    let parse = |text: String| serde_json::from_str(&text).unwrap();
    result.map(parse).map_err(parse)
}

/// The members of an error that all interfaces have.
fn error(value: &Value) -> Value {
    json!([value["kind"], value["message"], value["help"], value["line"], value["column"]])
}

#[derive(serde::Deserialize)]
struct Cases {
    /// Templates with a request and a phase: what they print, what they override, how they fail.
    renders: Vec<(String, String, String)>,
    /// Templates with something to fix.
    fixes: Vec<String>,
    /// Definitions of `tests/apis` with a method, a path and a body.
    calls: Vec<(String, String, String, String)>,
    /// A model, and bodies under it.
    model: String,
    bodies: Vec<String>,
    /// Templates to attack.
    attacks: Vec<String>,
}

fn cases() -> Cases {
    serde_json::from_str(include_str!("parity/cases.json")).unwrap()
}

#[test]
fn renders_are_the_same() {
    for (template, request, phase) in &cases().renders {
        let arguments = [
            "render",
            "-",
            "--request",
            request,
            "--phase",
            phase,
            "--output",
            "json",
            "--limit",
            "steps=40",
        ];
        let of_command = command(&arguments, template);
        let options = format!(r#"{{"phase": "{phase}", "limits": {{"steps": 40}}}}"#);
        let compiled = vtlkit_js::Template::compile(template, &options);
        let of_package = compiled.and_then(|mut template| template.render(request));
        let limits = vtlkit::Limits { steps: 40, ..vtlkit::Limits::DEFAULT };
        let phase = if phase == "request" { vtlkit::Phase::Request } else { vtlkit::Phase::Response };
        let options = vtlkit::RenderOptions { phase, limits, ..vtlkit::RenderOptions::default() };
        let of_library = vtlkit::render(template, &request.parse().unwrap(), &options);
        match (of_package, of_library) {
            (Ok(of_package), Ok((output, overrides))) => {
                assert_eq!(of_command["output"], of_package.output, "{template}");
                assert_eq!(output, of_package.output, "{template}");
                let changed =
                    of_package.overrides.map_or(json!({}), |text| serde_json::from_str(&text).unwrap());
                assert_eq!(of_command["overrides"], changed, "{template}");
                assert_eq!(Value::Object(overrides.to_json()), changed, "{template}");
            }
            (Err(of_package), Err(of_library)) => {
                let of_package: Value = serde_json::from_str(&of_package).unwrap();
                assert_eq!(error(&of_command["error"]), error(&of_package), "{template}");
                assert_eq!(of_package["kind"], of_library.kind.name(), "{template}");
                assert_eq!(of_package["message"], *of_library.message, "{template}");
            }
            (of_package, _) => panic!("{template}: {of_command} {of_package:?}"),
        }
    }
}

#[test]
fn fixes_are_the_same() {
    for template in &cases().fixes {
        for (flags, options) in
            [(&["--fix"][..], "{}"), (&["--fix", "--unsafe-fixes"][..], r#"{"unsafe": true}"#)]
        {
            let folder = tempdir(template);
            let file = folder.join("a.vtl");
            std::fs::write(&file, template).unwrap();
            let status = Command::new(env!("CARGO_BIN_EXE_vtlkit"))
                .args(["lint", "a.vtl", "--no-config", "--exit-zero"])
                .args(flags)
                .current_dir(&folder)
                .stdout(Stdio::null())
                .status();
            assert!(status.unwrap().success());
            let of_package = package(vtlkit_js::fix(template, options)).unwrap();
            assert_eq!(std::fs::read_to_string(&file).unwrap(), of_package["text"], "{template}");
            let of_file = package(vtlkit_js::fix_file("a.vtl", template, options)).unwrap();
            assert_eq!(of_file["text"], of_package["text"], "{template}");
        }
    }
}

/// A temporary folder.
fn tempdir(name: &str) -> std::path::PathBuf {
    let number = name.bytes().map(u64::from).sum::<u64>();
    let folder =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("parity-{}-{number}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn requests_through_apis_are_the_same() {
    for (name, method, path, body) in &cases().calls {
        let file = format!("apis/{name}");
        let text =
            std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(&file)).unwrap();
        let type_ = "Content-Type=application/json";
        let arguments = [
            "invoke", &file, method, path, "--header", type_, "--time", "0", "--body", "-", "--output",
            "json",
        ];
        let of_command = command(&arguments, body);
        let call = json!({
            "method": method, "path": path, "headers": {"Content-Type": "application/json"}, "body": body, "time": 0,
        });
        let definition = vtlkit_js::Definition::load(name, &text, "").unwrap();
        let of_package = package(definition.invoke(&call.to_string(), None)).unwrap();
        assert_eq!(of_command, of_package, "{name} {method} {path}");
        let arguments = ["attack", &file, method, path, "--header", type_, "--body", "-", "--output", "json"];
        let attacked = package(definition.attack(&json!([call]).to_string())).unwrap();
        // Offsets count bytes in the command and UTF-16 code units in the package.
        assert!(unplaced(command(&arguments, body)) == unplaced(attacked), "{name} {method} {path}");
    }
}

/// The result of an attack without positions in outputs.
fn unplaced(mut attack: Value) -> Value {
    for attempt in attack["attempts"].as_array_mut().into_iter().flatten() {
        attempt.as_object_mut().unwrap().remove("place");
    }
    attack
}

#[test]
fn verdicts_of_models_are_the_same() {
    let Cases { model, bodies, .. } = cases();
    let folder = tempdir("model");
    let file = folder.join("model.json");
    std::fs::write(&file, &model).unwrap();
    let schema = vtlkit_js::Schema::compile(&model).unwrap();
    for body in &bodies {
        let of_command =
            command(&["validate", "--model", file.to_str().unwrap(), "-", "--output", "json"], body);
        let of_package: Value = serde_json::from_str(&schema.validate(body)).unwrap();
        assert_eq!(of_command["valid"], of_package["valid"], "{body}");
        assert_eq!(of_command["log"], of_package["log"], "{body}");
        assert_eq!(vtlkit::validate(&model, body).unwrap().is_valid(), of_package["valid"] == true, "{body}");
    }
}

#[test]
fn attacks_on_templates_are_the_same() {
    for template in &cases().attacks {
        let of_command = command(&["attack", "-", "--output", "json"], template);
        let of_package = package(vtlkit_js::attack(template, "", "")).unwrap();
        assert!(unplaced(of_command) == unplaced(of_package), "{template}");
    }
}
