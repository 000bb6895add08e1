use vtlkit_text::Spanned;

use crate::QuotaPeriod;

/// A stage: a deployed snapshot of the API and its settings.
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// The name: the first segment of the path.
    pub name: Spanned<String>,
    /// The stage variables, by name.
    pub variables: Vec<StageVariable>,
    /// The settings of methods, by path and method.
    pub settings: Vec<MethodSetting>,
    /// The canary, if the stage has one.
    pub canary: Option<Canary>,
}

/// A canary: a newer deployment that serves a share of a stage's requests.
#[derive(Clone, Debug, PartialEq)]
pub struct Canary {
    /// The percentage of requests; 0 if it is not set.
    pub percent: Option<Spanned<f64>>,
    /// Overridden and additional stage variables, by name.
    pub variables: Vec<StageVariable>,
}

/// A stage variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageVariable {
    /// The name.
    pub name: Spanned<String>,
    /// The value.
    pub value: Spanned<String>,
}

/// Settings of a stage for a method.
#[derive(Clone, Debug, PartialEq)]
pub struct MethodSetting {
    /// The resource path, such as `/pets/{id}`; `/*` for all.
    pub path: Spanned<String>,
    /// The method; `*` for all.
    pub method: Spanned<String>,
    /// The throttling limits.
    pub throttle: Throttle,
    /// Whether responses are cached.
    pub caching: Option<Spanned<bool>>,
    /// The time to live of cached responses, in seconds.
    pub cache_ttl_seconds: Option<Spanned<u32>>,
}

/// Throttling limits: a token bucket of size `burst`, filled with `rate` tokens per second.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Throttle {
    /// Requests per second.
    pub rate: Option<Spanned<f64>>,
    /// Maximum burst of requests.
    pub burst: Option<Spanned<u32>>,
}

/// Maximum number of requests of an API key in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// The maximum.
    pub limit: Spanned<u32>,
    /// The number of requests that count as made at the start of the first period.
    pub offset: Option<Spanned<u32>>,
    /// The period.
    pub period: Spanned<QuotaPeriod>,
}

/// A usage plan: limits for the holders of its API keys.
#[derive(Clone, Debug, PartialEq)]
pub struct UsagePlan {
    /// The name.
    pub name: Spanned<String>,
    /// The throttling limits of each key.
    pub throttle: Throttle,
    /// The quota of each key.
    pub quota: Option<Quota>,
    /// The stages of this API to which the plan applies.
    pub stages: Vec<PlanStage>,
    /// The names of the keys.
    pub keys: Vec<Spanned<String>>,
}

/// A stage to which a usage plan applies.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanStage {
    /// The name of the stage.
    pub stage: Spanned<String>,
    /// Throttling limits of single methods, by `/path/METHOD`.
    pub throttles: Vec<(Spanned<String>, Throttle)>,
}

/// An API key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// The name.
    pub name: Spanned<String>,
    /// The value, if the file has it.
    pub value: Option<Spanned<String>>,
    /// Whether it is enabled.
    pub enabled: Spanned<bool>,
}
