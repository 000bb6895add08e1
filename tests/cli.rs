//! Runs the transcripts of `tests/cli`, of the README and of the pages in `docs`, each a test of its own.
//!
//! A folder of `tests/cli` holds the files of a topic and a `console` with remarks (`--- ` in front), commands (`$ `)
//! and what they print: the standard output as it is, with a backslash in front of lines that start like something else
//! here; the lines of standard error with `! ` in front, `(no line end)` where the output does not end in
//! one, and `(exit code N)` where that is not 0. Commands run in the folder, through a shell. In blocks of `console` in
//! Markdown there is what a terminal shows, both outputs mixed. Its commands run in the root; those of a page in `docs`
//! run in the folder of the page's name beside it, if there is one. After a command `cd FOLDER` the others run there.
//!
//! With `VTLKIT_UPDATE=1` the actual output is written into the transcripts. `VTLKIT_PROGRAMS` is a folder with another
//! build of the command to test.
#![allow(clippy::expect_used, reason = "a transcript that cannot be read or run fails its test")]

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Output};

use libtest_mimic::{Arguments, Failed, Trial};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut transcripts = vec![Transcript::of_markdown("README".to_owned(), root.join("README.md"), root)];
    transcripts.extend(pages(root));
    if let Ok(folders) = std::fs::read_dir(root.join("tests/cli")) {
        let mut folders: Vec<PathBuf> =
            folders.filter_map(|folder| folder.ok().map(|folder| folder.path())).collect();
        folders.sort();
        transcripts.extend(folders.iter().map(|folder| Transcript::of_folder(folder)));
    }
    if std::env::var_os("VTLKIT_UPDATE").is_some() {
        transcripts.iter().for_each(Transcript::update);
        return ExitCode::SUCCESS;
    }
    let trials = transcripts.into_iter().map(Transcript::trial).collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// The pages of the documentation that have commands.
fn pages(root: &Path) -> Vec<Transcript> {
    let mut pages = Vec::new();
    for folder in ["docs", "docs/commands"] {
        let Ok(files) = std::fs::read_dir(root.join(folder)) else { continue };
        let mut files: Vec<PathBuf> = files.filter_map(|file| file.ok().map(|file| file.path())).collect();
        files.sort();
        for file in files.into_iter().filter(|file| file.extension().is_some_and(|it| it == "md")) {
            let name = format!("{folder}/{}", file.file_stem().unwrap_or_default().to_string_lossy());
            let project = file.with_extension("");
            let place = if project.is_dir() { project.as_path() } else { root };
            pages.push(Transcript::of_markdown(name, file.clone(), place));
        }
    }
    pages.retain(Transcript::has_commands);
    pages
}

/// A file with commands and what they print.
struct Transcript {
    name: String,
    file: PathBuf,
    /// The working directory of the commands.
    folder: PathBuf,
    /// Whether standard error is mixed into the output, and commands are in Markdown code blocks.
    is_markdown: bool,
    parts: Vec<Part>,
}

enum Part {
    /// Text around commands.
    Text(String),
    /// A command with its expected output.
    Command(String, String),
}

impl Transcript {
    fn of_folder(folder: &Path) -> Self {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Self::read(name, folder.join("console"), folder, false)
    }

    fn of_markdown(name: String, file: PathBuf, folder: &Path) -> Self {
        Self::read(name, file, folder, true)
    }

    fn has_commands(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Command(..)))
    }

    fn read(name: String, file: PathBuf, folder: &Path, is_markdown: bool) -> Self {
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        let mut parts = Vec::new();
        let mut in_block = !is_markdown;
        for line in text.split_inclusive('\n') {
            if is_markdown && line.starts_with("```") {
                in_block = line.trim_end() == "```console";
                parts.push(Part::Text(line.to_owned()));
                continue;
            }
            if !is_markdown && line.starts_with("--- ") {
                parts.push(Part::Text(line.to_owned()));
                continue;
            }
            match (line.strip_prefix("$ ").filter(|_| in_block), parts.last_mut()) {
                (Some(command), _) => parts.push(Part::Command(command.trim_end().to_owned(), String::new())),
                (None, Some(Part::Command(_, expected))) if in_block => expected.push_str(line),
                (None, Some(Part::Text(text))) => text.push_str(line),
                (None, _) => parts.push(Part::Text(line.to_owned())),
            }
        }
        Self { name, file, folder: folder.to_owned(), is_markdown, parts }
    }

    /// One test for the whole file: its commands run in order and may depend on each other.
    fn trial(self) -> Trial {
        Trial::test(self.name.clone(), move || {
            let mut wrong = String::new();
            let mut folder = self.folder.clone();
            for part in &self.parts {
                let Part::Command(command, expected) = part else { continue };
                let printed = run(command, &folder, self.is_markdown);
                folder = entered(command, folder);
                if printed != *expected {
                    wrong.extend(["$ ", command, "\nexpected:\n", expected, "\nprinted:\n", &printed, "\n"]);
                }
            }
            if wrong.is_empty() { Ok(()) } else { Err(Failed::from(wrong)) }
        })
    }

    fn update(&self) {
        let mut text = String::new();
        let mut folder = self.folder.clone();
        for part in &self.parts {
            match part {
                Part::Text(part) => text.push_str(part),
                Part::Command(command, _) => {
                    text.extend(["$ ", command, "\n"]);
                    text.push_str(&run(command, &folder, self.is_markdown));
                    folder = entered(command, folder);
                }
            }
        }
        std::fs::write(&self.file, text).expect("the transcript can be written");
    }
}

/// The folder of the commands behind this one.
fn entered(command: &str, folder: PathBuf) -> PathBuf {
    match command.strip_prefix("cd ") {
        Some(inner) if !inner.contains(char::is_whitespace) => folder.join(inner),
        _ => folder,
    }
}

/// What lines start with that are no output: remarks, commands, standard error; and what is in front of output.
const MARKS: [&str; 4] = ["--- ", "$ ", "! ", "\\"];

/// Runs a command; returns its output in the format of a transcript.
fn run(command: &str, folder: &Path, mixed: bool) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_vtlkit"));
    let programs = std::env::var_os("VTLKIT_PROGRAMS").map(PathBuf::from);
    let programs = programs.as_deref().or(program.parent()).unwrap_or(program);
    let path = std::env::var("PATH").unwrap_or_default();
    let path = format!("{}:{path}", programs.display());
    let script = if mixed { format!("{{ {command}\n}} 2>&1") } else { command.to_owned() };
    let output = Command::new("sh")
        .args(["-c", &script])
        .current_dir(folder)
        .env("PATH", path)
        .env_remove("CLICOLOR_FORCE")
        .output();
    let Output { status, stdout, stderr } = output.expect("the tests need a POSIX shell");
    let mut printed = String::new();
    for line in String::from_utf8_lossy(&stdout).split_inclusive('\n') {
        let marked = MARKS.iter().any(|mark| line.starts_with(mark));
        printed.extend([if marked && !mixed { "\\" } else { "" }, line]);
    }
    if !printed.is_empty() && !printed.ends_with('\n') {
        printed.push_str("\n(no line end)\n");
    }
    for line in String::from_utf8_lossy(&stderr).lines() {
        printed.push_str(format!("! {line}").trim_end());
        printed.push('\n');
    }
    match status.code() {
        _ if mixed => {}
        Some(0) => {}
        Some(code) => printed.extend(["(exit code ", &code.to_string(), ")\n"]),
        None => printed.push_str("(killed)\n"),
    }
    printed
}
