//! The files that `vtlkit init` writes.

use std::path::{Path, PathBuf};

use vtlkit::{DefinitionKind, FirstCases, TemplatePhase, first_case_of_template, first_cases};

use super::args::Part;
use super::find::{DefinitionFile, Project, TemplateText};
use crate::cli::files;

/// A file that may be written.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) part: Part,
    pub(super) path: PathBuf,
    pub(super) text: String,
    /// A description.
    pub(super) what: String,
    /// What to do if the file exists; `None` if it already does what this one would.
    pub(super) advice: Option<String>,
}

/// The files for a project in a folder, and the routes and templates without a case, with the reason.
pub(super) fn plans(project: &Project, folder: &Path) -> (Vec<Plan>, Vec<(String, String)>) {
    let root = repository(folder);
    let mut plans = vec![config(folder)];
    let mut left_out = Vec::new();
    for file in &project.definitions {
        let (path, cases) = of_definition(file, folder);
        add(&mut plans, &mut left_out, path, cases);
    }
    for template in &project.templates {
        let (path, cases) = of_template(template);
        add(&mut plans, &mut left_out, path, cases);
    }
    let has_cases = project.has_cases || plans.iter().any(|plan| plan.part == Part::Cases);
    plans.push(hook(&root));
    plans.push(workflow(&root, folder, has_cases));
    (plans, left_out)
}

fn add(plans: &mut Vec<Plan>, left_out: &mut Vec<(String, String)>, path: PathBuf, cases: FirstCases) {
    if !cases.names.is_empty() {
        let count = match cases.names.len() {
            1 => "1 test case that passes".to_owned(),
            many => format!("{many} test cases that pass"),
        };
        plans.push(Plan {
            part: Part::Cases,
            path,
            text: SCHEMA.to_owned() + &cases.text,
            what: count,
            advice: None,
        });
    }
    left_out.extend(cases.left_out);
}

/// The line for editors with the schema of case files.
const SCHEMA: &str = "# yaml-language-server: $schema=https://raw.githubusercontent.com/vtlkit/vtlkit/main/docs/cases.schema.json\n";

/// The case file of a definition: next to it, or for the CDK's output in the folder of the project.
fn of_definition(file: &DefinitionFile, folder: &Path) -> (PathBuf, FirstCases) {
    let path = &file.path;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let stem = [".template.json", ".tf.json", ".tofu.json"].iter().find_map(|end| name.strip_suffix(end));
    let stem = stem
        .map_or_else(|| path.file_stem().unwrap_or_default().to_string_lossy().into_owned(), str::to_owned);
    let cases = format!("{stem}.test.yaml");
    let is_written =
        file.kind == DefinitionKind::Cdk && path.parent().is_some_and(|it| it.ends_with("cdk.out"));
    let (place, named) = if is_written {
        (joined(folder, &cases), format!("cdk.out/{name}"))
    } else {
        (path.with_file_name(&cases), name)
    };
    let refused = |why: &str| FirstCases {
        left_out: vec![(files::name(path), why.to_owned())],
        ..FirstCases::default()
    };
    let cases = match &file.definition {
        Ok(definition) => match definition.refused() {
            Some(error) => refused(&error.message),
            None => first_cases(definition, &named),
        },
        Err(why) => refused(why),
    };
    (place, cases)
}

fn of_template(template: &TemplateText) -> (PathBuf, FirstCases) {
    let path = &template.path;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let is_response = files::name(path).to_ascii_lowercase().contains("response");
    let phase = if is_response { TemplatePhase::Response } else { TemplatePhase::Request };
    let mut cases = first_case_of_template(&template.text, &name, phase);
    for (name, _) in &mut cases.left_out {
        *name = files::name(path);
    }
    (path.with_extension("test.yaml"), cases)
}

fn joined(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    path.strip_prefix("./").unwrap_or(&path).to_owned()
}

/// The git repository around a folder, or the folder itself.
fn repository(folder: &Path) -> PathBuf {
    let absolute = files::real(folder);
    let root = absolute.ancestors().find(|it| it.join(".git").exists());
    match root {
        Some(root) if root != absolute => root.to_owned(),
        _ => folder.to_owned(),
    }
}

const CONFIG: &str = r#"#:schema https://raw.githubusercontent.com/vtlkit/vtlkit/main/docs/vtlkit.schema.json

# `vtlkit lint` fails on findings of this severity and above: "info", "warning" or "error".
error-on = "warning"

# Rules and groups of rules to leave out; `vtlkit rules` lists them.
ignore = []

# Files to leave alone, as in .gitignore.
exclude = []
"#;

fn config(folder: &Path) -> Plan {
    let project = std::fs::read_to_string(folder.join("pyproject.toml")).unwrap_or_default();
    let is_in_project = project.lines().any(|line| line.trim_start().starts_with("[tool.vtlkit"));
    let path = joined(folder, if is_in_project { "pyproject.toml" } else { "vtlkit.toml" });
    Plan {
        part: Part::Config,
        path,
        text: CONFIG.to_owned(),
        what: "the configuration".to_owned(),
        advice: None,
    }
}

/// The repository of the hooks.
const HOOKS: &str = "https://github.com/vtlkit/vtlkit-pre-commit";

fn hook(root: &Path) -> Plan {
    let version = env!("CARGO_PKG_VERSION");
    let hooks = "  hooks:\n  - id: vtlkit-lint\n  - id: vtlkit-test\n";
    let repository = format!("- repo: {HOOKS}\n  rev: v{version}\n{hooks}");
    let path = joined(root, ".pre-commit-config.yaml");
    let known = std::fs::read_to_string(&path).is_ok_and(|text| text.contains("vtlkit"));
    let advice = format!("so add this to its `repos`:\n\n{}", indented(&repository));
    Plan {
        part: Part::Hook,
        path,
        text: format!("repos:\n{repository}"),
        what: "hooks that lint and test before each commit".to_owned(),
        advice: (!known).then_some(advice),
    }
}

fn workflow(root: &Path, folder: &Path, has_cases: bool) -> Plan {
    let (root_real, folder_real) = (files::real(root), files::real(folder));
    let below = folder_real.strip_prefix(root_real).unwrap_or(Path::new(""));
    let below =
        below.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect::<Vec<_>>();
    let below = below.join("/");
    let (with, place) = if below.is_empty() {
        (String::new(), String::new())
    } else {
        (
            format!("        with:\n          working-directory: {below}\n"),
            format!("        working-directory: {below}\n"),
        )
    };
    let version = env!("CARGO_PKG_VERSION");
    let test = if has_cases { format!("      - run: vtlkit test\n{place}") } else { String::new() };
    let text = format!(
        "name: mapping templates
on: [push, pull_request]
permissions:
  contents: read
jobs:
  vtlkit:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
        with:
          persist-credentials: false
      # Installs the command, and shows the findings of `vtlkit lint` in the pull request.
      - uses: vtlkit/vtlkit@v{version}
{with}{test}"
    );
    let path = joined(root, ".github/workflows/vtlkit.yml");
    let what = "a workflow that lints and tests each push and pull request".to_owned();
    Plan { part: Part::Workflow, path, text, what, advice: None }
}

/// Indents each line of a text.
fn indented(text: &str) -> String {
    text.lines().flat_map(|line| ["    ", line, "\n"]).collect()
}
