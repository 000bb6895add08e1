//! Linting of a host file as a whole: its templates, its APIs and its models.

use std::collections::BTreeMap;
use std::sync::Arc;

use vtlkit_api::{Api, Method, ModelUse, Validator};
use vtlkit_definition::{Definition as Read, Extraction, Fault, NoteKind, Template, TemplateKind};
use vtlkit_host::Format;
use vtlkit_schema::{ApiModels, Model, References, Refusal};
use vtlkit_text::{Diagnostic, Span};

use crate::answers;
use crate::checked::Checked;
use crate::findings::Findings;
use crate::fix::{Subject, Subjects};
use crate::lint::{explore, lint};
use crate::rule::Check;
use crate::rules::{APPLIED, RULES};
use crate::suppress::Suppressions;
use crate::wiring::{Wire, wires};
use vtlkit_predict::{Exploration, Phase, RequestModel, Target};

/// A finding in a file.
#[derive(Clone, Debug)]
pub struct FileFinding {
    /// The finding, with positions in the file.
    pub diagnostic: Diagnostic,
    /// The index in [`Extraction::templates`] of the template it is in, if it is in one.
    pub template: Option<usize>,
    /// The same finding with positions in the template, if it is in one. Its fix may be one that cannot be applied to
    /// the file.
    pub within: Option<Diagnostic>,
}

impl FileFinding {
    /// A finding outside templates.
    pub const fn around(diagnostic: Diagnostic) -> Self {
        Self { diagnostic, template: None, within: None }
    }
}

/// A host file, as its rules see it.
pub(crate) struct Definition<'f> {
    pub(crate) text: &'f str,
    /// Whether it is a Terraform file: related resources may be in other files.
    pub(crate) is_terraform: bool,
    pub(crate) extraction: &'f Extraction,
    pub(crate) apis: &'f [Api],
    pub(crate) faults: &'f [Fault],
    /// The methods with an integration.
    pub(crate) wires: Vec<Wire<'f>>,
    pub(crate) models: Vec<CheckedModel<'f>>,
}

impl<'f> Definition<'f> {
    /// The APIs; none if the file says nothing about API Gateway, so that it rejects nothing in it.
    pub(crate) fn deployed(&self) -> &'f [Api] {
        if is_deployed(self.text) { self.apis } else { &[] }
    }

    /// Whether the file references parts of the document in other files, so that its declarations are incomplete.
    pub(crate) fn refers_outside(&self) -> bool {
        self.text.match_indices("$ref").any(|(at, word)| {
            let rest = self.text.get(at + word.len()..).unwrap_or_default();
            let value = rest.trim_start_matches(['"', '\'', ':', ' ', '\t']);
            !value.starts_with(['#', '\n', '\r', '{']) && !value.starts_with("https://apigateway.")
        })
    }
}

/// A model, and why the service rejects it.
pub(crate) struct CheckedModel<'f> {
    pub(crate) template: &'f Template,
    pub(crate) refusals: Vec<Refusal>,
}

/// Whether a file is meant for API Gateway: an OpenAPI document may be for other programs only.
fn is_deployed(text: &str) -> bool {
    ["x-amazon-apigateway-", "AWS::ApiGateway::", "AWS::Serverless::", "aws_api_gateway_"]
        .iter()
        .any(|word| text.contains(word))
}

/// The surroundings of a file that is linted.
#[expect(missing_debug_implementations, reason = "it is closures")]
#[derive(Clone, Copy)]
pub struct Around<'a> {
    /// The APIs of the file (see [`vtlkit_definition::read_apis`]).
    pub file: &'a Read,
    /// Reads a file that this one names, by the path as it is written.
    pub named: &'a dyn Fn(&str) -> Option<String>,
    /// Lets the caller adjust what is known about each template.
    pub adjust: &'a dyn Fn(&mut Target),
}

/// The part of an API that a template belongs to.
#[derive(Clone, Copy)]
struct Home<'a> {
    api: &'a Api,
    method: &'a Method,
}

/// All findings in a file with this extraction, ordered by position.
///
/// Templates are linted with what the rest of the file says about them: their integration, and the models that every
/// request matches. Suppression comments in the file and in templates apply.
///
/// ```
/// let yaml = r#"
/// openapi: 3.0.1
/// paths:
///   /health:
///     get:
///       responses: { "200": { description: alive } }
///       x-amazon-apigateway-integration:
///         type: mock
///         requestTemplates: { application/json: '{"statusCode": "200"}' }
///         responses: { default: { statusCode: "200" } }
/// "#;
/// let findings = vtlkit_lint::lint_file("api.yaml", yaml, &vtlkit_definition::extract("api.yaml", yaml));
/// assert_eq!(findings[0].diagnostic.rule, Some("mock-status"));
/// assert_eq!(findings[0].diagnostic.primary.span.text(yaml), "\"200\"");
/// ```
pub fn lint_file(name: &str, text: &str, extraction: &Extraction) -> Vec<FileFinding> {
    let wanted = is_deployed(text) || !(extraction.templates.is_empty() && extraction.notes.is_empty());
    let file = if wanted { vtlkit_definition::read_apis(name, text) } else { Read::default() };
    lint_file_with(name, text, extraction, Around { file: &file, named: &|_| None, adjust: &|_| {} })
}

/// [`lint_file`] with what the caller knows about the file's surroundings.
pub fn lint_file_with(
    name: &str,
    text: &str,
    extraction: &Extraction,
    around: Around<'_>,
) -> Vec<FileFinding> {
    let Read { apis, faults, .. } = around.file;
    let structured = !matches!(Format::of_name(name), None | Some(Format::Standalone | Format::Markdown));
    let wanted = structured && !(extraction.templates.is_empty() && extraction.notes.is_empty());
    let mut out = Vec::new();
    for (index, template, target) in targets(extraction, around) {
        for diagnostic in lint(&template.text, &target) {
            let within = Some(diagnostic.clone());
            out.push(FileFinding {
                diagnostic: to_host(diagnostic, template),
                template: Some(index),
                within,
            });
        }
    }
    if structured {
        let models = if wanted { models(extraction) } else { Vec::new() };
        // Faults that only API Gateway rejects are not reported in a document for other programs.
        let faults: &[Fault] = if is_deployed(text) { faults } else { &[] };
        let is_terraform = Format::of_name(name) == Some(Format::Hcl) || name.ends_with(".tf.json");
        let definition =
            Definition { text, is_terraform, extraction, apis, faults, wires: wires(apis, text), models };
        let mut findings = Findings::default();
        for (rule, applied) in RULES.iter().zip(&APPLIED) {
            if let Check::File(check) = rule.check {
                check(&definition, findings.of(applied));
            }
        }
        let template = |span: Span| {
            let holds = |it: &Template| it.span.start() <= span.start() && span.end() <= it.span.end();
            extraction.templates.iter().position(holds)
        };
        // Positions past the end of the file belong to texts embedded in it.
        for diagnostic in findings.list.into_iter().filter(|it| it.primary.span.end() <= text.len()) {
            out.push(FileFinding { template: template(diagnostic.primary.span), diagnostic, within: None });
        }
    }
    out.extend(appsync(name, extraction));
    silence(text, extraction, &mut out);
    out.sort_by_key(|finding| (finding.diagnostic.primary.span, finding.diagnostic.rule));
    out.dedup_by_key(|finding| (finding.diagnostic.primary.span, finding.diagnostic.rule));
    out
}

/// The rendered templates of a file: their indexes in the extraction, and what the file says about each.
fn targets<'f>(extraction: &'f Extraction, around: Around<'_>) -> Vec<(usize, &'f Template, Target)> {
    let Around { file, named, adjust } = around;
    let homes = homes(&file.apis);
    let mut compiled: BTreeMap<(usize, String), Option<Arc<RequestModel>>> = BTreeMap::new();
    let mut checked = Checked::new(named);
    let rendered = |(_, template): &(usize, &Template)| {
        !matches!(template.role.kind, TemplateKind::Model | TemplateKind::GatewayResponse)
    };
    let target = |(index, template): (usize, &'f Template)| {
        let mut target = Target::of(template);
        if let Some(home) = homes.get(&template.span.start()) {
            know(&mut target, *home, &mut compiled);
        }
        if let (Some(Phase::Request), Some(check)) = (target.phase, &template.role.check) {
            checked.know(&mut target, check);
        }
        if let (Some(Phase::Response), true, Some(service)) =
            (target.phase, is_success(template), &target.service)
        {
            target.model = answers::of(service, target.action.as_deref(), &template.text);
        }
        adjust(&mut target);
        (index, template, target)
    };
    extraction.templates.iter().enumerate().filter(rendered).map(target).collect()
}

/// Whether a response template is for the responses to successful calls.
fn is_success(template: &Template) -> bool {
    let pattern = template.role.response.as_ref().and_then(|response| response.selection_pattern.as_ref());
    pattern.is_none_or(|pattern| pattern.value.is_empty() || pattern.value.starts_with('2'))
}

/// The templates of a file, for trials of fixes.
pub fn subjects(extraction: &Extraction, around: Around<'_>) -> Subjects {
    let subject = |(_, template, target): (usize, &Template, Target)| {
        Subject::new(&template.text, target, template.span)
    };
    Subjects {
        rendered: targets(extraction, around).into_iter().map(subject).collect(),
        templates: extraction.templates.len(),
        errors: extraction.errors.len(),
    }
}

/// How much of the output of each template in a file the analysis covers.
pub fn explore_file(name: &str, text: &str, extraction: &Extraction) -> Vec<Exploration> {
    let file = vtlkit_definition::read_apis(name, text);
    let around = Around { file: &file, named: &|_| None, adjust: &|_| {} };
    let explore = |(_, template, target): (usize, &Template, Target)| explore(&template.text, &target);
    targets(extraction, around).into_iter().map(explore).collect()
}

/// The finding for an AppSync template, which is not checked.
fn appsync(name: &str, extraction: &Extraction) -> Option<FileFinding> {
    if Format::of_name(name) != Some(Format::Standalone) {
        return None;
    }
    let note = extraction.notes.iter().find(|note| note.kind == NoteKind::AppSync)?;
    let rule = APPLIED.iter().find(|rule| rule.name == "appsync-only")?;
    let mut findings = Findings::default();
    findings.of(rule).warn(
        Diagnostic::error("this is an AppSync template, which is not checked", Span::at(note.span.start()))
            .with_note("why", "AppSync templates differ from API Gateway mapping templates")
            .with_note(
                "help",
                "in a template of API Gateway, claims are in `$context.authorizer.claims`, arguments in \
                 `$input.path(…)` and `$input.params(…)`",
            ),
    );
    findings.list.pop().map(FileFinding::around)
}

/// Applies the suppression comments of the host file, and adds a finding for each comment that suppresses nothing.
fn silence(text: &str, extraction: &Extraction, findings: &mut Vec<FileFinding>) {
    let templates: Vec<Span> = extraction.templates.iter().map(|template| template.span).collect();
    let mut suppressions = Suppressions::of_host(text, &extraction.comments, &templates);
    findings.retain(|finding| !suppressions.silence(&finding.diagnostic));
    let unused = suppressions.unused().into_iter();
    findings.extend(unused.map(FileFinding::around));
}

/// The method that each template belongs to, by the start of the template.
fn homes(apis: &[Api]) -> BTreeMap<usize, Home<'_>> {
    let mut out: BTreeMap<usize, Option<Home<'_>>> = BTreeMap::new();
    for api in apis {
        for method in api.resources.iter().flat_map(|resource| &resource.methods) {
            let Some(integration) = &method.integration else { continue };
            for entry in &integration.request_templates {
                // If several methods share a template, only what all of them validate is known.
                let checks = |it: &Home<'_>| {
                    let same = it.method.validator == method.validator
                        && it.method.request_models == method.request_models
                        && it.method.request_parameters == method.request_parameters;
                    same && std::ptr::eq(it.api, api)
                };
                out.entry(entry.template.span.start())
                    .and_modify(|home| *home = home.filter(checks))
                    .or_insert(Some(Home { api, method }));
            }
        }
    }
    out.into_iter().filter_map(|(place, home)| Some((place, home?))).collect()
}

/// The validator of a method.
pub(crate) fn validator<'a>(api: &'a Api, method: &Method) -> Option<&'a Validator> {
    api.validator(&method.validator.as_ref()?.value)
}

/// The model of a method for a content type, if a validator enforces it.
pub(crate) fn enforced<'m>(api: &Api, method: &'m Method, content_type: &str) -> Option<&'m ModelUse> {
    if !validator(api, method)?.body.value {
        return None;
    }
    for_type(&method.request_models, |model| &model.content_type.value, content_type)
}

/// The entry for a content type, or else the one for `$default`.
pub(crate) fn for_type<'m, M>(models: &'m [M], of: impl Fn(&M) -> &str, content_type: &str) -> Option<&'m M> {
    let exact = models.iter().find(|model| of(model) == content_type);
    exact.or_else(|| models.iter().find(|model| of(model) == "$default"))
}

/// Adds what the API says about a request template.
fn know(
    target: &mut Target,
    home: Home<'_>,
    compiled: &mut BTreeMap<(usize, String), Option<Arc<RequestModel>>>,
) {
    let Home { api, method } = home;
    if validator(api, method).is_some_and(|validator| validator.parameters.value) {
        let required = method.request_parameters.iter().filter(|parameter| parameter.required.value);
        target.required_parameters = required.map(|parameter| parameter.name.value.clone()).collect();
    }
    let content_type = target.content_type.as_deref().unwrap_or("application/json");
    let Some(used) = enforced(api, method, content_type) else { return };
    let name = &used.model.value;
    let key = (std::ptr::from_ref(api) as usize, name.clone());
    let model = compiled.entry(key).or_insert_with(|| {
        let text = api.model(name)?.schema.as_str();
        // A model without references does not need the other models.
        if !text.contains("$ref") {
            return RequestModel::new(text, &References::new(), &BTreeMap::new()).map(Arc::new);
        }
        let text_of =
            |model: &vtlkit_api::Model| (model.name.value.clone(), model.schema.as_str().to_owned());
        let texts = api.models.iter().map(text_of).collect();
        RequestModel::new(text, &ApiModels::references(api), &texts).map(Arc::new)
    });
    target.model.clone_from(model);
}

/// Why the service rejects models of a file.
fn models(extraction: &Extraction) -> Vec<CheckedModel<'_>> {
    let all = || extraction.templates.iter().filter(|template| template.role.kind == TemplateKind::Model);
    if all().next().is_none() {
        return Vec::new();
    }
    let mut references = ApiModels::references(&Api::default());
    for template in all() {
        if let Some(name) = &template.role.name {
            references.add_model(name.value.clone(), template.text.to_string());
        }
    }
    all()
        .map(|template| {
            let model = Model::compile(&template.text, &references);
            let refusals = model.map(|model| model.refusals().to_vec()).unwrap_or_default();
            CheckedModel { template, refusals }
        })
        .collect()
}

/// A finding with positions in the host file. A fix that cannot be applied to the host file is left out.
fn to_host(mut diagnostic: Diagnostic, template: &Template) -> Diagnostic {
    let to_host = |span: &mut Span| *span = template.map.to_host(*span);
    to_host(&mut diagnostic.primary.span);
    diagnostic.secondary.iter_mut().for_each(|label| to_host(&mut label.span));
    diagnostic.notes.iter_mut().filter_map(|note| note.span.as_mut()).for_each(to_host);
    diagnostic.fix = diagnostic.fix.and_then(|fix| template.map.to_host_fix(&fix));
    diagnostic
}
