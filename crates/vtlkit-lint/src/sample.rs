//! A sample request for a template.

use vtlkit_gateway::Request;
use vtlkit_syntax::{Directives, parse};

use vtlkit_predict::{Target, samples};

/// A typical request with everything that a template reads, without missing or special values. For a template that
/// cannot be parsed, an empty request.
///
/// ```
/// use vtlkit_lint::{Target, sample_request};
///
/// let request = sample_request("{\"id\": $input.path('$.id')}", &Target::default());
/// assert!(request.body.starts_with("{\"id\":"), "{}", request.body);
/// ```
pub fn sample_request(template: &str, target: &Target) -> Request {
    let parsed = parse(template, Directives::ApiGateway);
    if !parsed.errors.is_empty() {
        return Request::default();
    }
    let mut samples = samples(template, &parsed.template, target);
    let complete = samples.iter().position(|sample| sample.complete).unwrap_or_default();
    if samples.is_empty() { Request::default() } else { samples.swap_remove(complete).request }
}
