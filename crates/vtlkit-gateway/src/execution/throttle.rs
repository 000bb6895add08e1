//! Throttling: limits of requests per second.

use std::collections::HashMap;

use vtlkit_api::{GatewayResponseType, Stage, Throttle, UsagePlan};

use super::failure::Failure;
use super::route::Route;
use super::{StepKind, Trail};

/// A token bucket: at most `burst` tokens, refilled with `rate` tokens per second. Each request takes one.
///
/// ```
/// use vtlkit_gateway::execution::Bucket;
///
/// let mut bucket = Bucket::new(10.0, 2);
/// assert!(bucket.take(0) && bucket.take(0) && !bucket.take(99));
/// assert!(bucket.take(100)); // a tenth of a second later there is one more
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Billionths of a token added each millisecond.
    refill: u128,
    capacity: u128,
    tokens: u128,
    /// The time of the last refill in milliseconds; `None` before the first request.
    filled: Option<u64>,
}

/// Tokens are counted in billionths, so that no request is lost to rounding.
const TOKEN: u128 = 1_000_000_000;

impl Bucket {
    /// A full bucket. With a rate that is not positive, it is never refilled.
    pub fn new(rate: f64, burst: u32) -> Self {
        let capacity = u128::from(burst) * TOKEN;
        // A cast of a float saturates and turns NaN into 0. The bound keeps the product below from overflowing.
        let refill = (rate * 1e6).round().min(1e18) as u128;
        Self { refill, capacity, tokens: capacity, filled: None }
    }

    /// Refills the bucket for a time in milliseconds. Returns whether there is a token.
    fn is_ready(&mut self, now: u64) -> bool {
        let passed = now.saturating_sub(self.filled.unwrap_or(now));
        self.tokens = self.capacity.min(self.tokens + self.refill * u128::from(passed));
        self.filled = Some(now.max(self.filled.unwrap_or(now)));
        self.tokens >= TOKEN
    }

    /// Takes a token at a time in milliseconds. Returns whether there was one. A time before the last one counts as
    /// the last one.
    pub fn take(&mut self, now: u64) -> bool {
        let ready = self.is_ready(now);
        if ready {
            self.tokens -= TOKEN;
        }
        ready
    }
}

/// The limit of an account in a Region, which applies if no lower one is set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AccountLimit {
    /// Requests per second.
    pub rate: f64,
    /// Concurrent requests.
    pub burst: u32,
}

impl Default for AccountLimit {
    /// 10,000 per second and a burst of 5,000, as in most Regions.
    fn default() -> Self {
        Self { rate: 10_000.0, burst: 5000 }
    }
}

/// The level at which a limit is set. Each has its own bucket.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Level {
    /// A key's calls of a method.
    KeyMethod {
        plan: String,
        key: String,
        route: String,
    },
    /// A key's calls under a plan.
    Key {
        plan: String,
        key: String,
    },
    /// Calls of a method in a stage.
    StageMethod {
        stage: String,
        route: String,
    },
    Account,
}

impl std::fmt::Display for Level {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::KeyMethod { plan, route, .. } => write!(f, "key at {route} under usage plan `{plan}`"),
            Self::Key { plan, .. } => write!(f, "key under usage plan `{plan}`"),
            Self::StageMethod { stage, route } => write!(f, "{route} in stage `{stage}`"),
            Self::Account => f.write_str("account"),
        }
    }
}

/// The buckets in use.
#[derive(Clone, Debug, Default)]
pub(super) struct Buckets {
    buckets: HashMap<Level, Bucket>,
}

/// Accepts a request if every applicable level has a token: key and method, key, stage and method, account.
pub(super) fn throttle(
    buckets: &mut Buckets,
    account: AccountLimit,
    route: &Route<'_>,
    holder: Option<(&UsagePlan, &str)>,
    now: u64,
    trail: &mut Trail,
) -> Result<(), Failure> {
    let levels = levels(account, route, holder);
    for (level, rate, burst) in &levels {
        let bucket = buckets.buckets.entry(level.clone()).or_insert_with(|| Bucket::new(*rate, *burst));
        if !bucket.is_ready(now) {
            let log = format!("throttle limit of the {level} exceeded. Limit: {rate:.2} Burst: {burst}");
            return Err(Failure::new(GatewayResponseType::Throttled, StepKind::Throttling, log));
        }
    }
    for (level, ..) in &levels {
        if let Some(bucket) = buckets.buckets.get_mut(level) {
            bucket.take(now);
        }
    }
    trail.note(StepKind::Throttling, || {
        let listed: Vec<String> = levels
            .iter()
            .map(|(level, rate, burst)| format!("{level} {rate} per second, burst {burst}"))
            .collect();
        ("not throttled", listed.join("; "))
    });
    Ok(())
}

fn levels(
    account: AccountLimit,
    route: &Route<'_>,
    holder: Option<(&UsagePlan, &str)>,
) -> Vec<(Level, f64, u32)> {
    let path = &route.resource.path.value;
    let method = route.method.http_method.as_str();
    let mut levels = Vec::new();
    if let Some((plan, key)) = holder {
        let (plan_name, key) = (plan.name.value.clone(), key.to_owned());
        let name = format!("{path}/{method}");
        let set = plan
            .stages
            .iter()
            .filter(|stage| stage.stage.value == route.stage.name)
            .flat_map(|stage| &stage.throttles)
            .find(|(target, _)| **target == name);
        if let Some((rate, burst)) = set.and_then(|(_, throttle)| limit(throttle)) {
            let level = Level::KeyMethod { plan: plan_name.clone(), key: key.clone(), route: name };
            levels.push((level, rate, burst));
        }
        if let Some((rate, burst)) = limit(&plan.throttle) {
            levels.push((Level::Key { plan: plan_name, key }, rate, burst));
        }
    }
    if let Some((rate, burst)) = route.stage.settings.and_then(|stage| stage_limit(stage, path, method)) {
        let level =
            Level::StageMethod { stage: route.stage.name.to_owned(), route: format!("{path}/{method}") };
        levels.push((level, rate, burst));
    }
    levels.push((Level::Account, account.rate, account.burst));
    levels
}

/// The limit that a stage sets for a method; a specific one has precedence over that for all methods.
fn stage_limit(stage: &Stage, path: &str, method: &str) -> Option<(f64, u32)> {
    [(path, method), (path, "*"), ("/*", method), ("/*", "*")].iter().find_map(|&(path, method)| {
        let setting =
            stage.settings.iter().find(|setting| *setting.path == path && *setting.method == method)?;
        limit(&setting.throttle)
    })
}

/// Rate and burst. If one is missing, it equals the other. A negative value means no limit, as in stages.
fn limit(throttle: &Throttle) -> Option<(f64, u32)> {
    let rate = throttle.rate.map(|rate| rate.value);
    let burst = throttle.burst.map(|burst| burst.value);
    match (rate, burst) {
        (None, None) => None,
        (Some(rate), _) if rate < 0.0 => None,
        (Some(rate), burst) => Some((rate, burst.unwrap_or(rate.ceil() as u32))),
        (None, Some(burst)) => Some((f64::from(burst), burst)),
    }
}
