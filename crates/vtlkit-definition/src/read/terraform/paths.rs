//! The paths of an API's resources.

use std::rc::Rc;

use vtlkit_text::Spanned;

use super::eval::Terraform;
use super::value::{Address, Data, Value};

/// Maximum depth of a path.
const NESTING: usize = 64;

impl Terraform<'_, '_> {
    /// The path of the resource that an identifier refers to; unknown parts are `<name>`.
    pub(crate) fn path(&self, id: &Value) -> Spanned<String> {
        // The resources up to the root, or to one whose path is known.
        let mut chain: Vec<(Rc<Address>, String)> = Vec::new();
        let mut path = String::new();
        let mut open: Option<Rc<str>> = None;
        let mut at = id.clone();
        while chain.len() < NESTING {
            let owner: Rc<Address> = match &at.data {
                Data::Attribute(it) => Rc::new(it.owner.clone()),
                Data::Resource(it) => Rc::clone(it),
                // An unknown value named like a root resource is taken for one.
                Data::Unknown(open) if open.name.contains("root") => break,
                _ => {
                    if let Some(it) = at.open() {
                        self.fill(&it.name, at.span, false);
                        open = Some(Rc::clone(&it.name));
                    }
                    let name = at.to_text().map(|text| text.map.text().trim_matches('/').to_owned());
                    path.extend(name.filter(|name| !name.is_empty()).map(|name| format!("/{name}")));
                    break;
                }
            };
            if owner.parts().0 != "aws_api_gateway_resource" {
                break;
            }
            if let Some(known) = self.paths.borrow().get(&*owner) {
                path.clone_from(&known.0);
                open.clone_from(&known.1);
                break;
            }
            let Some((body, scope)) = self.block_of(&owner) else { break };
            let name = if owner.is_data() { "path" } else { "path_part" };
            let part = self.attribute(body, name, &scope).and_then(|part| part.to_text());
            for (name, place) in part.iter().flat_map(|part| &part.unknown) {
                self.fill(name, *place, false);
                open = Some(Rc::clone(name));
            }
            let part = part.map_or_else(String::new, |part| part.map.text().trim_matches('/').to_owned());
            let parent = self.attribute(body, "parent_id", &scope).filter(|_| !owner.is_data());
            chain.push((owner, part));
            match parent {
                Some(parent) => at = parent,
                None => break,
            }
        }
        for (owner, part) in chain.into_iter().rev() {
            // Deeper paths cannot be deployed.
            if path.matches('/').count() >= NESTING {
                path.clear();
            }
            if !part.is_empty() {
                path.extend(["/", &part]);
            }
            self.paths.borrow_mut().insert(Address::clone(&owner), (path.clone(), open.clone()));
        }
        if let Some(open) = open {
            self.fill(&open, id.span, false);
        }
        let path = if path.is_empty() { "/".to_owned() } else { path };
        Spanned::new(path, id.span)
    }
}
