//! Output: data byte for byte, names and values without characters that terminals or logs interpret, and errors if it
//! cannot be written.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a command that cannot be run fails its test")]
#![cfg(unix)]

mod shell;

use std::fs;

use shell::Folder;

/// A name with everything that a terminal, a log, a patch or a report could interpret.
const NAME: &str = "n\n::set-output name=a::b\u{1b}[31m\"\\\t\u{9b}2J\u{202e}é ,%.vtl";

/// No character can control a terminal, and no line is a workflow command.
fn harmless(text: &str) {
    let control = |c: &char| c.is_control() && *c != '\n' || matches!(c, '\u{202a}'..='\u{202e}');
    assert_eq!(text.chars().find(control), None, "{text:?}");
    assert!(text.lines().all(|line| !line.trim_start().starts_with("::set-output")), "{text:?}");
}

/// A folder with a template, cases, a definition and a body of that name, and similar values in all of them.
fn hostile(name: &str) -> Folder {
    let folder = Folder::new(name);
    let value = serde_json::to_string(NAME).unwrap();
    folder.write(NAME, format!("$x{NAME}\n{{\"a\": \"$util.escapeJavascript($q)\"}} #if($a)\u{1b}[2J#end\n"));
    folder.write(
        &NAME.replace(".vtl", ".test.yaml"),
        format!(
            "template: {value}\ncases:\n  - name: {value}\n    expect: {{text: {value}}}\n  - name: b\n    expect: {{json: {{a: {value}}}}}\n"
        ),
    );
    folder.write(&NAME.replace(".vtl", ".json"), value.as_bytes());
    folder.write("model.json", format!("{{\"type\": \"object\", \"enum\": [{value}]}}"));
    folder.write("body.json", format!("{{{value}: {value}}}"));
    folder.write(
        &NAME.replace(".vtl", ".yaml"),
        format!(
            "openapi: 3.0.1\npaths:\n  /p:\n    get:\n      operationId: {value}\n      x-amazon-apigateway-integration:\n        type: http\n        uri: http://localhost/\n        requestTemplates:\n          application/json: {value}\n        responses: {{default: {{statusCode: \"200\"}}}}\n      responses: {{\"200\": {{description: d}}}}\n"
        ),
    );
    folder
}

#[test]
fn names_and_values_steer_no_terminal_and_no_log() {
    let folder = hostile("hostile");
    let name = |end: &str| format!("'{}'", NAME.replace(".vtl", end));
    let (vtl, cases, yaml) = (name(".vtl"), name(".test.yaml"), name(".yaml"));
    for line in [
        format!("vtlkit lint {vtl} --show-witness"),
        format!("vtlkit lint {vtl} --output concise"),
        format!("vtlkit lint --diff --unsafe-fixes {vtl} | head -2"),
        format!("vtlkit lint {vtl}.missing"),
        format!("vtlkit lint {yaml} --output concise"),
        format!("vtlkit test {cases} --verbose --coverage text"),
        format!("vtlkit test {cases} --coverage lcov"),
        format!("vtlkit test {cases}.missing"),
        format!("cp {cases} c.test.yaml && vtlkit test c.test.yaml --update"),
        format!("vtlkit extract {yaml}"),
        format!("vtlkit extract {yaml} --template 9"),
        format!("vtlkit extract {vtl} --diff --inject body.json | head -2"),
        format!("vtlkit invoke {yaml} GET /p --explain --backend-body {vtl}"),
        format!("vtlkit invoke {vtl} GET /p"),
        format!("vtlkit render {vtl}.missing"),
        format!("vtlkit render {vtl} --trace > rendered"),
        format!("vtlkit validate --model model.json {vtl} body.json"),
        format!("vtlkit map {vtl}.missing"),
    ] {
        let run = folder.run(&line);
        harmless(&run.stdout);
        harmless(&run.stderr);
        assert_eq!(
            run.stderr.contains("does not exist"),
            line.contains(".missing") && !line.contains("lint"),
            "{run:?}"
        );
    }
}

#[test]
fn forms_for_programs_name_the_file() {
    let folder = hostile("forms");
    let file = "*.vtl";
    let report = |form: &str| folder.run(&format!("vtlkit lint {file} --output {form}")).ends(1).stdout;
    let json: serde_json::Value = serde_json::from_str(&report("json")).unwrap();
    assert_eq!(json[0]["file"], NAME);
    let gitlab: serde_json::Value = serde_json::from_str(&report("gitlab")).unwrap();
    assert_eq!(gitlab[0]["location"]["path"], NAME);
    let sarif: serde_json::Value = serde_json::from_str(&report("sarif")).unwrap();
    let uri = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(
        uri,
        "n%0A%3A%3Aset-output%20name%3Da%3A%3Ab%1B%5B31m%22%5C%09%C2%9B2J%E2%80%AE%C3%A9%20%2C%25.vtl"
    );
    let github = report("github");
    harmless(&github.replace('\t', ""));
    let command = |line: &str| {
        ["error", "warning", "notice"]
            .iter()
            .any(|kind| line.starts_with(&format!("::{kind} title=vtlkit%3A ")))
    };
    assert!(github.lines().all(command), "{github}");
    assert!(
        github.contains(
            ",file=n%0A%3A%3Aset-output name=a%3A%3Ab␛[31m\"\\\t\u{fffd}2J\u{fffd}é %2C%25.vtl,line=1"
        ),
        "{github}"
    );
    let junit = report("junit");
    harmless(&junit.replace('\t', ""));
    assert!(junit.contains("name=\"n␊::set-output name=a::b␛[31m"), "{junit}");
}

#[test]
fn build_services_find_no_commands() {
    let folder = Folder::new("commands");
    folder.write("::add-mask::x.vtl", "##[set-output name=a]b\n$x ##vso[task]\n");
    for service in ["GITHUB_ACTIONS=true", "TF_BUILD=True"] {
        for form in ["text", "concise"] {
            let run = folder.run(&format!("{service} vtlkit lint --output {form}")).ends(1);
            assert!(run.stdout.contains("add-mask") && !run.stdout.contains("##["), "{run:?}");
            assert!(!run.stdout.contains("##vso["), "{run:?}");
            assert!(run.stdout.lines().all(|line| !line.trim_start().starts_with("::")), "{run:?}");
        }
    }
    let run = folder.run("GITHUB_ACTIONS=true vtlkit lint --output github").ends(1);
    assert!(run.stdout.starts_with("::warning title="), "{run:?}");
}

/// Text with every control character, mixed newlines and no newline at its end.
fn binary() -> String {
    let controls: String = (1..0x20).map(char::from).filter(|c| *c != '\n' && *c != '\r').collect();
    format!(
        "{controls}\u{1b}[31mred\u{1b}[0m\u{7f}\u{9b}\r\n#set($x = 1)$x#if($y.a() == 1)#end\ra\r\n\r{{\"a\": \"$util.escapeJavascript($q)\"}}\rb"
    )
}

#[test]
fn data_is_printed_byte_for_byte() {
    let folder = Folder::new("data");
    let text = binary();
    folder.write("a.vtl", &text);
    let fixed = text.replace("escapeJavascript", "escapeJavaScript");
    let run = folder.run("vtlkit lint - --fix --unsafe-fixes --select unknown-member < a.vtl");
    assert_eq!(run.stdout, fixed);
    assert_eq!(folder.run("vtlkit lint - --fix < a.vtl").stdout, text);
    folder.run("vtlkit lint a.vtl --fix --unsafe-fixes --select unknown-member").ends(0);
    assert_eq!(folder.read("a.vtl"), fixed);
    folder.write("vtlkit.toml", "exclude = [\"a.vtl\"]\n");
    let run = folder.run("vtlkit lint - --fix --force-exclude --stdin-filename a.vtl < a.vtl");
    assert_eq!(run.stdout, fixed);
    assert_eq!(folder.run("vtlkit extract a.vtl --template 1").stdout, fixed);
    folder.write("plain.vtl", "a\u{1b}[31m\u{7f}\r\nb\rc\u{1}\u{9b}");
    assert_eq!(folder.run("vtlkit render plain.vtl").stdout, folder.read("plain.vtl"));
    folder.write("b.md", "```vtl\n$a\n```\n");
    let run = folder.run("printf 'x\\033[31m\\001\\n' | vtlkit extract b.md --inject - && cat b.md");
    assert_eq!(run.stdout, "```vtl\nx\u{1b}[31m\u{1}\n```\n");
}

#[test]
fn patches_can_be_applied() {
    let folder = Folder::new("patch");
    let line = "{\"a\": \"$util.escapeJavascript($q)\"}";
    let texts = [
        ("lf.vtl", format!("a\n{line}\nb\n")),
        ("crlf.vtl", format!("a\r\n{line}\r\nb\r\n")),
        ("cr.vtl", format!("a\r{line}\rb\rc\rd\re\r")),
        ("mixed.vtl", format!("a\rb\r\nc\n{line}\r\r\nd\n\re")),
        ("no-end.vtl", format!("a\n{line}")),
        ("binary.vtl", binary()),
        ("a b.vtl", format!("{line}\n")),
        ("quo\"te\\.vtl", format!("{line}\n")),
        ("é.vtl", format!("{line}\n")),
        ("n\nl\t\u{1b}\u{9b}.vtl", format!("{line}\n")),
        ("a/b/c.vtl", format!("{line}\n")),
        ("::x.vtl", format!("{line}\n")),
    ];
    folder.run("git init -q . && git config core.autocrlf false").ends(0);
    // Patches are relative to the current folder.
    for (place, paths, complete) in [
        (".", "", true),
        (".", "./lf.vtl ./a $PWD/cr.vtl", false),
        ("a", "\"$PWD/b\"", false),
        ("a/b", "c.vtl", false),
    ] {
        for (name, text) in &texts {
            folder.write(name, text);
        }
        let options = "--unsafe-fixes --select unknown-member";
        let patch = folder.run(&format!("cd {place} && vtlkit lint --diff {options} {paths}")).ends(1).stdout;
        folder.write("the.patch", &patch);
        let file = folder.path("the.patch").display().to_string();
        folder.run(&format!("cd {place} && git apply --whitespace=nowarn '{file}'")).ends(0);
        let mut changed = 0;
        for (name, text) in &texts {
            let now = folder.read(name);
            assert!(now == *text || now == text.replace("escapeJavascript", "escapeJavaScript"), "{name:?}");
            changed += usize::from(now != *text);
        }
        let named = if complete { texts.len() } else { paths.split(' ').count() };
        assert_eq!(changed, named, "{place} {paths}\n{patch}");
    }
    folder.write("one.vtl", "a\r\n\u{1b}[0mb\rc\n");
    for (host, text) in [("h.md", "x\r\n```vtl\r\n$a\r\n```\r\ny\r"), ("h.vtl", "old\rold")] {
        folder.write(host, text);
        folder.run(&format!("vtlkit extract {host} --inject one.vtl --diff > p")).ends(0);
        folder.run(&format!("vtlkit extract {host} --inject one.vtl")).ends(0);
        let injected = folder.read(host);
        folder.write(host, text);
        folder.run("git apply p").ends(0);
        assert_eq!(folder.read(host), injected);
    }
}

#[test]
fn a_full_disk_and_a_closed_pipe() {
    let folder = Folder::new("full");
    folder.write("a.vtl", "$x\n");
    folder.write("a.test.yaml", "template: a.vtl\ncases: [{name: a, expect: {text: no}}]\n");
    folder.write("model.json", "{}");
    folder.write("body.json", "{}");
    folder.write("lines", "{}\n".repeat(10_000));
    folder.write(
        "api.yaml",
        "openapi: 3.0.1\npaths: {/p: {get: {x-amazon-apigateway-integration: {type: mock}, responses: {}}}}\n",
    );
    for line in [
        "vtlkit --help",
        "vtlkit --version",
        "vtlkit help lint",
        "vtlkit lint -h",
        "vtlkit rules",
        "vtlkit explain quoted-json",
        "vtlkit lint",
        "vtlkit lint --output json",
        "vtlkit lint --diff a.vtl",
        "vtlkit lint - --fix < a.vtl",
        "vtlkit lint --statistics --exit-zero",
        "vtlkit lint --write-baseline",
        "vtlkit test",
        "vtlkit test --coverage lcov",
        "vtlkit render a.vtl",
        "vtlkit render a.vtl --output json",
        "vtlkit map a.vtl < lines",
        "vtlkit invoke api.yaml GET /p",
        "vtlkit invoke api.yaml GET /p --output json",
        "vtlkit invoke api.yaml GET /p --output http",
        "vtlkit validate --model model.json body.json",
        "vtlkit extract a.vtl",
        "vtlkit extract a.vtl --output json",
        "vtlkit extract a.vtl --template 1",
    ] {
        let _ = fs::remove_file(folder.path("vtlkit-baseline.json"));
        let empty = line.contains("--diff");
        let full = folder.run(&format!("{line} > /dev/full"));
        if empty {
            assert_eq!(full.code, Some(0), "nothing is printed: {full:?}");
        } else {
            full.refuses("cannot write the output: No space left on device");
        }
        // The pipe is closed when the command starts.
        let closed = folder.run(&format!(
            "mkfifo p; {{ exec 3<p; exec 3<&-; }} & exec 4>p; wait; {line} >&4; echo $?; rm p"
        ));
        let results = line.contains("lcov") || line.contains("--fix");
        assert!(closed.stderr.is_empty() || results, "{closed:?}");
        assert!(["0\n", "1\n"].contains(&&*closed.stdout), "{line}: {closed:?}");
        // Errors cannot be written either.
        let deaf = folder.run(&format!("{line} > /dev/full 2> /dev/full; echo $?"));
        assert_eq!(deaf.stdout, if empty { "0\n" } else { "2\n" }, "{line}");
    }
}
