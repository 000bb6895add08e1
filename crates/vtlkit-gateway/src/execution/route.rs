//! Routing: finds the method that serves a request.

use vtlkit_api::{Api, ClientRequest, GatewayResponseType, HttpMethod, Method, Resource, Stage, last_header};

use super::exchange::{Invocation, TestInvoke};
use super::failure::Failure;
use super::target::Target;
use super::{StepKind, Trail, signature};

/// The method that serves a request.
#[derive(Clone, Debug)]
pub(super) struct Route<'r> {
    pub(super) resource: &'r Resource,
    pub(super) method: &'r Method,
    /// The request's HTTP method: never `ANY`.
    pub(super) http_method: HttpMethod,
    /// The path parameters, not decoded, in the order of the path.
    pub(super) parameters: Vec<(String, String)>,
    pub(super) stage: Deployed<'r>,
}

/// The stage of a request.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deployed<'r> {
    pub(super) name: &'r str,
    /// Its settings, if the definition has them.
    pub(super) settings: Option<&'r Stage>,
    /// Whether the stage exists. A definition without stages may be deployed to any.
    exists: bool,
}

impl<'r> Deployed<'r> {
    /// The requested stage, or the first of the definition.
    pub(super) fn of<'a: 'r>(api: &'a Api, invocation: &'r Invocation) -> Self {
        if invocation.test.is_some() {
            return Self { name: TestInvoke::STAGE, settings: None, exists: true };
        }
        let Some(name) = &invocation.stage else {
            let settings = api.stages.first();
            return Self { name: settings.map_or("test", |stage| &stage.name.value), settings, exists: true };
        };
        let settings = api.stages.iter().find(|stage| *stage.name == *name);
        Self { name, settings, exists: settings.is_some() || api.stages.is_empty() }
    }
}

/// A segment of a resource path. The order of the variants is the order of precedence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Segment<'a> {
    Static(&'a str),
    Parameter(&'a str),
    Greedy(&'a str),
}

impl<'a> Segment<'a> {
    fn read(text: &'a str) -> Self {
        match text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) {
            None => Self::Static(text),
            Some(name) => name.strip_suffix('+').map_or(Self::Parameter(name), Self::Greedy),
        }
    }

    const fn rank(self) -> u8 {
        match self {
            Self::Static(_) => 0,
            Self::Parameter(_) => 1,
            Self::Greedy(_) => 2,
        }
    }
}

/// A resource with its parsed path.
#[derive(Debug)]
struct Candidate<'a> {
    resource: &'a Resource,
    segments: Vec<Segment<'a>>,
}

impl<'a> Candidate<'a> {
    fn new(resource: &'a Resource) -> Self {
        let mut segments = Vec::new();
        for text in resource.path.split('/').filter(|segment| !segment.is_empty()) {
            let segment = Segment::read(text);
            segments.push(segment);
            if matches!(segment, Segment::Greedy(_)) {
                break;
            }
        }
        Self { resource, segments }
    }

    fn fits(&self, path: &[&str]) -> bool {
        let mut rest = path.iter();
        for segment in &self.segments {
            let Some(&given) = rest.next() else { return false };
            match *segment {
                Segment::Static(declared) if declared != given => return false,
                Segment::Static(_) => {}
                // A parameter is never empty.
                Segment::Parameter(_) if given.is_empty() => return false,
                Segment::Parameter(_) => {}
                Segment::Greedy(_) => return true,
            }
        }
        rest.next().is_none()
    }

    /// The path parameters of a matching path.
    fn parameters(&self, path: &[&str]) -> Vec<(String, String)> {
        let values = self.segments.iter().enumerate().filter_map(|(at, segment)| match *segment {
            Segment::Static(_) => None,
            Segment::Parameter(name) => Some((name.to_owned(), (*path.get(at)?).to_owned())),
            Segment::Greedy(name) => Some((name.to_owned(), path.get(at..)?.join("/"))),
        });
        values.collect()
    }
}

/// The resources of an API, the most specific first.
#[derive(Debug)]
pub(super) struct Routes<'a> {
    candidates: Vec<Candidate<'a>>,
}

impl<'a> Routes<'a> {
    /// At each segment, a static one has precedence over `{param}`, and that over `{proxy+}`.
    pub(super) fn new(api: &'a Api) -> Self {
        let mut candidates: Vec<_> = api.resources.iter().map(Candidate::new).collect();
        candidates.sort_by(|a, b| {
            let ranks = |candidate: &Candidate<'a>| {
                candidate.segments.iter().map(|segment| segment.rank()).collect::<Vec<_>>()
            };
            ranks(a).cmp(&ranks(b))
        });
        Self { candidates }
    }

    /// The resource and the method that serve a request to this path.
    pub(super) fn method_of(
        &self,
        request: &ClientRequest,
        segments: &[&str],
    ) -> Option<(&'a Resource, &'a Method)> {
        let wanted = HttpMethod::parse(effective_method(request))?;
        let fitting = self.candidates.iter().filter(|candidate| candidate.fits(segments));
        fitting.map(|it| it.resource).find_map(|resource| Some((resource, method_of(resource, wanted)?)))
    }
}

/// Finds the method. A resource without the method is skipped, so that a less specific one may serve the request.
pub(super) fn route<'r, 'a: 'r>(
    routes: &Routes<'a>,
    invocation: &'r Invocation,
    target: &Target<'_>,
    stage: Deployed<'r>,
    trail: &mut Trail,
) -> Result<Route<'r>, Failure> {
    if !stage.exists {
        // The API's gateway responses belong to a stage, so none applies here.
        let log = format!("the API has no stage `{}`", stage.name);
        return Err(Failure::new(GatewayResponseType::InvalidApiKey, StepKind::Route, log).fixed());
    }
    let wanted = effective_method(&invocation.request);
    // Without a method, the service treats the request as one to its own API, which must be signed.
    let missing = |why: String| match signature::why_incomplete(&invocation.request.headers) {
        Some(message) => Failure { log: why, ..signature::incomplete(StepKind::Route, message) },
        None => Failure::new(GatewayResponseType::MissingAuthenticationToken, StepKind::Route, why),
    };
    let Some(http_method) = HttpMethod::parse(wanted).filter(|&method| method != HttpMethod::Any) else {
        return Err(missing(format!("`{wanted}` is not an HTTP method that the service supports")));
    };
    if let Some(test) = &invocation.test {
        return tested(routes, test, http_method, stage, trail);
    }
    let fitting = || routes.candidates.iter().filter(|candidate| candidate.fits(&target.segments));
    let found = fitting()
        .enumerate()
        .find_map(|(skipped, it)| Some((skipped, it, method_of(it.resource, http_method)?)));
    let Some((skipped, candidate, method)) = found else {
        return Err(missing(match fitting().next() {
            Some(candidate) => format!("`{}` has no method {http_method}", candidate.resource.path.value),
            None => format!("no resource matches the path `{}`", target.path),
        }));
    };
    let resource = candidate.resource;
    trail.note(StepKind::Route, || {
        let how = match fitting().count() {
            1 => "the only resource that matches the path".to_owned(),
            _ if skipped > 0 => format!("{skipped} more specific resources have no method {http_method}"),
            count => format!("the most specific of {count} matching resources"),
        };
        (format!("{} {} in stage {}", method.http_method.value, resource.path.value, stage.name), how)
    });
    let parameters = candidate.parameters(&target.segments);
    Ok(Route { resource, method, http_method, parameters, stage })
}

/// Finds the method of a test, which names its resource.
fn tested<'r, 'a: 'r>(
    routes: &Routes<'a>,
    test: &TestInvoke,
    http_method: HttpMethod,
    stage: Deployed<'r>,
    trail: &mut Trail,
) -> Result<Route<'r>, Failure> {
    let missing =
        |why: String| Failure::new(GatewayResponseType::MissingAuthenticationToken, StepKind::Route, why);
    let named = routes.candidates.iter().find(|candidate| candidate.resource.path.value == test.resource);
    let Some(candidate) = named else {
        return Err(missing(format!("there is no resource `{}`", test.resource)));
    };
    let resource = candidate.resource;
    let Some(method) = method_of(resource, http_method) else {
        return Err(missing(format!("`{}` has no method {http_method}", test.resource)));
    };
    trail.note(StepKind::Route, || {
        (
            format!("{} {}", method.http_method.value, resource.path.value),
            "a test names its method, so there is no routing",
        )
    });
    Ok(Route { resource, method, http_method, parameters: test.path_parameters.clone(), stage })
}

/// The HTTP method of a request. As documented, the header `X-HTTP-Method-Override` replaces it.
fn effective_method(request: &ClientRequest) -> &str {
    last_header(&request.headers, "X-HTTP-Method-Override").unwrap_or(&request.method)
}

/// The method of a resource for an HTTP method: a specific one has precedence over `ANY`.
fn method_of(resource: &Resource, wanted: HttpMethod) -> Option<&Method> {
    let find = |wanted| resource.methods.iter().find(move |method| *method.http_method == wanted);
    find(wanted).or_else(|| find(HttpMethod::Any))
}
