//! The wheel: built, installed in a fresh environment, and used.

use std::fs;
use std::path::{Path, PathBuf};

use crate::command::{command, printed};
use crate::{python, root};

/// The profile that the wheel is compiled with here. It is that of the growth test, so that its crates are compiled once;
/// releases take `dist`, which optimises at link time and takes minutes.
const PROFILE: &str = "growth";

/// What builds of [`PROFILE`] have among their arguments, so that crates have the features that they have in the wheel and
/// are compiled once.
pub(crate) const SHARED: [&str; 4] = ["--package", "vtlkit", "--package", "vtlkit-python"];

/// The most bytes of a wheel of the profile `dist`.
const LARGEST_RELEASE: u64 = 6_500_000;

/// The most bytes of a wheel of [`PROFILE`], whose code is not optimised as a whole.
const LARGEST: u64 = 10_000_000;

/// What the tests of the module are run with.
const TOOLS: [&str; 3] = ["pytest>=8,<9", "mypy>=1.18,<3", "pip>=23.2"];

/// Pythons that the wheel has to work with, where they are installed: the oldest and later ones.
const PYTHONS: [&str; 4] = ["python3.9", "python3.12", "python3.13", "python3.14"];

/// Builds the wheel, installs it where nothing else is, and runs its tests.
pub(crate) fn test() -> Result<(), String> {
    let wheel = build(PROFILE)?;
    contents(&wheel, LARGEST)?;
    let environment = Environment::fresh("wheel", "python3")?;
    environment.install(&wheel)?;
    let native = native()?;
    let tools = tools()?;
    let variables = [
        ("PYTHONPATH", tools.as_str()),
        ("PYTHONDONTWRITEBYTECODE", "1"),
        ("VTLKIT_NATIVE", native.as_str()),
        ("PIP_NO_INDEX", "1"),
    ];
    let tests = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-rs", "crates/vtlkit-python/tests"];
    command(&environment.program("python"), tests, &variables)?;
    for name in PYTHONS {
        other_python(&wheel, name)?;
    }
    Ok(())
}

/// Builds the wheel of a release and checks its content and size.
pub(crate) fn release() -> Result<(), String> {
    contents(&build("dist")?, LARGEST_RELEASE)
}

/// The newest wheel that was built here.
pub(crate) fn built() -> Result<PathBuf, String> {
    let folder = folder().join("wheels");
    match fs::read_dir(&folder).ok().and_then(|entries| wheels(entries).next()) {
        Some(wheel) => Ok(wheel),
        None => build(PROFILE),
    }
}

/// The folder for what is made here.
pub(crate) fn folder() -> PathBuf {
    root::root().join("target/install")
}

/// Builds the wheel with a profile.
pub(crate) fn build(profile: &str) -> Result<PathBuf, String> {
    let wheels_folder = folder().join("wheels");
    let _ = fs::remove_dir_all(&wheels_folder);
    let maturin = python::program(Path::new("target/tools/maturin"), "maturin==1.16.0", "maturin")?;
    let out = wheels_folder.to_string_lossy();
    let arguments = ["build", "--locked", "--quiet", "--profile", profile, "--out", &out];
    command(&maturin.to_string_lossy(), arguments, &[])?;
    let entries = fs::read_dir(&wheels_folder).map_err(|error| format!("{out}: {error}"))?;
    wheels(entries).next().ok_or_else(|| format!("maturin wrote no wheel to {out}"))
}

fn wheels(entries: fs::ReadDir) -> impl Iterator<Item = PathBuf> {
    let paths = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    paths.filter(|path| path.extension().is_some_and(|extension| extension == "whl"))
}

/// What a wheel has to hold: one copy of the code, and what type checkers read; and how large it is.
fn contents(wheel: &Path, largest: u64) -> Result<(), String> {
    let size = fs::metadata(wheel).map_err(|error| format!("{}: {error}", wheel.display()))?.len();
    let name = wheel.file_name().unwrap_or_default().to_string_lossy();
    println!("{name}: {size} bytes, at most {largest}");
    if size > largest {
        return Err(format!("{name} has {size} bytes, and may have {largest}"));
    }
    let list = printed("python3", &["-m", "zipfile", "-l", &wheel.to_string_lossy()]);
    let list = list.ok_or_else(|| format!("python3 cannot list the files of {name}"))?;
    // The first line is a heading, and the name is the first column of the others.
    let files: Vec<&str> = list.lines().skip(1).filter_map(|line| line.split_whitespace().next()).collect();
    for wanted in ["vtlkit/py.typed", "vtlkit/_vtlkit.pyi", "vtlkit/_vtlkit.abi3.so"] {
        if !files.contains(&wanted) {
            return Err(format!("{name} has no {wanted}, only {}", files.join(", ")));
        }
    }
    let foreign = files.iter().find(|file| !file.starts_with("vtlkit/") && !file.contains(".dist-info/"));
    match foreign {
        Some(file) => Err(format!("{name} has {file}, which does not belong to it")),
        None => Ok(()),
    }
}

/// The binary of the same profile, to compare the start of the command with.
fn native() -> Result<String, String> {
    let arguments = ["build", "--quiet", "--locked", "--profile", PROFILE, "--bin", "vtlkit"];
    command("cargo", arguments.into_iter().chain(SHARED), &[])?;
    Ok(root::root().join("target").join(PROFILE).join("vtlkit").to_string_lossy().into_owned())
}

/// The folder of the tools of the tests, installed once.
fn tools() -> Result<String, String> {
    let folder = root::root().join("target/tools/pytest");
    let target = folder.to_string_lossy().into_owned();
    if !folder.join("pytest").exists() {
        let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target", &target];
        command("python3", install.into_iter().chain(TOOLS), &[])?;
    }
    Ok(target)
}

/// Uses the wheel with another Python, where there is one.
fn other_python(wheel: &Path, name: &str) -> Result<(), String> {
    // The shims of version managers are there without a Python behind them.
    if printed(name, &["--version"]).is_none() {
        println!("{name} is not installed, so the wheel is not tried with it");
        return Ok(());
    }
    let environment = Environment::fresh(name, name)?;
    environment.install(wheel)?;
    let code = "import vtlkit; assert vtlkit.render('$input.body', {'body': {'a': 1}}).output == '{\"a\":1}'";
    command(&environment.program("python"), ["-c", code], &[])?;
    command(&environment.program("vtlkit"), ["--version"], &[])
}

/// A virtual environment.
pub(crate) struct Environment {
    folder: PathBuf,
}

impl Environment {
    /// An environment without any package, not even pip.
    pub(crate) fn fresh(name: &str, python: &str) -> Result<Self, String> {
        let folder = folder().join("environments").join(name);
        let path = folder.to_string_lossy();
        command(python, ["-m", "venv", "--clear", "--without-pip", &path], &[])?;
        Ok(Self { folder })
    }

    /// The path of a program in it.
    pub(crate) fn program(&self, name: &str) -> String {
        self.folder.join("bin").join(name).to_string_lossy().into_owned()
    }

    /// Installs a wheel, without an index.
    pub(crate) fn install(&self, wheel: &Path) -> Result<(), String> {
        let (python, wheel) = (self.program("python"), wheel.to_string_lossy());
        let install = ["-m", "pip", "--python", &python, "install", "--quiet", "--no-index"];
        let more = ["--disable-pip-version-check", "--force-reinstall", &wheel];
        let tools = tools()?;
        command("python3", install.into_iter().chain(more), &[("PYTHONPATH", &tools)])
    }
}
