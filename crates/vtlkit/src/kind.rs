//! The kind of a definition file.

use std::fmt;

use vtlkit_host::Format;

/// A kind of file that defines APIs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DefinitionKind {
    /// An OpenAPI or Swagger document.
    OpenApi,
    /// A SAM template.
    Sam,
    /// A template synthesised by the CDK.
    Cdk,
    /// A CloudFormation template.
    CloudFormation,
    /// A file of a Terraform module.
    Terraform,
    /// A Serverless Framework configuration.
    Serverless,
}

impl DefinitionKind {
    /// The kind of a file, by its name and by words in it; `None` if it does not define an API.
    ///
    /// ```
    /// use vtlkit::DefinitionKind;
    ///
    /// let sam = "Resources:\n  Api: {Type: AWS::Serverless::Api}\n";
    /// assert_eq!(DefinitionKind::of("template.yaml", sam), Some(DefinitionKind::Sam));
    /// assert_eq!(DefinitionKind::of("request.vtl", "{\"type\": \"AWS::Serverless::Api\"}"), None);
    /// ```
    pub fn of(name: &str, text: &str) -> Option<Self> {
        let has = |word: &str| text.contains(word);
        match Format::of_name(name)? {
            Format::Hcl => (has("aws_api_gateway") || has("aws_apigatewayv2")).then_some(Self::Terraform),
            Format::Serverless => Some(Self::Serverless),
            Format::Yaml | Format::Json | Format::YamlTemplate | Format::JsonTemplate => {
                if name.ends_with(".tf.json") || name.ends_with(".tofu.json") {
                    return has("aws_api_gateway").then_some(Self::Terraform);
                }
                let is_cdk = name.ends_with(".template.json") || has("aws:cdk:path");
                if has("AWS::Serverless") {
                    Some(Self::Sam)
                } else if has("AWS::ApiGateway") {
                    Some(if is_cdk { Self::Cdk } else { Self::CloudFormation })
                } else {
                    is_open_api(text).then_some(Self::OpenApi)
                }
            }
            _ => None,
        }
    }
}

impl fmt::Display for DefinitionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OpenApi => "an OpenAPI file",
            Self::Sam => "a SAM file",
            Self::Cdk => "a file of the CDK",
            Self::CloudFormation => "a CloudFormation file",
            Self::Terraform => "a Terraform file",
            Self::Serverless => "a Serverless file",
        })
    }
}

/// Whether a document has a member with the version of OpenAPI or Swagger.
fn is_open_api(text: &str) -> bool {
    ["openapi", "swagger"].iter().any(|word| {
        text.match_indices(word).any(|(at, _)| {
            let before = text.get(..at).unwrap_or_default();
            let behind = text.get(at + word.len()..).unwrap_or_default();
            let (quote, behind) = match behind.strip_prefix(['"', '\'']) {
                Some(behind) => (true, behind),
                None => (false, behind),
            };
            let before = if quote { before.trim_end_matches(['"', '\'']) } else { before };
            let is_key =
                before.trim_end_matches([' ', '\t', '\r']).ends_with(['\n', '{', ',']) || before.is_empty();
            is_key && behind.trim_start().starts_with(':')
        })
    })
}

#[cfg(test)]
mod tests {
    use super::DefinitionKind;

    #[test]
    fn kinds_are_told_by_name_and_words() {
        for (name, text, kind) in [
            ("api.yaml", "openapi: 3.0.1\n", Some(DefinitionKind::OpenApi)),
            ("api.yaml", "# about\n'swagger' : '2.0'\n", Some(DefinitionKind::OpenApi)),
            ("api.json", "{\"info\": {},\n \"openapi\": \"3.0.1\"}", Some(DefinitionKind::OpenApi)),
            ("request.json", "{\"a\": \"an openapi: file\", \"b\": \"$input.path('$.b')\"}", None),
            ("main.tf", "resource \"aws_api_gateway_rest_api\" \"a\" {}", Some(DefinitionKind::Terraform)),
            ("main.tf", "resource \"aws_s3_bucket\" \"a\" {}", None),
            ("serverless.yml", "service: a\n", Some(DefinitionKind::Serverless)),
            (
                "cdk.out/Stack.template.json",
                "{\"Type\": \"AWS::ApiGateway::Method\"}",
                Some(DefinitionKind::Cdk),
            ),
            ("stack.yaml", "Type: AWS::ApiGateway::Method\n", Some(DefinitionKind::CloudFormation)),
            ("notes.md", "openapi: 3.0.1\n", None),
            ("README", "openapi: 3.0.1\n", None),
        ] {
            assert_eq!(DefinitionKind::of(name, text), kind, "{name}: {text}");
        }
    }
}
