//! Runs the hooks of `.pre-commit-hooks.yaml` with the real pre-commit, in a temporary repository.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::{python, root};

/// The pip requirement of pre-commit.
const PACKAGE: &str = "pre-commit>=4,<5";

pub(crate) const GOOD: &str = "{\"id\": $input.json('$.id')}\n";
/// A case of the good template that passes.
pub(crate) const CASES: &str = "\
template: good.vtl
cases:
  - name: an id
    request: {body: {id: 1}}
    expect: {json: {id: 1}}
";
/// A definition with two templates: one with a safe fix and one without.
pub(crate) const BAD: &str = "\
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
pub(crate) const MENDED: &str = "#foreach($pet in $all)\"x\"#if($foreach.hasNext),#end#end";

/// Checks that the hooks fail on a bad file and pass on a good one, and that `--fix` fixes it. `Err` is a failure,
/// `Ok(Some)` the reason why nothing was run.
pub(crate) fn run() -> Result<Option<String>, String> {
    let folder = root::root().join("target/pre-commit");
    let program = match program() {
        Ok(program) => program,
        Err(why) => return Ok(Some(why)),
    };
    build()?;
    let path = std::env::var("PATH").unwrap_or_default();
    let of = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let environment = vec![
        ("PATH", format!("{}:{path}", root::root().join("target/debug").display())),
        ("PRE_COMMIT_HOME", of("cache")),
        // An unoptimised build in a target folder of its own, which is reused.
        ("CARGO_TARGET_DIR", of("build")),
        ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0".to_owned()),
        ("CARGO_PROFILE_RELEASE_LTO", "off".to_owned()),
        ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16".to_owned()),
    ];
    let hooks = Hooks { program, repository: folder.join("repository"), environment };

    hooks.repository(&[("good.vtl", GOOD), ("other/good.yaml", "a: 1\n"), ("notes.txt", "$$\n")])?;
    hooks.try_repo("vtlkit-lint-system", 0, &["Passed"], &[])?;
    // A repository without cases passes.
    hooks.try_repo("vtlkit-test-system", 0, &["Passed"], &[])?;
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
    let (project, head) = (root::root(), head()?);
    hooks.configure(project, &head, &[("vtlkit-lint-system", "[--fix]")])?;
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

/// The path of pre-commit, which is installed if it is missing.
pub(crate) fn program() -> Result<PathBuf, String> {
    python::program(Path::new("target/pre-commit"), PACKAGE, "pre-commit")
}

/// The last commit of the project.
fn head() -> Result<String, String> {
    let mut command = Command::new("git");
    command.args(["rev-parse", "HEAD"]).current_dir(root::root());
    Ok(text(&command.output().map_err(|error| error.to_string())?).trim().to_owned())
}

/// Builds the command for the `system` hook.
fn build() -> Result<(), String> {
    run_to_end(
        Command::new("cargo")
            .args(["build", "--quiet", "--locked", "--bin", "vtlkit"])
            .current_dir(root::root()),
    )
}

pub(crate) fn run_to_end(command: &mut Command) -> Result<(), String> {
    let line = format!("{command:?}");
    let output = command.output().map_err(|error| format!("{line} does not start: {error}"))?;
    if output.status.success() { Ok(()) } else { Err(format!("{line} fails:\n{}", text(&output))) }
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// A repository, and hooks that are run in it.
pub(crate) struct Hooks {
    pub(crate) program: PathBuf,
    /// The repository in which the hooks are run.
    pub(crate) repository: PathBuf,
    pub(crate) environment: Vec<(&'static str, String)>,
}

impl Hooks {
    /// Recreates the repository with these files.
    pub(crate) fn repository(&self, files: &[(&str, &str)]) -> Result<(), String> {
        let _ = fs::remove_dir_all(&self.repository);
        for (name, text) in files {
            let path = self.repository.join(name);
            path.parent().map_or(Ok(()), fs::create_dir_all).map_err(|error| error.to_string())?;
            fs::write(path, text).map_err(|error| error.to_string())?;
        }
        self.git(&["init", "--quiet"])?;
        self.git(&["add", "."])
    }

    pub(crate) fn git(&self, arguments: &[&str]) -> Result<(), String> {
        run_to_end(Command::new("git").args(arguments).current_dir(&self.repository))
    }

    /// Writes a configuration with hooks of a repository, each with its arguments.
    pub(crate) fn configure(&self, url: &Path, rev: &str, hooks: &[(&str, &str)]) -> Result<(), String> {
        let hook = |(id, arguments): &(&str, &str)| format!("  - id: {id}\n    args: {arguments}\n");
        let hooks: String = hooks.iter().map(hook).collect();
        let config = format!("repos:\n- repo: {}\n  rev: {rev}\n  hooks:\n{hooks}", url.display());
        let path = self.repository.join(".pre-commit-config.yaml");
        fs::write(path, config).map_err(|error| error.to_string())?;
        self.git(&["add", "."])
    }

    fn try_repo(&self, hook: &str, code: i32, has: &[&str], lacks: &[&str]) -> Result<(), String> {
        let project = root::root().display().to_string();
        self.run(&["try-repo", &project, hook, "--all-files", "--verbose"], code, has, lacks)
    }

    /// Runs pre-commit and checks its exit code, words in its output, and words that must not be there.
    pub(crate) fn run(
        &self,
        arguments: &[&str],
        code: i32,
        has: &[&str],
        lacks: &[&str],
    ) -> Result<(), String> {
        let output = Command::new(&self.program)
            .args(arguments)
            .current_dir(&self.repository)
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
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
