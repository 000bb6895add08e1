//! Terraform: the APIs of a module and of the modules that it calls.
//!
//! ```text
//! files of a folder ── blocks ── instances (count, for_each) ── attributes, evaluated on demand ── Api
//! ```

mod attributes;
mod checks;
mod definition;
mod eval;
mod expr;
mod functions;
mod load;
mod methods;
mod module;
mod names;
mod paths;
mod plan;
mod reader;
mod scope;
mod stages;
mod stand_in;
mod template;
mod types;
mod value;
mod websocket;

use std::rc::Rc;

use vtlkit_host::tree::NodeRef;

use super::Found;
use super::resolve::Context;
use eval::Terraform;
use plan::Plan;
use reader::{Item, Reader};
use scope::Scope;
use value::{Address, Data};

pub(crate) use load::is_of_module;

/// Reads the APIs of the module that a file belongs to, and of the modules that it calls.
pub(crate) fn read(context: &Rc<Context<'_>>, file: &str, found: &mut Found) {
    let mut settings = context.settings.clone();
    if settings.region.is_none() {
        let terraform = Terraform::new(context, &settings);
        let region = terraform.region(&terraform.outermost(file));
        settings.region = region;
    }
    let terraform = Terraform::new(context, &settings);
    terraform.outermost(file);
    let items = terraform.items();
    let mut reader = Reader::new(&terraform, found);
    reader.definitions(&items);
    reader.finish();
}

/// Whether a document is a plan or a state as printed by `terraform show -json`.
pub(crate) fn is_plan(root: NodeRef<'_>) -> bool {
    plan::is_one(root)
}

/// Reads the APIs of a plan or state.
pub(crate) fn read_plan<'t>(root: NodeRef<'t>, context: &Rc<Context<'t>>, found: &mut Found) {
    let mut terraform = Terraform::new(context, &context.settings);
    terraform.allow(root.tree.source.len());
    terraform.plan = Some(Plan::read(root, &terraform));
    let items = terraform.plan.iter().flat_map(Plan::items).collect::<Vec<_>>();
    let mut reader = Reader::new(&terraform, found);
    reader.definitions(&items);
    reader.finish();
}

impl<'t> Terraform<'_, 't> {
    /// The instances of all API Gateway resources, including those of called modules.
    fn items(&self) -> Vec<Item<'t>> {
        let mut items = Vec::new();
        let mut next = 0;
        loop {
            let Some(module) = self.modules.borrow().get(next).cloned() else { return items };
            next += 1;
            let scope = Scope::of_module(module.clone());
            for address in &module.blocks.order {
                let kind = address.split('.').next().unwrap_or_default();
                let is_part = ["aws_api_gateway_", "aws_apigatewayv2_", "aws_appsync_"]
                    .iter()
                    .any(|it| kind.starts_with(it));
                let Some(block) = module.blocks.resources.get(address).filter(|_| is_part) else { continue };
                for (key, scope) in self.instances_of(block.body, &scope) {
                    let address = Address { module: module.id, name: address.clone(), key };
                    if address.key.is_some() {
                        self.scopes.borrow_mut().insert(address.clone(), scope.clone());
                    }
                    items.push(Item { address, name: block.name, body: block.body, scope });
                }
            }
            // Modules get their numbers as they are called.
            for (name, call) in &module.blocks.calls {
                let called = self.root("module", &mut [name.as_str()].iter(), call.name.span(), &scope);
                if let Data::Unknown(open) = &called.data
                    && open.is_wrong
                {
                    return items;
                }
            }
        }
    }
}
