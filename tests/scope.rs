//! Files that other files refer to: what is read outside of the repository, and what is changed.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a command that cannot be run fails its test")]
#![cfg(unix)]

mod shell;

use std::fs;
use std::os::unix::fs::symlink;

use shell::Folder;

const FIXABLE: &str = "[#foreach($x in $input.path('$.l')){}#end]\n";

/// A Terraform file with these expressions as templates.
fn terraform(templates: &[&str]) -> String {
    let integration = |(at, template): (usize, &&str)| {
        format!(
            "resource \"aws_api_gateway_integration\" \"i{at}\" {{\n  request_templates = {{\n    \"application/json\" = {template}\n  }}\n}}\n"
        )
    };
    templates.iter().enumerate().map(integration).collect::<Vec<_>>().concat()
}

/// A folder `project` whose files refer to files next to it, and to one inside.
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
        assert!(!run.stdout.contains("loop-separator"), "{run:?}");
        assert!(folder.read("project/inner/i.vtl").contains("$foreach.hasNext"));
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
        assert!(run.stdout.contains("secret/s.vtl:1:2: error loop-separator"), "{run:?}");
        assert!(run.stdout.contains("secret/t.vtl:1:2: error loop-separator"), "{run:?}");
        assert!(run.stdout.contains("main.tf:3:31: info the fixes for `"), "{run:?}");
        assert!(
            run.stdout.contains("secret/s.vtl` are not applied: the command line does not name it"),
            "{run:?}"
        );
        assert!(folder.read("project/inner/i.vtl").contains("$foreach.hasNext"));
        assert_eq!(folder.read("secret/s.vtl"), FIXABLE);
        let run = folder.run(&line.replace("--fix", "--diff"));
        assert!(!run.stdout.contains("secret"), "{run:?}");
    }
    let run = folder.run(&format!("{FIX} project/main.tf"));
    assert!(run.stdout.contains("main.tf:3:31: info the fixes for `"), "{run:?}");
    folder.run(&format!("{FIX} project secret")).ends(0);
    assert!(folder.read("secret/s.vtl").contains("$foreach.hasNext"));
    // The nearest repository counts.
    fs::create_dir(folder.path("project/.git")).unwrap();
    let run = folder.run(&format!("{FIX} project")).ends(1);
    assert!(run.stdout.contains("is not read: it is outside of the repository"), "{run:?}");
}

#[test]
fn files_outside_are_read_where_that_is_allowed() {
    let folder = project("allowed");
    let run = folder.run(&format!("{FIX} project --allow-outside")).ends(1);
    assert!(run.stdout.contains("secret/s.vtl:1:2: error loop-separator"), "{run:?}");
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
    // Inside the repository it is read, but what it refers to counts as not named.
    fs::create_dir(folder.path(".git")).unwrap();
    let run = folder.run(&format!("{FIX} project"));
    assert!(run.stdout.contains("project/s.vtl:1:2: error loop-separator"), "{run:?}");
    assert!(
        run.stdout.contains("project/s.vtl:1:1: info the fixes for `project/s.vtl` are not applied"),
        "{run:?}"
    );
    assert_eq!(folder.read("secret/s.vtl"), FIXABLE);
    fs::remove_dir(folder.path(".git")).unwrap();
    // A symbolic link given as an argument is followed.
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
    assert!(run.stdout.contains("project/inner/i.vtl:1:2: error"), "{run:?}");
    let run = folder.run(&line.replace(" - ", " - --fix --unsafe-fixes "));
    assert!(run.stderr.contains("the fixes for `project/inner/i.vtl` are not applied"), "{run:?}");
    assert_eq!(folder.read("project/inner/i.vtl"), FIXABLE);
}

#[test]
fn files_that_cases_name() {
    let folder = Folder::new("cases");
    folder.write("secret/t.vtl", "a secret");
    folder.write("secret/body.json", "{\"a\": \"a secret\"}");
    folder.write("project/cases/own.vtl", "$input.body");
    let absolute = folder.path("secret/t.vtl").display().to_string();
    folder.write("project/beside.vtl", "beside");
    folder.write(
        "project/cases/b.test.yaml",
        "template: ../beside.vtl\ncases: [{name: a, expect: {text: beside}}]\n",
    );
    folder.run("vtlkit test project/cases").ends(0);
    folder.run("cd project/cases && vtlkit test b.test.yaml").ends(0);
    fs::remove_file(folder.path("project/cases/b.test.yaml")).unwrap();
    for (subject, request) in [
        ("template: ../../secret/t.vtl", ""),
        (&*format!("template: {absolute}"), ""),
        ("template: link.vtl", ""),
        ("template: own.vtl", "request: {bodyFile: ../../secret/body.json}, "),
        ("api: ../../secret/t.vtl\nroute: GET /", ""),
    ] {
        let link = folder.path("project/cases/link.vtl");
        let _ = fs::remove_file(&link);
        symlink("../../secret/t.vtl", &link).unwrap();
        let cases = format!("{subject}\ncases:\n  - {{name: one, {request}expect: {{}}}}\n");
        folder.write("project/cases/a.test.yaml", &cases);
        let run = folder.run("vtlkit test project/cases --coverage text").ends(1);
        let why = "is not read: it is outside of the folder around what the command line names; use `--allow-outside` to read it";
        assert!(run.stdout.contains(why), "{subject}: {run:?}");
        assert!(!run.stdout.contains("a secret"), "{run:?}");
        folder.run("vtlkit test project/cases --update").ends(1);
        assert_eq!(folder.read("project/cases/a.test.yaml"), cases);
        let allowed = folder.run("vtlkit test project/cases --allow-outside");
        assert!(!allowed.stdout.contains("is not read"), "{allowed:?}");
        fs::create_dir(folder.path(".git")).unwrap();
        let inside = folder.run("vtlkit test project/cases");
        assert!(!inside.stdout.contains("is not read"), "{inside:?}");
        fs::remove_dir(folder.path(".git")).unwrap();
    }
}

#[test]
fn files_that_answers_name() {
    let folder = Folder::new("answers");
    folder.write("secret.txt", "a secret");
    folder.write("project/answers/own.txt", "own");
    folder.write("project/beside.txt", "beside");
    folder.write(
        "project/api.yaml",
        "openapi: 3.0.1\npaths: {/p: {get: {x-amazon-apigateway-integration: {type: http_proxy, httpMethod: GET, uri: 'http://localhost/'}, responses: {}}}}\n",
    );
    folder.run("mkfifo project/answers/pipe").ends(0);
    let invoke = |file: &str, options: &str| {
        folder.write("project/answers/a.json", format!("{{\"bodyFile\": \"{file}\"}}"));
        folder
            .run(&format!("vtlkit invoke project/api.yaml GET /p --backend project/answers/a.json {options}"))
    };
    for (file, text) in [("own.txt", "own"), ("../beside.txt", "beside")] {
        assert!(invoke(file, "").ends(0).stdout.ends_with(&format!("\n{text}\n")));
    }
    let absolute = folder.path("secret.txt").display().to_string();
    for file in ["../../secret.txt", &absolute] {
        let run = invoke(file, "").refuses("is outside of the folder around what the command line names");
        assert!(!format!("{run:?}").contains("a secret"), "{run:?}");
        assert!(invoke(file, "--allow-outside").ends(0).stdout.ends_with("\na secret\n"));
    }
    invoke("pipe", "").refuses("is not a regular file");
    // A file referred to by an argument counts as named on the command line.
    let line =
        format!("cd project && vtlkit invoke api.yaml GET /p --backend '{{\"bodyFile\": \"{absolute}\"}}'");
    assert!(folder.run(&line).ends(0).stdout.ends_with("\na secret\n"));
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
        .refuses("`project/../data.json` is not a baseline: see line 1, column 22");
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

#[test]
fn outputs_replace_no_input() {
    let folder = Folder::new("outputs");
    fs::create_dir(folder.path(".git")).unwrap();
    folder.write("main.tf", terraform(&["file(\"inner/i.vtl\")", "local.t"]));
    folder.write("locals.tf", "locals {\n  t = \"$a\"\n}\n");
    folder.write("inner/i.vtl", FIXABLE);
    folder.write("inner/api.json", "{\"swagger\": \"2.0\", \"paths\": {}}");
    folder.write("inner/list.json", "[1]");
    folder.write("inner/notes.md", "```vtl\n$a\n```\n");
    folder.write("inner/vtlkit.toml", "baseline = \"known.json\"\n");
    folder.write("inner/known.json", "{\"version\": 1, \"findings\": {}}");
    folder.write("inner/body.json", "{}");
    folder.write("inner/broken.test.yaml", "cases");
    let cases = "template: i.vtl\ncases: [{name: a, request: {bodyFile: body.json}, expect: {}}]\n";
    folder.write("inner/a.test.yaml", cases);
    folder
        .run("ln main.tf hard; ln -s inner/i.vtl soft; ln -s soft softer; cp main.tf vtlkit.toml.bak")
        .ends(0);
    let files =
        ["main.tf", "locals.tf", "inner/i.vtl", "inner/api.json", "inner/list.json", "inner/notes.md"];
    let more = [
        "inner/vtlkit.toml",
        "inner/known.json",
        "inner/body.json",
        "inner/a.test.yaml",
        "inner/broken.test.yaml",
    ];
    let all = || files.iter().chain(&more).map(|name| folder.read(name)).collect::<Vec<_>>();
    let before = all();
    for line in [
        "vtlkit lint --output-file main.tf main.tf",
        "vtlkit lint --output-file ./inner/../main.tf main.tf",
        "vtlkit lint --output-file $PWD/main.tf",
        "vtlkit lint --output-file hard main.tf",
        "vtlkit lint --output-file main.tf hard --fix",
        "vtlkit lint --output-file softer inner",
        "vtlkit lint --output-file softer inner/i.vtl",
        "vtlkit lint --output-file inner/i.vtl softer",
        "vtlkit lint --output-file inner/i.vtl main.tf",
        "vtlkit lint --output-file locals.tf main.tf",
        "vtlkit lint --output-file inner/api.json",
        "vtlkit lint --output-file inner/list.json",
        "vtlkit lint --output-file inner/notes.md",
        "vtlkit lint --output-file inner/vtlkit.toml inner/i.vtl",
        "vtlkit lint --output-file inner/vtlkit.toml --config inner/vtlkit.toml",
        "vtlkit lint --output-file inner/known.json inner/i.vtl",
        "vtlkit lint --output-file inner/known.json --baseline inner/known.json",
        "vtlkit lint - --stdin-filename main.tf --output-file main.tf < main.tf",
        "vtlkit test --junit inner/a.test.yaml inner/a.test.yaml",
        "vtlkit test --junit inner/a.test.yaml",
        "vtlkit test --junit softer",
        "vtlkit test --junit inner/body.json inner/a.test.yaml",
        "vtlkit test --junit inner/broken.test.yaml",
        "vtlkit extract inner/i.vtl --inject softer",
    ] {
        let run = folder.run(line);
        assert!(
            run.stderr.contains("which is an input") || run.stderr.contains("is both the file and"),
            "{line}: {run:?}"
        );
        assert_eq!(run.code, Some(2), "{line}");
        assert!(all() == before, "{line}");
    }
    // The report of an earlier run is not an input.
    for form in ["json", "sarif", "gitlab", "concise"] {
        let name = if form == "concise" { "report.md" } else { "inner/report.json" };
        for _ in 0..2 {
            folder.run(&format!("vtlkit lint --no-config --output {form} --output-file {name}")).ends(1);
        }
        assert!(folder.read(name).contains("loop-separator"), "{form}");
    }
    for _ in 0..2 {
        folder.run("vtlkit test inner/a.test.yaml --junit out.xml").ends(1);
        assert!(folder.read("out.xml").contains("the case has no expectation"));
    }
    let printed = folder.run("vtlkit lint inner/i.vtl --output json --output-file -").ends(1);
    assert!(printed.stdout.starts_with('[') && !folder.path("-").exists());
}

#[test]
fn chains_of_configurations() {
    let folder = Folder::new("chain");
    folder.write("a.vtl", "$a\n");
    let chain = |count: usize| {
        for at in 1..count {
            folder.write(&format!("c{at}.toml"), format!("extend = \"c{}.toml\"\n", at + 1));
        }
        folder.write(&format!("c{count}.toml"), "ignore = [\"all\"]\n");
    };
    folder.write("vtlkit.toml", "extend = \"c1.toml\"\n");
    chain(19);
    folder.run("vtlkit lint").ends(0);
    chain(500);
    let run = folder.run("vtlkit lint").refuses("error: a chain of more than 20 configurations");
    assert!(run.stderr.contains("c19.toml:1:10"), "{run:?}");
    folder.write("c5.toml", "extend = \"./vtlkit.toml\"\n");
    folder.run("vtlkit lint").refuses("error: these configurations extend each other");
}
