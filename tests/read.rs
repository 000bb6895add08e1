//! Input files: only regular files unless named explicitly, and UTF-8.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a command that cannot be run fails its test")]
#![cfg(unix)]

mod shell;

use std::fs;
use std::os::unix::fs::symlink;

use shell::Folder;

const TERRAFORM: &str = "resource \"aws_api_gateway_integration\" \"i\" {\n  request_templates = {\n    \"text/plain\" = file(\"TEMPLATE\")\n  }\n}\n";

#[test]
fn pipes_sockets_and_devices_are_not_read() {
    let folder = Folder::new("pipes");
    folder.write("main.tf", TERRAFORM.replace("TEMPLATE", "pipe.vtl"));
    folder.write("zero.tf", TERRAFORM.replace("TEMPLATE", "/dev/zero"));
    folder.write("a.vtl", "$nowhere\n");
    folder.run("mkfifo pipe.tf pipe.vtl pipe.yaml pipe.test.yaml vtlkit-baseline.json").ends(0);
    let _socket = std::os::unix::net::UnixListener::bind(folder.path("socket.tf")).unwrap();
    for (target, link) in [("pipe.vtl", "link.vtl"), ("/dev/zero", "zero.yaml"), ("socket.tf", "socket.vtl")]
    {
        symlink(target, folder.path(link)).unwrap();
    }
    for options in ["", "--allow-outside", "--fix", "--diff"] {
        let run = folder.run(&format!("timeout 60 vtlkit lint --output concise {options}"));
        assert!(
            run.stdout.contains("a.vtl:1:2: warning undefined-reference") || options == "--diff",
            "{run:?}"
        );
        assert_eq!(run.stderr, "", "{options}");
    }
    folder.run("timeout 60 vtlkit lint main.tf").ends(0);
    folder
        .run("timeout 60 vtlkit lint --write-baseline")
        .refuses("cannot read the baseline: `vtlkit-baseline.json` is not a regular file");
    folder.write("vtlkit.toml", "baseline = \"pipe.tf\"\n");
    folder.run("timeout 60 vtlkit lint").refuses("pipe.tf` is not a regular file");
    folder.write("vtlkit.toml", "extend = \"pipe.tf\"\n");
    folder.run("timeout 60 vtlkit lint").refuses("`pipe.tf` is not a file");
    fs::remove_file(folder.path("vtlkit.toml")).unwrap();
    folder.run("mkfifo vtlkit.toml; timeout 60 vtlkit lint a.vtl").ends(1);
    for (subject, request) in [
        ("template: pipe.vtl", ""),
        ("template: link.vtl", ""),
        ("api: pipe.yaml\nroute: GET /", ""),
        ("template: a.vtl", "request: {bodyFile: pipe.tf}, "),
        ("template: a.vtl", "request: {bodyFile: /dev/zero}, "),
    ] {
        folder.write("a.test.yaml", format!("{subject}\ncases: [{{name: a, {request}expect: {{}}}}]\n"));
        let run = folder.run("timeout 60 vtlkit test --allow-outside").ends(1);
        assert!(run.stdout.contains("` is not a regular file"), "{subject} {run:?}");
    }
}

#[test]
fn pipes_that_are_named_are_read() {
    let folder = Folder::new("named");
    folder.write("a.vtl", "$input.body");
    folder.write("b.vtl", "$nowhere\n");
    folder.write("c.test.yaml", "template: a.vtl\ncases: [{name: a, expect: {text: '{}'}}]\n");
    folder.write("vtlkit.toml", "ignore = ['all']");
    folder.run("mkfifo p p.vtl p.test.yaml").ends(0);
    let run = |line: &str| folder.run(&format!("timeout 60 sh -c \"{line}\""));
    assert_eq!(run("cat a.vtl > p & vtlkit render p").stdout, "{}");
    assert_eq!(run("echo 1 > p & vtlkit render a.vtl --body p").stdout, "1\n");
    assert_eq!(run("echo 1 | vtlkit render a.vtl --body /dev/stdin").stdout, "1\n");
    assert_eq!(run("echo 1 | vtlkit render /dev/stdin").stdout, "1\n");
    let lint = "vtlkit lint --no-config --output concise";
    assert!(run(&format!("cat b.vtl > p.vtl & {lint} p.vtl")).stdout.starts_with("p.vtl:1:2: warning"));
    run("cat vtlkit.toml > p & vtlkit lint b.vtl --config p").ends(0);
    run("cat c.test.yaml > p.test.yaml & vtlkit test p.test.yaml").ends(0);
    let run = run(&format!("echo '#set(\\$x = 1)' > p.vtl & {lint} --fix p.vtl"));
    run.refuses("cannot write `p.vtl`: it is not a regular file");
}

/// A text in each unsupported encoding, with the expected message.
fn encodings(text: &str) -> Vec<(Vec<u8>, &'static str)> {
    let marked = format!("\u{feff}{text}");
    let mut out = Vec::new();
    for text in [text, &marked] {
        let wide = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect();
        let wider = |bytes: fn(u32) -> [u8; 4]| text.chars().flat_map(|c| bytes(u32::from(c))).collect();
        out.push((wide(u16::to_le_bytes), "it looks like UTF-16LE"));
        out.push((wide(u16::to_be_bytes), "it looks like UTF-16BE"));
        out.push((wider(u32::to_le_bytes), "it looks like UTF-32LE"));
        out.push((wider(u32::to_be_bytes), "it looks like UTF-32BE"));
    }
    let latin1 = [text.as_bytes(), b"\n# \xe9t\xe9\n"].concat();
    out.push((latin1, "it may be Latin-1 or Windows-1252"));
    out
}

#[test]
fn other_encodings_are_reported() {
    let folder = Folder::new("encodings");
    folder.write("ok.vtl", "$input.body\n");
    folder.write("ok.yaml", "openapi: 3.0.1\npaths: {}\n");
    folder.write("ok.json", "{}");
    for (command, file, text, code) in [
        ("vtlkit lint a.vtl --output concise", "a.vtl", "{\"a\": \"$nowhere\"}\n", 1),
        ("vtlkit lint --output concise", "b/a.yaml", "openapi: 3.0.1\r\npaths: {}\r\n", 1),
        ("vtlkit lint --fix --output concise", "main.tf", "locals {}\n", 1),
        ("vtlkit lint - --output concise < a.vtl", "a.vtl", "$nowhere", 1),
        ("vtlkit lint ok.vtl", "vtlkit.toml", "ignore = ['all']\n", 2),
        ("vtlkit lint ok.vtl --baseline known.json", "known.json", "{\"version\": 1, \"findings\": {}}", 2),
        ("vtlkit render a.vtl", "a.vtl", "$input.body", 1),
        ("vtlkit render ok.vtl --request r.json", "r.json", "{\"body\": {}}", 2),
        ("vtlkit render ok.vtl --context c.json", "c.json", "{\"body\": {}}", 2),
        ("vtlkit render ok.vtl --vars v.json", "v.json", "{\"a\": 1}", 2),
        ("vtlkit map a.vtl < /dev/null", "a.vtl", "$input.body", 1),
        ("vtlkit map ok.vtl < lines", "lines", "{\"body\": {}}", 1),
        ("vtlkit validate --model m.json ok.json", "m.json", "{\"type\": \"object\"}", 1),
        ("vtlkit validate --api a.yaml --model-name M ok.json", "a.yaml", "openapi: 3.0.1\npaths: {}\n", 2),
        ("vtlkit invoke a.yaml GET /", "a.yaml", "openapi: 3.0.1\npaths: {}\n", 2),
        ("vtlkit test a.test.yaml", "a.test.yaml", "template: ok.vtl\ncases: []\n", 2),
        ("vtlkit extract a.yaml", "a.yaml", "openapi: 3.0.1\npaths: {}\n", 2),
        ("vtlkit extract ok.vtl --inject a.vtl", "a.vtl", "$a\n", 2),
    ] {
        for (bytes, words) in encodings(text) {
            folder.write(file, &bytes);
            let run = folder.run(command).ends(code);
            let said = format!("{}{}", run.stdout, run.stderr);
            // For input other than JSON, the byte order mark is enough.
            let of_line = command.starts_with("vtlkit map") && file == "lines" && words.contains("Latin");
            assert!(
                said.contains("is not UTF-8") && (of_line || said.contains(words)),
                "{command} {words}: {said}"
            );
            assert!(fs::read(folder.path(file)).unwrap() == bytes, "{command}");
        }
        fs::remove_file(folder.path(file)).unwrap();
    }
    folder.write("ok.test.yaml", "template: a.vtl\ncases: [{name: a, expect: {text: a}}]\n");
    for (bytes, words) in encodings("$input.body") {
        folder.write("a.vtl", &bytes);
        let run = folder.run("vtlkit test ok.test.yaml").ends(1);
        assert!(run.stdout.contains("is not UTF-8") && run.stdout.contains(words), "{run:?}");
    }
}
