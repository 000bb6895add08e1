//! Files that other files name: what is read of them outside of the repository, and what is changed.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a command that cannot be run fails its test")]
#![cfg(unix)]

mod shell;

use std::fs;
use std::os::unix::fs::symlink;

use shell::Folder;

const FIXABLE: &str = "{\"a\": \"$util.escapeJavascript($input.body)\"}\n";

/// A Terraform file whose templates are these expressions.
fn terraform(templates: &[&str]) -> String {
    let integration = |(at, template): (usize, &&str)| {
        format!(
            "resource \"aws_api_gateway_integration\" \"i{at}\" {{\n  request_templates = {{\n    \"application/json\" = {template}\n  }}\n}}\n"
        )
    };
    templates.iter().enumerate().map(integration).collect::<Vec<_>>().concat()
}

/// A folder `project` whose files name files beside it, and one in it.
fn project(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write("secret/s.vtl", FIXABLE);
    folder.write("project/inner/i.vtl", FIXABLE);
    let absolute = format!("templatefile(\"{}\", {{}})", folder.path("secret/t.vtl").display());
    folder.write("secret/t.vtl", FIXABLE);
    let main = terraform(&["file(\"../secret/s.vtl\")", &absolute, "file(\"inner/i.vtl\")"]);
    folder.write("project/main.tf", main);
    folder
}

const FIX: &str = "vtlkit lint --output concise --fix --unsafe-fixes";

#[test]
fn files_outside_are_neither_read_nor_changed() {
    let folder = project("outside");
    for line in [format!("cd project && {FIX}"), format!("{FIX} project")] {
        folder.write("project/inner/i.vtl", FIXABLE);
        let run = folder.run(&line).ends(1);
        assert!(run.stdout.contains("main.tf:3:31: warning `"), "{run:?}");
        assert!(
            run.stdout.contains("secret/s.vtl` is not read: it is outside of what the command line names\n"),
            "{run:?}"
        );
        assert!(run.stdout.contains("main.tf:8:39: warning `"), "{run:?}");
        assert!(!run.stdout.contains("escapeJavascript"), "{run:?}");
        assert!(folder.read("project/inner/i.vtl").contains("escapeJavaScript"));
        assert_eq!(folder.read("secret/s.vtl"), FIXABLE);
        assert_eq!(folder.read("secret/t.vtl"), FIXABLE);
    }
}

#[test]
fn files_of_the_repository_are_read_and_not_changed() {
    let folder = project("repository");
    fs::create_dir(folder.path(".git")).unwrap();
    for line in [format!("cd project && {FIX}"), format!("{FIX} project")] {
        folder.write("project/inner/i.vtl", FIXABLE);
        let run = folder.run(&line).ends(1);
        assert!(run.stdout.contains("secret/s.vtl:1:14: error unknown-member"), "{run:?}");
        assert!(run.stdout.contains("secret/t.vtl:1:14: error unknown-member"), "{run:?}");
        assert!(run.stdout.contains("main.tf:3:31: info the fixes for `"), "{run:?}");
        assert!(
            run.stdout.contains("secret/s.vtl` are not applied: the command line does not name it"),
            "{run:?}"
        );
        assert!(folder.read("project/inner/i.vtl").contains("escapeJavaScript"));
        assert_eq!(folder.read("secret/s.vtl"), FIXABLE);
        let run = folder.run(&line.replace("--fix", "--diff"));
        assert!(!run.stdout.contains("secret"), "{run:?}");
    }
    let run = folder.run(&format!("{FIX} project/main.tf"));
    assert!(run.stdout.contains("main.tf:3:31: info the fixes for `"), "{run:?}");
    folder.run(&format!("{FIX} project secret")).ends(0);
    assert!(folder.read("secret/s.vtl").contains("escapeJavaScript"));
    // The nearest repository counts.
    fs::create_dir(folder.path("project/.git")).unwrap();
    let run = folder.run(&format!("{FIX} project")).ends(1);
    assert!(run.stdout.contains("is not read: it is outside of the repository"), "{run:?}");
}

#[test]
fn files_outside_are_read_where_that_is_allowed() {
    let folder = project("allowed");
    let run = folder.run(&format!("{FIX} project --allow-outside")).ends(1);
    assert!(run.stdout.contains("secret/s.vtl:1:14: error unknown-member"), "{run:?}");
    assert_eq!(folder.read("secret/s.vtl"), FIXABLE);
    assert_eq!(folder.read("secret/t.vtl"), FIXABLE);
}

#[test]
fn links_to_files_outside() {
    let folder = Folder::new("links");
    folder.write("secret/s.vtl", FIXABLE);
    folder.write("secret/main.tf", "# aws_api_gateway_\nlocals {\n  t = \"$nowhere\"\n}\n");
    folder.write("project/a.vtl", "$one\n");
    folder.write("project/b.tf", terraform(&["local.t"]));
    symlink("../secret/s.vtl", folder.path("project/s.vtl")).unwrap();
    symlink("../secret", folder.path("project/all")).unwrap();
    symlink("../secret/main.tf", folder.path("project/main.tf")).unwrap();
    let run = folder.run(&format!("{FIX} project"));
    let lines: Vec<&str> = run.stdout.lines().collect();
    let outside = "is not read: it is outside of what the command line names";
    assert_eq!(
        lines,
        [
            "project/a.vtl:1:2: warning undefined-reference `$one` is never set",
            &format!("project/main.tf:1:1: warning `project/main.tf` {outside}"),
            &format!("project/s.vtl:1:1: warning `project/s.vtl` {outside}"),
            "3 warnings in 1 template of 1 file",
        ]
    );
    // In the repository it is read, but what it leads to is not named.
    fs::create_dir(folder.path(".git")).unwrap();
    let run = folder.run(&format!("{FIX} project"));
    assert!(run.stdout.contains("project/s.vtl:1:14: error unknown-member"), "{run:?}");
    assert!(
        run.stdout.contains("project/s.vtl:1:1: info the fixes for `project/s.vtl` are not applied"),
        "{run:?}"
    );
    assert_eq!(folder.read("secret/s.vtl"), FIXABLE);
    fs::remove_dir(folder.path(".git")).unwrap();
    // A link that is named is what was asked for.
    folder.run(&format!("{FIX} project/s.vtl")).ends(0);
    assert!(folder.path("project/s.vtl").is_symlink() && folder.read("secret/s.vtl") != FIXABLE);
}

#[test]
fn models_outside_are_not_read() {
    let folder = Folder::new("models");
    folder.write(
        "secret/model.json",
        "{\"type\": \"object\", \"properties\": {\"a\": {\"type\": \"integer\"}}}",
    );
    folder.write(
        "project/serverless.yml",
        "service: s\nprovider: {name: aws}\nfunctions:\n  f:\n    handler: h.f\n    events:\n      - http:\n          path: p\n          method: post\n          integration: lambda\n          request:\n            schemas:\n              application/json: ${file(../secret/model.json)}\n            template:\n              application/json: '{\"a\": $input.path(\"$.a\")}'\n",
    );
    let outside = folder.run("vtlkit lint project --output concise");
    assert!(
        outside.stdout.contains("serverless.yml:13:33: warning `secret/model.json` is not read"),
        "{outside:?}"
    );
    let allowed = folder.run("vtlkit lint project --output concise --allow-outside");
    assert!(!allowed.stdout.contains("is not read"), "{allowed:?}");
}

#[test]
fn standard_input_stands_for_a_file_of_a_folder() {
    let folder = project("stdin");
    let line = "vtlkit lint - --stdin-filename project/main.tf --output concise < project/main.tf";
    let run = folder.run(line).ends(1);
    assert!(run.stdout.contains("project/main.tf:3:31: warning `secret/s.vtl` is not read"), "{run:?}");
    assert!(run.stdout.contains("project/inner/i.vtl:1:14: error"), "{run:?}");
    let run = folder.run(&line.replace(" - ", " - --fix --unsafe-fixes "));
    assert!(run.stderr.contains("the fixes for `project/inner/i.vtl` are not applied"), "{run:?}");
    assert_eq!(folder.read("project/inner/i.vtl"), FIXABLE);
}

#[test]
fn files_that_cases_name() {
    let folder = Folder::new("cases");
    folder.write("secret/t.vtl", "a secret");
    folder.write("secret/body.json", "{\"a\": \"a secret\"}");
    folder.write("project/own.vtl", "$input.body");
    let absolute = folder.path("secret/t.vtl").display().to_string();
    for (subject, request) in [
        ("template: ../secret/t.vtl", ""),
        (&*format!("template: {absolute}"), ""),
        ("template: link.vtl", ""),
        ("template: own.vtl", "request: {bodyFile: ../secret/body.json}, "),
        ("api: ../secret/t.vtl\nroute: GET /", ""),
    ] {
        let link = folder.path("project/link.vtl");
        let _ = fs::remove_file(&link);
        symlink("../secret/t.vtl", &link).unwrap();
        let cases = format!("{subject}\ncases:\n  - {{name: one, {request}expect: {{}}}}\n");
        folder.write("project/a.test.yaml", &cases);
        let run = folder.run("vtlkit test project --coverage text").ends(1);
        let why = "is not read: it is outside of what the command line names; `--allow-outside` reads it";
        assert!(run.stdout.contains(why), "{subject}: {run:?}");
        assert!(!run.stdout.contains("a secret"), "{run:?}");
        folder.run("vtlkit test project --update").ends(1);
        assert_eq!(folder.read("project/a.test.yaml"), cases);
        let allowed = folder.run("vtlkit test project --allow-outside");
        assert!(!allowed.stdout.contains("is not read"), "{allowed:?}");
        fs::create_dir(folder.path(".git")).unwrap();
        let inside = folder.run("vtlkit test project");
        assert!(!inside.stdout.contains("is not read"), "{inside:?}");
        fs::remove_dir(folder.path(".git")).unwrap();
    }
}

#[test]
fn configurations_may_be_anywhere_but_are_not_shown() {
    let folder = Folder::new("config");
    folder.write("project/a.vtl", "$one\n");
    folder.write("base.toml", "ignore = [\"undefined-reference\"]\n");
    folder.write("secret", "root:x:0:0\npassword = \"secret\n");
    folder.write("project/vtlkit.toml", "extend = \"../base.toml\"\n");
    folder.run("vtlkit lint project").ends(0);
    folder.write("project/vtlkit.toml", "extend = \"../secret\"\n");
    let run = folder
        .run("vtlkit lint project")
        .refuses("`project/../secret` is not a configuration: see line 1, column 11");
    assert!(!run.stderr.contains("root:x"), "{run:?}");
    fs::remove_file(folder.path("project/vtlkit.toml")).unwrap();
    symlink("../secret", folder.path("project/vtlkit.toml")).unwrap();
    let run = folder.run("vtlkit lint project").ends(2);
    assert!(!run.stderr.contains("root:x"), "{run:?}");
    let run = folder.run("vtlkit lint project --config secret").ends(2);
    assert!(run.stderr.contains("root:x"), "what is named is shown: {run:?}");
    fs::remove_file(folder.path("project/vtlkit.toml")).unwrap();
    folder.write("data.json", "{\"version\": \"a secret\"}");
    folder.write("project/vtlkit.toml", "baseline = \"../data.json\"\n");
    let run = folder
        .run("vtlkit lint project")
        .refuses("`project/../data.json` is no baseline: see line 1, column 22");
    assert!(!run.stderr.contains("a secret"), "{run:?}");
}

#[test]
fn a_baseline_outside_is_written_only_where_it_is_named() {
    let folder = Folder::new("baseline");
    folder.write("project/a.vtl", "$one\n");
    folder.write("project/vtlkit.toml", "baseline = \"../new.json\"\n");
    folder.run("cd project && vtlkit lint --write-baseline").refuses("is outside of the repository of");
    assert!(!folder.path("new.json").exists());
    folder.run("cd project && vtlkit lint --write-baseline --baseline ../new.json").ends(0);
    folder.run("cd project && vtlkit lint").ends(0);
    fs::remove_file(folder.path("project/vtlkit.toml")).unwrap();
    symlink("../other.json", folder.path("project/vtlkit-baseline.json")).unwrap();
    folder.run("cd project && vtlkit lint --write-baseline").refuses("is outside of the repository of");
    assert!(!folder.path("other.json").exists());
    fs::create_dir(folder.path(".git")).unwrap();
    folder.run("cd project && vtlkit lint --write-baseline").ends(0);
    assert!(folder.path("other.json").exists());
}
