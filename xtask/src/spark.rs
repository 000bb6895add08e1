//! Runs the examples of `docs/commands/map.md` and `docs/python.md` that use `PySpark`, with the wheel.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::command::{command, printed};
use crate::install::wheel;
use crate::{python, root};

/// What the examples are run with.
const PACKAGES: [&str; 3] = ["pyspark>=4,<5", "pandas>=2.2,<3", "pyarrow>=15"];

/// The documents with examples, what such an example has in it, and a line that it prints.
const EXAMPLES: [(&str, &str, &str); 2] = [
    ("docs/commands/map.md", ".pipe(", "{\"output\":\"{\\n  \\\"TableName\\\": \\\"users\\\","),
    ("docs/python.md", ".mapInPandas(", "USER#123"),
];

/// Installs the wheel beside `PySpark`, and runs the examples.
pub(crate) fn test() -> Result<(), String> {
    let wheel = wheel::built()?;
    let folder = Path::new("target/tools/spark");
    let program = python::program(folder, PACKAGES[0], "spark-submit")?;
    let bin = program.parent().unwrap_or(folder);
    let python = bin.join("python").to_string_lossy().into_owned();
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    if printed(&python, &["-c", "import pandas, pyarrow"]).is_none() {
        command(&python, pip.into_iter().chain(PACKAGES), &[])?;
    }
    let wheel = wheel.to_string_lossy();
    let own = ["--no-index", "--no-deps", "--force-reinstall", &wheel];
    command(&python, pip.into_iter().chain(own), &[])?;
    EXAMPLES.iter().try_for_each(|(document, word, printed)| example(document, word, printed, bin))
}

/// Runs the example of a document that has a word in it.
fn example(document: &str, word: &str, wanted: &str, bin: &Path) -> Result<(), String> {
    let file = root::root().join(document);
    let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let blocks = text.split("```python\n").skip(1).filter_map(|block| block.split("```").next());
    let example = blocks.into_iter().find(|block| block.contains(word));
    let example = example.ok_or_else(|| format!("{document} has no Python example with `{word}`"))?;
    let path = std::env::var("PATH").unwrap_or_default();
    let output = Command::new(bin.join("python"))
        .args(["-c", example])
        .current_dir(root::root())
        .env("PATH", format!("{}:{path}", bin.display()))
        .env("PYSPARK_PYTHON", bin.join("python"))
        // Spark resolves the host name, which may not be resolvable.
        .env("SPARK_LOCAL_IP", "127.0.0.1")
        .env("SPARK_LOCAL_HOSTNAME", "localhost")
        .output()
        .map_err(|error| format!("python does not start: {error}"))?;
    let printed = String::from_utf8_lossy(&output.stdout);
    print!("{printed}");
    if output.status.success() && printed.contains(wanted) {
        return Ok(());
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    Err(format!("the example of {document} with `{word}` does not print `{wanted}`:\n{printed}{errors}"))
}
