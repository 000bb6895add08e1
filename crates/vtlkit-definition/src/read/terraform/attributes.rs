//! Attributes of resources: as the block sets them, or stand-ins for what the provider computes.

use std::rc::Rc;

use vtlkit_host::tree::{Kind, NodeRef};
use vtlkit_text::Span;

use super::eval::Terraform;
use super::module::Module;
use super::scope::Scope;
use super::value::{Address, Attribute, Data, Value};

impl<'t> Terraform<'_, 't> {
    /// The block of a resource, and the scope of this instance.
    pub(crate) fn block_of(&self, address: &Address) -> Option<(NodeRef<'t>, Scope<'t>)> {
        if let Some(plan) = &self.plan {
            return Some((plan.values(address)?, Scope::empty()));
        }
        let module: Rc<Module<'t>> = self.modules.borrow().get(address.module).cloned()?;
        let block = *module.blocks.resources.get(&address.name)?;
        let scope = Scope::of_module(module);
        if address.key.is_none() {
            return Some((block.body, scope));
        }
        if let Some(scope) = self.scopes.borrow().get(address) {
            return Some((block.body, scope.clone()));
        }
        for (key, scope) in self.instances_of(block.body, &scope) {
            let address = Address { key, ..address.clone() };
            self.scopes.borrow_mut().insert(address, scope);
        }
        let scope = self.scopes.borrow().get(address).cloned()?;
        Some((block.body, scope))
    }

    /// An attribute of a resource: its value in the block, or the provider's.
    pub(crate) fn attribute_of(&self, address: &Rc<Address>, name: &str, span: Span) -> Value {
        let Some((body, scope)) = self.block_of(address) else {
            return self.open_attribute(address, name, span);
        };
        let (kind, _) = address.parts();
        // Identifiers of the API's own parts evaluate to a reference to the resource.
        let is_identifier =
            matches!(name, "id" | "root_resource_id" | "rest_api_id") && kind.contains("gateway");
        if !is_identifier || body.get(name).is_some() {
            if let Some(value) = self.stated(body, name, &scope, span) {
                return value;
            }
            if let Some(value) = self.data_source(address, kind, body, name, &scope, span) {
                return value;
            }
        }
        let stand_in = self.stand_in(address, body, &scope, name);
        match stand_in {
            Some(stand_in) => Value::new(
                Data::Attribute(Rc::new(Attribute {
                    owner: Address::clone(address),
                    unknown: self.unknown_in_name(body, &scope, &stand_in),
                    stand_in: stand_in.into(),
                })),
                span,
            ),
            None => self.open_attribute(address, name, span),
        }
    }

    fn open_attribute(&self, address: &Address, name: &str, span: Span) -> Value {
        self.unknown(&format!("{}.{name}", self.called(address)), span)
    }

    /// The address of a resource: `module.a.aws_x.y["key"]`.
    pub(crate) fn called(&self, address: &Address) -> String {
        let key = address.key.as_ref().map(ToString::to_string).unwrap_or_default();
        let name = format!("{}{key}", address.name);
        let module = self.modules.borrow().get(address.module).cloned();
        module.map_or(name.clone(), |module| module.called(&name))
    }

    /// An attribute that is set in the block; nested blocks become lists.
    fn stated(&self, body: NodeRef<'t>, name: &str, scope: &Scope<'t>, span: Span) -> Option<Value> {
        let value = self.attribute(body, name, scope)?;
        let node = body.get(name)?;
        let is_block = node.node.kind == Kind::Map && node.tree.hcl && !follows_equals(node);
        Some(if is_block { Value::list(vec![value], span) } else { value })
    }

    /// Attributes of data sources that need no provider.
    fn data_source(
        &self,
        address: &Address,
        kind: &str,
        body: NodeRef<'t>,
        name: &str,
        scope: &Scope<'t>,
        span: Span,
    ) -> Option<Value> {
        let settings = self.settings;
        let text = |text: &str| Some(Value::text(text, span));
        match (kind, name) {
            ("template_file", "rendered") => {
                let template = self.attribute(body, "template", scope)?.to_text()?;
                let values = self.attribute(body, "vars", scope).unwrap_or(Value::null(span));
                Some(self.filled(&template.map, &values, span))
            }
            ("local_file", "content") => {
                let path = self.attribute(body, "filename", scope)?;
                Some(self.call_with("file", vec![path], span))
            }
            ("terraform_data", "output") => self.attribute(body, "input", scope),
            ("aws_region", "name" | "id" | "region") => text(settings.region()),
            ("aws_caller_identity", "account_id" | "id") => text(&settings.account),
            ("aws_caller_identity", "arn") => {
                text(&format!("arn:{}:iam::{}:user/user", settings.partition(), settings.account))
            }
            ("aws_partition", "partition" | "id") => text(settings.partition()),
            ("aws_partition", "dns_suffix") => text(&settings.pseudo("AWS::URLSuffix")?),
            _ if address.is_data() && name == "name" => None,
            _ => None,
        }
    }
}

/// Whether `=` precedes a value: it is an attribute, not a block.
fn follows_equals(node: NodeRef<'_>) -> bool {
    let start = node.span().start() - node.tree.base;
    node.tree.source.get(..start).is_some_and(|text| text.trim_end().ends_with('='))
}
