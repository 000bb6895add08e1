//! Which method of the API a request is for.

use vtlkit_api::{Api, GatewayResponseType, HttpMethod, Method, Resource, Stage};

use super::exchange::{ClientRequest, Invocation, last};
use super::failure::Failure;
use super::target::Target;
use super::{StepKind, Trail};

/// Where a request goes.
#[derive(Clone, Debug)]
pub(super) struct Route<'a> {
    pub(super) resource: &'a Resource,
    pub(super) method: &'a Method,
    /// The client's method: never `ANY`.
    pub(super) http_method: HttpMethod,
    /// The path parameters as they came, in the order of the path.
    pub(super) parameters: Vec<(String, String)>,
    pub(super) stage_name: String,
    /// The stage, if the definition has it.
    pub(super) stage: Option<&'a Stage>,
}

/// How well a segment of a resource fits: the declaration's order is the order of preference.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Static,
    Parameter,
    Greedy,
}

/// Finds the method: at each segment a static one beats `{param}`, which beats `{proxy+}`. A resource without the method
/// does not count, so that a less specific one may serve it.
pub(super) fn route<'a>(
    api: &'a Api,
    invocation: &Invocation,
    target: &Target,
    trail: &mut Trail,
) -> Result<Route<'a>, Failure> {
    let (stage_name, stage) = find_stage(api, invocation)?;
    let wanted = effective_method(&invocation.request);
    let missing =
        |why: String| Failure::new(GatewayResponseType::MissingAuthenticationToken, StepKind::Route, why);
    let Some(http_method) = HttpMethod::parse(wanted).filter(|&method| method != HttpMethod::Any) else {
        return Err(missing(format!("`{wanted}` is no method the service knows")));
    };
    let mut candidates: Vec<(Vec<Fit>, &Resource)> = api
        .resources
        .iter()
        .filter_map(|resource| Some((fit(&resource.path, &target.segments)?, resource)))
        .collect();
    candidates.sort_by(|(a, _), (b, _)| a.cmp(b));
    let found = candidates
        .iter()
        .enumerate()
        .find_map(|(skipped, (_, resource))| Some((skipped, *resource, method_of(resource, http_method)?)));
    let Some((skipped, resource, method)) = found else {
        return Err(missing(match candidates.first() {
            Some((_, resource)) => format!("`{}` has no method {http_method}", resource.path.value),
            None => format!("no resource fits the path `{}`", target.path),
        }));
    };
    let how = match candidates.len() {
        1 => "the only resource that fits the path".to_owned(),
        _ if skipped > 0 => format!("{skipped} more specific resources have no method {http_method}"),
        count => format!("the most specific of {count} resources that fit the path"),
    };
    trail.note(
        StepKind::Route,
        format!("{} {} in stage {stage_name}", method.http_method.value, resource.path.value),
        how,
    );
    let parameters = parameters(&resource.path, &target.segments);
    Ok(Route { resource, method, http_method, parameters, stage_name, stage })
}

fn find_stage<'a>(api: &'a Api, invocation: &Invocation) -> Result<(String, Option<&'a Stage>), Failure> {
    let Some(name) = &invocation.stage else {
        let first = api.stages.first();
        return Ok((first.map_or_else(|| "test".to_owned(), |stage| stage.name.value.clone()), first));
    };
    let stage = api.stages.iter().find(|stage| *stage.name == *name);
    if stage.is_none() && !api.stages.is_empty() {
        // The API's own gateway responses are those of a stage, so that there are none here.
        let log = format!("the API has no stage `{name}`");
        let forbidden = Failure::new(GatewayResponseType::InvalidApiKey, StepKind::Route, log);
        return Err(forbidden.fixed());
    }
    Ok((name.clone(), stage))
}

/// The method a request asks for: the header `X-HTTP-Method-Override` counts, as documented.
fn effective_method(request: &ClientRequest) -> &str {
    last(&request.headers, "X-HTTP-Method-Override").unwrap_or(&request.method)
}

/// The method that serves a request: one of its own beats `ANY`.
fn method_of(resource: &Resource, wanted: HttpMethod) -> Option<&Method> {
    let find = |wanted| resource.methods.iter().find(move |method| *method.http_method == wanted);
    find(wanted).or_else(|| find(HttpMethod::Any))
}

fn declared(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

fn fit(path: &str, segments: &[String]) -> Option<Vec<Fit>> {
    let mut fits = Vec::with_capacity(segments.len());
    let mut rest = segments.iter();
    for declared in declared(path) {
        let segment = rest.next()?;
        if is_greedy(declared) {
            fits.push(Fit::Greedy);
            return Some(fits);
        }
        fits.push(match name_of(declared) {
            // A parameter is never empty.
            Some(_) if segment.is_empty() => return None,
            Some(_) => Fit::Parameter,
            None if declared == segment => Fit::Static,
            None => return None,
        });
    }
    rest.next().is_none().then_some(fits)
}

fn parameters(path: &str, segments: &[String]) -> Vec<(String, String)> {
    declared(path)
        .enumerate()
        .filter_map(|(at, declared)| {
            let name = name_of(declared)?;
            let value = if is_greedy(declared) {
                segments.get(at..).unwrap_or_default().join("/")
            } else {
                segments.get(at)?.clone()
            };
            Some((name.to_owned(), value))
        })
        .collect()
}

fn is_greedy(segment: &str) -> bool {
    segment.starts_with('{') && segment.ends_with("+}")
}

/// The name of a path parameter, without braces and plus sign.
fn name_of(segment: &str) -> Option<&str> {
    let inner = segment.strip_prefix('{')?.strip_suffix('}')?;
    Some(inner.strip_suffix('+').unwrap_or(inner))
}
