//! The client's API key, its usage plan and what is left of its quota.

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

/// What a key may use.
#[derive(Clone, Copy, Debug)]
pub(super) struct Holder<'a> {
    pub(super) plan: &'a UsagePlan,
    pub(super) key: &'a ApiKey,
}

/// The keys whose values the definition does not say, in words.
fn named_by_name(api: &Api) -> String {
    let names = api.api_keys.iter().filter(|key| key.value.is_none());
    let names: Vec<String> = names.take(8).map(|key| format!("`{}`", key.name.value)).collect();
    if names.is_empty() {
        return String::new();
    }
    format!("; the definition says no value for {}: here the name is the value", names.join(", "))
}

/// Finds the key of a method that requires one: it has to be enabled and in a plan of this stage.
///
/// A definition that names no keys and no plans, as OpenAPI has none, takes any key.
pub(super) fn api_key<'a>(
    api: &'a Api,
    route: &Route<'_>,
    request: &ClientRequest,
    context: &mut Map<String, Value>,
    trail: &mut Trail,
) -> Result<Option<Holder<'a>>, Failure> {
    if !route.method.api_key_required.value {
        trail.note(StepKind::ApiKey, || ("none needed", "the method does not require one"));
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
        trail.note(StepKind::ApiKey, || {
            ("taken as valid", "the definition names neither keys nor usage plans")
        });
        return Ok(None);
    }
    // A key whose value the file does not say goes by its name.
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

/// Requests counted by plan and key.
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
    /// Whether the key's quota allows one more request at a time in milliseconds.
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
            (format!("{left} left after this"), format!("a quota of {limit} a {period}"))
        });
        Ok(())
    }

    /// Counts a request that was let through.
    pub(super) fn use_one(&mut self, holder: Holder<'_>, now: u64) {
        if let Some(quota) = holder.plan.quota {
            let count = self.count(holder, quota, now);
            count.used = count.used.saturating_add(1);
        }
    }

    /// The count of the period that a time is in. The offset counts as used in a key's first period.
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

/// The number of the day, of the week from Sunday, or of the month that a time is in, UTC.
fn period(period: QuotaPeriod, now: u64) -> i64 {
    let moment = Moment::of(now);
    match period {
        QuotaPeriod::Day => moment.days as i64,
        // The first day was a Thursday.
        QuotaPeriod::Week => (moment.days as i64 + 4) / 7,
        QuotaPeriod::Month => moment.year * 12 + i64::from(moment.month),
    }
}
