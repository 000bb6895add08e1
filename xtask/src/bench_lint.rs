//! `cargo xtask bench lint`: the linter on a thousand definitions, compared with other linters on some of them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::{Failure, root};

/// The number of definitions.
const FILES: usize = 1000;

/// The number of lines of each.
const LINES: usize = 200;

/// The number of definitions for the other linters, which are slow.
const SAMPLE: usize = 40;

/// The number of repetitions of vtlkit's runs; the fastest counts.
const ROUNDS: usize = 7;

/// The targets for all files with templates, all files without, and memory in kilobytes.
const WANTED: (Duration, Duration, u64) = (Duration::from_millis(300), Duration::from_millis(40), 100 << 10);

const CFN_LINT: &str = "cfn-lint>=1.58,<2";
const SPECTRAL: &str = "@stoplight/spectral-cli@6";

/// The request template: a key and a table.
const REQUEST: &str = r#"#set($id = $util.escapeJavaScript($input.params('id')).replaceAll("\\'", "'"))
{
  "TableName": "things",
  "Key": {"id": {"S": "$id"}},
  "ProjectionExpression": "id, title, price"
}
"#;
/// The response template: a loop.
const RESPONSE: &str = r#"#set($items = $input.path('$.Items'))
{
  "items": [
  #foreach($item in $items)
    {"title": "$util.escapeJavaScript($item.title.S).replaceAll("\\'", "'")"}#if($foreach.hasNext),#end
  #end
  ]
}
"#;
/// The template of errors.
const ERROR: &str = "{\"message\": $input.json('$.message')}\n";

/// Generates the files, installs the other linters if possible, and prints the time of each.
pub(crate) fn run(check: bool) -> Result<(), Failure> {
    let folder = root::root().join("target/lint-bench");
    let broken = |error: std::io::Error| Failure::failed(format!("{}: {error}", folder.display()));
    generate(&folder).map_err(broken)?;
    let vtlkit = build()?;
    let mut slow = Vec::new();
    println!("{:42} {:>6} {:>10} {:>10} {:>8}", "", "files", "time", "a file", "memory");
    let print = |what: &str, files: usize, took: Duration, memory: Option<u64>| {
        let memory = memory.map_or("-".to_owned(), |memory| format!("{} MB", memory >> 10));
        let each = took.as_secs_f64() * 1e3 / files as f64;
        println!("{what:42} {files:>6} {:>7.0} ms {each:>7.2} ms {memory:>8}", took.as_secs_f64() * 1e3);
    };
    let own = |names: &[&str]| {
        let mut best: Option<Duration> = None;
        for _ in 0..ROUNDS {
            let took =
                time(Command::new(&vtlkit).arg("lint").args(names).arg("--no-config").current_dir(&folder));
            best = best.into_iter().chain(took).min();
        }
        best.ok_or_else(|| Failure::failed("vtlkit does not start"))
    };
    for (what, names, wanted) in [
        ("vtlkit lint, 3 templates a file", &["openapi", "cloudformation"][..], Some(WANTED.0)),
        ("vtlkit lint, half of them", &["openapi"], None),
        ("vtlkit lint, no template", &["plain"], Some(WANTED.1)),
    ] {
        let took = own(names)?;
        let memory = memory(Command::new(&vtlkit).arg("lint").args(names).current_dir(&folder));
        print(what, if names[0] == "openapi" && names.len() == 1 { FILES / 2 } else { FILES }, took, memory);
        if wanted.is_some_and(|wanted| took > wanted) {
            slow.push(format!("{what}: {took:?}, wanted {wanted:?}"));
        }
        if memory.is_some_and(|memory| memory > WANTED.2) {
            slow.push(format!("{what}: {memory:?} KB of memory, wanted {}", WANTED.2));
        }
    }
    for (kind, other, program) in
        [("cloudformation", "cfn-lint", cfn_lint(&folder)), ("openapi", "Spectral", spectral(&folder))]
    {
        let names: Vec<String> = (0..SAMPLE).map(|at| format!("{kind}/{at}.yaml")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        print(&format!("vtlkit lint, {kind}"), SAMPLE, own(&names)?, None);
        match program {
            Ok(mut command) => match time(command.args(&names).current_dir(&folder)) {
                Some(took) => print(&format!("{other}, the same files"), SAMPLE, took, None),
                None => println!("{other}: does not run"),
            },
            Err(why) => println!("{other}: {why}"),
        }
    }
    for line in &slow {
        println!("{line}");
    }
    if check && !slow.is_empty() {
        return Err(Failure::failed(format!("{} figures are not what is wanted", slow.len())));
    }
    Ok(())
}

/// The time of a command; `None` if it cannot be started.
fn time(command: &mut Command) -> Option<Duration> {
    let start = Instant::now();
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().ok()?;
    Some(start.elapsed())
}

/// The peak memory of a command in kilobytes, if GNU `time` is available.
fn memory(command: &Command) -> Option<u64> {
    let mut timed = Command::new("/usr/bin/time");
    timed.args(["-f", "%M"]).arg(command.get_program()).args(command.get_args());
    let output = timed.current_dir(command.get_current_dir()?).stdout(Stdio::null()).output().ok()?;
    String::from_utf8_lossy(&output.stderr).lines().last()?.trim().parse().ok()
}

fn build() -> Result<PathBuf, Failure> {
    let status = Command::new("cargo")
        .args(["build", "--release", "--quiet", "--locked", "--bin", "vtlkit"])
        .current_dir(root::root())
        .status();
    match status {
        Ok(status) if status.success() => Ok(root::root().join("target/release/vtlkit")),
        _ => Err(Failure::failed("vtlkit cannot be built")),
    }
}

fn cfn_lint(folder: &Path) -> Result<Command, String> {
    let environment = folder.join("venv");
    let program = environment.join("bin/cfn-lint");
    if !program.exists() {
        installed(Command::new("python3").args(["-m", "venv"]).arg(&environment))?;
        installed(Command::new(environment.join("bin/pip")).args(["install", "--quiet", CFN_LINT]))?;
    }
    Ok(Command::new(program))
}

fn spectral(folder: &Path) -> Result<Command, String> {
    let program = folder.join("node_modules/.bin/spectral");
    if !program.exists() {
        let npm = ["install", "--silent", "--no-save", "--prefix", ".", SPECTRAL];
        installed(Command::new("npm").args(npm).current_dir(folder))?;
    }
    let ruleset = folder.join("spectral.json");
    fs::write(&ruleset, "{\"extends\": [\"spectral:oas\"]}").map_err(|error| error.to_string())?;
    let mut command = Command::new(program);
    command.args(["lint", "--quiet", "--ruleset"]).arg(ruleset);
    Ok(command)
}

fn installed(command: &mut Command) -> Result<(), String> {
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(format!("{command:?} fails")),
        Err(error) => Err(format!("{command:?} does not start: {error}")),
    }
}

/// Generates half OpenAPI documents and half CloudFormation templates, and the same number of OpenAPI documents without
/// templates.
fn generate(folder: &Path) -> std::io::Result<()> {
    for kind in ["openapi", "cloudformation", "plain"] {
        let _ = fs::remove_dir_all(folder.join(kind));
        fs::create_dir_all(folder.join(kind))?;
    }
    for at in 0..FILES / 2 {
        fs::write(folder.join(format!("openapi/{at}.yaml")), openapi(at, true))?;
        fs::write(folder.join(format!("cloudformation/{at}.yaml")), cloudformation(at))?;
        for at in [at, at + FILES / 2] {
            fs::write(folder.join(format!("plain/{at}.yaml")), openapi(at, false))?;
        }
    }
    Ok(())
}

/// Appends a text with indented lines.
fn block(out: &mut String, indent: usize, text: &str) {
    for line in text.lines() {
        out.extend([&" ".repeat(indent), line, "\n"]);
    }
}

/// Extends a file to its length.
fn fill(out: &mut String, mut part: impl FnMut(usize) -> String) {
    for number in 0.. {
        let part = part(number);
        if out.lines().count() + part.lines().count() > LINES {
            break;
        }
        out.push_str(&part);
    }
}

fn openapi(at: usize, with_templates: bool) -> String {
    let mut out = format!(
        "openapi: 3.0.1\ninfo: {{title: API {at}, version: '1'}}\npaths:\n  /things/{{id}}:\n    get:\n"
    );
    out.push_str(
        "      parameters:\n        - {name: id, in: path, required: true, schema: {type: string}}\n",
    );
    out.push_str("      responses: {'200': {description: a thing}}\n");
    if with_templates {
        out.push_str("      x-amazon-apigateway-integration:\n        type: aws\n        httpMethod: POST\n");
        out.push_str("        uri: arn:aws:apigateway:eu-west-1:dynamodb:action/GetItem\n");
        out.push_str("        requestTemplates:\n          application/json: |\n");
        block(&mut out, 12, REQUEST);
        for (selection, status, template) in [("default", "200", RESPONSE), ("5\\d\\d", "500", ERROR)] {
            if selection == "default" {
                out.push_str("        responses:\n");
            }
            let head = format!("          '{selection}':\n            statusCode: '{status}'\n");
            out.extend([&head, "            responseTemplates:\n              application/json: |\n"]);
            block(&mut out, 16, template);
        }
    }
    out.push_str("components:\n  schemas:\n");
    fill(&mut out, |number| {
        format!(
            "    Thing{number}:\n      type: object\n      required: [title]\n      properties:\n        title:\n          type: string\n          description: The title of thing {number}\n        price: {{type: number, minimum: 0}}\n"
        )
    });
    out
}

fn cloudformation(at: usize) -> String {
    let mut out = format!("AWSTemplateFormatVersion: '2010-09-09'\nDescription: API {at}\nResources:\n");
    out.push_str("  Api:\n    Type: AWS::ApiGateway::RestApi\n    Properties: {Name: things}\n");
    out.push_str(
        "  Things:\n    Type: AWS::ApiGateway::Resource\n    Properties:\n      RestApiId: !Ref Api\n",
    );
    out.push_str("      ParentId: !GetAtt Api.RootResourceId\n      PathPart: things\n");
    out.push_str("  Get:\n    Type: AWS::ApiGateway::Method\n    Properties:\n      RestApiId: !Ref Api\n");
    out.push_str("      ResourceId: !Ref Things\n      HttpMethod: GET\n      AuthorizationType: AWS_IAM\n");
    out.push_str("      Integration:\n        Type: AWS\n        IntegrationHttpMethod: POST\n");
    out.push_str("        Uri: !Sub arn:aws:apigateway:${AWS::Region}:dynamodb:action/GetItem\n");
    out.push_str("        RequestTemplates:\n          application/json: |\n");
    block(&mut out, 12, REQUEST);
    out.push_str("        IntegrationResponses:\n");
    for (selection, status, template) in [("", "200", RESPONSE), ("5\\d\\d", "500", ERROR)] {
        let head =
            format!("          - StatusCode: '{status}'\n            SelectionPattern: '{selection}'\n");
        out.extend([&head, "            ResponseTemplates:\n              application/json: |\n"]);
        block(&mut out, 16, template);
    }
    fill(&mut out, |number| {
        format!(
            "  Topic{number}:\n    Type: AWS::SNS::Topic\n    Properties:\n      TopicName: topic-{at}-{number}\n      Tags:\n        - {{Key: team, Value: things}}\n"
        )
    });
    out
}
