//! `Ref` and `Fn::GetAtt`: parameter values, and stand-ins for values that only exist after deployment.

use vtlkit_host::tree::NodeRef;

use super::call::{Call, dotted};
use super::fill::placeholder;
use super::{Fill, NESTING, Resolver};
use vtlkit_text::Span;

/// A resource type: the service in its ARN, the prefix of the name there, the property with the name, and the result of
/// `Ref`.
struct Resource {
    service: &'static str,
    prefix: &'static str,
    name: &'static str,
    gives: Gives,
}

/// The result of `Ref` to a resource.
enum Gives {
    Name,
    Arn,
    QueueUrl,
}

/// Resource types whose ARN is not `arn:aws:SERVICE:REGION:ACCOUNT:NAME`, or whose `Ref` is not the name.
fn resource(kind: &str) -> Option<Resource> {
    let of = |service, prefix, name, gives| Some(Resource { service, prefix, name, gives });
    match kind {
        "AWS::Lambda::Function" | "AWS::Serverless::Function" => {
            of("lambda", "function:", "FunctionName", Gives::Name)
        }
        "AWS::DynamoDB::Table" | "AWS::Serverless::SimpleTable" => {
            of("dynamodb", "table/", "TableName", Gives::Name)
        }
        "AWS::DynamoDB::GlobalTable" => of("dynamodb", "table/", "TableName", Gives::Name),
        "AWS::SQS::Queue" => of("sqs", "", "QueueName", Gives::QueueUrl),
        "AWS::SNS::Topic" => of("sns", "", "TopicName", Gives::Arn),
        "AWS::Kinesis::Stream" => of("kinesis", "stream/", "Name", Gives::Name),
        "AWS::KinesisFirehose::DeliveryStream" => {
            of("firehose", "deliverystream/", "DeliveryStreamName", Gives::Name)
        }
        "AWS::StepFunctions::StateMachine" => of("states", "stateMachine:", "StateMachineName", Gives::Arn),
        "AWS::Serverless::StateMachine" => of("states", "stateMachine:", "Name", Gives::Arn),
        "AWS::StepFunctions::Activity" => of("states", "activity:", "Name", Gives::Arn),
        "AWS::Events::EventBus" => of("events", "event-bus/", "Name", Gives::Name),
        "AWS::IAM::Role" => of("iam", "role/", "RoleName", Gives::Name),
        "AWS::IAM::User" => of("iam", "user/", "UserName", Gives::Name),
        "AWS::IAM::ManagedPolicy" => of("iam", "policy/", "ManagedPolicyName", Gives::Arn),
        "AWS::S3::Bucket" => of("s3", "", "BucketName", Gives::Name),
        "AWS::Cognito::UserPool" => of("cognito-idp", "userpool/", "UserPoolName", Gives::Name),
        "AWS::SecretsManager::Secret" => of("secretsmanager", "secret:", "Name", Gives::Arn),
        "AWS::KMS::Key" => of("kms", "key/", "", Gives::Name),
        "AWS::Logs::LogGroup" => of("logs", "log-group:", "LogGroupName", Gives::Name),
        "AWS::SSM::Parameter" => of("ssm", "parameter/", "Name", Gives::Name),
        "AWS::Redshift::Cluster" => of("redshift", "cluster:", "ClusterIdentifier", Gives::Name),
        "AWS::ECS::Cluster" => of("ecs", "cluster/", "ClusterName", Gives::Name),
        "AWS::ApiGateway::Model" => of("apigateway", "", "Name", Gives::Name),
        "AWS::ApiGateway::Stage" => of("apigateway", "", "StageName", Gives::Name),
        "AWS::CertificateManager::Certificate" => of("acm", "certificate/", "", Gives::Arn),
        "AWS::ElasticLoadBalancingV2::LoadBalancer" => {
            of("elasticloadbalancing", "loadbalancer/net/", "Name", Gives::Arn)
        }
        _ => None,
    }
}

impl<'t> Resolver<'t> {
    /// The target of a reference: the logical name of `Ref`, or `Name.Attribute`. A string is its own name.
    pub(crate) fn name_of(&self, node: NodeRef<'t>) -> Option<String> {
        let node = node.resolved()?;
        match Call::of(node) {
            Some(call) if call.name == "Ref" && !self.parameters.contains_key(&*call.argument.text()) => {
                Some(call.argument.text().into_owned())
            }
            Some(call) if call.name == "GetAtt" => Some(dotted(call.argument)),
            // `!Sub "${Api}"` is another way to write `!Ref Api`.
            Some(call) if call.name == "Sub" && call.argument.is_scalar() => {
                let text = call.argument.text();
                let inner = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
                let inner =
                    inner.filter(|name| !name.contains('$') && self.resources.borrow().contains_key(*name));
                inner.map(str::to_owned).or_else(|| Some(self.map(node, NESTING)?.text().to_owned()))
            }
            _ => Some(self.map(node, NESTING)?.text().to_owned()),
        }
    }

    /// The string for a name in `Ref` or `Fn::Sub`: a parameter, a pseudo parameter, or a resource with an optional
    /// attribute.
    pub(super) fn named(&self, name: &str, span: Span, depth: usize) -> String {
        if let Some(Some(value)) = self.parameters.get(name)
            && let Some(map) = self.map(*value, depth)
        {
            self.filled_in(Fill { name: name.to_owned(), span, is_known: true });
            return map.text().to_owned();
        }
        let settings = &self.context.settings;
        let given = settings.parameters.get(name).filter(|_| !self.parameters.contains_key(name)).cloned();
        let known = given.or_else(|| settings.pseudo(name)).or_else(|| self.stand_in(name, depth));
        let is_known = known.is_some();
        self.filled_in(Fill { name: name.to_owned(), span, is_known });
        known.unwrap_or_else(|| placeholder(name))
    }

    /// The stand-in for a resource or its attribute.
    fn stand_in(&self, name: &str, depth: usize) -> Option<String> {
        let (logical, attribute) = match name.split_once('.') {
            Some((logical, attribute)) => (logical, Some(attribute)),
            None => (name, None),
        };
        let node = *self.resources.borrow().get(logical)?;
        let kind = node.get("Type")?.text().into_owned();
        let known = resource(&kind);
        let own_name = || {
            let property = known.as_ref().map_or("Name", |known| known.name);
            let said = node.get("Properties").and_then(|properties| properties.get(property));
            let said = said.filter(|_| !property.is_empty()).and_then(|said| self.map(said, depth));
            said.map_or_else(|| logical.to_owned(), |map| map.text().to_owned())
        };
        let gives = known.as_ref().map(|known| &known.gives);
        match (attribute, gives) {
            (None, Some(Gives::QueueUrl)) | (Some("QueueUrl"), _) => Some(self.queue_url(&own_name())),
            (None, Some(Gives::Arn)) | (Some("Arn" | "TopicArn"), _) => {
                Some(self.arn(&kind, known.as_ref(), &own_name()))
            }
            (None, Some(Gives::Name)) => Some(own_name()),
            (None, None) => Some(logical.to_owned()),
            (Some("Name" | "QueueName" | "TopicName" | "RoleName" | "FunctionName" | "TableName"), _) => {
                Some(own_name())
            }
            (Some("RootResourceId" | "RestApiId"), _) => Some(name.to_owned()),
            (Some(_), _) => None,
        }
    }

    fn queue_url(&self, name: &str) -> String {
        let settings = &self.context.settings;
        let suffix = settings.pseudo("AWS::URLSuffix").unwrap_or_default();
        format!("https://sqs.{}.{suffix}/{}/{name}", settings.region(), settings.account)
    }

    fn arn(&self, kind: &str, known: Option<&Resource>, name: &str) -> String {
        let settings = &self.context.settings;
        let (region, account) = (settings.region(), settings.account.as_str());
        let service = known.map_or_else(
            || kind.split("::").nth(1).unwrap_or_default().to_ascii_lowercase(),
            |known| known.service.to_owned(),
        );
        let prefix = known.map_or("", |known| known.prefix);
        let (region, account) = match service.as_str() {
            "s3" => ("", ""),
            "iam" => ("", account),
            _ => (region, account),
        };
        format!("arn:{}:{service}:{region}:{account}:{prefix}{name}", settings.partition())
    }
}
