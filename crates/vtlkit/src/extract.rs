//! The templates inside files.

use vtlkit_definition::{Extraction, Template};

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

/// The file with another text in the place of one of its templates, written as the file needs it.
///
/// # Errors
///
/// Where the file has no such template, or cannot hold the text in this place.
pub fn inject(text: &str, templates: &[Template], index: usize, new: &str) -> Result<String, Error> {
    let Some(template) = templates.get(index) else {
        let message = match templates.len() {
            0 => "the file has no template".to_owned(),
            count => format!("the file has {count} templates, and none has the number {index}"),
        };
        return Err(Error::new(ErrorKind::Options, message));
    };
    vtlkit_definition::inject(text, template, new)
        .map_err(|error| Error::new(ErrorKind::Definition, error.to_string()).at(template.span))
}
