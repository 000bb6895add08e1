//! Finds mapping templates and request models in API definitions and other files.
//!
//! [`extract`] gives each template's decoded text, its role (method, content type and integration) and a map from each
//! byte of the text to the file. [`inject`] writes a changed template back in the notation of the file.
//!
//! ```
//! use vtlkit_definition::{TemplateKind, extract, inject};
//! use vtlkit_text::Span;
//!
//! let yaml = r#"
//! openapi: 3.0.1
//! paths:
//!   /pets:
//!     get:
//!       x-amazon-apigateway-integration:
//!         type: aws
//!         uri: arn:aws:apigateway:eu-west-1:dynamodb:action/Scan
//!         requestTemplates:
//!           application/json: |
//!             { "TableName": "pets" }
//! "#;
//! let found = extract("api.yaml", yaml);
//! let template = &found.templates[0];
//! assert_eq!(&*template.text, "{ \"TableName\": \"pets\" }\n");
//! assert_eq!(template.role.kind, TemplateKind::Request);
//! assert_eq!(template.role.route.path.as_ref().unwrap().value, "/pets");
//!
//! let pets = Span::of(&template.text, "pets").unwrap();
//! assert_eq!(template.map.to_host(pets).text(yaml), "pets");
//!
//! let changed = inject(yaml, template, "{ \"TableName\": \"dogs\" }\n").unwrap();
//! assert_eq!(changed, yaml.replace("\"pets\"", "\"dogs\""));
//! ```
//!
//! A file without templates costs a few substring searches. A broken file gives an error with its position and the
//! templates before it. The expansion of YAML aliases and of references is bounded.

#![cfg_attr(not(test), warn(clippy::disallowed_methods))]

mod extraction;
mod files;
mod inject;
mod loader;
mod locate;
mod read;
mod request_check;
mod settings;
mod sources;
mod standalone;
mod template;

pub use extraction::{Extraction, Note, NoteKind, Selection, SelectionKind, extract, extract_as};
pub use files::{FileError, Files, NoFiles};
pub use inject::{InjectError, inject};
pub use read::{Definition, Fault, FaultKind, Module, Vocabulary, read, read_apis, read_file_among};
pub use request_check::{BodyModel, ModelSource, RequestCheck};
pub use settings::Settings;
pub use sources::{Source, Sources};
pub use standalone::extract_referenced;
pub use template::{
    ApiKind, IntegrationInfo, Opaque, Reference, ResponseInfo, Role, Route, Template, TemplateKind,
};
