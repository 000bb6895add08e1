//! The report formats of findings, checked against what the programs that read them accept.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a command that cannot be run fails its test")]

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The output of `vtlkit lint` in a format, for files with findings of all kinds.
fn lint(form: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/lint");
    let output = Command::new(env!("CARGO_BIN_EXE_vtlkit"))
        .args(["lint", "--output", form, ".", "a missing file.vtl"])
        .current_dir(folder)
        .env_remove("GITHUB_WORKSPACE")
        .output()
        .unwrap();
    // One of the named files is missing.
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The published schema of SARIF 2.1.0, taken from the package of a library.
fn sarif_schema() -> Value {
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&metadata.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let package = packages.iter().find(|package| package["name"] == "serde-sarif").unwrap();
    let manifest = PathBuf::from(package["manifest_path"].as_str().unwrap());
    let schema = manifest.parent().unwrap().join("src/schema.json");
    serde_json::from_slice(&std::fs::read(schema).unwrap()).unwrap()
}

#[test]
fn sarif_is_what_its_schema_asks_for() {
    let schema = sarif_schema();
    assert!(schema["$id"].as_str().unwrap().ends_with("sarif-schema-2.1.0.json"), "{}", schema["$id"]);
    // A pattern with an extra bracket, which only lenient implementations accept, for a member that the output does not
    // have.
    let mut schema = schema;
    for of in ["run", "toolComponent"] {
        let language = &mut schema["definitions"][of]["properties"]["language"];
        assert!(language.as_object_mut().unwrap().remove("pattern").is_some());
    }
    let schema = jsonschema::validator_for(&schema).unwrap();
    let log: Value = serde_json::from_str(&lint("sarif")).unwrap();
    let errors: Vec<String> =
        schema.iter_errors(&log).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    // The schema does reject invalid documents.
    for (pointer, wrong) in [
        ("/version", Value::from("2.0")),
        ("/runs/0/results/0/level", "bad".into()),
        ("/runs/0/results/0/locations/0/physicalLocation/region/startLine", 0.into()),
    ] {
        let mut broken = log.clone();
        *broken.pointer_mut(pointer).unwrap() = wrong;
        assert!(!schema.is_valid(&broken), "{pointer}");
    }
}

#[test]
fn sarif_has_rules_places_fixes_and_witnesses() {
    let log: Value = serde_json::from_str(&lint("sarif")).unwrap();
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    assert!(results.iter().any(|result| result["fixes"].is_array()));
    let mut fingerprints = std::collections::HashSet::new();
    for result in results {
        if let Some(index) = result["ruleIndex"].as_u64() {
            assert_eq!(rules[index as usize]["id"], result["ruleId"]);
            let output = rules[index as usize]["properties"]["tags"][0] == "output";
            assert_eq!(output, result["properties"]["witness"]["request"].is_object(), "{result}");
        } else {
            assert_eq!(result["ruleId"], "unreadable-file");
        }
        assert!(fingerprints.insert(result["partialFingerprints"]["vtlkit/v1"].as_str().unwrap()));
    }
    let uris: Vec<&str> = results
        .iter()
        .map(|result| &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])
        .map(|uri| uri.as_str().unwrap())
        .collect();
    assert!(uris.contains(&"api.yaml") && uris.contains(&"a%20missing%20file.vtl"), "{uris:?}");
}

#[test]
fn gitlab_gets_what_its_code_quality_reads() {
    let issues: Value = serde_json::from_str(&lint("gitlab")).unwrap();
    let mut fingerprints = std::collections::HashSet::new();
    for issue in issues.as_array().unwrap() {
        for member in ["description", "check_name", "fingerprint", "severity"] {
            assert!(issue[member].as_str().is_some_and(|text| !text.is_empty()), "{member} of {issue}");
        }
        assert!(
            ["info", "minor", "major", "critical", "blocker"].contains(&issue["severity"].as_str().unwrap())
        );
        assert!(issue["location"]["lines"]["begin"].as_u64().is_some_and(|line| line > 0));
        assert!(!issue["location"]["path"].as_str().unwrap().starts_with("./"));
        assert!(fingerprints.insert(issue["fingerprint"].as_str().unwrap().to_owned()), "{issue}");
    }
}

#[test]
fn a_fingerprint_stays_when_lines_move() {
    let folder = std::env::temp_dir().join(format!("vtlkit-fingerprint-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let prints = |text: &str| {
        std::fs::write(folder.join("a.vtl"), text).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_vtlkit"))
            .args(["lint", "--output", "gitlab", "--select", "undefined-reference", "a.vtl"])
            .current_dir(&folder)
            .output()
            .unwrap();
        let issues: Value = serde_json::from_slice(&output.stdout).unwrap();
        let issues = issues.as_array().unwrap().iter();
        issues.map(|issue| issue["fingerprint"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let line = "#set($a = $reuslt)\n";
    let one = prints(line);
    assert_eq!(one.len(), 1);
    assert_eq!(prints(&format!("## more\n\n  {line}")), one);
    let two = prints(&format!("{line}{line}"));
    assert_eq!((two.len(), &two[0]), (2, &one[0]));
    assert_ne!(two[0], two[1]);
    assert_ne!(prints("#set($b = $reuslt)\n"), one);
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn rdjson_is_what_reviewdog_reads() {
    let report: Value = serde_json::from_str(&lint("rdjson")).unwrap();
    assert_eq!(report["source"]["name"], "vtlkit");
    let diagnostics = report["diagnostics"].as_array().unwrap();
    assert!(diagnostics.iter().any(|it| it["suggestions"].is_array()));
    let missing = |it: &&Value| it["location"]["path"] == "a missing file.vtl";
    assert_eq!(
        diagnostics.iter().find(missing).unwrap()["code"],
        serde_json::json!({"value": "unreadable-file"})
    );
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/lint");
    for it in diagnostics.iter().filter(|it| !missing(it)) {
        let text = std::fs::read_to_string(folder.join(it["location"]["path"].as_str().unwrap())).unwrap();
        let lines: Vec<&str> = text.split('\n').collect();
        let ranges =
            it["suggestions"].as_array().into_iter().flatten().map(|suggestion| &suggestion["range"]);
        for range in ranges.chain([&it["location"]["range"]]) {
            for end in [&range["start"], &range["end"]] {
                let number = |name: &str| usize::try_from(end[name].as_u64().unwrap()).unwrap();
                // Columns count bytes from 1, up to the one after the line.
                assert!(lines[number("line") - 1].is_char_boundary(number("column") - 1), "{it}");
            }
        }
        assert!(["ERROR", "WARNING", "INFO"].contains(&it["severity"].as_str().unwrap()), "{it}");
        let url = it["code"]["url"].as_str();
        assert!(url.is_none_or(|url| url.starts_with("https://vtlkit.github.io/vtlkit/rules/")), "{it}");
    }
}
