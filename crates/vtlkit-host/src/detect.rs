use memchr::memmem;

/// The format of a host file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// A template file.
    Standalone,
    /// YAML: OpenAPI, CloudFormation, SAM.
    Yaml,
    /// JSON: OpenAPI, CloudFormation (including the output of the CDK), Terraform's JSON syntax.
    Json,
    /// HCL: Terraform.
    Hcl,
    /// Markdown with templates in code fences.
    Markdown,
    /// YAML of the Serverless Framework, with its variables.
    Serverless,
    /// YAML that Terraform's `templatefile` fills in.
    YamlTemplate,
    /// JSON that Terraform's `templatefile` fills in.
    JsonTemplate,
}

impl Format {
    /// Derives the format from a file name; `None` if it is not a name for files with templates.
    pub fn of_name(name: &str) -> Option<Self> {
        let base = name.rsplit(['/', '\\']).next().unwrap_or(name).to_ascii_lowercase();
        let (stem, extension) = base.rsplit_once('.')?;
        Some(match extension {
            "vtl" | "vm" => Self::Standalone,
            "tpl" | "tftpl" | "tmpl" => match stem.rsplit_once('.').map(|(_, inner)| inner) {
                Some("yaml" | "yml") => Self::YamlTemplate,
                Some("json") => Self::JsonTemplate,
                _ if extension == "tpl" => Self::Standalone,
                _ => return None,
            },
            "yaml" | "yml" if stem == "serverless" || stem.starts_with("serverless.") => Self::Serverless,
            "yaml" | "yml" => Self::Yaml,
            "json" | "template" => Self::Json,
            "tf" | "hcl" | "tofu" => Self::Hcl,
            "md" | "markdown" => Self::Markdown,
            _ => return None,
        })
    }

    /// Whether a text can contain templates: a cheap search for substrings before anything is parsed.
    pub fn may_hold_templates(self, text: &str) -> bool {
        let bytes = text.as_bytes();
        let has = |needle: &str| memmem::find(bytes, needle.as_bytes()).is_some();
        match self {
            Self::Standalone => true,
            Self::Hcl => has("ateway") || has("aws_appsync"),
            Self::Markdown => has("vtl") || has("velocity") || has("VTL") || has("Velocity"),
            Self::Yaml | Self::Json | Self::Serverless | Self::YamlTemplate | Self::JsonTemplate => {
                // `x-amazon-apigateway-…`, `AWS::ApiGateway::…`, `aws_api_gateway_…`
                has("ateway")
                    || has("Serverless::Api")
                    || has("AppSync")
                    || has("aws_appsync")
                    // Events of the Serverless Framework.
                    || (has("template") && has("path") && (has("request") || has("response")))
            }
        }
    }
}

/// Whether a text looks like an API definition, even if it cannot be parsed.
pub fn is_definition(text: &str) -> bool {
    let words = [
        "x-amazon-apigateway",
        "AWS::ApiGateway",
        "AWS::Serverless",
        "AWS::AppSync",
        "aws_api_gateway",
        "aws_apigatewayv2",
        "openapi",
        "swagger",
    ];
    words.iter().any(|word| memmem::find(text.as_bytes(), word.as_bytes()).is_some())
}
