//! API keys, usage plans and limits of requests a second: section 19 of the service's behaviour.

mod levels;

use proptest::prelude::*;
use vtlkit_api::{
    Answer, Api, ApiKey, BodyVerdict, ClientRequest, HttpMethod, Integration, IntegrationResponse,
    IntegrationType, Method, MethodResponse, MethodSetting, ParameterLocation, PlanStage, Quota, QuotaPeriod,
    RequestParameter, Resource, Stage, TemplateEntry, Text, Throttle, UsagePlan, Validator,
};
use vtlkit_gateway::execution::{AccountLimit, Bucket, Execution, Gateway, Invocation};
use vtlkit_text::{OffsetMap, Span, Spanned};

fn at<T>(value: T) -> Spanned<T> {
    Spanned::new(value, Span::at(0))
}

fn text(text: &str) -> Spanned<String> {
    at(text.to_owned())
}

fn throttle(rate: f64, burst: u32) -> Throttle {
    Throttle { rate: Some(at(rate)), burst: Some(at(burst)) }
}

/// A mock at `GET /a` and one at `GET /b`, both with keys, in the stage `s`, with the keys `one`, `two` and `off`.
fn api() -> Api {
    let span = Span::at(0);
    let entry = |source: &str| TemplateEntry {
        content_type: text("application/json"),
        template: Text { map: OffsetMap::identity(source), span },
    };
    let resource = |path: &str| {
        let mut integration = Integration::new(at(IntegrationType::Mock), span);
        integration.request_templates = vec![entry("{\"statusCode\": 200}")];
        integration.responses = vec![IntegrationResponse {
            selection_pattern: None,
            status_code: text("200"),
            response_parameters: Vec::new(),
            response_templates: vec![entry("$context.identity.apiKey")],
            content_handling: None,
            span,
        }];
        let mut method = Method::new(at(HttpMethod::Get));
        method.api_key_required = at(true);
        method.integration = Some(integration);
        method.responses = vec![MethodResponse {
            status_code: text("200"),
            parameters: Vec::new(),
            models: Vec::new(),
            span,
        }];
        Resource { path: text(path), methods: vec![method] }
    };
    let key = |name: &str, enabled| ApiKey {
        name: text(name),
        value: Some(text(&format!("{name}-0123456789abcdefghij"))),
        enabled: at(enabled),
    };
    Api {
        resources: vec![resource("/a"), resource("/b")],
        stages: vec![Stage { name: text("s"), variables: Vec::new(), settings: Vec::new(), canary: None }],
        usage_plans: vec![UsagePlan {
            name: text("p"),
            throttle: Throttle::default(),
            quota: None,
            stages: vec![PlanStage { stage: text("s"), throttles: Vec::new() }],
            keys: vec![text("one"), text("two"), text("off")],
        }],
        api_keys: vec![key("one", true), key("two", true), key("off", false), key("loose", true)],
        ..Api::default()
    }
}

fn call(gateway: &mut Gateway<'_>, target: &str, key: Option<&str>, time_millis: u64) -> Execution {
    let headers =
        key.map(|key| ("x-api-key".to_owned(), format!("{key}-0123456789abcdefghij"))).into_iter().collect();
    let request =
        ClientRequest { method: "GET".into(), target: target.into(), headers, ..ClientRequest::default() };
    let invocation = Invocation { request, time_millis, ..Invocation::default() };
    gateway.execute(&invocation, &|_: &str, _: &str| BodyVerdict::Valid, &mut |_: &_| Answer::Unreachable)
}

fn status(gateway: &mut Gateway<'_>, target: &str, key: &str, time_millis: u64) -> u16 {
    call(gateway, target, Some(key), time_millis).response.status
}

#[test]
fn section_19_a_key_has_to_be_known_enabled_and_in_a_plan_of_the_stage() {
    let api = api();
    let mut gateway = Gateway::new(&api);
    assert_eq!(call(&mut gateway, "/a", Some("one"), 0).response.text(), "one-0123456789abcdefghij");
    for key in [None, Some("nobody"), Some("off"), Some("loose")] {
        let response = call(&mut gateway, "/a", key, 0).response;
        assert_eq!((response.status, &*response.text()), (403, r#"{"message":"Forbidden"}"#), "{key:?}");
    }
    let mut elsewhere = api.clone();
    elsewhere.usage_plans[0].stages[0].stage = text("other");
    assert_eq!(status(&mut Gateway::new(&elsewhere), "/a", "one", 0), 403);
}

#[test]
fn section_19_keys_apply_only_to_methods_that_require_one() {
    let mut api = api();
    api.resources[0].methods[0].api_key_required = at(false);
    let mut gateway = Gateway::new(&api);
    assert_eq!(call(&mut gateway, "/a", None, 0).response.status, 200);
    assert_eq!(call(&mut gateway, "/b", None, 0).response.status, 403);
}

#[test]
fn section_19_the_key_may_come_from_the_authorizer() {
    let mut api = api();
    api.api_key_source = Some(at(vtlkit_api::ApiKeySource::Authorizer));
    let mut gateway = Gateway::new(&api);
    assert_eq!(status(&mut gateway, "/a", "one", 0), 403);
    let mut invocation = Invocation {
        request: ClientRequest { method: "GET".into(), target: "/a".into(), ..ClientRequest::default() },
        ..Invocation::default()
    };
    let authorizer = serde_json::json!({"usageIdentifierKey": "one-0123456789abcdefghij"});
    invocation.context.insert("authorizer".into(), authorizer);
    let valid = |_: &str, _: &str| BodyVerdict::Valid;
    let execution = gateway.execute(&invocation, &valid, &mut |_: &_| Answer::Unreachable);
    assert_eq!(execution.response.status, 200);
}

#[test]
fn section_19_each_key_has_the_limit_of_its_plan() {
    let mut api = api();
    api.usage_plans[0].throttle = throttle(1.0, 2);
    let mut gateway = Gateway::new(&api);
    let statuses: Vec<u16> = (0..3).map(|_| status(&mut gateway, "/a", "one", 0)).collect();
    assert_eq!(statuses, [200, 200, 429]);
    assert_eq!(status(&mut gateway, "/b", "one", 0), 429, "the limit is of all methods together");
    assert_eq!(status(&mut gateway, "/a", "two", 0), 200, "another key has its own");
    assert_eq!(status(&mut gateway, "/a", "one", 999), 429);
    assert_eq!(status(&mut gateway, "/a", "one", 1000), 200);
    let throttled = call(&mut gateway, "/a", Some("one"), 1000).response;
    assert_eq!(throttled.text(), r#"{"message":"Too Many Requests"}"#);
}

#[test]
fn section_19_a_plan_limits_single_methods() {
    let mut api = api();
    api.usage_plans[0].stages[0].throttles = vec![(text("/a/GET"), throttle(0.0, 1))];
    let mut gateway = Gateway::new(&api);
    assert_eq!(status(&mut gateway, "/a", "one", 0), 200);
    assert_eq!(status(&mut gateway, "/a", "one", 0), 429);
    assert_eq!(status(&mut gateway, "/a", "two", 0), 200);
    assert_eq!(status(&mut gateway, "/b", "one", 0), 200);
}

#[test]
fn section_19_a_stage_limits_methods_for_all_keys() {
    let mut api = api();
    let setting = |path: &str, method: &str, limit| MethodSetting {
        path: text(path),
        method: text(method),
        throttle: limit,
        caching: None,
        cache_ttl_seconds: None,
    };
    api.stages[0].settings =
        vec![setting("/*", "*", throttle(0.0, 2)), setting("/a", "GET", throttle(0.0, 1))];
    let mut gateway = Gateway::new(&api);
    assert_eq!(status(&mut gateway, "/a", "one", 0), 200);
    assert_eq!(status(&mut gateway, "/a", "two", 0), 429);
    assert_eq!(status(&mut gateway, "/b", "one", 0), 200);
    assert_eq!(status(&mut gateway, "/b", "two", 0), 200);
    assert_eq!(status(&mut gateway, "/b", "one", 0), 429);
}

#[test]
fn section_19_the_account_limits_everything() {
    let api = api();
    let mut gateway = Gateway::with_account(&api, AccountLimit { rate: 1.0, burst: 1 });
    assert_eq!(status(&mut gateway, "/a", "one", 0), 200);
    assert_eq!(status(&mut gateway, "/b", "two", 0), 429);
    let usual = AccountLimit::default();
    assert_eq!((usual.rate, usual.burst), (10_000.0, 5000));
}

#[test]
fn section_7_limits_come_before_validation() {
    let mut api = api();
    let name = text("all");
    api.validators = vec![Validator { name: name.clone(), body: at(true), parameters: at(true) }];
    let method = &mut api.resources[0].methods[0];
    method.validator = Some(name);
    method.request_parameters = vec![RequestParameter {
        location: ParameterLocation::QueryString,
        name: text("q"),
        required: at(true),
    }];
    api.usage_plans[0].throttle = throttle(0.0, 1);
    let mut gateway = Gateway::new(&api);
    assert_eq!(status(&mut gateway, "/a", "one", 0), 400);
    assert_eq!(status(&mut gateway, "/a", "one", 0), 429, "a request that is not valid takes a token too");
    assert_eq!(call(&mut gateway, "/a", None, 0).response.status, 403, "the key is looked at before");
}

/// A request that one level refuses costs no token of another.
#[test]
fn section_19_a_refused_request_takes_no_token() {
    let mut api = api();
    api.usage_plans[0].throttle = throttle(0.0, 3);
    api.usage_plans[0].stages[0].throttles = vec![(text("/a/GET"), throttle(0.0, 1))];
    let mut gateway = Gateway::new(&api);
    let statuses: Vec<u16> = ["/a", "/a", "/a", "/b", "/b", "/b"]
        .iter()
        .map(|path| status(&mut gateway, path, "one", 0))
        .collect();
    assert_eq!(statuses, [200, 429, 429, 200, 200, 429]);
}

fn quota(limit: u32, offset: u32, period: QuotaPeriod) -> Quota {
    Quota { limit: at(limit), offset: Some(at(offset)), period: at(period) }
}

const DAY: u64 = 86_400_000;

#[test]
fn section_19_a_quota_is_for_each_key_and_period() {
    let mut api = api();
    api.usage_plans[0].quota = Some(quota(2, 0, QuotaPeriod::Day));
    let mut gateway = Gateway::new(&api);
    let statuses: Vec<u16> = (0..3).map(|_| status(&mut gateway, "/a", "one", 5)).collect();
    assert_eq!(statuses, [200, 200, 429]);
    let refused = call(&mut gateway, "/a", Some("one"), DAY - 1).response;
    assert_eq!(refused.text(), r#"{"message":"Limit Exceeded"}"#);
    assert_eq!(refused.header("x-amzn-ErrorType"), Some("LimitExceededException"));
    assert_eq!(status(&mut gateway, "/a", "two", 5), 200);
    assert_eq!(status(&mut gateway, "/a", "one", DAY), 200);
}

#[test]
fn section_19_weeks_and_months_start_with_an_offset() {
    // 1970-01-01 was a Thursday: the first week ends on Saturday, the first month after 31 days.
    for (period, end) in [(QuotaPeriod::Week, 3 * DAY), (QuotaPeriod::Month, 31 * DAY)] {
        let mut api = api();
        api.usage_plans[0].quota = Some(quota(3, 2, period));
        let mut gateway = Gateway::new(&api);
        assert_eq!(status(&mut gateway, "/a", "one", 0), 200);
        assert_eq!(status(&mut gateway, "/a", "one", end - 1), 429);
        let next: Vec<u16> = (0..4).map(|_| status(&mut gateway, "/a", "one", end)).collect();
        assert_eq!(next, [200, 200, 200, 429], "{period}");
    }
}

proptest! {
    /// Against a count of all tokens ever due: in any stretch of time no more than the burst and what the rate gives in
    /// it, and a client that leaves enough time between requests is never refused.
    #[test]
    fn a_bucket_gives_what_is_due(
        rate in 1u32..2000,
        burst in 1u32..50,
        pauses in prop::collection::vec(0u64..200, 1..200),
    ) {
        let mut bucket = Bucket::new(f64::from(rate), burst);
        let mut now = 0;
        let mut taken: Vec<u64> = Vec::new();
        // Thousandths of a token, so that the simulation is exact.
        let (mut tokens, full) = (u64::from(burst) * 1000, u64::from(burst) * 1000);
        for pause in pauses {
            now += pause;
            tokens = full.min(tokens + u64::from(rate) * pause);
            let due = tokens >= 1000;
            prop_assert_eq!(bucket.take(now), due);
            if due {
                tokens -= 1000;
                taken.push(now);
            }
        }
        for (first, start) in taken.iter().enumerate() {
            for (last, end) in taken.iter().enumerate().skip(first) {
                let allowed = u64::from(burst) * 1000 + u64::from(rate) * (end - start);
                prop_assert!((last - first + 1) as u64 * 1000 <= allowed);
            }
        }
    }

    #[test]
    fn a_lone_client_within_the_rate_is_never_refused(rate in 1u32..1000, count in 1usize..200) {
        let mut bucket = Bucket::new(f64::from(rate), 1);
        let pause = 1000u64.div_ceil(u64::from(rate));
        for at in 0..count {
            prop_assert!(bucket.take(at as u64 * pause));
        }
    }
}
