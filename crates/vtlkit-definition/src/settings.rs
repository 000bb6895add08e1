//! Values that are only known to whoever deploys a definition.

use std::collections::BTreeMap;

use vtlkit_host::tree::Tree;
use vtlkit_host::{Document, Format, Node, NodeKind};

/// Values that a definition takes from outside: parameters, the region, the account. Values that are not set have a
/// stand-in or a placeholder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Parameters of CloudFormation, input variables of Terraform, `param` and `opt` of the Serverless Framework. For a
    /// Terraform variable that is not a string, the text is an expression.
    pub parameters: BTreeMap<String, String>,
    /// `AWS::Region`. Default: the region in the definition, or `eu-west-1`.
    pub region: Option<String>,
    /// `AWS::AccountId`.
    pub account: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self { parameters: BTreeMap::new(), region: None, account: "123456789012".to_owned() }
    }
}

impl Settings {
    /// The region of the deployment.
    pub fn region(&self) -> &str {
        self.region.as_deref().unwrap_or("eu-west-1")
    }

    /// The partition of the region: `aws`, `aws-cn` or `aws-us-gov`.
    pub fn partition(&self) -> &'static str {
        match self.region() {
            region if region.starts_with("cn-") => "aws-cn",
            region if region.starts_with("us-gov-") => "aws-us-gov",
            _ => "aws",
        }
    }

    /// The value of a CloudFormation pseudo parameter such as `AWS::Region`.
    pub fn pseudo(&self, name: &str) -> Option<String> {
        Some(match name {
            "AWS::Region" => self.region().to_owned(),
            "AWS::AccountId" => self.account.clone(),
            "AWS::Partition" => self.partition().to_owned(),
            "AWS::URLSuffix" if self.partition() == "aws-cn" => "amazonaws.com.cn".to_owned(),
            "AWS::URLSuffix" => "amazonaws.com".to_owned(),
            "AWS::StackName" => "stack".to_owned(),
            "AWS::StackId" => format!(
                "arn:{}:cloudformation:{}:{}:stack/stack/00000000-0000-0000-0000-000000000000",
                self.partition(),
                self.region(),
                self.account
            ),
            _ => return None,
        })
    }

    /// Adds the parameters in a file: a JSON or YAML object, an object with such an object under `Parameters`, a list
    /// of objects with `ParameterKey` and `ParameterValue`, or a `.tfvars` file.
    ///
    /// # Errors
    ///
    /// What is wrong, as words that follow the file name: "is empty".
    pub fn add_file(&mut self, name: &str, text: &str) -> Result<(), String> {
        if name.ends_with(".tfvars") || name.ends_with(".tfvars.json") {
            return self.add_variables(name, text);
        }
        let document = Document::read(text);
        if let Some(error) = document.errors().first() {
            return Err(format!("cannot be read: {}", error.message));
        }
        let root = document.root().ok_or("is empty")?;
        match root.kind() {
            NodeKind::Mapping => {
                let values =
                    root.get("Parameters").filter(|it| it.kind() == NodeKind::Mapping).unwrap_or(root);
                for (key, value) in values.entries() {
                    self.parameters.insert(text_of(key), value_of(value));
                }
                Ok(())
            }
            NodeKind::Sequence => {
                for item in root.items() {
                    match (item.get("ParameterKey"), item.get("ParameterValue")) {
                        (Some(key), Some(value)) => {
                            self.parameters.insert(text_of(key), value_of(value));
                        }
                        _ if item.kind() == NodeKind::Scalar => self.add_override(&text_of(item)),
                        _ => {}
                    }
                }
                Ok(())
            }
            NodeKind::Scalar | NodeKind::Alias => Err("contains no parameter values".to_owned()),
        }
    }

    /// Adds the variables in a `.tfvars` file.
    fn add_variables(&mut self, name: &str, text: &str) -> Result<(), String> {
        let format = if name.rsplit('.').next() == Some("json") { Format::Json } else { Format::Hcl };
        let tree = Tree::parse(format, text);
        if let Some(error) = tree.errors.first() {
            return Err(format!("cannot be read: {}", error.message));
        }
        for (key, value) in tree.roots().flat_map(|root| root.raw_entries().collect::<Vec<_>>()) {
            let value = if value.is_quoted() { value.text() } else { value.source().into() };
            self.parameters.insert(key.text().into_owned(), value.into_owned());
        }
        Ok(())
    }

    /// Adds parameters in the format of `sam deploy --parameter-overrides`: `A=b C="d e"`, or
    /// `ParameterKey=A,ParameterValue=b`.
    pub fn add_overrides(&mut self, text: &str) {
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            let mut quote = None;
            let end = rest.char_indices().find(|&(_, c)| {
                match quote {
                    Some(open) if c == open => quote = None,
                    None if c == '"' || c == '\'' => quote = Some(c),
                    _ => {}
                }
                quote.is_none() && c.is_whitespace()
            });
            let (one, behind) = rest.split_at(end.map_or(rest.len(), |(at, _)| at));
            self.add_override(one);
            rest = behind.trim_start();
        }
    }

    /// Adds one parameter: `A=b` or `ParameterKey=A,ParameterValue=b`.
    pub fn add_override(&mut self, text: &str) {
        let long = text.strip_prefix("ParameterKey=").and_then(|rest| rest.split_once(",ParameterValue="));
        if let Some((name, value)) = long.or_else(|| text.split_once('=')) {
            let bare = |text: &str| {
                let quoted = |quote: char| text.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
                quoted('"').or_else(|| quoted('\'')).unwrap_or(text).to_owned()
            };
            self.parameters.insert(bare(name.trim()), bare(value.trim()));
        }
    }
}

/// A value as a string; lists are joined with commas.
fn value_of(node: Node<'_>) -> String {
    if node.kind() == NodeKind::Sequence {
        return node.items().map(text_of).collect::<Vec<_>>().join(",");
    }
    text_of(node)
}

/// The text of a scalar; empty for any other node.
fn text_of(node: Node<'_>) -> String {
    node.text().map(|text| text.into_owned()).unwrap_or_default()
}
