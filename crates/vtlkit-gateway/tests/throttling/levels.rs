//! All levels of limits together, and the quota, against a simulation that counts tokens millisecond by millisecond.

use proptest::prelude::*;
use vtlkit_api::{Api, MethodSetting, QuotaPeriod};
use vtlkit_gateway::execution::{AccountLimit, Gateway};

use super::{DAY, api, call, quota, text, throttle};

const PATHS: [&str; 2] = ["/a", "/b"];
const KEYS: [&str; 2] = ["one", "two"];

/// Requests per second, and at once.
type Limit = (u32, u32);

/// What is set at each level.
#[derive(Clone, Debug)]
struct Limits {
    account: Limit,
    /// Of the stage, by path.
    stage: [Option<Limit>; 2],
    /// Of each key.
    key: Option<Limit>,
    /// Of each key at the first path.
    key_method: Option<Limit>,
    /// Limit and offset of a day's quota.
    quota: Option<(u32, u32)>,
}

impl Limits {
    fn api(&self) -> Api {
        let mut api = api();
        let of = |(rate, burst): Limit| throttle(f64::from(rate), burst);
        for (path, limit) in PATHS.iter().zip(self.stage) {
            api.stages[0].settings.extend(limit.map(|limit| MethodSetting {
                path: text(path),
                method: text("GET"),
                throttle: of(limit),
                caching: None,
                cache_ttl_seconds: None,
            }));
        }
        let plan = &mut api.usage_plans[0];
        plan.throttle = self.key.map(of).unwrap_or_default();
        plan.stages[0].throttles =
            self.key_method.map(|limit| (text("/a/GET"), of(limit))).into_iter().collect();
        plan.quota = self.quota.map(|(limit, offset)| quota(limit, offset, QuotaPeriod::Day));
        api
    }

    /// The limits that a request falls under, each with what has a bucket of its own.
    fn of(&self, path: usize, key: usize) -> Vec<(String, Limit)> {
        let mut all = vec![("account".to_owned(), self.account)];
        all.extend(self.stage[path].map(|limit| (format!("stage {path}"), limit)));
        all.extend(self.key.map(|limit| (format!("key {key}"), limit)));
        all.extend(self.key_method.filter(|_| path == 0).map(|limit| (format!("key {key} at 0"), limit)));
        all
    }
}

/// A bucket in thousandths of a token, filled every millisecond.
struct Simulated {
    name: String,
    limit: Limit,
    tokens: u64,
    /// The times at which one was taken.
    taken: Vec<u64>,
}

impl Simulated {
    fn wait(&mut self, millis: u64) {
        let (rate, burst) = self.limit;
        // A bucket of 6 tokens that is filled at all is full after 6 seconds.
        for _ in 0..millis.min(6_000) {
            self.tokens = (self.tokens + u64::from(rate)).min(u64::from(burst) * 1000);
        }
    }
}

#[derive(Debug, PartialEq)]
enum Outcome {
    Served,
    Throttled,
    OverQuota,
    /// Anything else.
    Other(u16),
}

fn simulate(limits: &Limits, requests: &[(u64, usize, usize)]) -> (Vec<Outcome>, Vec<Simulated>) {
    let mut buckets: Vec<Simulated> = Vec::new();
    let mut outcomes = Vec::new();
    // The day and how much of the quota is used, by key.
    let mut used = [None::<(u64, u32)>; 2];
    let mut now = 0;
    for &(pause, path, key) in requests {
        now += pause;
        for bucket in &mut buckets {
            bucket.wait(pause);
        }
        let today = match used[key] {
            None => limits.quota.map_or(0, |(_, offset)| offset),
            Some((day, used)) if day == now / DAY => used,
            Some(_) => 0,
        };
        used[key] = Some((now / DAY, today));
        if limits.quota.is_some_and(|(limit, _)| today >= limit) {
            outcomes.push(Outcome::OverQuota);
            continue;
        }
        let levels = limits.of(path, key);
        for (name, limit) in &levels {
            if !buckets.iter().any(|bucket| bucket.name == *name) {
                let tokens = u64::from(limit.1) * 1000;
                buckets.push(Simulated { name: name.clone(), limit: *limit, tokens, taken: Vec::new() });
            }
        }
        let applies = |bucket: &Simulated| levels.iter().any(|(name, _)| *name == bucket.name);
        if buckets.iter().any(|bucket| applies(bucket) && bucket.tokens < 1000) {
            outcomes.push(Outcome::Throttled);
            continue;
        }
        for bucket in buckets.iter_mut().filter(|bucket| applies(bucket)) {
            bucket.tokens -= 1000;
            bucket.taken.push(now);
        }
        used[key] = Some((now / DAY, today + 1));
        outcomes.push(Outcome::Served);
    }
    (outcomes, buckets)
}

fn run(limits: &Limits, requests: &[(u64, usize, usize)]) -> Vec<Outcome> {
    let api = limits.api();
    let account = AccountLimit { rate: f64::from(limits.account.0), burst: limits.account.1 };
    let mut gateway = Gateway::with_account(&api, account);
    let mut now = 0;
    let answers = requests.iter().map(|&(pause, path, key)| {
        now += pause;
        let response = call(&mut gateway, PATHS[path], Some(KEYS[key]), now).response;
        match (response.status, &*response.text()) {
            (200, _) => Outcome::Served,
            (429, r#"{"message":"Too Many Requests"}"#) => Outcome::Throttled,
            (429, r#"{"message":"Limit Exceeded"}"#) => Outcome::OverQuota,
            (status, _) => Outcome::Other(status),
        }
    });
    answers.collect()
}

fn limit() -> impl Strategy<Value = Limit> {
    (0u32..40, 0u32..7)
}

fn limits() -> impl Strategy<Value = Limits> {
    let maybe = || prop::option::of(limit());
    let quota = prop::option::of((0u32..20, 0u32..5));
    ((1u32..80, 1u32..7), [maybe(), maybe()], maybe(), maybe(), quota).prop_map(
        |(account, stage, key, key_method, quota)| Limits { account, stage, key, key_method, quota },
    )
}

/// Mostly a burst, sometimes a wait of half a day.
fn requests() -> impl Strategy<Value = Vec<(u64, usize, usize)>> {
    let pause = prop_oneof![8 => 0u64..120, 1 => 0u64..3000, 1 => Just(DAY / 2)];
    prop::collection::vec((pause, 0usize..2, 0usize..2), 1..80)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn section_19_all_levels_together_give_what_is_due(limits in limits(), requests in requests()) {
        let (expected, buckets) = simulate(&limits, &requests);
        prop_assert_eq!(run(&limits, &requests), expected);
        // In any stretch of time no level serves more than its burst and what its rate gives in it.
        for Simulated { name, limit: (rate, burst), taken, .. } in &buckets {
            for (first, start) in taken.iter().enumerate() {
                for (last, end) in taken.iter().enumerate().skip(first) {
                    let due = u64::from(*burst) * 1000 + u64::from(*rate) * (end - start);
                    prop_assert!((last - first + 1) as u64 * 1000 <= due, "{} serves too many", name);
                }
            }
        }
    }

    /// A client that is alone, keeps to the slowest rate and to its quota is always served.
    #[test]
    fn section_19_a_lone_client_within_all_limits_is_served(limits in limits(), path in 0usize..2, count in 1usize..60) {
        let all = limits.of(path, 0);
        let slowest = all.iter().map(|(_, (rate, _))| *rate).min().unwrap_or_default();
        prop_assume!(slowest > 0 && all.iter().all(|(_, (_, burst))| *burst > 0));
        let pause = 1000u64.div_ceil(u64::from(slowest));
        let quota = limits.quota.map_or(usize::MAX, |(limit, offset)| limit.saturating_sub(offset) as usize);
        let requests = vec![(pause, path, 0); count.min(quota)];
        prop_assert!(run(&limits, &requests).iter().all(|outcome| *outcome == Outcome::Served));
    }
}
