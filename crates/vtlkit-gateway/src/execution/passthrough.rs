//! Selects the request template, or applies the passthrough behavior if there is none.

use vtlkit_api::{GatewayResponseType, Integration, PassthroughBehavior, TemplateEntry};

use super::failure::Failure;
use super::{StepKind, Trail, media};

/// The template for a request; `None` if the body is passed through.
pub(super) fn choose<'a>(
    integration: &'a Integration,
    media_type: &str,
    trail: &mut Trail,
) -> Result<Option<&'a TemplateEntry>, Failure> {
    let kind = StepKind::RequestTemplate;
    if integration.kind.is_proxy() {
        trail.note(kind, || ("request passed through", "a proxy integration has no templates"));
        return Ok(None);
    }
    let templates = &integration.request_templates;
    if let Some(entry) = media::template(templates, media_type) {
        trail.note(kind, || {
            (entry.content_type.value.as_str(), format!("the request is of type {media_type}"))
        });
        return Ok(Some(entry));
    }
    let behavior = integration.passthrough();
    let there_are_some = media::existing(templates).next().is_some();
    let may_pass = match behavior {
        PassthroughBehavior::WhenNoMatch => true,
        PassthroughBehavior::WhenNoTemplates => !there_are_some,
        PassthroughBehavior::Never => false,
    };
    let why = || {
        if there_are_some {
            format!("no template for {media_type}, and passthroughBehavior is {behavior}")
        } else {
            format!("there are no templates, and passthroughBehavior is {behavior}")
        }
    };
    if may_pass {
        trail.note(kind, || ("body passed through", why()));
        Ok(None)
    } else {
        Err(Failure::new(GatewayResponseType::UnsupportedMediaType, kind, why()))
    }
}
