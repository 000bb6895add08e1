//! The hooks of `packaging/pre-commit`, as users install them: from a repository with a tag, with the wheel of that version.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use super::{seconds, wheel};
use crate::command::command;
use crate::pre_commit::{self, BAD, CASES, GOOD, Hooks, MENDED, run_to_end};
use crate::root;

/// A first run, which installs the wheel, is to take at most this long.
const FIRST: Duration = Duration::from_secs(15);

/// A later run is to take at most this long, the best of several.
const LATER: Duration = Duration::from_secs(1);

/// How many times as long they may take on a machine that does something else too.
const SLACK: u32 = 4;

/// What the mirror's package is built with.
const BACKEND: &str = "setuptools>=77,<84";

/// Installs the hooks without an index, and runs them.
pub(crate) fn test() -> Result<(), String> {
    let folder = wheel::folder().join("pre-commit");
    let links = links(&wheel::built()?)?;
    let mirror = mirror(&folder)?;
    let cache = folder.join("cache");
    // The first run is one of a machine that has seen none.
    let _ = fs::remove_dir_all(&cache);
    let environment = vec![
        ("PRE_COMMIT_HOME", cache.to_string_lossy().into_owned()),
        ("PIP_NO_INDEX", "1".to_owned()),
        ("PIP_FIND_LINKS", links.to_string_lossy().into_owned()),
        ("PIP_DISABLE_PIP_VERSION_CHECK", "1".to_owned()),
    ];
    let program = pre_commit::program()?;
    let hooks = Hooks { program, repository: folder.join("repository"), environment };
    let rev = format!("v{}", version()?);
    let all = ["run", "--all-files", "--verbose"];

    // Nothing here is for vtlkit, though the files have names that could be.
    hooks.repository(&[("values.yaml", "a: 1\n"), ("README.md", "# A\n"), ("notes.txt", "$$\n")])?;
    hooks.configure(&mirror, &rev, &[("vtlkit-lint", "[]"), ("vtlkit-test", "[]")])?;
    let start = Instant::now();
    hooks.run(&all, 0, &["Passed"], &["Failed"])?;
    let first = start.elapsed();
    let later = (0..3).map(|_| {
        let start = Instant::now();
        hooks.run(&["run", "--all-files"], 0, &["Passed"], &["Failed"])?;
        Ok(start.elapsed())
    });
    let later = later.collect::<Result<Vec<_>, String>>()?.into_iter().min().unwrap_or_default();
    println!(
        "first run of the hooks {}, wanted {}; later {} ms, wanted {} ms",
        seconds(first),
        seconds(FIRST),
        later.as_millis(),
        LATER.as_millis()
    );
    if first > FIRST * SLACK || later > LATER * SLACK {
        return Err(format!("the hooks take more than {SLACK} times as long as wanted"));
    }

    hooks.repository(&[("good.vtl", GOOD), ("good.test.yaml", CASES), ("other/bad.yaml", BAD)])?;
    hooks.configure(&mirror, &rev, &[("vtlkit-lint", "[]"), ("vtlkit-test", "[]")])?;
    hooks.run(&all, 1, &["other/bad.yaml:12:24", "1 case in 1 file: 1 passed"], &["good.vtl:"])?;
    hooks.configure(&mirror, &rev, &[("vtlkit-lint-fix", "[]")])?;
    hooks.run(&all, 1, &["files were modified by this hook"], &[])?;
    let fixed = fs::read_to_string(hooks.repository.join("other/bad.yaml"));
    if fixed.map_err(|error| error.to_string())? != BAD.replace("#foreach($pet in $all)\"x\"#end", MENDED) {
        return Err("`vtlkit-lint-fix` does not mend the file".to_owned());
    }
    Ok(())
}

/// A folder with the wheel and the build backend of the mirror, for pip's `--find-links`.
pub(super) fn links(wheel: &Path) -> Result<PathBuf, String> {
    let folder = root::root().join("target/tools/links");
    let target = folder.to_string_lossy();
    let has = |name: &str| {
        let entries = fs::read_dir(&folder).into_iter().flatten().filter_map(Result::ok);
        entries.into_iter().find(|entry| entry.file_name().to_string_lossy().starts_with(name))
    };
    if has("setuptools-").is_none() {
        let download = ["-m", "pip", "download", "--quiet", "--no-deps", "--dest", &target, BACKEND];
        command("python3", download, &[])?;
    }
    while let Some(old) = has("vtlkit-") {
        fs::remove_file(old.path()).map_err(|error| format!("{}: {error}", old.path().display()))?;
    }
    let copy = folder.join(wheel.file_name().unwrap_or_default());
    fs::copy(wheel, &copy).map_err(|error| format!("{}: {error}", copy.display()))?;
    Ok(folder)
}

/// The version that the mirror installs, which is that of the workspace.
fn version() -> Result<String, String> {
    let version = env!("CARGO_PKG_VERSION");
    let manifest = root::root().join("packaging/pre-commit/pyproject.toml");
    let text = fs::read_to_string(&manifest).map_err(|error| format!("{}: {error}", manifest.display()))?;
    if !text.contains(&format!("\"vtlkit=={version}\"")) {
        return Err(format!("packaging/pre-commit/pyproject.toml does not install vtlkit {version}"));
    }
    Ok(version.to_owned())
}

/// A repository with the content of `packaging/pre-commit` and a tag.
fn mirror(folder: &Path) -> Result<PathBuf, String> {
    let mirror = folder.join("mirror");
    let _ = fs::remove_dir_all(&mirror);
    let failed = |error: std::io::Error| format!("{}: {error}", mirror.display());
    fs::create_dir_all(&mirror).map_err(failed)?;
    for entry in fs::read_dir(root::root().join("packaging/pre-commit")).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        fs::copy(entry.path(), mirror.join(entry.file_name())).map_err(failed)?;
    }
    let author = ["-c", "user.name=vtlkit", "-c", "user.email=vtlkit@example.com"];
    let tag = format!("v{}", version()?);
    let commands: [&[&str]; 4] = [
        &["init", "--quiet"],
        &["add", "."],
        &["commit", "--quiet", "--message", "The hooks"],
        &["tag", &tag],
    ];
    for arguments in commands {
        run_to_end(Command::new("git").args(author).args(arguments).current_dir(&mirror))?;
    }
    Ok(mirror)
}
