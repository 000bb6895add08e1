//! `cargo xtask diff-fuzz`: compares generated cases with the real engines.
//!
//! A case is generated from the seed of the run and its number, so it can be reproduced. Differences are minimised,
//! printed, and kept as conformance cases with the real engine's result.

mod compare;
mod generate;
mod known;
mod oracle;
mod random;
mod shrink;
mod tree;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use vtlkit_cases::Json;

use crate::{Failure, root};
use compare::{Difference, Subject, difference};
use generate::{Made, Mode, case};
use oracle::Oracle;
use random::Random;
use tree::Tree;

/// The number of cases per request to the oracle.
const BATCH: u64 = 250;
/// The run ends after this many minimised differences.
const ENOUGH: usize = 150;

struct Options {
    count: u64,
    seed: u64,
    from: u64,
    keep: Option<PathBuf>,
    mode: Option<Mode>,
}

/// Runs the command.
pub(crate) fn run(arguments: &[String]) -> Result<(), Failure> {
    let options = read(arguments)?;
    let script = root::oracle();
    if !script.exists() {
        return Err(Failure::failed(format!("the real engines are missing: no {}", script.display())));
    }
    if std::env::var_os("VTLKIT_FUZZ_PROFILE").is_none() {
        return again(arguments);
    }
    // A panic of vtlkit is a finding like any other.
    std::panic::set_hook(Box::new(|_| {}));
    let mut oracle = Oracle::new(script);
    let new_paths = has_new_paths(&mut oracle).map_err(broken)?;
    if !new_paths {
        println!("the real engine has an old JsonPath: only paths that both read alike are made");
    }
    Run { oracle, options, new_paths, tally: BTreeMap::new(), seen: Vec::new(), skipped: 0 }.run()
}

fn broken(error: std::io::Error) -> Failure {
    Failure::failed(format!("the real engines cannot be asked: {error}"))
}

fn read(arguments: &[String]) -> Result<Options, Failure> {
    let mut options = Options { count: 0, seed: 1, from: 0, keep: None, mode: None };
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        let mut value =
            || arguments.next().ok_or_else(|| Failure::usage(format!("`{argument}` needs a value")));
        let number = |text: &str| {
            text.replace('_', "").parse().map_err(|_| Failure::usage(format!("`{text}` is no number")))
        };
        match argument.as_str() {
            "--seed" => options.seed = number(value()?)?,
            "--from" => options.from = number(value()?)?,
            "--keep" => options.keep = Some(value()?.into()),
            "--mode" => {
                options.mode = Some(match value()?.as_str() {
                    "plain" => Mode::Plain,
                    "soup" => Mode::Soup,
                    "apigw" => Mode::ApiGateway,
                    other => return Err(Failure::usage(format!("there is no mode `{other}`"))),
                });
            }
            other => options.count = number(other)?,
        }
    }
    if options.count == 0 {
        return Err(Failure::usage("say how many cases: `cargo xtask diff-fuzz 1000`"));
    }
    Ok(options)
}

/// Runs the command again in an optimised build with overflow checks.
fn again(arguments: &[String]) -> Result<(), Failure> {
    let status = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--package", "xtask", "--profile", "fuzz", "--", "diff-fuzz"])
        .args(arguments)
        .env("VTLKIT_FUZZ_PROFILE", "1")
        .current_dir(root::root())
        .status()
        .map_err(|error| Failure::failed(format!("cargo does not start: {error}")))?;
    if status.success() { Ok(()) } else { Err(Failure::failed("")) }
}

/// Whether the real JsonPath library has the version that vtlkit follows.
fn has_new_paths(oracle: &mut Oracle) -> std::io::Result<bool> {
    let probe = r#"{"mode": "jsonpath", "path": "$[-1]", "json": "[1, 2]"}"#;
    let probe = Json::parse(probe).unwrap_or(Json::Null);
    let answer = oracle.ask(&[probe])?;
    Ok(matches!(answer.first(), Some(Some(result)) if result.text("output").as_deref() == Some("2")))
}

struct Run {
    oracle: Oracle,
    options: Options,
    new_paths: bool,
    /// The number of each kind of finding.
    tally: BTreeMap<String, u64>,
    /// The minimised cases so far, as text.
    seen: Vec<String>,
    skipped: u64,
}

impl Run {
    fn run(mut self) -> Result<(), Failure> {
        let start = Instant::now();
        let end = self.options.from + self.options.count;
        let mut at = self.options.from;
        let mut quiet = 0;
        while at < end && self.seen.len() < ENOUGH {
            let numbers: Vec<u64> = (at..(at + BATCH).min(end)).collect();
            at += numbers.len() as u64;
            let found = self.batch(&numbers).map_err(broken)?;
            quiet = if found { 0 } else { quiet + numbers.len() };
            let done = at - self.options.from;
            if done.is_multiple_of(BATCH * 20) || at >= end {
                println!(
                    "{done} cases, {:.0} a second, the last {quiet} agree",
                    done as f64 / start.elapsed().as_secs_f64()
                );
            }
        }
        for (what, times) in &self.tally {
            println!("{times:8} {what}");
        }
        println!("{} cases left out: the real engine did not come to an end", self.skipped);
        if self.seen.is_empty() {
            println!("{} cases agree (seed {})", self.options.count, self.options.seed);
            Ok(())
        } else {
            Err(Failure::failed(format!("{} different disagreements", self.seen.len())))
        }
    }

    fn made(&mut self, number: u64) -> Made {
        let mut random = Random::of_case(self.options.seed, number);
        let mode = self.options.mode.unwrap_or_else(|| {
            *random.pick(&[Mode::Plain, Mode::Plain, Mode::Soup, Mode::ApiGateway, Mode::ApiGateway])
        });
        case(mode, random, self.new_paths)
    }

    /// Compares a batch of cases; returns whether anything was found.
    fn batch(&mut self, numbers: &[u64]) -> std::io::Result<bool> {
        let made: Vec<Made> = numbers.iter().map(|&number| self.made(number)).collect();
        let subjects: Vec<(usize, Subject)> = made
            .iter()
            .enumerate()
            .flat_map(|(at, made)| Subject::all(made).into_iter().map(move |subject| (at, subject)))
            .collect();
        let cases: Vec<Json> = subjects.iter().map(|(_, subject)| subject.case.clone()).collect();
        let answers = self.oracle.ask(&cases)?;
        let mut found = false;
        let mut done = None;
        for ((at, subject), answer) in subjects.iter().zip(&answers) {
            let Some(answer) = answer else {
                self.skipped += 1;
                continue;
            };
            // The second engine mostly shows the same difference.
            if done == Some(*at) {
                continue;
            }
            if let Some(difference) = difference(subject, answer) {
                if let Some(rule) = difference.known {
                    *self.tally.entry(format!("known: {rule}")).or_default() += 1;
                    continue;
                }
                done = Some(*at);
                found = true;
                self.found(numbers[*at], &made[*at], subject, &difference)?;
            }
        }
        Ok(found)
    }

    fn found(
        &mut self,
        number: u64,
        made: &Made,
        subject: &Subject,
        difference: &Difference,
    ) -> std::io::Result<()> {
        *self.tally.entry(format!("{:?}", difference.kind)).or_default() += 1;
        let small = self.shrink(made, subject, difference)?;
        let engine = subject.engine;
        let small = small.subject(engine);
        let answers = self.oracle.ask(std::slice::from_ref(&small.case))?;
        let Some(Some(answer)) = answers.first() else { return Ok(()) };
        let mut key = String::new();
        small.case.get("template").unwrap_or(&Json::Null).write(&mut key);
        if self.seen.contains(&key) || self.seen.len() >= ENOUGH {
            return Ok(());
        }
        self.seen.push(key);
        println!("---- case {number} of seed {}, {engine} engine: {:?}", self.options.seed, difference.kind);
        let show = |name: &str, value: &Json| {
            let mut text = String::new();
            value.write(&mut text);
            println!("{name:9} {text}");
        };
        for part in ["template", "vars", "request"] {
            if let Some(value) = small.case.get(part) {
                show(part, value);
            }
        }
        show("real", &compare::without_id(answer));
        show("ours", &compare::without_id(&small.ours().to_json(&Json::Null)));
        self.keep(number, &small)
    }

    /// Minimises a case that shows a kind of difference.
    fn shrink(&mut self, made: &Made, subject: &Subject, difference: &Difference) -> std::io::Result<Made> {
        let engine = subject.engine;
        let kind = difference.kind;
        let mut failure = None;
        let mut best = made.clone();
        let oracle = &mut self.oracle;
        let mut shows = |candidates: &[Made]| -> Option<usize> {
            let subjects: Vec<Subject> = candidates.iter().map(|made| made.subject(engine)).collect();
            let cases: Vec<Json> = subjects.iter().map(|subject| subject.case.clone()).collect();
            match oracle.ask(&cases) {
                Ok(answers) => subjects.iter().zip(&answers).position(|(subject, answer)| {
                    answer
                        .as_ref()
                        .and_then(|answer| compare::difference(subject, answer))
                        .is_some_and(|difference| difference.kind == kind && difference.known.is_none())
                }),
                Err(error) => {
                    failure = Some(error);
                    None
                }
            }
        };
        // Twice, since the second can remove what the first needed.
        for _ in 0..2 {
            let around = best.clone();
            best.template = shrink::tree(&best.template, &mut |candidates: &[Tree]| {
                let made: Vec<Made> =
                    candidates.iter().map(|tree| Made { template: tree.clone(), ..around.clone() }).collect();
                shows(&made)
            });
            let mut at = 0;
            while at < best.values.len() {
                let mut fewer = best.clone();
                let (name, value) = fewer.values.remove(at);
                let mut candidates = vec![fewer];
                if let Json::Object(members) = value {
                    for member in 0..members.len() {
                        let mut fewer = best.clone();
                        let mut members = members.clone();
                        members.remove(member);
                        fewer.values[at] = (name.clone(), Json::Object(members));
                        candidates.push(fewer);
                    }
                }
                match shows(&candidates) {
                    Some(found) => best = candidates.swap_remove(found),
                    None => at += 1,
                }
            }
            let around = best.clone();
            best.body = shrink::tree(&best.body, &mut |candidates: &[Tree]| {
                let made: Vec<Made> =
                    candidates.iter().map(|tree| Made { body: tree.clone(), ..around.clone() }).collect();
                shows(&made)
            });
            let around = best.clone();
            let text = shrink::text(&best.template.text(), &mut |candidates: &[String]| {
                let made: Vec<Made> = candidates
                    .iter()
                    .map(|text| Made { template: Tree::leaf(text.clone()), ..around.clone() })
                    .collect();
                shows(&made)
            });
            best.template = Tree::leaf(text);
            let around = best.clone();
            let body = shrink::text(&best.body.text(), &mut |candidates: &[String]| {
                let made: Vec<Made> = candidates
                    .iter()
                    .map(|text| Made { body: Tree::leaf(text.clone()), ..around.clone() })
                    .collect();
                shows(&made)
            });
            best.body = Tree::leaf(body);
        }
        failure.map_or(Ok(best), Err)
    }

    /// Appends the case, with the results of the real engines, to the file of kept ones.
    fn keep(&mut self, number: u64, small: &Subject) -> std::io::Result<()> {
        let Some(path) = self.options.keep.clone() else { return Ok(()) };
        let Json::Object(members) = &small.case else { return Ok(()) };
        let string = |text: &str| Json::String(text.as_bytes().to_vec());
        let mut members: Vec<(String, Json)> =
            members.iter().filter(|(name, _)| name != "engine" && name != "id").cloned().collect();
        let mut asked = Vec::new();
        let apigw = small.case.text("mode").as_deref() == Some("apigw");
        for engine in if apigw { &["aws"][..] } else { &["stock", "aws"] } {
            let mut case = members.clone();
            case.push(("engine".to_owned(), string(engine)));
            asked.push(Json::Object(case));
        }
        let answers: Vec<Json> = self
            .oracle
            .ask(&asked)?
            .into_iter()
            .map(|answer| compare::without_id(&answer.unwrap_or(Json::Null)))
            .collect();
        members.insert(0, ("topic".to_owned(), string("fuzz")));
        members.insert(0, ("id".to_owned(), string(&format!("fuzz-{}-{number}", self.options.seed))));
        members.push(("expected".to_owned(), answers[0].clone()));
        if let Some(aws) = answers.get(1).filter(|aws| !aws.same(&answers[0])) {
            members.push(("expected_aws".to_owned(), aws.clone()));
        }
        let mut line = String::new();
        Json::Object(members).write(&mut line);
        line.push('\n');
        std::fs::OpenOptions::new().create(true).append(true).open(path)?.write_all(line.as_bytes())
    }
}
