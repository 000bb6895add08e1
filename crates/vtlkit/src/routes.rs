//! The routes of an API: a list, and a search for the intended one.

use vtlkit_api::{Api, Authorization, Integration, Method, Resource};
use vtlkit_text::Span;

/// A method of an API.
#[derive(Clone, Copy, Debug)]
pub struct Route<'a> {
    /// The API.
    pub api: &'a Api,
    /// The resource.
    pub resource: &'a Resource,
    /// The method.
    pub method: &'a Method,
}

/// The methods of an API by path.
pub fn routes(api: &Api) -> impl Iterator<Item = Route<'_>> {
    let of = move |resource| move |method| Route { api, resource, method };
    api.resources.iter().flat_map(move |resource| resource.methods.iter().map(of(resource)))
}

impl Route<'_> {
    /// The integration of the method: `aws dynamodb:PutItem`, `http_proxy https://example.com`, `mock`. Empty if there
    /// is none.
    pub fn integration(&self) -> String {
        self.method.integration.as_ref().map(described).unwrap_or_default()
    }

    /// What is validated before the integration: `body`, `parameters`, both, or nothing.
    pub fn validation(&self) -> Vec<&'static str> {
        let validator = self.method.validator.as_ref().and_then(|name| self.api.validator(&name.value));
        let checks = validator.map_or([false; 2], |it| [it.body.value, it.parameters.value]);
        ["body", "parameters"].into_iter().zip(checks).filter(|(_, on)| *on).map(|(what, _)| what).collect()
    }

    /// The authorization of the method: `AWS_IAM`, or the name of an authorizer.
    pub fn authorization(&self) -> Option<&str> {
        match &self.method.authorization.value {
            Authorization::None => None,
            Authorization::AwsIam => Some("AWS_IAM"),
            Authorization::Authorizer(name) => Some(name),
        }
    }

    /// The span of the method in the definition, counted through its files.
    pub fn place(&self) -> Span {
        self.method.http_method.span
    }

    /// The method and the path.
    pub fn name(&self) -> String {
        format!("{} {}", self.method.http_method.value, self.resource.path.value)
    }
}

fn described(integration: &Integration) -> String {
    let kind = integration.kind.value.as_str().to_ascii_lowercase();
    match (integration.service(), &integration.uri) {
        (Some(service), Some(uri)) if service.is_lambda() => {
            let function = uri.value.rsplit("function:").next().unwrap_or_default();
            let function = function.trim_end_matches("/invocations").rsplit('/').next().unwrap_or_default();
            format!("{kind} lambda {function}")
        }
        (Some(service), _) => match service.action {
            Some(action) => format!("{kind} {}:{action}", service.service),
            None => format!("{kind} {}", service.service),
        },
        (None, Some(uri)) => format!("{kind} {}", uri.value),
        (None, None) => kind,
    }
}

/// Maximum number of suggested routes.
const SUGGESTED: usize = 3;

/// Suggestions for a request without a route: routes of the same path with other methods, or else those with the most
/// similar paths.
pub fn similar_routes(api: &Api, method: &str, path: &str) -> Vec<String> {
    let path = format!("/{}", path.split('?').next().unwrap_or_default().trim_matches('/'));
    let without_stage = without_stage(api, &path);
    let distance = |route: &Route<'_>| {
        let far = |path: &str| segments_apart(&route.resource.path.value, path);
        let far =
            without_stage.iter().map(|(_, path)| far(path)).chain([far(&path)]).min().unwrap_or_default();
        let other_method = !route.method.http_method.value.as_str().eq_ignore_ascii_case(method);
        (far, other_method)
    };
    let mut all: Vec<_> = routes(api).map(|route| (distance(&route), route)).collect();
    all.sort_by_key(|(distance, _)| *distance);
    let most = path.chars().count() / 2 + 1;
    let near = all.into_iter().filter(|((far, _), _)| *far <= most).take(SUGGESTED);
    near.map(|(_, route)| route.name()).collect()
}

/// The stage at the start of a path, and the path below it. Paths of calls start below the stage.
pub fn without_stage<'a>(api: &'a Api, path: &str) -> Option<(&'a str, String)> {
    api.stages.iter().find_map(|stage| {
        let name = stage.name.value.as_str();
        let rest = path.trim_start_matches('/').strip_prefix(name)?;
        match rest.as_bytes().first() {
            None => Some((name, "/".to_owned())),
            Some(b'?') => Some((name, format!("/{rest}"))),
            Some(b'/') => Some((name, rest.to_owned())),
            Some(_) => None,
        }
    })
}

/// The edit distance between a declared path and a requested one. A parameter matches any segment.
fn segments_apart(declared: &str, called: &str) -> usize {
    let split = |path: &'_ str| {
        path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    let (declared, called) = (split(declared), split(called));
    let mut far = 0;
    for index in 0..declared.len().max(called.len()) {
        far += match (declared.get(index), called.get(index)) {
            (Some(declared), _) if declared.ends_with("+}") => return far,
            (Some(declared), Some(_)) if declared.starts_with('{') => 0,
            (Some(declared), Some(called)) => strsim::damerau_levenshtein(declared, called),
            (Some(part), None) | (None, Some(part)) => part.chars().count().min(8) + 1,
            (None, None) => 0,
        };
    }
    far
}
