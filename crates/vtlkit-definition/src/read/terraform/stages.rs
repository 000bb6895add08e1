//! Stages, usage plans and API keys.

use std::collections::BTreeMap;

use vtlkit_api::{
    ApiKey, Canary, MethodSetting, PlanStage, Quota, QuotaPeriod, Stage, StageVariable, Throttle, UsagePlan,
};
use vtlkit_text::Spanned;

use super::reader::{Item, Reader};
use super::value::{Address, Data, Value};
use crate::read::fault::Vocabulary;
use crate::read::stages::plain_path;

impl<'t> Reader<'_, '_, 't> {
    pub(crate) fn stages(&mut self, items: &[Item<'t>]) {
        let of = |kind: &'static str| items.iter().filter(move |item| item.kind() == kind);
        for item in of("aws_api_gateway_stage") {
            self.stage(item);
        }
        // Deployments could create a stage (`stage_name`).
        for item in of("aws_api_gateway_deployment") {
            if self
                .attribute(item, "stage_name")
                .is_some_and(|name| name.known_text().is_some_and(|it| !it.is_empty()))
            {
                self.stage(item);
            }
        }
        for item in of("aws_api_gateway_method_settings") {
            self.method_settings(item);
        }
        let mut links = self.plan_keys(items);
        for item in of("aws_api_gateway_usage_plan") {
            self.usage_plan(item, &mut links);
        }
        self.api_keys(items);
    }

    fn stage(&mut self, item: &Item<'t>) {
        let api = self.attribute(item, "rest_api_id");
        let api = self.api_of(api);
        let name = self.own_name(item, "stage_name");
        let variables = self.attribute(item, "variables");
        let mut stage =
            Stage { name, variables: self.variables(variables), settings: Vec::new(), canary: None };
        let canary = self.terraform.blocks(item.body, "canary_settings", &item.scope).into_iter().next();
        stage.canary = canary.map(|(body, scope)| {
            let block = Item { body, scope, ..item.clone() };
            let percent = self.attribute(&block, "percent_traffic");
            let variables = self.attribute(&block, "stage_variable_overrides");
            Canary { percent: self.number(percent), variables: self.variables(variables) }
        });
        if let Some(api) = self.apis.get_mut(api)
            && api.stages.iter().all(|other| other.name != stage.name)
        {
            api.stages.push(stage);
        }
    }

    fn variables(&mut self, value: Option<Value>) -> Vec<StageVariable> {
        let members = self.members(value);
        members
            .into_iter()
            .filter_map(|(name, value)| Some(StageVariable { name, value: self.text_of(&value)? }))
            .collect()
    }

    fn throttle(&mut self, item: &Item<'t>, rate: &str, burst: &str) -> Throttle {
        let (rate, burst) = (self.attribute(item, rate), self.attribute(item, burst));
        // A negative number means that there is no limit.
        let rate = self.number(rate).filter(|rate: &Spanned<f64>| rate.value >= 0.0);
        Throttle { rate, burst: self.number(burst) }
    }

    fn method_settings(&mut self, item: &Item<'t>) {
        let api = self.attribute(item, "rest_api_id");
        let api = self.api_of(api);
        let stage = self.text(item, "stage_name");
        let place = self.text(item, "method_path").unwrap_or(Spanned::new("*/*".to_owned(), item.place()));
        let (path, method) = place.value.rsplit_once('/').unwrap_or(("*", &place.value));
        let path = format!("/{}", plain_path(path).trim_start_matches('/'));
        let Some((body, scope)) =
            self.terraform.blocks(item.body, "settings", &item.scope).into_iter().next()
        else {
            return;
        };
        let block = Item { body, scope, ..item.clone() };
        let ttl = self.attribute(&block, "cache_ttl_in_seconds");
        let setting = MethodSetting {
            path: Spanned::new(path, place.span),
            method: Spanned::new(method.to_owned(), place.span),
            throttle: self.throttle(&block, "throttling_rate_limit", "throttling_burst_limit"),
            caching: self.boolean(&block, "caching_enabled"),
            cache_ttl_seconds: self.number(ttl),
        };
        let stages = self.apis.get_mut(api).map(|api| &mut api.stages);
        let stage = stages
            .and_then(|all| all.iter_mut().find(|it| stage.as_ref().is_none_or(|name| it.name == *name)));
        if let Some(stage) = stage {
            stage.settings.push(setting);
        }
    }

    /// The key names of each usage plan.
    fn plan_keys(&mut self, items: &[Item<'t>]) -> BTreeMap<Address, Vec<Spanned<String>>> {
        let mut links: BTreeMap<Address, Vec<Spanned<String>>> = BTreeMap::new();
        for item in items.iter().filter(|item| item.kind() == "aws_api_gateway_usage_plan_key") {
            let plan = self.attribute(item, "usage_plan_id");
            let key = self.attribute(item, "key_id").and_then(|id| self.name_of(&id));
            if let (Some(Data::Attribute(plan)), Some(key)) = (plan.map(|plan| plan.data), key) {
                links.entry(plan.owner.clone()).or_default().push(key);
            }
        }
        for keys in links.values_mut() {
            keys.sort_by(|a, b| a.value.cmp(&b.value));
        }
        links
    }

    fn usage_plan(&mut self, item: &Item<'t>, links: &mut BTreeMap<Address, Vec<Spanned<String>>>) {
        let name = self.own_name(item, "name");
        let first = |reader: &Self, name: &str| {
            let block = reader.terraform.blocks(item.body, name, &item.scope).into_iter().next();
            block.map(|(body, scope)| Item { body, scope, ..item.clone() })
        };
        let throttle = first(self, "throttle_settings")
            .map(|block| self.throttle(&block, "rate_limit", "burst_limit"))
            .unwrap_or_default();
        let quota = first(self, "quota_settings").and_then(|block| {
            let get = |reader: &Self, name: &str| reader.attribute(&block, name);
            let (limit, offset, period) = (get(self, "limit"), get(self, "offset"), get(self, "period"));
            let period = self.word(period, Vocabulary::QuotaPeriod, QuotaPeriod::parse);
            Some(Quota { limit: self.number(limit)?, offset: self.number(offset), period: period? })
        });
        let keys = links.remove(&item.address).unwrap_or_default();
        let plan = UsagePlan { name, throttle, quota, stages: Vec::new(), keys };
        let mut stages: BTreeMap<usize, Vec<PlanStage>> = BTreeMap::new();
        for (body, scope) in self.terraform.blocks(item.body, "api_stages", &item.scope) {
            let block = Item { body, scope, ..item.clone() };
            let api = self.attribute(&block, "api_id");
            let api = self.api_of(api);
            let Some(stage) = self.text(&block, "stage") else { continue };
            let mut throttles = Vec::new();
            for (body, scope) in self.terraform.blocks(block.body, "throttle", &block.scope) {
                let limit = Item { body, scope, ..item.clone() };
                if let Some(path) = self.text(&limit, "path") {
                    throttles.push((path, self.throttle(&limit, "rate_limit", "burst_limit")));
                }
            }
            stages.entry(api).or_default().push(PlanStage { stage, throttles });
        }
        // A usage plan without stages is assigned to the only API.
        if let ([api], true) = (self.apis.as_mut_slice(), stages.is_empty()) {
            api.usage_plans.push(plan);
            return;
        }
        for (api, stages) in stages {
            if let Some(api) = self.apis.get_mut(api) {
                api.usage_plans.push(UsagePlan { stages, ..plan.clone() });
            }
        }
    }

    /// The API keys: all of them if there is one API, otherwise those that its usage plans name.
    fn api_keys(&mut self, items: &[Item<'t>]) {
        let mut keys = BTreeMap::new();
        for item in items.iter().filter(|item| item.kind() == "aws_api_gateway_api_key") {
            let name = self.own_name(item, "name");
            // A sensitive value is left out.
            let value = self
                .attribute(item, "value")
                .and_then(|value| value.known_text().map(|text| (text, value.span)));
            let key = ApiKey {
                value: value.map(|(text, span)| Spanned::new(text.to_string(), span)),
                enabled: self.boolean(item, "enabled").unwrap_or(Spanned::new(true, item.place())),
                name,
            };
            keys.insert(key.name.value.clone(), key);
        }
        if let [api] = self.apis.as_mut_slice() {
            api.api_keys.extend(keys.into_values());
            return;
        }
        for api in &mut self.apis {
            let named = api.usage_plans.iter().flat_map(|plan| &plan.keys);
            api.api_keys.extend(named.filter_map(|name| keys.get(&name.value)).cloned());
        }
    }
}
