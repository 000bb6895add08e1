//! Stages, usage plans and API keys.

use std::collections::BTreeMap;

use vtlkit_api::{
    ApiKey, Canary, MethodSetting, PlanStage, Quota, QuotaPeriod, Stage, StageVariable, Throttle, UsagePlan,
};
use vtlkit_text::Spanned;

use super::Found;
use super::cloudformation::{Item, Template};
use super::fault::Vocabulary;
use super::parts::{Parts, name_of_key};
use super::resolve::Resolver;
use vtlkit_host::tree::NodeRef;

pub(super) fn read<'t>(template: &mut Template<'_, 't>, globals: Option<NodeRef<'t>>, file: &mut Found) {
    for item in template.items.clone() {
        let properties = item.properties;
        match &*item.kind.text() {
            "AWS::ApiGateway::Stage" => {
                let stage = stage(template, properties, properties, &item);
                template.api_of(properties.get("RestApiId")).stages.push(stage);
            }
            // A deployment can create a stage.
            "AWS::ApiGateway::Deployment" if properties.get("StageName").is_some() => {
                let described = template.resolver.get(properties, "StageDescription").unwrap_or(properties);
                let stage = stage(template, properties, described, &item);
                template.api_of(properties.get("RestApiId")).stages.push(stage);
            }
            "AWS::Serverless::Api" if properties.get("StageName").is_some() => {
                let mut stage = stage(template, properties, properties, &item);
                add_variables(&mut stage, globals, template.resolver);
                template.api_named(&item.key.text()).stages.push(stage);
            }
            _ => {}
        }
    }
    let mut links = plan_keys(template);
    for item in template.items.clone() {
        match &*item.kind.text() {
            "AWS::ApiGateway::UsagePlan" => usage_plan(template, &item, &mut links, file),
            "AWS::Serverless::Api" => sam_usage_plan(template, &item, file),
            _ => {}
        }
    }
    api_keys(template);
}

/// Adds the stage variables that SAM sets for all APIs, unless the stage has its own.
fn add_variables<'t>(stage: &mut Stage, globals: Option<NodeRef<'t>>, resolver: &Resolver<'t>) {
    let shared = globals.and_then(|globals| resolver.get(globals, "Variables"));
    for variable in variables(resolver, shared) {
        if stage.variables.iter().all(|own| own.name != variable.name) {
            stage.variables.push(variable);
        }
    }
}

/// The key names of each usage plan, by the plan's logical name.
fn plan_keys(template: &Template<'_, '_>) -> BTreeMap<String, Vec<Spanned<String>>> {
    let mut links: BTreeMap<String, Vec<Spanned<String>>> = BTreeMap::new();
    for link in template.of_kind("AWS::ApiGateway::UsagePlanKey") {
        let plan = link.properties.get("UsagePlanId").and_then(|id| template.resolver.name_of(id));
        let key = link.properties.get("KeyId").and_then(|id| template.named(id, "Name"));
        if let (Some(plan), Some(key)) = (plan, key) {
            links.entry(plan).or_default().push(key);
        }
    }
    for keys in links.values_mut() {
        keys.sort_by(|a, b| a.value.cmp(&b.value));
    }
    links
}

fn stage<'t>(
    template: &Template<'_, 't>,
    properties: NodeRef<'t>,
    described: NodeRef<'t>,
    item: &Item<'t>,
) -> Stage {
    let resolver = template.resolver;
    let name = resolver.text(resolver.get(properties, "StageName"));
    let mut stage = Stage {
        name: name.unwrap_or_else(|| Spanned::new(item.key.text().into_owned(), item.key.span())),
        variables: Vec::new(),
        settings: Vec::new(),
        canary: None,
    };
    stage.variables = variables(resolver, resolver.get(described, "Variables"));
    let canary = resolver
        .get(described, "CanarySetting")
        // In a deployment, the canary settings have another name and are next to the stage description.
        .or_else(|| resolver.get(properties, "DeploymentCanarySettings"));
    stage.canary = canary.map(|canary| Canary {
        percent: resolver.number(resolver.get(canary, "PercentTraffic")),
        variables: variables(resolver, resolver.get(canary, "StageVariableOverrides")),
    });
    let every = resolver.get(described, "MethodSettings");
    // A stage description can contain settings for all methods directly.
    let direct = throttle(resolver, described, "ThrottlingRateLimit", "ThrottlingBurstLimit");
    if described.index != properties.index && direct != Throttle::default() {
        stage.settings.push(MethodSetting {
            path: Spanned::new("/*".to_owned(), described.span()),
            method: Spanned::new("*".to_owned(), described.span()),
            throttle: direct,
            caching: resolver.boolean(resolver.get(described, "CachingEnabled")),
            cache_ttl_seconds: resolver.number(resolver.get(described, "CacheTtlInSeconds")),
        });
    }
    for setting in resolver.items(every) {
        let text = |name: &str| resolver.text(resolver.get(setting, name));
        let all = |word: &str| Spanned::new(word.to_owned(), setting.span());
        stage.settings.push(MethodSetting {
            path: text("ResourcePath").map_or_else(|| all("/*"), |path| path.map(|path| plain_path(&path))),
            method: text("HttpMethod").unwrap_or_else(|| all("*")),
            throttle: throttle(resolver, setting, "ThrottlingRateLimit", "ThrottlingBurstLimit"),
            caching: resolver.boolean(resolver.get(setting, "CachingEnabled")),
            cache_ttl_seconds: resolver.number(resolver.get(setting, "CacheTtlInSeconds")),
        });
    }
    stage
}

fn variables<'t>(resolver: &Resolver<'t>, node: Option<NodeRef<'t>>) -> Vec<StageVariable> {
    let entries = resolver.entries(node);
    let mut variables = Vec::new();
    for (key, value) in entries {
        if let Some(value) = resolver.text(Some(value)) {
            variables.push(StageVariable { name: name_of_key(key), value });
        }
    }
    variables
}

/// Decodes a path in method settings, in which slashes after the first are written `~1`: `/~1pets~1{id}`.
pub(crate) fn plain_path(path: &str) -> String {
    match path.strip_prefix("/~1") {
        Some(rest) => format!("/{}", rest.replace("~1", "/")),
        None => path.replace("~1", "/"),
    }
}

fn throttle<'t>(resolver: &Resolver<'t>, node: NodeRef<'t>, rate: &str, burst: &str) -> Throttle {
    Throttle {
        rate: resolver.number(resolver.get(node, rate)),
        burst: resolver.number(resolver.get(node, burst)),
    }
}

/// The API keys: all of them if there is one API, otherwise those that its usage plans name.
fn api_keys(template: &mut Template<'_, '_>) {
    let resolver = template.resolver;
    let mut keys = BTreeMap::new();
    for item in template.of_kind("AWS::ApiGateway::ApiKey") {
        let get = |name: &str| resolver.get(item.properties, name);
        let key = ApiKey {
            name: template.own_name(&item, "Name"),
            value: resolver.text(get("Value")),
            enabled: resolver.boolean(get("Enabled")).unwrap_or(Spanned::new(false, item.properties.span())),
        };
        keys.insert(key.name.value.clone(), key);
    }
    if let [(_, api)] = template.apis.as_mut_slice() {
        api.api_keys.extend(keys.into_values());
        return;
    }
    for (_, api) in &mut template.apis {
        let named = api.usage_plans.iter().flat_map(|plan| &plan.keys);
        api.api_keys.extend(named.filter_map(|name| keys.get(&name.value)).cloned());
    }
}

/// The usage plan that SAM creates for `Auth: { UsagePlan: … }`.
fn sam_usage_plan<'t>(template: &mut Template<'_, 't>, item: &Item<'t>, file: &mut Found) {
    let resolver = template.resolver;
    let auth = resolver.get(item.properties, "Auth");
    let Some(node) = auth.and_then(|auth| resolver.get(auth, "UsagePlan")) else { return };
    if resolver.get(node, "CreateUsagePlan").is_none_or(|create| create.is("NONE")) {
        return;
    }
    let (throttle, quota) = plan_limits(resolver, node, file);
    let name = resolver.text(resolver.get(node, "UsagePlanName"));
    let stage = resolver.text(resolver.get(item.properties, "StageName"));
    let plan = UsagePlan {
        name: name.unwrap_or_else(|| Spanned::new(format!("{}UsagePlan", item.key.text()), node.span())),
        throttle,
        quota,
        stages: stage.into_iter().map(|stage| PlanStage { stage, throttles: Vec::new() }).collect(),
        keys: Vec::new(),
    };
    template.api_named(&item.key.text()).usage_plans.push(plan);
}

fn plan_limits<'t>(
    resolver: &Resolver<'t>,
    node: NodeRef<'t>,
    file: &mut Found,
) -> (Throttle, Option<Quota>) {
    let limit =
        resolver.get(node, "Throttle").map(|node| throttle(resolver, node, "RateLimit", "BurstLimit"));
    let quota = resolver.get(node, "Quota").and_then(|quota| {
        let mut parts = Parts { resolver, found: file };
        let period = parts.word(resolver.get(quota, "Period"), Vocabulary::QuotaPeriod, QuotaPeriod::parse);
        Some(Quota {
            limit: resolver.number(resolver.get(quota, "Limit"))?,
            offset: resolver.number(resolver.get(quota, "Offset")),
            period: period?,
        })
    });
    (limit.unwrap_or_default(), quota)
}

fn usage_plan<'t>(
    template: &mut Template<'_, 't>,
    item: &Item<'t>,
    links: &mut BTreeMap<String, Vec<Spanned<String>>>,
    file: &mut Found,
) {
    let resolver = template.resolver;
    let get = |name: &str| resolver.get(item.properties, name);
    let (limit, quota) = plan_limits(resolver, item.properties, file);
    let plan = UsagePlan {
        name: template.own_name(item, "UsagePlanName"),
        throttle: limit,
        quota,
        stages: Vec::new(),
        keys: links.remove(&*item.key.text()).unwrap_or_default(),
    };
    let mut stages: BTreeMap<String, Vec<PlanStage>> = BTreeMap::new();
    for place in resolver.items(get("ApiStages")) {
        let api = place.get("ApiId").and_then(|id| resolver.name_of(id)).unwrap_or_default();
        let Some(stage) = place.get("Stage").and_then(|stage| template.named(stage, "StageName")) else {
            continue;
        };
        let throttles = resolver.entries(resolver.get(place, "Throttle"));
        let throttles = throttles
            .into_iter()
            .map(|(key, limit)| (name_of_key(key), throttle(resolver, limit, "RateLimit", "BurstLimit")));
        stages.entry(api).or_default().push(PlanStage { stage, throttles: throttles.collect() });
    }
    // A usage plan without stages is assigned to the only API.
    if let ([(_, api)], true) = (template.apis.as_mut_slice(), stages.is_empty()) {
        api.usage_plans.push(plan);
        return;
    }
    for (api, stages) in stages {
        template.api_named(&api).usage_plans.push(UsagePlan { stages, ..plan.clone() });
    }
}
