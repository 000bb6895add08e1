//! Moves the spans of an API, for a view of one file of several.

use vtlkit_text::{Span, Spanned};

use crate::{
    Api, Canary, GatewayResponse, Integration, IntegrationResponse, Method, MethodResponse, ModelUse,
    ParameterMapping, Stage, StageVariable, TemplateEntry, Text, Throttle, UsagePlan,
};

/// Moves spans.
struct Mover<'m> {
    span: &'m dyn Fn(Span) -> Span,
    text: &'m dyn Fn(&mut Text),
}

impl Api {
    /// Applies `span` to every span of the API; texts with offset maps are passed to `text`.
    pub fn move_places(&mut self, span: &dyn Fn(Span) -> Span, text: &dyn Fn(&mut Text)) {
        Mover { span, text }.api(self);
    }
}

impl Method {
    /// Calls a function with the spans of the parts of the method.
    pub fn each_place(&self, seen: &mut dyn FnMut(Span)) {
        seen(self.http_method.span);
        self.validator.iter().for_each(|it| seen(it.span));
        self.request_models.iter().for_each(|it| seen(it.content_type.span));
        self.responses.iter().for_each(|it| seen(it.span));
        let Some(integration) = &self.integration else { return };
        seen(integration.span);
        integration.request_templates.iter().for_each(|it| seen(it.template.span));
        for response in &integration.responses {
            seen(response.span);
            response.response_templates.iter().for_each(|it| seen(it.template.span));
        }
    }
}

impl Mover<'_> {
    fn one<T>(&self, value: &mut Spanned<T>) {
        value.span = (self.span)(value.span);
    }

    fn maybe<T>(&self, value: &mut Option<Spanned<T>>) {
        if let Some(value) = value {
            self.one(value);
        }
    }

    fn all<T>(&self, values: &mut [Spanned<T>]) {
        for value in values {
            self.one(value);
        }
    }

    fn api(&self, api: &mut Api) {
        self.maybe(&mut api.id);
        self.maybe(&mut api.name);
        for resource in &mut api.resources {
            self.one(&mut resource.path);
            resource.methods.iter_mut().for_each(|method| self.method(method));
        }
        for model in &mut api.models {
            self.one(&mut model.name);
            self.one(&mut model.content_type);
            (self.text)(&mut model.schema);
        }
        for validator in &mut api.validators {
            self.one(&mut validator.name);
            self.one(&mut validator.body);
            self.one(&mut validator.parameters);
        }
        for authorizer in &mut api.authorizers {
            self.one(&mut authorizer.name);
            self.one(&mut authorizer.kind);
            self.maybe(&mut authorizer.uri);
            self.maybe(&mut authorizer.identity_source);
            self.maybe(&mut authorizer.identity_validation_expression);
            self.maybe(&mut authorizer.result_ttl_seconds);
        }
        api.gateway_responses.iter_mut().for_each(|response| self.gateway_response(response));
        self.all(&mut api.binary_media_types);
        self.maybe(&mut api.minimum_compression_size);
        self.maybe(&mut api.api_key_source);
        self.maybe(&mut api.endpoint_type);
        api.stages.iter_mut().for_each(|stage| self.stage(stage));
        api.usage_plans.iter_mut().for_each(|plan| self.plan(plan));
        for key in &mut api.api_keys {
            self.one(&mut key.name);
            self.maybe(&mut key.value);
            self.one(&mut key.enabled);
        }
        let mut open = api.unresolved.to_vec();
        for open in &mut open {
            open.span = (self.span)(open.span);
        }
        open.sort_by_key(|open| open.span);
        api.unresolved = open.into();
    }

    fn method(&self, method: &mut Method) {
        self.one(&mut method.http_method);
        self.maybe(&mut method.operation_name);
        self.one(&mut method.authorization);
        self.one(&mut method.api_key_required);
        for parameter in &mut method.request_parameters {
            self.one(&mut parameter.name);
            self.one(&mut parameter.required);
        }
        self.models(&mut method.request_models);
        self.maybe(&mut method.validator);
        method.integration.iter_mut().for_each(|integration| self.integration(integration));
        method.responses.iter_mut().for_each(|response| self.method_response(response));
    }

    fn models(&self, models: &mut [ModelUse]) {
        for model in models {
            self.one(&mut model.content_type);
            self.one(&mut model.model);
        }
    }

    fn method_response(&self, response: &mut MethodResponse) {
        self.one(&mut response.status_code);
        for (name, required) in &mut response.parameters {
            self.one(name);
            self.one(required);
        }
        self.models(&mut response.models);
        response.span = (self.span)(response.span);
    }

    fn integration(&self, integration: &mut Integration) {
        self.one(&mut integration.kind);
        self.maybe(&mut integration.uri);
        self.maybe(&mut integration.http_method);
        self.maybe(&mut integration.credentials);
        self.maybe(&mut integration.passthrough_behavior);
        self.maybe(&mut integration.content_handling);
        self.maybe(&mut integration.timeout_millis);
        self.mappings(&mut integration.request_parameters);
        self.templates(&mut integration.request_templates);
        integration.responses.iter_mut().for_each(|response| self.integration_response(response));
        self.maybe(&mut integration.cache_namespace);
        self.all(&mut integration.cache_key_parameters);
        self.maybe(&mut integration.connection_type);
        self.maybe(&mut integration.connection_id);
        integration.span = (self.span)(integration.span);
    }

    fn integration_response(&self, response: &mut IntegrationResponse) {
        self.maybe(&mut response.selection_pattern);
        self.one(&mut response.status_code);
        self.mappings(&mut response.response_parameters);
        self.templates(&mut response.response_templates);
        self.maybe(&mut response.content_handling);
        response.span = (self.span)(response.span);
    }

    fn mappings(&self, mappings: &mut [ParameterMapping]) {
        for mapping in mappings {
            self.one(&mut mapping.target);
            self.one(&mut mapping.source);
        }
    }

    fn templates(&self, templates: &mut [TemplateEntry]) {
        for entry in templates {
            self.one(&mut entry.content_type);
            (self.text)(&mut entry.template);
        }
    }

    fn gateway_response(&self, response: &mut GatewayResponse) {
        self.one(&mut response.kind);
        self.maybe(&mut response.status_code);
        self.mappings(&mut response.parameters);
        self.templates(&mut response.templates);
    }

    fn stage(&self, stage: &mut Stage) {
        self.one(&mut stage.name);
        self.variables(&mut stage.variables);
        for setting in &mut stage.settings {
            self.one(&mut setting.path);
            self.one(&mut setting.method);
            self.throttle(&mut setting.throttle);
            self.maybe(&mut setting.caching);
            self.maybe(&mut setting.cache_ttl_seconds);
        }
        if let Some(Canary { percent, variables }) = &mut stage.canary {
            self.maybe(percent);
            self.variables(variables);
        }
    }

    fn variables(&self, variables: &mut [StageVariable]) {
        for variable in variables {
            self.one(&mut variable.name);
            self.one(&mut variable.value);
        }
    }

    fn throttle(&self, throttle: &mut Throttle) {
        self.maybe(&mut throttle.rate);
        self.maybe(&mut throttle.burst);
    }

    fn plan(&self, plan: &mut UsagePlan) {
        self.one(&mut plan.name);
        self.throttle(&mut plan.throttle);
        if let Some(quota) = &mut plan.quota {
            self.one(&mut quota.limit);
            self.maybe(&mut quota.offset);
            self.one(&mut quota.period);
        }
        for stage in &mut plan.stages {
            self.one(&mut stage.stage);
            for (path, limit) in &mut stage.throttles {
                self.one(path);
                self.throttle(limit);
            }
        }
        self.all(&mut plan.keys);
    }
}
