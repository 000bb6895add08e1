//! First test cases: requests generated from what templates read, with their current results as expectations.

use serde_json::{Map, Value, json};
use vtlkit_api::{
    Api, Authorization, Integration, IntegrationType, Method, ParameterLocation, TemplateEntry,
};
use vtlkit_gateway::Request;
use vtlkit_lint::{Phase, Subject, Target, sample_request};
use vtlkit_schema::ApiModels;
use vtlkit_suite::{ApiUnderTest, Loaded, Outcome, Suite, run, update, yaml_document};

use crate::invoke::{Definition, api_id, api_name};
use crate::routes::{Route, routes};

/// The value of a parameter that no template reads.
const VALUE: &str = "1";

/// A case file whose cases pass.
#[derive(Clone, Debug, Default)]
pub struct FirstCases {
    /// The text of the file; empty if no case passes.
    pub text: String,
    /// The names of the cases.
    pub names: Vec<String>,
    /// The routes without a case, or the template without one, each with the reason.
    pub left_out: Vec<(String, String)>,
}

/// Generates a test case for each route with templates. `file` is the path of the definition in the case file.
///
/// ```
/// use vtlkit::{Definition, first_cases};
///
/// let definition = Definition::read("api.yaml", r#"
/// openapi: 3.0.1
/// paths:
///   /pets/{id}:
///     get:
///       responses: {'200': {description: found}}
///       x-amazon-apigateway-integration:
///         type: mock
///         requestTemplates: {application/json: '{"statusCode": 200}'}
///         responses: {default: {statusCode: 200, responseTemplates: {application/json: '{"id": "$input.params(''id'')"}'}}}
/// "#)?;
/// let cases = first_cases(&definition, "api.yaml");
/// assert_eq!(cases.names, ["GET /pets/{id}"]);
/// assert!(cases.text.ends_with("    expect:\n      status: 200\n      json:\n        id: \"1\"\n"), "{}", cases.text);
/// # Ok::<(), vtlkit::Error>(())
/// ```
pub fn first_cases(definition: &Definition, file: &str) -> FirstCases {
    let subjects = definition.subjects();
    let is_one = definition.apis().len() == 1;
    let mut kept = Kept { head: json!({ "api": file }), ..Kept::default() };
    for api in definition.apis() {
        let named = definition.apis().iter().filter(|other| api_name(other) == api_name(api)).count();
        let api_name = api_id(api).filter(|_| named > 1).unwrap_or_else(|| api_name(api));
        let (models, references) = (ApiModels::new(api), ApiModels::references(api));
        let under_test = || ApiUnderTest { api, validator: &models, references: &references };
        for route in routes(api) {
            let Some(integration) = route.method.integration.as_ref().filter(|it| has_templates(it)) else {
                continue;
            };
            let mut case = Map::new();
            let name = if is_one { route.name() } else { format!("{api_name}: {}", route.name()) };
            case.insert("name".to_owned(), name.into());
            if !is_one {
                case.insert("apiName".to_owned(), api_name.into());
            }
            of_route(&mut case, route, integration, &subjects);
            kept.add(case, &Loaded::Api(under_test()));
        }
    }
    kept.into_file()
}

/// Generates a test case for a template. `file` is the path of the template in the case file.
pub fn first_case_of_template(text: &str, file: &str, phase: Phase) -> FirstCases {
    let phase_name = match phase {
        Phase::Request => "request",
        Phase::Response => "response",
    };
    let mut kept = Kept { head: json!({ "template": file, "phase": phase_name }), ..Kept::default() };
    let template = match vtlkit_gateway::Template::compile(text) {
        Ok(template) => template,
        Err(errors) => {
            let why = errors.first().map(ToString::to_string).unwrap_or_default();
            return FirstCases { left_out: vec![(file.to_owned(), why)], ..FirstCases::default() };
        }
    };
    let sample = sample_request(text, &Target { phase: Some(phase), ..Target::default() });
    let mut request = sample.to_json();
    if let Some(body) = body(&sample.body) {
        request.insert("body".to_owned(), body);
    }
    let mut case = Map::new();
    case.insert("name".to_owned(), format!("a {phase_name} with everything that the template reads").into());
    if !request.is_empty() {
        case.insert("request".to_owned(), Value::Object(request));
    }
    kept.add(case, &Loaded::Template(&template));
    kept.into_file()
}

/// The cases that pass.
#[derive(Default)]
struct Kept {
    /// The members of the file other than its cases.
    head: Value,
    cases: Vec<Map<String, Value>>,
    outcomes: Vec<Outcome>,
    left_out: Vec<(String, String)>,
}

impl Kept {
    /// Adds a case if it passes with its actual result as its expectation.
    fn add(&mut self, case: Map<String, Value>, subject: &Loaded<'_>) {
        match self.outcome(&case, subject) {
            Ok(outcome) => {
                self.cases.push(case);
                self.outcomes.push(outcome);
            }
            Err(why) => {
                let name = case.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
                self.left_out.push((name, why));
            }
        }
    }

    /// The result of a case. `Err` is why it cannot be a case.
    fn outcome(&self, case: &Map<String, Value>, subject: &Loaded<'_>) -> Result<Outcome, String> {
        let none = |_: &str| Err("files cannot be read".to_owned());
        let ran = |text: &str| {
            let suite = Suite::read(text).map_err(|errors| {
                errors.first().map(|error| error.message.to_string()).unwrap_or_default()
            })?;
            let case = suite.cases.first().ok_or("there is no case")?;
            let outcome = run(case, subject, &none, None);
            Ok::<_, String>((suite, outcome))
        };
        let text = self.file(std::slice::from_ref(case));
        let (suite, outcome) = ran(&text)?;
        if let Some(why) = outcome.why {
            return Err(why);
        }
        let (recorded, refused) = update(&text, &suite, &[(0, &outcome)]);
        if let Some(refused) = refused.into_iter().next() {
            return Err(refused.why);
        }
        match ran(&recorded)?.1.failures.into_iter().next() {
            Some(failure) => Err(failure.message),
            None => Ok(outcome),
        }
    }

    fn file(&self, cases: &[Map<String, Value>]) -> String {
        let mut file = self.head.clone();
        if let Some(members) = file.as_object_mut() {
            members.insert("cases".to_owned(), cases.iter().cloned().map(Value::Object).collect());
        }
        yaml_document(&file)
    }

    /// The file with the expectations.
    fn into_file(self) -> FirstCases {
        let text = self.file(&self.cases);
        let outcomes: Vec<(usize, &Outcome)> = self.outcomes.iter().enumerate().collect();
        let text = match Suite::read(&text) {
            Ok(suite) if !outcomes.is_empty() => update(&text, &suite, &outcomes).0,
            _ => String::new(),
        };
        let name = |case: &Map<String, Value>| case.get("name")?.as_str().map(str::to_owned);
        let names = self.cases.iter().filter_map(name).collect();
        FirstCases { text, names, left_out: self.left_out }
    }
}

fn has_templates(integration: &Integration) -> bool {
    let of_responses = integration.responses.iter().any(|response| !response.response_templates.is_empty());
    of_responses || !integration.request_templates.is_empty()
}

/// Adds the route, a request, and the answer of the endpoint.
fn of_route(
    case: &mut Map<String, Value>,
    route: Route<'_>,
    integration: &Integration,
    subjects: &[Subject],
) {
    let sample = |entry: &TemplateEntry| {
        let subject = subjects.iter().find(|subject| subject.place().start() == entry.template.span.start());
        match subject {
            Some(subject) => sample_request(subject.source(), subject.target()),
            None => sample_request(entry.template.as_str(), &Target::default()),
        }
    };
    let entry = for_json(&integration.request_templates);
    let request = entry.map(&sample).unwrap_or_default();
    case.insert("route".to_owned(), target(route, &request).into());
    let members = of_request(route, entry, &request);
    if !members.is_empty() {
        case.insert("request".to_owned(), Value::Object(members));
    }
    if integration.kind.value == IntegrationType::Mock {
        return;
    }
    let default = integration.responses.iter().find(|response| response.selection_pattern.is_none());
    let answer = default.or_else(|| integration.responses.first());
    let answer = answer.and_then(|response| for_json(&response.response_templates)).map(&sample);
    if let Some(body) = answer.and_then(|answer| body(&answer.body)) {
        case.insert("backend".to_owned(), json!({ "body": body }));
    }
}

/// The JSON template, or the first template.
fn for_json(entries: &[TemplateEntry]) -> Option<&TemplateEntry> {
    let is_json = |entry: &&TemplateEntry| entry.content_type.value == "application/json";
    entries.iter().find(is_json).or_else(|| entries.first())
}

/// The method and the path, with values for its parameters.
fn target(route: Route<'_>, request: &Request) -> String {
    let is_plain = |value: &str| {
        !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    let segment = |segment: &str| {
        let Some(name) = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else {
            return segment.to_owned();
        };
        let name = name.trim_end_matches('+');
        let given = request.path.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        given.filter(|value| is_plain(value)).unwrap_or(VALUE).to_owned()
    };
    let method = match route.method.http_method.value.as_str() {
        "ANY" => "POST",
        method => method,
    };
    let path: Vec<String> = route.resource.path.value.split('/').map(segment).collect();
    format!("{method} {}", path.join("/"))
}

/// The members of the request other than its method and path.
fn of_request(route: Route<'_>, entry: Option<&TemplateEntry>, request: &Request) -> Map<String, Value> {
    let Route { api, method, .. } = route;
    let mut headers = pairs(&request.headers);
    let mut query = pairs(&request.querystring);
    for parameter in method.request_parameters.iter().filter(|parameter| parameter.required.value) {
        let list = match parameter.location {
            ParameterLocation::Header => &mut headers,
            ParameterLocation::QueryString => &mut query,
            ParameterLocation::Path => continue,
        };
        if !list.keys().any(|name| name.eq_ignore_ascii_case(&parameter.name.value)) {
            list.insert(parameter.name.value.clone(), VALUE.into());
        }
    }
    if method.api_key_required.value {
        headers.insert("X-API-Key".to_owned(), key(api).into());
    }
    let content_type = entry.map(|entry| entry.content_type.value.as_str());
    if let Some(content_type) = content_type.filter(|it| !matches!(*it, "application/json" | "$default")) {
        headers.insert("Content-Type".to_owned(), content_type.into());
    }
    let mut members = Map::new();
    for (name, list) in [("headers", headers), ("querystring", query)] {
        if !list.is_empty() {
            members.insert(name.to_owned(), Value::Object(list));
        }
    }
    if let Some(caller) = caller(method, request) {
        members.insert("context".to_owned(), json!({ "authorizer": caller }));
    }
    let has_body = !matches!(method.http_method.value.as_str(), "GET" | "HEAD" | "OPTIONS");
    if let Some(body) = body(&request.body).filter(|_| has_body) {
        members.insert("body".to_owned(), body);
    }
    members
}

fn pairs(list: &[(String, String)]) -> Map<String, Value> {
    list.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect()
}

/// An API key that the service accepts.
fn key(api: &Api) -> &str {
    let key = api.api_keys.iter().find(|key| key.enabled.value);
    key.map_or(VALUE, |key| key.value.as_ref().map_or(key.name.value.as_str(), |value| value.value.as_str()))
}

/// What an authorizer returns for an authorized caller.
fn caller(method: &Method, request: &Request) -> Option<Value> {
    if method.authorization.value == Authorization::None {
        return None;
    }
    let read = request.context.get("authorizer").filter(|value| value.is_object()).cloned();
    Some(read.unwrap_or_else(|| json!({ "principalId": "user" })))
}

/// The value of a body in a case: JSON as a value.
fn body(text: &str) -> Option<Value> {
    match serde_json::from_str::<Value>(text) {
        _ if text.is_empty() || text == "{}" => None,
        Ok(value @ (Value::Object(_) | Value::Array(_))) => Some(value),
        _ => Some(text.into()),
    }
}
