//! The keywords of the service.

/// Defines an enum of keywords, with `parse` and `as_str`.
macro_rules! words {
    (
        $(#[$meta:meta])*
        pub enum $name:ident { $( $(#[$item_meta:meta])* $item:ident = $word:literal ),+ $(,)? }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $( $(#[$item_meta])* $item ),+ }

        impl $name {
            /// All of them, in the order of the service's documentation.
            pub const ALL: &[Self] = &[$( Self::$item ),+];

            /// The keyword.
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$item => $word ),+ }
            }

            /// Parses a keyword; OpenAPI files use lower case, all others upper case.
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|item| item.as_str().eq_ignore_ascii_case(word))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use words;

words! {
    /// An integration type.
    pub enum IntegrationType {
        /// An AWS service, or a Lambda function through templates.
        Aws = "AWS",
        /// A Lambda function that receives the request without templates.
        AwsProxy = "AWS_PROXY",
        /// An HTTP endpoint through templates.
        Http = "HTTP",
        /// An HTTP endpoint that receives the request unchanged.
        HttpProxy = "HTTP_PROXY",
        /// No endpoint: the response is made by the templates alone.
        Mock = "MOCK",
    }
}

impl IntegrationType {
    /// Whether requests and responses are passed on unchanged, so that templates have no effect.
    pub const fn is_proxy(self) -> bool {
        matches!(self, Self::AwsProxy | Self::HttpProxy)
    }
}

words! {
    /// What happens to a request whose content type has no template.
    pub enum PassthroughBehavior {
        /// It is passed through. The service's default.
        WhenNoMatch = "WHEN_NO_MATCH",
        /// It is passed through if there are no templates at all; otherwise it is rejected with 415.
        WhenNoTemplates = "WHEN_NO_TEMPLATES",
        /// It is rejected with 415.
        Never = "NEVER",
    }
}

words! {
    /// The conversion of a payload.
    pub enum ContentHandling {
        /// From Base64 text to bytes.
        ConvertToBinary = "CONVERT_TO_BINARY",
        /// From bytes to Base64 text.
        ConvertToText = "CONVERT_TO_TEXT",
    }
}

words! {
    /// How clients reach an API.
    pub enum EndpointType {
        /// Through the `CloudFront` network.
        Edge = "EDGE",
        /// In the API's Region.
        Regional = "REGIONAL",
        /// From inside a VPC.
        Private = "PRIVATE",
    }
}

words! {
    /// The source of a client's API key.
    pub enum ApiKeySource {
        /// In the header `X-API-Key`.
        Header = "HEADER",
        /// The response of the authorizer.
        Authorizer = "AUTHORIZER",
    }
}

words! {
    /// The period of a quota.
    pub enum QuotaPeriod {
        /// A day.
        Day = "DAY",
        /// A week.
        Week = "WEEK",
        /// A month.
        Month = "MONTH",
    }
}

/// The parts of the URI of an AWS integration,
/// `arn:aws:apigateway:region:service:action/Name` or `arn:aws:apigateway:region:service:path/…`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServiceUri<'u> {
    /// The Region, or a reference to it.
    pub region: &'u str,
    /// The service, without the subdomain some have: `dynamodb`, `lambda`, `s3`.
    pub service: &'u str,
    /// The action, for `action` URIs.
    pub action: Option<&'u str>,
    /// The path without a leading slash, for `path` URIs.
    pub path: Option<&'u str>,
}

impl<'u> ServiceUri<'u> {
    /// Parses a URI; `None` if it does not have this form. Any part may be a reference such as `${AWS::Region}`.
    pub fn parse(uri: &'u str) -> Option<Self> {
        let mut parts = Colons(uri);
        let (arn, _, apigateway) = (parts.next()?, parts.next()?, parts.next()?);
        if arn != "arn" || apigateway != "apigateway" {
            return None;
        }
        let (region, service) = (parts.next()?, parts.next()?);
        let rest = parts.0;
        let action = rest.strip_prefix("action/");
        let path = rest.strip_prefix("path/");
        (action.is_some() || path.is_some()).then(|| Self {
            region,
            service: service.rsplit('.').next().unwrap_or(service),
            action: action.map(|action| action.split(['&', '?']).next().unwrap_or(action)),
            path,
        })
    }

    /// Whether a Lambda function is called.
    pub fn is_lambda(&self) -> bool {
        self.service == "lambda"
    }
}

/// Splits at colons outside of braces.
struct Colons<'u>(&'u str);

impl<'u> Colons<'u> {
    fn next(&mut self) -> Option<&'u str> {
        let mut depth = 0_usize;
        let end = self.0.bytes().position(|byte| {
            match byte {
                b'{' => depth += 1,
                b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            byte == b':' && depth == 0
        })?;
        let (part, rest) = (self.0.get(..end)?, self.0.get(end + 1..)?);
        self.0 = rest;
        Some(part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn service_uris_come_apart() {
        let uri =
            ServiceUri::parse("arn:${AWS::Partition}:apigateway:${AWS::Region}:dynamodb:action/PutItem")
                .unwrap();
        assert_eq!((uri.service, uri.action, uri.path), ("dynamodb", Some("PutItem"), None));
        assert_eq!(uri.region, "${AWS::Region}");
        let lambda = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:1:function:f/invocations";
        assert!(ServiceUri::parse(lambda).unwrap().is_lambda());
        assert_eq!(ServiceUri::parse("https://example.com"), None);
        assert_eq!(ServiceUri::parse("arn:aws:lambda:x:y:action/Z"), None);
        assert_eq!(ServiceUri::parse("arn:aws:apigateway:x"), None);
    }

    #[test]
    fn words_read_in_either_case() {
        assert_eq!(IntegrationType::parse("aws_proxy"), Some(IntegrationType::AwsProxy));
        assert_eq!(PassthroughBehavior::parse("NEVER"), Some(PassthroughBehavior::Never));
        assert_eq!(ContentHandling::parse("convert"), None);
    }
}
