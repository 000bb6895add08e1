//! `vtlkit attack`: hostile variants of a request, and what they break.

mod args;
mod print;
mod save;

pub(crate) use self::args::{AttackArgs, AttackOutput};

use std::path::Path;

use vtlkit::{
    Answer, Attack, Attempt, Call, Exchange, Input as Attacked, RenderOptions, Request, Response,
    attack_template,
};
use vtlkit_report::json;

use crate::cli::args::Phase;
use crate::cli::commands::invoke;
use crate::cli::failure::Failure;
use crate::cli::template::TemplateFile;
use crate::cli::{definition, files, inputs, output};

/// Runs the variants, prints what breaks, and saves it as cases.
pub(crate) fn run(args: &AttackArgs) -> Result<(), Failure> {
    let of_stdin =
        [&args.body, &args.context, &args.backend].into_iter().flatten().filter(|input| input.is_stdin());
    if of_stdin.count() + usize::from(files::is_stdin(&args.subject)) > 1 {
        return Err(Failure::input("only one of the file and the inputs can be standard input (`-`)"));
    }
    match (&args.method, &args.path) {
        (Some(method), Some(path)) => {
            let definition = definition::read_definition(&args.subject, &args.definition, false)?;
            let attack = definition.attack(args.api_name.as_deref(), &[exchange(args, method, path)?])?;
            finish(args, &attack, save::of_api(args, method))
        }
        _ => {
            let file = TemplateFile::read(&args.subject, "template")?;
            let phase = match args.phase {
                Phase::Request => vtlkit::Phase::Request,
                Phase::Response => vtlkit::Phase::Response,
            };
            let options = RenderOptions { phase, ..RenderOptions::default() };
            let requests: Vec<Request> = request(args)?.into_iter().collect();
            let attack =
                attack_template(file.text(), &options, &requests).map_err(|error| file.refuse(&error))?;
            finish(args, &attack, save::of_template(args))
        }
    }
}

fn finish<I: Attacked>(
    args: &AttackArgs,
    attack: &Attack<I>,
    case: impl Fn(&Attempt<I>, Option<u16>) -> save::Case,
) -> Result<(), Failure> {
    if let Some(path) = &args.save {
        save::save(args, path, attack, &case)?;
    }
    match args.output {
        AttackOutput::Text => output::message(&print::text(&files::name(&args.subject), attack, args.all))?,
        AttackOutput::Json => {
            let object = attack.to_json(&|_, offset| offset);
            output::data((json::text(&object, false) + "\n").as_bytes())?;
        }
    }
    if attack.is_withstood() { Ok(()) } else { Err(Failure::Template) }
}

/// The request to a template, if any part of it is given.
fn request(args: &AttackArgs) -> Result<Option<Request>, Failure> {
    let body = args.body.as_ref().map(|input| input.read("the body")).transpose()?;
    let context = args.context.as_ref().map(|input| inputs::object(input, "the context")).transpose()?;
    let lists = [&args.header, &args.query, &args.path_parameter];
    if body.is_none() && context.is_none() && lists.iter().all(|list| list.is_empty()) {
        return Ok(None);
    }
    Ok(Some(Request {
        body: String::from_utf8_lossy(&body.unwrap_or_default()).into_owned(),
        headers: args.header.clone(),
        querystring: args.query.clone(),
        path: args.path_parameter.clone(),
        context: context.unwrap_or_default(),
        ..Request::default()
    }))
}

fn exchange(args: &AttackArgs, method: &str, path: &str) -> Result<Exchange, Failure> {
    let body = args.body.as_ref().map(|input| input.read("the body")).transpose()?;
    let context = args.context.as_ref().map(|input| inputs::object(input, "the context")).transpose()?;
    let answer = match &args.backend {
        Some(input) => invoke::given(input, false)?,
        None => Answer::Response(Response { status: 200, ..Response::default() }),
    };
    Ok(Exchange {
        call: Call {
            method: method.to_owned(),
            path: path.to_owned(),
            headers: args.header.clone(),
            body: body.unwrap_or_default(),
            context: context.unwrap_or_default(),
            authorizer: args.authorizer.clone(),
            ..Call::default()
        },
        answer,
    })
}

/// The path of a file relative to a folder, with slashes.
fn beside(file: &Path, folder: &Path) -> String {
    let (file, folder) = (files::real(file), files::real(folder));
    for (ups, base) in folder.ancestors().enumerate() {
        if let Ok(below) = file.strip_prefix(base) {
            let up = std::iter::repeat_n("..".to_owned(), ups);
            let below = below.components().map(|part| part.as_os_str().to_string_lossy().into_owned());
            return up.chain(below).collect::<Vec<_>>().join("/");
        }
    }
    file.display().to_string()
}
