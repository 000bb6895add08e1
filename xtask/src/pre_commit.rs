//! Runs the hooks of `.pre-commit-hooks.yaml` with the real pre-commit, in a repository made for it.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use crate::{python, root};

/// What pre-commit is installed as.
const PACKAGE: &str = "pre-commit>=4,<5";

const GOOD: &str = "{\"id\": $input.json('$.id')}\n";
/// A definition with a template that has a safe fix and one that has none.
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
";
const MENDED: &str = "#foreach($pet in $all)\"x\"#if($foreach.hasNext),#end#end";

/// Both hooks: they fail on a bad file, pass on a good one, and `--fix` mends. `Err` says what is not so, `Ok(Some)`
/// why nothing was tried.
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

    // What the configuration excludes is left alone though pre-commit names it.
    fs::write(&bad, BAD).map_err(|error| error.to_string())?;
    fs::write(hooks.repository.join("vtlkit.toml"), "exclude = [\"other/\"]\n")
        .map_err(|error| error.to_string())?;
    hooks.git(&["add", "."])?;
    hooks.run(&["run", "--all-files"], 0, &["Passed"], &[])?;
    Ok(None)
}

/// The command that the system's hook takes.
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
    /// The repository that the hooks are run in.
    repository: PathBuf,
}

impl Hooks {
    /// Makes the repository anew, with these files.
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

    /// Writes a configuration with a hook of the project as it was last committed.
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

    /// Runs pre-commit, and holds it to an exit code, to words it prints and to words it does not print.
    fn run(&self, arguments: &[&str], code: i32, has: &[&str], lacks: &[&str]) -> Result<(), String> {
        let path = std::env::var("PATH").unwrap_or_default();
        let output = Command::new(&self.program)
            .args(arguments)
            .current_dir(&self.repository)
            .env("PATH", format!("{}:{path}", root::root().join("target/debug").display()))
            .env("PRE_COMMIT_HOME", self.folder.join("cache"))
            // A build that need not be fast later, in a place of its own where it finds what it built before.
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
