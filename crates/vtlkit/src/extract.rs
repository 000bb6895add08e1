//! The templates in files.

use vtlkit_definition::{Extraction, Template, TemplateKind};

use crate::error::{Error, ErrorKind};

/// Finds the templates and request models of a file, whose name says what it is written in.
///
/// ```
/// let file = "resource \"aws_api_gateway_integration\" \"a\" {\n  request_templates = {\n    \"application/json\" = \"{}\"\n  }\n}\n";
/// assert_eq!(&*vtlkit::extract("main.tf", file).templates[0].text, "{}");
/// ```
pub fn extract(name: &str, text: &str) -> Extraction {
    vtlkit_definition::extract(name, text)
}

/// The file with the text of one template replaced, in the notation of the file.
///
/// # Errors
///
/// Fails if the file has no such template, or cannot express the text at this position.
pub fn inject(text: &str, templates: &[Template], index: usize, new: &str) -> Result<String, Error> {
    let Some(template) = templates.get(index) else {
        let message = match templates.len() {
            0 => "the file has no template".to_owned(),
            count => format!("the file has {count} templates, none with index {index}"),
        };
        return Err(Error::new(ErrorKind::Options, message));
    };
    vtlkit_definition::inject(text, template, new)
        .map_err(|error| Error::new(ErrorKind::Definition, error.to_string()).at(template.span))
}

/// The template that a name selects, with its index. A name is a number from 1, or a route such as `POST /orders`.
/// Words after the route select among its templates: `POST /orders response 200`, `POST /orders text/xml`. Without any,
/// the only request template is selected.
///
/// ```
/// use vtlkit::{extract, template_of};
///
/// let file = "openapi: 3.0.1\npaths:\n  /orders:\n    post:\n      x-amazon-apigateway-integration:\n        \
///             requestTemplates: {application/json: '{}'}\n        responses: {default: {statusCode: 201, \
///             responseTemplates: {application/json: '[]'}}}\n";
/// let templates = extract("api.yaml", file).templates;
/// assert_eq!(template_of(&templates, "post /orders")?.0, 0);
/// assert_eq!(template_of(&templates, "POST /orders response")?.0, 1);
/// assert!(template_of(&templates, "POST /order").is_err());
/// # Ok::<(), vtlkit::Error>(())
/// ```
///
/// # Errors
///
/// Fails if the name selects no template, or several.
pub fn template_of<'t>(templates: &'t [Template], name: &str) -> Result<(usize, &'t Template), Error> {
    let wrong = |message: String, help: String| Error::new(ErrorKind::Options, message).with_help(help);
    if let Ok(number) = name.parse::<usize>() {
        let index = number.checked_sub(1);
        return index.and_then(|index| Some((index, templates.get(index)?))).ok_or_else(|| {
            let message = match templates.len() {
                0 => "the file has no template".to_owned(),
                1 => format!("there is no template {number}, the file has one"),
                many => format!("there is no template {number}, the file has {many}"),
            };
            wrong(message, "`vtlkit extract` without `--template` lists them".to_owned())
        });
    }
    let mut words = name.split_whitespace();
    let (Some(method), Some(path)) = (words.next(), words.next()) else {
        let message = format!("`{name}` selects no template");
        return Err(wrong(message, "use its number, or its route, such as `POST /orders`".to_owned()));
    };
    let words: Vec<&str> = words.collect();
    let of_route = |(_, template): &(usize, &Template)| {
        let route = &template.role.route;
        route.path.as_ref().is_some_and(|it| it.value == path)
            && route.method.as_ref().is_some_and(|it| it.value.eq_ignore_ascii_case(method))
    };
    let numbered = || templates.iter().enumerate();
    let fits = |template: &Template| {
        let role = template.role.to_string();
        let has = |word: &&str| role.split([' ', ',']).any(|part| part.eq_ignore_ascii_case(word));
        words.iter().all(has)
    };
    let found: Vec<(usize, &Template)> =
        numbered().filter(of_route).filter(|(_, template)| fits(template)).collect();
    let is_request =
        |(_, template): &&(usize, &Template)| words.is_empty() && template.role.kind == TemplateKind::Request;
    let mut requests = found.iter().filter(is_request);
    match (&found[..], requests.next(), requests.next()) {
        ([only], ..) | (_, Some(only), None) => return Ok(*only),
        _ => {}
    }
    let listed = |list: &[(usize, &Template)]| {
        let item = |(index, template): &(usize, &Template)| format!("{} is the {}", index + 1, template.role);
        list.iter().map(item).collect::<Vec<_>>().join("; ")
    };
    if found.is_empty() {
        let all: Vec<(usize, &Template)> = numbered().collect();
        let message = format!("there is no template of `{name}`");
        return Err(wrong(message, format!("the file has: {}", listed(&all))));
    }
    let message = format!("`{name}` selects {} templates", found.len());
    Err(wrong(message, format!("add a word or use the number: {}", listed(&found))))
}
