//! Adversarial files for `vtlkit lint`: each gets a clear message, the others are linted, and the exit code says
//! that something was found.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a command that cannot be run fails its test")]
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Maximum processor time of a run of the unoptimised command, in seconds.
const LONGEST: u32 = 60;

/// Maximum address space of a run, in kilobytes.
const MEMORY: u32 = 3 << 20;

/// An unprivileged user.
const NOBODY: u32 = 65_534;

/// A temporary folder with a file that has one finding.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("vtlkit-bad-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        fs::write(path.join("other.vtl"), "$nowhere\n").unwrap();
        Self(path)
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.0.join(name), text).unwrap();
    }

    fn command(&self, program: &Path, args: &str) -> Command {
        let mut command = Command::new("sh");
        let limits = format!("ulimit -t {LONGEST} && ulimit -v {MEMORY}");
        let script = format!("{limits} && exec {} lint --output concise {args}", program.display());
        command.args(["-c", &script]).current_dir(&self.0);
        command
    }

    /// Lints; returns the printed lines, which must include the other file and nothing else.
    fn lint(&self, args: &str) -> Vec<String> {
        self.lint_to(args, 1)
    }

    /// The same with this exit code.
    fn lint_to(&self, args: &str, code: i32) -> Vec<String> {
        lines(self.command(Path::new(env!("CARGO_BIN_EXE_vtlkit")), args), code)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn lines(mut command: Command, code: i32) -> Vec<String> {
    let output = command.output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(stderr, "");
    assert_eq!(output.status.code(), Some(code), "{}", output.status);
    let printed = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<String> = printed.lines().map(str::to_owned).collect();
    let other = "other.vtl:1:2: warning undefined-reference `$nowhere` is never set";
    assert!(lines.iter().any(|line| line == other), "{printed}");
    lines
}

/// One line is about the file and contains these words.
fn says(lines: &[String], file: &str, words: &str) {
    let about: Vec<&String> = lines.iter().filter(|line| line.starts_with(file)).collect();
    assert_eq!(about.len(), 1, "{lines:#?}");
    assert!(about[0].contains(words) && about[0].len() < 400, "{about:#?}");
}

#[test]
fn a_yaml_file_of_a_hundred_megabytes() {
    let folder = Folder::new("huge");
    let head = "openapi: 3.0.1\nx-amazon-apigateway-integration:\n  requestTemplates: {text/plain: $a}\n";
    folder.write("huge.yaml", [head, &"key: value\n".repeat(9_600_000)].concat());
    let lines = folder.lint(".");
    says(&lines, "huge.yaml:1:1: error", "is larger than 33554432 bytes");
}

#[test]
fn a_yaml_file_as_large_as_is_read() {
    let folder = Folder::new("large");
    folder.write("large.yaml", "key: value\n".repeat(3_000_000));
    assert_eq!(folder.lint(".").len(), 2, "it holds no template");
}

#[test]
fn files_that_are_no_text() {
    let folder = Folder::new("binary");
    folder.write("a.json", [0x7f, b'E', b'L', b'F', 2, 1, 1, 0, 0, 0xff, 0xfe]);
    folder.write(
        "b.yaml",
        "openapi: 3".encode_utf16().flat_map(u16::to_le_bytes).fold(vec![0xff, 0xfe], |mut all, byte| {
            all.push(byte);
            all
        }),
    );
    folder.write("c.yaml", b"openapi: \0\0x-amazon-apigateway-integration: \0");
    let lines = folder.lint(".");
    says(&lines, "a.json:1:1: error", "the file is not UTF-8: byte 0xFF at offset 9; save it as UTF-8");
    says(&lines, "b.yaml:1:1: error", "the file is not UTF-8: it looks like UTF-16LE; save it as UTF-8");
    says(&lines, "c.yaml:1:10: error", "");
}

#[test]
fn broken_definitions() {
    let folder = Folder::new("broken");
    folder.write("a.yaml", "x-amazon-apigateway-integration:\n  requestTemplates:\n    text/plain: '$one\n");
    folder.write("b.json", "{\"x-amazon-apigateway-integration\": {]}");
    folder.write("c.tf", "resource \"aws_api_gateway_integration\" \"x\" {\n  request_templates = {\n");
    let lines = folder.lint(".");
    says(&lines, "a.yaml:", "error");
    says(&lines, "b.json:1:38: error", "");
    says(&lines, "c.tf:", "error");
}

#[test]
fn links_that_lead_around_in_circles() {
    let folder = Folder::new("links");
    symlink("one.yaml", folder.0.join("two.yaml")).unwrap();
    symlink("two.yaml", folder.0.join("one.yaml")).unwrap();
    symlink("gone.yaml", folder.0.join("nowhere.yaml")).unwrap();
    symlink("other.vtl", folder.0.join("again.vtl")).unwrap();
    fs::create_dir(folder.0.join("inner")).unwrap();
    symlink("..", folder.0.join("inner/around")).unwrap();
    for args in [".", "one.yaml two.yaml nowhere.yaml other.vtl inner"] {
        let lines = folder.lint(args);
        says(&lines, "one.yaml:1:1: error", "link");
        says(&lines, "two.yaml:1:1: error", "link");
        says(&lines, "nowhere.yaml:1:1: error", "`nowhere.yaml` does not exist");
        assert!(
            !lines.iter().any(|line| line.starts_with("again.vtl") || line.contains("around")),
            "{lines:#?}"
        );
    }
}

#[test]
fn a_file_that_is_gone_when_it_is_read() {
    let folder = Folder::new("gone");
    let lines = folder.lint_to("gone.yaml other.vtl", 2);
    says(&lines, "gone.yaml:1:1: error", "`gone.yaml` does not exist");
}

#[test]
fn files_that_may_not_be_read() {
    let folder = Folder::new("denied");
    folder.write("secret.vtl", "$a");
    fs::create_dir(folder.0.join("closed")).unwrap();
    // Permissions do not apply to root, and the command may be in a folder that others cannot enter.
    let program = folder.0.join("vtlkit");
    fs::copy(env!("CARGO_BIN_EXE_vtlkit"), &program).unwrap();
    for closed in ["secret.vtl", "closed"] {
        fs::set_permissions(folder.0.join(closed), fs::Permissions::from_mode(0o000)).unwrap();
    }
    let as_nobody = || {
        let mut command = folder.command(&program, ".");
        if fs::read(folder.0.join("secret.vtl")).is_ok() {
            command.uid(NOBODY).gid(NOBODY);
        }
        command
    };
    let lines = lines(as_nobody(), 1);
    says(&lines, "secret.vtl:1:1: error", "permission to `secret.vtl` denied");
    says(&lines, "closed:1:1: error", "permission to `closed` denied");
    // Nor writable.
    fs::set_permissions(folder.0.join("secret.vtl"), fs::Permissions::from_mode(0o444)).unwrap();
    fs::write(folder.0.join("other.vtl"), "#set($x = 1);$x$nowhere\n").unwrap();
    fs::set_permissions(folder.0.join("closed"), fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = folder.command(&program, "other.vtl --fix --unsafe-fixes");
    command.uid(NOBODY).gid(NOBODY);
    if fs::metadata("/proc/self").is_ok_and(|it| std::os::unix::fs::MetadataExt::uid(&it) == 0) {
        for folder_mode in [0o755, 0o777] {
            fs::set_permissions(&folder.0, fs::Permissions::from_mode(folder_mode)).unwrap();
            let output = command.output().unwrap();
            assert_eq!(output.status.code(), Some(2));
            let printed = String::from_utf8(output.stderr).unwrap();
            assert_eq!(printed, "error: cannot write `other.vtl`: Permission denied (os error 13)\n");
        }
        // A writable file in a read-only folder.
        fs::set_permissions(folder.0.join("other.vtl"), fs::Permissions::from_mode(0o666)).unwrap();
        fs::set_permissions(&folder.0, fs::Permissions::from_mode(0o755)).unwrap();
        let printed = String::from_utf8(command.output().unwrap().stderr).unwrap();
        assert!(printed.contains("`other.vtl`: no file can be created in the folder `.`: "), "{printed}");
    }
    fs::set_permissions(folder.0.join("secret.vtl"), fs::Permissions::from_mode(0o644)).unwrap();
}

#[test]
fn a_template_of_one_line_of_five_megabytes() {
    let folder = Folder::new("line");
    let line = "{\"a\": \"$input.path('$.a')\", \"b\": \"$nowhere\"} ".repeat(5_000_000 / 47);
    folder.write("line.vtl", &line);
    folder.write(
        "line.json",
        format!(
            "{{\"x-amazon-apigateway-integration\": {{\"requestTemplates\": {{\"text/plain\": {:?}}}}}}}",
            "x ".repeat(2_500_000)
        ),
    );
    let mut command = folder.command(Path::new(env!("CARGO_BIN_EXE_vtlkit")), "--statistics");
    let output = command.output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        output.status.code(),
        Some(1),
        "{}: {}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(printed.contains("undefined-reference"), "{printed}");
}

#[test]
fn a_folder_that_is_named_like_a_definition() {
    let folder = Folder::new("folder");
    fs::create_dir(folder.0.join("api.yaml")).unwrap();
    fs::write(folder.0.join("api.yaml/inner.vtl"), "$x\n").unwrap();
    assert_eq!(folder.lint(".").len(), 3);
    assert_eq!(folder.lint("api.yaml other.vtl").len(), 3);
}

#[test]
fn a_module_of_many_files_is_read_as_a_whole() {
    let folder = Folder::new("module");
    for file in 0..400 {
        folder.write(&format!("f{file}.tf"), "# aws_api_gateway_rest_api\n");
    }
    folder.write(
        "a.tf",
        "resource \"aws_api_gateway_integration\" \"a\" {\n  resource_id = aws_api_gateway_resource.z.id\n  http_method = \"GET\"\n  \
         type = \"MOCK\"\n  request_templates = { \"application/json\" = local.z }\n}\n",
    );
    folder.write("z.tf", "locals {\n  z = \"$unknown\"\n}\n");
    let found = folder.lint("");
    assert!(found.iter().any(|line| line.starts_with("z.tf:2:8:")), "{found:?}");
}
