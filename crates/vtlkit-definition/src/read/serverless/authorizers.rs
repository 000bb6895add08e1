//! The authorizers of `http` events.

use vtlkit_api::{Api, Authorization, Authorizer};
use vtlkit_host::tree::NodeRef;
use vtlkit_text::Spanned;

use crate::read::resolve::Resolver;

/// The authorization of the method of an event; its authorizer is added to the API.
pub(super) fn authorization<'t>(
    node: NodeRef<'t>,
    resolver: &Resolver<'t>,
    api: &mut Api,
) -> Option<Spanned<Authorization>> {
    let span = node.span();
    let text = |name: &str| resolver.text(resolver.get(node, name));
    if !node.is_map() {
        let name = resolver.text(Some(node))?;
        if name.value.eq_ignore_ascii_case("aws_iam") {
            return Some(Spanned::new(Authorization::AwsIam, span));
        }
        let kind = if name.value.contains(":cognito-idp:") { "cognito_user_pools" } else { "token" };
        add(api, plain_name(&name), Spanned::new(kind.to_owned(), span), None);
        return Some(Spanned::new(Authorization::Authorizer(plain_name(&name).value), span));
    }
    let kind = text("type");
    if kind.as_ref().is_some_and(|kind| kind.value.eq_ignore_ascii_case("aws_iam")) {
        return Some(Spanned::new(Authorization::AwsIam, span));
    }
    let arn = text("arn");
    let name = text("name").or_else(|| arn.as_ref().map(plain_name)).or_else(|| text("authorizerId"))?;
    let is_pool = arn.is_some_and(|arn| arn.value.contains(":cognito-idp:"));
    let kind = kind.map_or_else(
        || Spanned::new(if is_pool { "cognito_user_pools" } else { "token" }.to_owned(), span),
        |kind| kind.map(|kind| kind.to_ascii_lowercase()),
    );
    let authorizer = add(api, name.clone(), kind, text("identitySource"));
    authorizer.identity_validation_expression = text("identityValidationExpression");
    authorizer.result_ttl_seconds = resolver.number(resolver.get(node, "resultTtlInSeconds"));
    Some(Spanned::new(Authorization::Authorizer(name.value), span))
}

/// The last segment of an ARN; a plain name is returned unchanged.
fn plain_name(name: &Spanned<String>) -> Spanned<String> {
    name.clone().map(|name| name.rsplit([':', '/']).next().unwrap_or_default().to_owned())
}

fn add(
    api: &mut Api,
    name: Spanned<String>,
    kind: Spanned<String>,
    identity_source: Option<Spanned<String>>,
) -> &mut Authorizer {
    let at = api.authorizers.iter().position(|known| known.name == name).unwrap_or(api.authorizers.len());
    if at == api.authorizers.len() {
        let header = "method.request.header.Authorization".to_owned();
        let identity_source = identity_source.or_else(|| Some(Spanned::new(header, kind.span)));
        api.authorizers.push(Authorizer {
            name,
            kind,
            uri: None,
            identity_source,
            identity_validation_expression: None,
            result_ttl_seconds: None,
        });
    }
    &mut api.authorizers[at]
}
