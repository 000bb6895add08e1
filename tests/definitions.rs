//! Every definition of the project, in all formats: `invoke`, `lint` and `extract` agree about it, and every route can
//! be called.
#![allow(clippy::unwrap_used, reason = "a test stops at what it does not expect, in its helpers too")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use vtlkit::{Call, Definition, Settings, Span, TestInvoke, invoke, routes};
use vtlkit_definition::{Module, TemplateKind, read_file_among};
use vtlkit_host::Format;

/// Folders with definitions; in `lint-corpus`, the sound ones.
const FOLDERS: [&str; 7] = [
    "tests/apis",
    "tests/definitions",
    "tests/lint-corpus/sound",
    "tests/cli/definitions",
    "tests/cli/serverless",
    "tests/cli/terraform",
    "examples",
];

/// A folder with definitions, and the texts of the files below it.
type Project = (PathBuf, BTreeMap<String, Arc<str>>);

fn below(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            below(&path, out);
        } else {
            out.push(path);
        }
    }
}

fn projects() -> Vec<Project> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut projects: BTreeMap<PathBuf, BTreeMap<String, Arc<str>>> = BTreeMap::new();
    for folder in FOLDERS {
        let mut files = Vec::new();
        below(&root.join(folder), &mut files);
        for file in files {
            let Ok(text) = fs::read_to_string(&file) else { continue };
            let text: Arc<str> = text.into();
            // Folders in which each file is a definition of its own.
            if ["tests/apis", "tests/lint-corpus/sound"].contains(&folder) {
                let path = file.file_name().unwrap().to_str().unwrap().to_owned();
                projects.insert(file, BTreeMap::from([(path, text)]));
                continue;
            }
            for above in file.ancestors().skip(1).take_while(|above| above.starts_with(root.join(folder))) {
                let path = file.strip_prefix(above).unwrap().to_str().unwrap().replace('\\', "/");
                projects.entry(above.to_owned()).or_default().insert(path, Arc::clone(&text));
            }
        }
    }
    projects.into_iter().collect()
}

/// A definition as read by `invoke` and by `lint`.
struct Read {
    path: PathBuf,
    definition: Definition,
    module: Module,
}

/// The definitions with routes of all projects.
fn definitions() -> Vec<Read> {
    let mut out = Vec::new();
    for (folder, files) in projects() {
        for (path, text) in files.iter().filter(|(path, _)| !path.contains('/')) {
            let is_format = matches!(
                Format::of_name(path),
                Some(Format::Yaml | Format::Json | Format::Hcl | Format::Serverless)
            );
            if !is_format || path.ends_with(".test.yaml") {
                continue;
            }
            // A module that others call has no API of its own.
            if folder.components().any(|part| part.as_os_str() == "modules") {
                continue;
            }
            if let Ok(definition) = Definition::read_with(path, text, &files, &Settings::default()) {
                let module = Module::of_file(&files, path).unwrap();
                out.push(Read { path: folder.join(path), definition, module });
            }
        }
    }
    out
}

#[test]
fn every_route_can_be_called() {
    let (mut count, mut called, mut failed) = (0, 0, Vec::new());
    for Read { path, definition, .. } in definitions() {
        count += 1;
        for api in definition.apis() {
            for route in routes(api) {
                let resource = route.resource.path.value.clone();
                let method = route.method.http_method.value.as_str();
                let call = Call {
                    method: if method == "ANY" { "GET" } else { method }.to_owned(),
                    path: resource.clone(),
                    body: b"{}".to_vec(),
                    test: Some(TestInvoke { path_parameters: parameters(&resource), resource }),
                    ..Call::default()
                };
                let execution = invoke(api, &call, &mut |_: &_| {
                    vtlkit::Answer::Response(vtlkit::Response {
                        status: 200,
                        headers: Vec::new(),
                        body: b"{}".to_vec(),
                    })
                });
                called += 1;
                // A request that lacks something is rejected with 400, and some mappings need other bytes.
                let why = execution.trail.iter().find(|step| step.failed).map(|step| step.reason.clone());
                // A test invocation has no stage variables, and modules of the corpus omit what nothing checks.
                let spared = ["base64", "has no host", "invalid method response"];
                let is_spared =
                    why.as_ref().is_none_or(|why| spared.iter().any(|spared| why.contains(spared)));
                if !is_spared && (execution.response.status == 403 || execution.response.status >= 500) {
                    failed.push(format!("{}: {} {why:?}", path.display(), route.name()));
                }
            }
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert!(count >= 60 && called >= 150, "{count} definitions, {called} routes");
}

/// A value for each path parameter.
fn parameters(resource: &str) -> Vec<(String, String)> {
    let parts = resource.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    parts.map(|name| (name.trim_end_matches('+').to_owned(), "1".to_owned())).collect()
}

#[test]
fn the_templates_that_are_rendered_are_those_that_are_extracted() {
    let mut wrong = Vec::new();
    for Read { path, definition, module } in definitions() {
        let mut extracted: BTreeMap<String, Vec<Span>> = BTreeMap::new();
        for method in definition.apis().iter().flat_map(|api| &api.resources).flat_map(|it| &it.methods) {
            let Some(integration) = &method.integration else { continue };
            let responses = integration.responses.iter().flat_map(|it| &it.response_templates);
            for entry in integration.request_templates.iter().chain(responses) {
                let Some((source, span)) = definition.sources().locate(entry.template.span) else { continue };
                let is_written = source.text.get(span.range()).is_some_and(|text| {
                    text.trim_matches(['"', '\'', '|', '>', '-', '\n', ' ']).chars().take(1).eq(entry
                        .template
                        .as_str()
                        .trim()
                        .chars()
                        .take(1))
                });
                // What the Serverless Framework generates is in no file.
                if !is_written {
                    continue;
                }
                let spans = extracted.entry(source.path.to_string()).or_insert_with(|| {
                    let found = read_file_among(&source.path, &source.text, Some(&module)).0;
                    found.templates.iter().map(|template| template.span).collect()
                });
                if !spans.contains(&span) && Format::of_name(&source.path) != Some(Format::Standalone) {
                    wrong.push(format!("{} {}: {}", path.display(), source.path, entry.template.as_str()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// In files of all formats, each `$input` and `$util` is in an extracted template or in a comment.
#[test]
fn a_search_for_references_finds_nothing_beside_the_templates() {
    let mut beside = Vec::new();
    for Read { path, definition, module } in definitions() {
        for source in definition.sources().files() {
            if Format::of_name(&source.path).is_none() {
                continue;
            }
            let templates = read_file_among(&source.path, &source.text, Some(&module)).0.templates;
            let spans: Vec<_> =
                templates.iter().map(|template| (template.role.kind, template.span)).collect();
            for word in ["$input.", "$util.", "${input.", "${util."] {
                for (at, _) in source.text.match_indices(word) {
                    let is_template = spans.iter().any(|(kind, span)| {
                        *kind != TemplateKind::Model && span.start() <= at && at < span.end()
                    });
                    let line = source.text.get(..at).unwrap().rsplit('\n').next().unwrap().trim_start();
                    if !is_template && !line.starts_with('#') {
                        beside.push(format!("{} {}: {line}{word}", path.display(), source.path));
                    }
                }
            }
        }
    }
    beside.dedup();
    assert!(beside.is_empty(), "{}", beside.join("\n"));
}
