//! Runs the hooks of `.pre-commit-hooks.yaml` with the real pre-commit, in a temporary repository.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use crate::{python, root};

/// The pip requirement of pre-commit.
const PACKAGE: &str = "pre-commit>=4,<5";

const GOOD: &str = "{\"id\": $input.json('$.id')}\n";
/// A case of the good template that passes.
const CASES: &str = "\
template: good.vtl
cases:
  - name: an id
    request: {body: {id: 1}}
    expect: {json: {id: 1}}
";
/// A definition with two templates: one with a safe fix and one without.
const BAD: &str = "\
openapi: 3.0.1
paths:
  /pets:
    get:
      x-amazon-apigateway-integration:
        type: aws
        httpMethod: POST
        uri: arn:aws:apigateway:eu-west-1:dynamodb:action/Scan
        requestTemplates:
          application/json: |
            #set($all = $input.path('$.all'))
            {\"names\": [#foreach($pet in $all)\"x\"#end]}
        responses:
          default: {statusCode: 200}
          '[45]\\d\\d': {statusCode: 502}
      responses:
        200: {description: pets}
        502: {description: no pets}
";
const MENDED: &str = "#foreach($pet in $all)\"x\"#if($foreach.hasNext),#end#end";

/// Checks that both hooks fail on a bad file and pass on a good one, and that `--fix` fixes it. `Err` is a failure,
/// `Ok(Some)` the reason why nothing was run.
pub(crate) fn run() -> Result<Option<String>, String> {
    let folder = root::root().join("target/pre-commit");
    let program = match python::program(&folder, PACKAGE, "pre-commit") {
        Ok(program) => program,
        Err(why) => return Ok(Some(why)),
    };
    build()?;
    let hooks = Hooks { program, repository: folder.join("repository"), folder };

    hooks.repository(&[("good.vtl", GOOD), ("other/good.yaml", "a: 1\n"), ("notes.txt", "$$\n")])?;
    hooks.try_repo("vtlkit-lint-system", 0, &["Passed"], &[])?;
    hooks.repository(&[("good.vtl", GOOD), ("good.test.yaml", CASES)])?;
    hooks.try_repo("vtlkit-test-system", 0, &["1 passed, 0 failed"], &[])?;
    let failing = CASES.replace("json: {id: 1}", "json: {id: 2}");
    hooks.repository(&[("good.vtl", GOOD), ("good.test.yaml", &failing)])?;
    hooks.try_repo("vtlkit-test-system", 1, &["Failed", "0 passed, 1 failed"], &[])?;
    hooks.repository(&[("good.vtl", GOOD), ("other/bad.yaml", BAD)])?;
    hooks.try_repo("vtlkit-lint-system", 1, &["Failed", "other/bad.yaml:12:24"], &["good.vtl"])?;
    // This one builds the command, as it does where it is installed.
    hooks.try_repo("vtlkit-lint", 1, &["Failed", "other/bad.yaml:12:24"], &["good.vtl"])?;

    let bad = hooks.repository.join("other/bad.yaml");
    hooks.configure("vtlkit-lint-system", "[--fix]")?;
    hooks.run(&["run", "--all-files"], 1, &["files were modified by this hook"], &[])?;
    let fixed = fs::read_to_string(&bad).map_err(|error| error.to_string())?;
    if fixed != BAD.replace("#foreach($pet in $all)\"x\"#end", MENDED) {
        return Err(format!("`--fix` made this of the file:\n{fixed}"));
    }
    hooks.git(&["add", "."])?;
    hooks.run(&["run", "--all-files"], 0, &["Passed"], &[])?;

    // Files that the configuration excludes are skipped even if pre-commit passes them.
    fs::write(&bad, BAD).map_err(|error| error.to_string())?;
    fs::write(hooks.repository.join("vtlkit.toml"), "exclude = [\"other/\"]\n")
        .map_err(|error| error.to_string())?;
    hooks.git(&["add", "."])?;
    hooks.run(&["run", "--all-files"], 0, &["Passed"], &[])?;
    Ok(None)
}

/// Builds the command for the `system` hook.
fn build() -> Result<(), String> {
    run_to_end(
        Command::new("cargo")
            .args(["build", "--quiet", "--locked", "--bin", "vtlkit"])
            .current_dir(root::root()),
    )
}

fn run_to_end(command: &mut Command) -> Result<(), String> {
    let line = format!("{command:?}");
    let output = command.output().map_err(|error| format!("{line} does not start: {error}"))?;
    if output.status.success() { Ok(()) } else { Err(format!("{line} fails:\n{}", text(&output))) }
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

struct Hooks {
    program: PathBuf,
    folder: PathBuf,
    /// The repository in which the hooks are run.
    repository: PathBuf,
}

impl Hooks {
    /// Recreates the repository with these files.
    fn repository(&self, files: &[(&str, &str)]) -> Result<(), String> {
        let _ = fs::remove_dir_all(&self.repository);
        for (name, text) in files {
            let path = self.repository.join(name);
            path.parent().map_or(Ok(()), fs::create_dir_all).map_err(|error| error.to_string())?;
            fs::write(path, text).map_err(|error| error.to_string())?;
        }
        self.git(&["init", "--quiet"])?;
        self.git(&["add", "."])
    }

    fn git(&self, arguments: &[&str]) -> Result<(), String> {
        run_to_end(Command::new("git").args(arguments).current_dir(&self.repository))
    }

    /// Writes a configuration with a hook of the project's last commit.
    fn configure(&self, hook: &str, arguments: &str) -> Result<(), String> {
        let head = Command::new("git")
            .args(["rev-parse", "HEAD"])
            .current_dir(root::root())
            .output()
            .map_err(|error| error.to_string())?;
        let (url, rev) = (root::root().display().to_string(), text(&head));
        let config = format!(
            "repos:\n- repo: {url}\n  rev: {}\n  hooks:\n  - id: {hook}\n    args: {arguments}\n",
            rev.trim()
        );
        let path = self.repository.join(".pre-commit-config.yaml");
        fs::write(path, config).map_err(|error| error.to_string())?;
        self.git(&["add", "."])
    }

    fn try_repo(&self, hook: &str, code: i32, has: &[&str], lacks: &[&str]) -> Result<(), String> {
        let project = root::root().display().to_string();
        self.run(&["try-repo", &project, hook, "--all-files", "--verbose"], code, has, lacks)
    }

    /// Runs pre-commit and checks its exit code, words in its output, and words that must not be there.
    fn run(&self, arguments: &[&str], code: i32, has: &[&str], lacks: &[&str]) -> Result<(), String> {
        let path = std::env::var("PATH").unwrap_or_default();
        let output = Command::new(&self.program)
            .args(arguments)
            .current_dir(&self.repository)
            .env("PATH", format!("{}:{path}", root::root().join("target/debug").display()))
            .env("PRE_COMMIT_HOME", self.folder.join("cache"))
            // An unoptimised build in a target folder of its own, which is reused.
            .env("CARGO_TARGET_DIR", self.folder.join("build"))
            .envs([("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"), ("CARGO_PROFILE_RELEASE_LTO", "off")])
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .output()
            .map_err(|error| format!("pre-commit does not start: {error}"))?;
        let printed = text(&output);
        let wrong = output.status.code() != Some(code)
            || has.iter().any(|words| !printed.contains(words))
            || lacks.iter().any(|words| printed.contains(words));
        let line = arguments.join(" ");
        println!("$ pre-commit {line}");
        if wrong {
            return Err(format!(
                "`pre-commit {line}` ended with {}, wanted {code} with {has:?} and without {lacks:?}:\n{printed}",
                output.status
            ));
        }
        Ok(())
    }
}
