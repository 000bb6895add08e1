//! Stand-ins for attributes that the provider computes on deployment.

use std::rc::Rc;

use vtlkit_host::tree::NodeRef;

use super::eval::Terraform;
use super::scope::Scope;
use super::value::{Address, Data, Value};

/// The attributes with the deployed name of a resource.
const NAMES: [&str; 9] = [
    "name",
    "function_name",
    "bucket",
    "table_name",
    "queue_name",
    "topic_name",
    "name_prefix",
    "bucket_prefix",
    "stage_name",
];

/// A resource whose attributes are read.
struct Asked<'a, 't> {
    address: &'a Address,
    body: NodeRef<'t>,
    scope: &'a Scope<'t>,
    /// Its deployed name.
    name: String,
}

impl<'t> Terraform<'_, 't> {
    /// The stand-in for an attribute that only the provider knows.
    pub(crate) fn stand_in(
        &self,
        address: &Address,
        body: NodeRef<'t>,
        scope: &Scope<'t>,
        attribute: &str,
    ) -> Option<String> {
        let (kind, own) = address.parts();
        let said = NAMES.iter().find_map(|name| self.attribute(body, name, scope)?.to_text());
        let name = said.map_or_else(|| own.to_owned(), |text| text.map.text().to_owned());
        let asked = Asked { address, body, scope, name };
        if kind.contains("gateway") {
            return self.of_gateway(&asked, attribute);
        }
        let Asked { name, .. } = &asked;
        let (region, account) = (self.settings.region(), self.settings.account.as_str());
        let partition = self.settings.partition();
        let suffix = self.settings.pseudo("AWS::URLSuffix").unwrap_or_default();
        Some(match (kind, attribute) {
            _ if !kind.starts_with("aws_") => return None,
            (_, "arn") => self.arn(&asked),
            ("aws_lambda_function", "qualified_arn") => format!("{}:1", self.arn(&asked)),
            ("aws_lambda_function" | "aws_lambda_alias", "invoke_arn" | "qualified_invoke_arn") => {
                let function = self.arn(&asked);
                format!(
                    "arn:{partition}:apigateway:{region}:lambda:path/2015-03-31/functions/{function}/invocations"
                )
            }
            ("aws_sqs_queue", "url" | "id") => format!("https://sqs.{region}.{suffix}/{account}/{name}"),
            ("aws_sns_topic" | "aws_sfn_state_machine" | "aws_kinesis_stream", "id") => self.arn(&asked),
            ("aws_secretsmanager_secret", "id") => self.arn(&asked),
            ("aws_s3_bucket", "bucket_regional_domain_name") => format!("{name}.s3.{region}.{suffix}"),
            ("aws_s3_bucket", "bucket_domain_name") => format!("{name}.s3.{suffix}"),
            ("aws_cognito_user_pool", "id") => format!("{region}_{own}"),
            ("aws_cognito_user_pool", "endpoint") => format!("cognito-idp.{region}.{suffix}/{region}_{own}"),
            ("aws_lb" | "aws_alb" | "aws_elb", "dns_name") => format!("{name}.{region}.elb.{suffix}"),
            ("aws_lambda_function", "function_name") | ("aws_s3_bucket", "bucket") | (_, "id") => asked.name,
            (_, "name") if !address.is_data() => asked.name,
            _ => return None,
        })
    }

    /// The unknown values in the name of a resource, if a stand-in contains that name.
    pub(crate) fn unknown_in_name(
        &self,
        body: NodeRef<'t>,
        scope: &Scope<'t>,
        stand_in: &str,
    ) -> Vec<Rc<str>> {
        if !stand_in.contains('<') {
            return Vec::new();
        }
        let said = NAMES.iter().find_map(|name| self.attribute(body, name, scope)?.to_text());
        said.map(|text| text.unknown.iter().map(|(name, _)| Rc::clone(name)).collect()).unwrap_or_default()
    }

    /// The stand-in for an attribute of an API Gateway resource.
    fn of_gateway(&self, asked: &Asked<'_, 't>, attribute: &str) -> Option<String> {
        let Asked { address, body, name, .. } = asked;
        let (kind, own) = address.parts();
        let (region, account) = (self.settings.region(), self.settings.account.as_str());
        let partition = self.settings.partition();
        let suffix = self.settings.pseudo("AWS::URLSuffix").unwrap_or_default();
        Some(match (kind, attribute) {
            (_, "id") => own.to_owned(),
            ("aws_api_gateway_rest_api", "root_resource_id") => format!("{own}-root"),
            ("aws_api_gateway_rest_api", "arn") => {
                format!("arn:{partition}:apigateway:{region}::/restapis/{own}")
            }
            ("aws_api_gateway_rest_api" | "aws_apigatewayv2_api", "execution_arn") => {
                format!("arn:{partition}:execute-api:{region}:{account}:{own}")
            }
            ("aws_api_gateway_stage" | "aws_api_gateway_deployment", "invoke_url") => {
                format!("https://api.execute-api.{region}.{suffix}/{name}")
            }
            ("aws_apigatewayv2_api", "api_endpoint") => format!("wss://{own}.execute-api.{region}.{suffix}"),
            ("aws_api_gateway_resource", "path") => {
                let resource = Data::Resource(Rc::new(Address::clone(address)));
                self.path(&Value::new(resource, body.span())).value
            }
            (_, "name") if !address.is_data() => name.clone(),
            _ => return None,
        })
    }

    /// The ARN of a resource.
    fn arn(&self, asked: &Asked<'_, 't>) -> String {
        let Asked { address, body, scope, name } = asked;
        let (kind, own) = address.parts();
        let (region, account) = (self.settings.region(), self.settings.account.as_str());
        let partition = self.settings.partition();
        let of = |service: &str, resource: &str| {
            format!("arn:{partition}:{service}:{region}:{account}:{resource}{name}")
        };
        let iam = |resource: &str| format!("arn:{partition}:iam::{account}:{resource}/{name}");
        match kind {
            "aws_lambda_function" => of("lambda", "function:"),
            "aws_lambda_alias" => {
                let function = self.attribute(*body, "function_name", scope).and_then(|it| it.to_text());
                let function = function.map_or_else(|| own.to_owned(), |it| it.map.text().to_owned());
                if function.starts_with("arn:") {
                    return format!("{function}:{name}");
                }
                format!("arn:{partition}:lambda:{region}:{account}:function:{function}:{name}")
            }
            "aws_dynamodb_table" => of("dynamodb", "table/"),
            "aws_kinesis_stream" => of("kinesis", "stream/"),
            "aws_kinesis_firehose_delivery_stream" => of("firehose", "deliverystream/"),
            "aws_sfn_state_machine" => of("states", "stateMachine:"),
            "aws_sfn_activity" => of("states", "activity:"),
            "aws_cloudwatch_event_bus" => of("events", "event-bus/"),
            "aws_cognito_user_pool" => of("cognito-idp", &format!("userpool/{region}_")),
            "aws_cloudwatch_log_group" => of("logs", "log-group:"),
            "aws_secretsmanager_secret" => of("secretsmanager", "secret:"),
            "aws_ssm_parameter" => {
                format!("arn:{partition}:ssm:{region}:{account}:parameter/{}", name.trim_start_matches('/'))
            }
            "aws_kms_key" => of("kms", "key/"),
            "aws_s3_bucket" => format!("arn:{partition}:s3:::{name}"),
            "aws_iam_role" => iam("role"),
            "aws_iam_policy" => iam("policy"),
            "aws_iam_user" => iam("user"),
            _ => of(kind.split('_').nth(1).unwrap_or("service"), ""),
        }
    }
}
