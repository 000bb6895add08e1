//! A request that a template was written for.

use vtlkit_gateway::Request;
use vtlkit_syntax::{Directives, parse};

use vtlkit_predict::{Target, samples};

/// An ordinary request made up of what a template reads: everything is there, and no value has anything special. An empty
/// one for a template that cannot be parsed.
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
