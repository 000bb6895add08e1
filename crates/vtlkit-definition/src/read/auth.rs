//! SAM's `Auth`: authorizers, and the authorization of methods.

use vtlkit_api::{Api, Authorization, Authorizer};
use vtlkit_text::Spanned;

use super::parts::name_of_key;
use super::resolve::Resolver;
use vtlkit_host::tree::NodeRef;

/// `Globals.Api` of a SAM template: the defaults of all APIs.
pub(super) fn globals(root: NodeRef<'_>) -> Option<NodeRef<'_>> {
    root.get("Globals")?.get("Api")
}

/// The `Auth` of an API and of `Globals.Api`, which applies where the API does not set a member.
pub(super) struct Auth<'r, 't> {
    levels: Vec<NodeRef<'t>>,
    resolver: &'r Resolver<'t>,
}

impl<'r, 't> Auth<'r, 't> {
    /// Reads the settings of an API from its properties and the global ones.
    pub(super) fn of(
        api: Option<NodeRef<'t>>,
        globals: Option<NodeRef<'t>>,
        resolver: &'r Resolver<'t>,
    ) -> Self {
        let levels = [api, globals].into_iter().flatten().filter_map(|node| resolver.get(node, "Auth"));
        Self { levels: levels.collect(), resolver }
    }

    /// A string setting.
    pub(super) fn text(&self, name: &str) -> Option<Spanned<String>> {
        self.levels.iter().find_map(|auth| self.resolver.text(self.resolver.get(*auth, name)))
    }

    /// A boolean setting.
    pub(super) fn boolean(&self, name: &str) -> Option<Spanned<bool>> {
        self.levels.iter().find_map(|auth| self.resolver.boolean(self.resolver.get(*auth, name)))
    }

    /// Adds the authorizers to the API, and the default authorizer and the API key requirement to its methods.
    pub(super) fn apply(&self, api: &mut Api) {
        self.add_authorizers(api);
        let (default, required) = (self.text("DefaultAuthorizer"), self.boolean("ApiKeyRequired"));
        for method in api.resources.iter_mut().flat_map(|resource| &mut resource.methods) {
            if let Some(name) = &default
                && method.authorization.value == Authorization::None
            {
                method.authorization = Spanned::new(authorized_by(&name.value), name.span);
            }
            if let Some(required) = required {
                method.api_key_required = required;
            }
        }
    }

    /// Adds the authorizers to the API.
    pub(super) fn add_authorizers(&self, api: &mut Api) {
        for auth in &self.levels {
            for (key, node) in self.resolver.entries(self.resolver.get(*auth, "Authorizers")) {
                let name = name_of_key(key);
                if api.authorizers.iter().all(|known| known.name != name) {
                    api.authorizers.push(self.authorizer(name, node));
                }
            }
        }
    }

    fn authorizer(&self, name: Spanned<String>, node: NodeRef<'t>) -> Authorizer {
        let resolver = self.resolver;
        let text = |node: NodeRef<'t>, name: &str| resolver.text(resolver.get(node, name));
        let identity = resolver.get(node, "Identity");
        let said = |name: &str| identity.and_then(|identity| text(identity, name));
        let is_request =
            text(node, "FunctionPayloadType").is_some_and(|kind| kind.value.eq_ignore_ascii_case("REQUEST"));
        let (kind, sources) = if is_request {
            ("request", identity.map(|identity| self.sources(identity)).unwrap_or_default())
        } else {
            let kind =
                if resolver.get(node, "UserPoolArn").is_some() { "cognito_user_pools" } else { "token" };
            let header = said("Header").map_or_else(|| "Authorization".to_owned(), |header| header.value);
            (kind, vec![format!("method.request.header.{header}")])
        };
        let span = identity.unwrap_or(node).span();
        Authorizer {
            name,
            kind: Spanned::new(kind.to_owned(), node.span()),
            uri: text(node, "FunctionArn"),
            identity_source: (!sources.is_empty()).then(|| Spanned::new(sources.join(", "), span)),
            identity_validation_expression: said("ValidationExpression"),
            result_ttl_seconds: resolver
                .number(identity.and_then(|identity| resolver.get(identity, "ReauthorizeEvery"))),
        }
    }

    /// The identity sources of a `REQUEST` authorizer.
    fn sources(&self, identity: NodeRef<'t>) -> Vec<String> {
        let lists = [
            ("Headers", "method.request.header"),
            ("QueryStrings", "method.request.querystring"),
            ("StageVariables", "stageVariables"),
            ("Context", "context"),
        ];
        let mut sources = Vec::new();
        for (list, prefix) in lists {
            let names = self.resolver.items(self.resolver.get(identity, list)).into_iter();
            let names = names.filter_map(|name| self.resolver.text(Some(name)));
            sources.extend(names.map(|name| format!("{prefix}.{}", name.value)));
        }
        sources
    }
}

/// The authorization of a method that names this authorizer.
pub(super) fn authorized_by(name: &str) -> Authorization {
    match name {
        "NONE" => Authorization::None,
        "AWS_IAM" => Authorization::AwsIam,
        other => Authorization::Authorizer(other.to_owned()),
    }
}
