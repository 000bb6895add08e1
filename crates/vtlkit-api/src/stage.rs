use vtlkit_text::Spanned;

use crate::QuotaPeriod;

/// A stage: a deployed snapshot of the API and its settings.
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// The name, which is the first part of the path.
    pub name: Spanned<String>,
    /// The stage variables, by name.
    pub variables: Vec<StageVariable>,
    /// The settings of methods, by path and method.
    pub settings: Vec<MethodSetting>,
    /// The canary, if the stage has one.
    pub canary: Option<Canary>,
}

/// A share of a stage's requests that a newer deployment serves.
#[derive(Clone, Debug, PartialEq)]
pub struct Canary {
    /// How many of a hundred requests go there; none if it is not said.
    pub percent: Option<Spanned<f64>>,
    /// The stage variables that are others there, by name, and those that are only there.
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

/// What a stage sets for a method.
#[derive(Clone, Debug, PartialEq)]
pub struct MethodSetting {
    /// The path of the resource, such as `/pets/{id}`; `/*` stands for all.
    pub path: Spanned<String>,
    /// The method; `*` stands for all.
    pub method: Spanned<String>,
    /// How many requests are let through.
    pub throttle: Throttle,
    /// Whether responses are cached.
    pub caching: Option<Spanned<bool>>,
    /// How long responses are cached, in seconds.
    pub cache_ttl_seconds: Option<Spanned<u32>>,
}

/// How many requests are let through: a bucket of `burst` tokens that `rate` tokens a second are put back into.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Throttle {
    /// Requests a second.
    pub rate: Option<Spanned<f64>>,
    /// Requests at once.
    pub burst: Option<Spanned<u32>>,
}

/// How many requests an API key may make in a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// How many.
    pub limit: Spanned<u32>,
    /// How many of them count as made when the first time starts.
    pub offset: Option<Spanned<u32>>,
    /// The time.
    pub period: Spanned<QuotaPeriod>,
}

/// A usage plan: what the holders of its keys may use.
#[derive(Clone, Debug, PartialEq)]
pub struct UsagePlan {
    /// The name.
    pub name: Spanned<String>,
    /// How many requests each key may make in a second.
    pub throttle: Throttle,
    /// How many requests each key may make in a longer time.
    pub quota: Option<Quota>,
    /// The stages of this API that the plan is for.
    pub stages: Vec<PlanStage>,
    /// The names of the keys.
    pub keys: Vec<Spanned<String>>,
}

/// A stage that a usage plan is for.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanStage {
    /// The name of the stage.
    pub stage: Spanned<String>,
    /// Limits of single methods, by `/path/METHOD`.
    pub throttles: Vec<(Spanned<String>, Throttle)>,
}

/// An API key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// The name.
    pub name: Spanned<String>,
    /// The value, if the file says it.
    pub value: Option<Spanned<String>>,
    /// Whether it can be used.
    pub enabled: Spanned<bool>,
}
