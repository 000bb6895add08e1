//! The command, and the library behind the npm package and the page, report the same findings in a file.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a command that cannot be run fails its test")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// The files below a folder.
fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, out);
        } else {
            out.push(path);
        }
    }
}

/// The findings of a file: rules, severities, messages, byte offsets, and edits of fixes.
type Findings = Vec<(String, String, String, u64, u64, Vec<(u64, u64, String)>)>;

fn findings(list: &str, place: &dyn Fn(&Value) -> (u64, u64)) -> Findings {
    let list: Vec<Value> = serde_json::from_str(list).unwrap();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let edit = |edit: &Value| {
        let (start, end) = place(edit);
        (start, end, text(&edit["content"]).or_else(|| text(&edit["text"])).unwrap())
    };
    let one = |finding: &Value| {
        let (start, end) = place(if finding["place"].is_object() { &finding["place"] } else { finding });
        let edits = finding["fix"]["edits"].as_array().into_iter().flatten().map(edit).collect();
        let (severity, message) = (text(&finding["severity"]).unwrap(), text(&finding["message"]).unwrap());
        (text(&finding["rule"]).unwrap_or_else(|| "error".to_owned()), severity, message, start, end, edits)
    };
    let mut out: Findings = list.iter().map(one).collect();
    out.sort();
    out
}

/// The findings of the command, run in a folder without other files. Findings about missing files are left out, because the
/// library does no I/O.
fn of_command(name: &str, text: &str) -> Findings {
    let mut child = Command::new(env!("CARGO_BIN_EXE_vtlkit"))
        .args(["lint", "-", "--stdin-filename", name, "--no-config", "--output", "json"])
        .current_dir(env!("CARGO_TARGET_TMPDIR"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let number = |value: &Value| value.as_u64().unwrap();
    let list = String::from_utf8(output.stdout).unwrap();
    let mut found = findings(&list, &|it| (number(&it["start"]), number(&it["end"])));
    found.retain(|(_, _, message, ..)| !message.ends_with("does not exist, so its content is not linted"));
    found
}

/// The findings of the library, whose offsets count UTF-16 code units.
fn of_library(name: &str, text: &str) -> Findings {
    let mut bytes = Vec::new();
    for (at, c) in text.char_indices() {
        bytes.extend(std::iter::repeat_n(at as u64, c.len_utf16()));
    }
    bytes.push(text.len() as u64);
    let place = |value: &Value| bytes[value.as_u64().unwrap() as usize];
    let list = vtlkit_js::lint_file(name, text, "{}").unwrap();
    findings(&list, &|it| (place(&it["start"]), place(&it["end"])))
}

#[test]
fn command_and_library_find_the_same() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Vec::new();
    for folder in ["tests/lint-corpus", "tests/hosts", "tests/apis", "tests/cli", "examples"] {
        files(&root.join(folder), &mut all);
    }
    let (mut compared, mut suppressed) = (0, 0);
    for path in all {
        let name = path.file_name().unwrap().to_str().unwrap();
        if vtlkit_host::Format::of_name(name).is_none() {
            continue;
        }
        let Ok(text) = fs::read_to_string(&path) else { continue };
        assert_eq!(of_command(name, &text), of_library(name, &text), "{}", path.display());
        compared += 1;
        suppressed += usize::from(text.contains("vtlkit-disable"));
    }
    assert!(compared > 150 && suppressed > 3, "{compared} files, {suppressed} with comments");
}

/// Suppression comments of each host format, in each syntax.
#[test]
fn comments_of_every_host_suppress_in_both() {
    let yaml = "openapi: 3.0.1\npaths:\n  /a:\n    post:\n      x-amazon-apigateway-integration:\n        type: aws\n        \
                requestTemplates:\n          # vtlkit-disable-next-line unescaped-in-string\n          \
                application/json: '{\"a\": \"$input.path(''$.a'')\"}'\n";
    let serverless = "service: a\nfunctions:\n  a:\n    handler: a.b\n    events:\n      - http:\n          path: a\n          \
                      method: post\n          integration: lambda\n          request:\n            template:\n              \
                      # vtlkit-disable-next-line unescaped-in-string\n              \
                      application/json: '{\"a\": \"$input.path(''$.a'')\"}'\n";
    let terraform = |open: &str, close: &str| {
        format!(
            "resource \"aws_api_gateway_integration\" \"a\" {{\n  type = \"AWS\"\n  passthrough_behavior = \"NEVER\"\n  \
             request_templates = {{\n    {open} vtlkit-disable-next-line unescaped-in-string {close}\n    \
             \"application/json\" = \"{{\\\"a\\\": \\\"$input.path('$.a')\\\"}}\"\n  }}\n}}\n"
        )
    };
    let markdown = "<!-- vtlkit-disable-next-line unescaped-in-string -->\n```vtl\n{\"a\": \"$input.path('$.a')\"}\n```\n";
    let vtl = "## vtlkit-disable-next-line unescaped-in-string\n{\"a\": \"$input.path('$.a')\"}\n";
    for (name, text) in [
        ("api.yaml", yaml.to_owned()),
        ("serverless.yml", serverless.to_owned()),
        ("main.tf", terraform("#", "")),
        ("main.tf", terraform("//", "")),
        ("main.tf", terraform("/*", "*/")),
        ("notes.md", markdown.to_owned()),
        ("a.vtl", vtl.to_owned()),
    ] {
        let (command, library) = (of_command(name, &text), of_library(name, &text));
        assert_eq!(command, library, "{text}");
        let rules = |findings: &Findings| findings.iter().map(|it| it.0.clone()).collect::<Vec<_>>();
        assert!(!rules(&library).contains(&"unescaped-in-string".to_owned()), "{library:?}");
        // The same without the comment.
        let bare = text.replace("vtlkit-disable", "ignore");
        assert!(rules(&of_library(name, &bare)).contains(&"unescaped-in-string".to_owned()), "{bare}");
    }
    // Both report an unused suppression.
    let useless = yaml.replace("next-line unescaped-in-string", "next-line stray-semicolon");
    let unused = of_library("api.yaml", &useless);
    assert!(unused.iter().any(|it| it.0 == "unused-suppression"), "{unused:?}");
    assert_eq!(unused, of_command("api.yaml", &useless));
}
