//! Request validation.

use vtlkit_api::{
    Api, BodyValidator, BodyVerdict, GatewayResponseType, Method, ParameterLocation, RequestParameter,
};

use super::failure::Failure;
use super::media;
use super::parameters::Incoming;
use super::{StepKind, Trail};

/// Validates the parameters, then the body, as the method's validator specifies.
pub(super) fn validate(
    api: &Api,
    method: &Method,
    incoming: Incoming<'_>,
    validator: &dyn BodyValidator,
    trail: &mut Trail,
) -> Result<(), Failure> {
    let Some(name) = &method.validator else {
        trail.note(StepKind::ParameterValidation, || ("skipped", "the method has no request validator"));
        return Ok(());
    };
    let Some(settings) = api.validator(name) else {
        trail.note(StepKind::ParameterValidation, || {
            ("skipped", format!("the API has no request validator `{}`", name.value))
        });
        return Ok(());
    };
    if settings.parameters.value {
        parameters(method, incoming, trail)?;
    } else {
        trail.note(StepKind::ParameterValidation, || {
            ("skipped", format!("the validator `{}` does not check parameters", name.value))
        });
    }
    if settings.body.value {
        body(method, incoming, validator, trail)
    } else {
        trail.note(StepKind::BodyValidation, || {
            ("skipped", format!("the validator `{}` does not check bodies", name.value))
        });
        Ok(())
    }
}

/// Required parameters must exist and must not be blank; nothing else is checked.
fn parameters(method: &Method, incoming: Incoming<'_>, trail: &mut Trail) -> Result<(), Failure> {
    let mut required: Vec<&RequestParameter> =
        method.request_parameters.iter().filter(|parameter| parameter.required.value).collect();
    // The service lists them by their full names, as recorded.
    required.sort_by(|a, b| (a.location.as_str(), &*a.name).cmp(&(b.location.as_str(), &*b.name)));
    let missing: Vec<&str> = required
        .iter()
        .filter(|parameter| {
            let value = match parameter.location {
                ParameterLocation::Header => incoming.header(&parameter.name),
                ParameterLocation::Path => incoming.path(&parameter.name),
                ParameterLocation::QueryString => incoming.query(&parameter.name),
            };
            value.is_none_or(|value| value.trim().is_empty())
        })
        .map(|parameter| parameter.name.value.as_str())
        .collect();
    if missing.is_empty() {
        trail.note(StepKind::ParameterValidation, || {
            ("valid", format!("{} required, none missing", required.len()))
        });
        return Ok(());
    }
    let message = format!("Missing required request parameters: [{}]", missing.join(", "));
    let kind = GatewayResponseType::BadRequestParameters;
    Err(Failure::new(kind, StepKind::ParameterValidation, message.clone()).with_message(message))
}

/// The body must match the model for its media type. As documented, a body without a model is not checked.
fn body(
    method: &Method,
    incoming: Incoming<'_>,
    validator: &dyn BodyValidator,
    trail: &mut Trail,
) -> Result<(), Failure> {
    let media_type = incoming.media_type();
    let find =
        |wanted: &str| method.request_models.iter().find(|model| media::same(&model.content_type, wanted));
    let Some(model) = find(media_type).or_else(|| find("$default")) else {
        trail.note(StepKind::BodyValidation, || {
            let why = match method.request_models.len() {
                0 => "the method has no request models".to_owned(),
                _ => format!("no model for {media_type}, so the body is not checked"),
            };
            ("skipped", why)
        });
        return Ok(());
    };
    let (model, content_type) = (model.model.value.as_str(), model.content_type.value.as_str());
    if trail.explains
        && let Some(why) = validator.refusal(model)
    {
        trail.note(StepKind::BodyValidation, || {
            ("not deployable", format!("the service rejects the model `{model}`: {}", one_line(&why)))
        });
    }
    match validator.validate(model, &incoming.text()) {
        BodyVerdict::Valid => {
            trail.note(StepKind::BodyValidation, || ("valid", format!("model `{model}` for {content_type}")));
            Ok(())
        }
        BodyVerdict::Invalid(messages) => {
            let log =
                format!("Request body does not match model schema for content type {media_type}: {messages}");
            let mut failure =
                Failure::new(GatewayResponseType::BadRequestBody, StepKind::BodyValidation, log);
            failure.validation = Some(messages);
            Err(failure)
        }
        BodyVerdict::Fault(why) => {
            let log = format!("Request body validation failed due to an unexpected error: {why}");
            Err(Failure::new(GatewayResponseType::Default5xx, StepKind::BodyValidation, log).with_status(500))
        }
    }
}

/// A message of several lines on one line.
fn one_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}
