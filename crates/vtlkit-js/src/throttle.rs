//! Simulates the throttling of a client's requests.

use serde_json::Value;
use vtlkit_api::{
    Answer, Api, ApiKey, BodyVerdict, ClientRequest, GatewayResponseType, HttpMethod, Integration,
    IntegrationRequest, IntegrationType, Method, PlanStage, Quota, QuotaPeriod, Resource, Response, Stage,
    Throttle, UsagePlan,
};
use vtlkit_gateway::execution::{Gateway, Invocation};
use vtlkit_text::{Span, Spanned};

use crate::json::Json;
use crate::options::{Options, wrong};

/// Applies the limits of a usage plan to requests. Returns `accepted`, a list of booleans, and `reasons`, which is
/// `throttled` or `quota` for a request that is not accepted.
///
/// Options: `rate` (requests per second), `burst`, `arrivals` (milliseconds since 1970, in order), and optionally
/// `quota`: an object with `limit` and `period`, which is `DAY`, `WEEK` or `MONTH`.
pub fn throttle(options: &str) -> Result<String, String> {
    let mut options = Options::read(options, &["rate", "burst", "quota", "arrivals"])?;
    let rate = match options.take("rate") {
        None => None,
        Some(rate) => {
            let rate = rate.as_f64().filter(|rate| *rate >= 0.0);
            Some(rate.ok_or_else(|| wrong("`rate` must be a number of requests per second"))?)
        }
    };
    let burst = match options.whole("burst")? {
        None => None,
        Some(burst) => {
            Some(u32::try_from(burst).map_err(|_| wrong("`burst` must be an integer below 4294967296"))?)
        }
    };
    let quota = options.object("quota")?;
    let Some(Value::Array(arrivals)) = options.take("arrivals") else {
        return Err(wrong("`arrivals` must be a list of numbers"));
    };
    let mut plan = plan(rate, burst);
    if !quota.is_empty() {
        if let Some(name) = quota.keys().find(|name| !matches!(name.as_str(), "limit" | "period")) {
            return Err(wrong(&format!("the quota has no member `{name}`, only limit, period")));
        }
        let limit = quota.get("limit").and_then(Value::as_u64).and_then(|limit| u32::try_from(limit).ok());
        let period = quota.get("period").and_then(Value::as_str).and_then(QuotaPeriod::parse);
        let (Some(limit), Some(period)) = (limit, period) else {
            return Err(wrong("`quota` must have a `limit` and a `period`: DAY, WEEK or MONTH"));
        };
        plan.quota = Some(Quota { limit: at(limit), offset: None, period: at(period) });
    }
    let api = api(plan);
    let mut gateway = Gateway::new(&api);
    let mut invocation = Invocation {
        request: ClientRequest {
            method: "GET".into(),
            target: "/".into(),
            headers: vec![("X-API-Key".into(), KEY.into())],
            body: Vec::new(),
        },
        ..Invocation::default()
    };
    let mut answers = Vec::with_capacity(arrivals.len());
    for arrival in arrivals {
        let Some(time) = arrival.as_f64().filter(|time| *time >= 0.0) else {
            return Err(wrong("`arrivals` must be a list of numbers"));
        };
        invocation.time_millis = time as u64;
        let valid = |_: &str, _: &str| BodyVerdict::Valid;
        let mut backend =
            |_: &IntegrationRequest| Answer::Response(Response { status: 200, ..Response::default() });
        answers.push(match gateway.execute(&invocation, &valid, &mut backend).gateway_response {
            Some(GatewayResponseType::QuotaExceeded) => Some("quota"),
            Some(GatewayResponseType::Throttled) => Some("throttled"),
            _ => None,
        });
    }
    Ok(Json::text_of(|json| {
        json.key("accepted").list(&answers, |json, it| json.raw(if it.is_none() { "true" } else { "false" }));
        json.key("reasons").list(&answers, |json, it| match it {
            None => json.raw("null"),
            Some(reason) => json.string(reason),
        });
    }))
}

/// The value of the only API key, which must have a minimum length.
const KEY: &str = "the-only-key-of-this-plan";

const fn at<T>(value: T) -> Spanned<T> {
    Spanned::new(value, Span::new(0, 0))
}

fn plan(rate: Option<f64>, burst: Option<u32>) -> UsagePlan {
    UsagePlan {
        name: at("plan".into()),
        throttle: Throttle { rate: rate.map(at), burst: burst.map(at) },
        quota: None,
        stages: vec![PlanStage { stage: at("stage".into()), throttles: Vec::new() }],
        keys: vec![at("key".into())],
    }
}

/// An API with one mock method.
fn api(plan: UsagePlan) -> Api {
    let mut method = Method::new(at(HttpMethod::Get));
    method.api_key_required = at(true);
    let mut integration = Integration::new(at(IntegrationType::HttpProxy), Span::at(0));
    integration.uri = Some(at("https://example.com".into()));
    method.integration = Some(integration);
    Api {
        resources: vec![Resource { path: at("/".into()), methods: vec![method] }],
        stages: vec![Stage {
            name: at("stage".into()),
            variables: Vec::new(),
            settings: Vec::new(),
            canary: None,
        }],
        usage_plans: vec![plan],
        api_keys: vec![ApiKey { name: at("key".into()), value: Some(at(KEY.into())), enabled: at(true) }],
        ..Api::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reasons(options: &str) -> Vec<Value> {
        let value: Value = serde_json::from_str(&throttle(options).unwrap()).unwrap();
        value["reasons"].as_array().unwrap().clone()
    }

    #[test]
    fn buckets_and_quotas_are_those_of_the_service() {
        let all = reasons(r#"{"rate": 10, "burst": 2, "arrivals": [0, 0, 50, 100, 150]}"#);
        assert_eq!(all, [Value::Null, Value::Null, "throttled".into(), Value::Null, "throttled".into()]);
        let day = 86_400_000;
        let options = format!(
            r#"{{"rate": 10, "burst": 9, "quota": {{"limit": 2, "period": "DAY"}}, "arrivals": [0, 1, 2, {day}]}}"#
        );
        assert_eq!(reasons(&options), [Value::Null, Value::Null, "quota".into(), Value::Null]);
        assert!(throttle("{}").is_err());
        assert!(throttle(r#"{"arrivals": [-1]}"#).is_err());
        for options in [
            r#"{"arrivals": [], "quota": {"period": "YEAR", "limit": 1}}"#,
            r#"{"arrivals": [], "quota": {"period": "DAY", "limit": 1, "offset": 2}}"#,
            r#"{"arrivals": [], "rate": "10"}"#,
            r#"{"arrivals": [], "burst": 1.5}"#,
            r#"{"arrivals": [], "burst": 4294967296}"#,
        ] {
            assert!(throttle(options).is_err(), "{options}");
        }
    }
}
