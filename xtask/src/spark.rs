//! `cargo xtask spark`: runs the README's `RDD.pipe` example with `PySpark`.

use std::process::Command;

use crate::{Failure, root};

/// Runs the first Python example of the README that pipes, with the command of this checkout.
pub(crate) fn run(arguments: &[String]) -> Result<(), Failure> {
    if let Some(argument) = arguments.first() {
        return Err(Failure::usage(format!("`spark` takes no argument, and got `{argument}`")));
    }
    let python = |code: &str| Command::new("python3").args(["-c", code]).output();
    if !python("import pyspark").is_ok_and(|output| output.status.success()) {
        println!("pyspark is not installed, so the example is not tested: `pip install pyspark`");
        return Ok(());
    }
    let readme = root::root().join("README.md");
    let text = std::fs::read_to_string(&readme)
        .map_err(|error| Failure::failed(format!("{}: {error}", readme.display())))?;
    let example = text
        .split("```python\n")
        .skip(1)
        .filter_map(|block| block.split("```").next())
        .find(|block| block.contains(".pipe("))
        .ok_or_else(|| Failure::failed("README.md has no Python example with `.pipe(`"))?;
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--locked", "--bin", "vtlkit"])
        .current_dir(root::root())
        .status();
    if !built.is_ok_and(|status| status.success()) {
        return Err(Failure::failed("the command does not build"));
    }
    let path = std::env::var("PATH").unwrap_or_default();
    let output = Command::new("python3")
        .args(["-c", example])
        .current_dir(root::root())
        .env("PATH", format!("{}:{path}", root::root().join("target/debug").display()))
        // Spark resolves the host name, which may not be resolvable.
        .env("SPARK_LOCAL_IP", "127.0.0.1")
        .env("SPARK_LOCAL_HOSTNAME", "localhost")
        .output()
        .map_err(|error| Failure::failed(format!("python3 does not start: {error}")))?;
    print!("{}", String::from_utf8_lossy(&output.stdout));
    if !output.status.success() {
        return Err(Failure::failed(format!(
            "the example fails\n{}",
            String::from_utf8_lossy(&output.stderr)
        )));
    }
    if output.stdout.is_empty() {
        return Err(Failure::failed("the example prints nothing"));
    }
    Ok(())
}
