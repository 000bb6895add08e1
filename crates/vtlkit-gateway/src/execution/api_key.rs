//! The step that checks the client's API key, its usage plan and its quota.

use std::collections::HashMap;

use serde_json::{Map, Value};
use vtlkit_api::{
    Api, ApiKey, ApiKeySource, ClientRequest, GatewayResponseType, Quota, QuotaPeriod, UsagePlan, last_header,
};

use super::context::{enter_api_key, member};
use super::failure::Failure;
use super::route::Route;
use super::time::Moment;
use super::{StepKind, Trail};

/// A key and its usage plan.
#[derive(Clone, Copy, Debug)]
pub(super) struct Holder<'a> {
    pub(super) plan: &'a UsagePlan,
    pub(super) key: &'a ApiKey,
}

/// A note for the error message on keys whose values are not in the definition.
fn named_by_name(api: &Api) -> String {
    let names = api.api_keys.iter().filter(|key| key.value.is_none());
    let names: Vec<String> = names.take(8).map(|key| format!("`{}`", key.name.value)).collect();
    if names.is_empty() {
        return String::new();
    }
    format!("; the definition has no value for {}: use the name as the value", names.join(", "))
}

/// Finds the key for a method that requires one: it must be enabled and in a usage plan of this stage.
///
/// If the definition has neither keys nor plans, as in OpenAPI, any key is accepted.
pub(super) fn api_key<'a>(
    api: &'a Api,
    route: &Route<'_>,
    request: &ClientRequest,
    context: &mut Map<String, Value>,
    trail: &mut Trail,
) -> Result<Option<Holder<'a>>, Failure> {
    if !route.method.api_key_required.value {
        trail.note(StepKind::ApiKey, || ("not required", "the method does not require an API key"));
        return Ok(None);
    }
    let refuse = |why: String| Failure::new(GatewayResponseType::InvalidApiKey, StepKind::ApiKey, why);
    let (value, place) = match api.api_key_source.map_or(ApiKeySource::Header, |source| source.value) {
        ApiKeySource::Header => {
            (last_header(&request.headers, "X-API-Key").map(str::to_owned), "the header X-API-Key")
        }
        ApiKeySource::Authorizer => (
            member(context, "authorizer.usageIdentifierKey").and_then(Value::as_str).map(str::to_owned),
            "the authorizer's usageIdentifierKey",
        ),
    };
    let Some(value) = value.filter(|value| !value.is_empty()) else {
        return Err(refuse(format!("there is no API key in {place}")));
    };
    if api.api_keys.is_empty() && api.usage_plans.is_empty() {
        enter_api_key(context, &value, "");
        trail.note(StepKind::ApiKey, || ("assumed valid", "the definition has neither keys nor usage plans"));
        return Ok(None);
    }
    // For a key without a value in the file, its name is the value.
    let matches = |key: &&ApiKey| {
        key.value.as_ref().map_or(key.name.value.as_str(), |known| known.value.as_str()) == value
    };
    let Some(key) = api.api_keys.iter().find(matches) else {
        return Err(refuse(format!("no API key has the value in {place}{}", named_by_name(api))));
    };
    if !key.enabled.value {
        return Err(refuse(format!("the API key `{}` is disabled", key.name.value)));
    }
    let plan = api.usage_plans.iter().find(|plan| {
        plan.keys.iter().any(|name| **name == *key.name)
            && plan.stages.iter().any(|stage| stage.stage.value == route.stage.name)
    });
    let Some(plan) = plan else {
        let (key, stage) = (&key.name.value, &route.stage.name);
        return Err(refuse(format!("the API key `{key}` is in no usage plan of stage `{stage}`")));
    };
    enter_api_key(context, &value, &key.name);
    trail.note(StepKind::ApiKey, || {
        (format!("key `{}` of usage plan `{}`", key.name.value, plan.name.value), format!("found in {place}"))
    });
    Ok(Some(Holder { plan, key }))
}

/// The number of requests by plan and key.
#[derive(Clone, Debug, Default)]
pub(super) struct Quotas {
    counts: HashMap<(String, String), Count>,
}

#[derive(Clone, Copy, Debug)]
struct Count {
    period: i64,
    used: u32,
}

impl Quotas {
    /// Checks whether the key's quota allows one more request at a time in milliseconds.
    pub(super) fn check(&mut self, holder: Holder<'_>, now: u64, trail: &mut Trail) -> Result<(), Failure> {
        let Some(quota) = holder.plan.quota else { return Ok(()) };
        let (limit, period) = (quota.limit.value, quota.period.value);
        let count = self.count(holder, quota, now);
        if count.used >= limit {
            let plan = &holder.plan.name.value;
            let log = format!("Key quota exhausted for Usage Plan {plan}. Limit: {limit} Period: {period}");
            return Err(Failure::new(GatewayResponseType::QuotaExceeded, StepKind::ApiKey, log));
        }
        let left = limit - count.used - 1;
        trail.note(StepKind::ApiKey, || {
            (format!("{left} requests left"), format!("the quota is {limit} per {period}"))
        });
        Ok(())
    }

    /// Counts an accepted request.
    pub(super) fn use_one(&mut self, holder: Holder<'_>, now: u64) {
        if let Some(quota) = holder.plan.quota {
            let count = self.count(holder, quota, now);
            count.used = count.used.saturating_add(1);
        }
    }

    /// The counter for the period of a time. The quota's offset counts as used in the first period of a key.
    fn count(&mut self, holder: Holder<'_>, quota: Quota, now: u64) -> &mut Count {
        let period = period(quota.period.value, now);
        let first = Count { period, used: quota.offset.map_or(0, |offset| offset.value) };
        let name = (holder.plan.name.value.clone(), holder.key.name.value.clone());
        let count = self.counts.entry(name).or_insert(first);
        if count.period != period {
            *count = Count { period, used: 0 };
        }
        count
    }
}

/// The index of the day, week (from Sunday) or month of a time, in UTC.
fn period(period: QuotaPeriod, now: u64) -> i64 {
    let moment = Moment::of(now);
    match period {
        QuotaPeriod::Day => moment.days as i64,
        // The first day was a Thursday.
        QuotaPeriod::Week => (moment.days as i64 + 4) / 7,
        QuotaPeriod::Month => moment.year * 12 + i64::from(moment.month),
    }
}
