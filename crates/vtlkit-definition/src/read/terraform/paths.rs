//! The paths of an API's resources.

use std::rc::Rc;

use vtlkit_text::Spanned;

use super::eval::Terraform;
use super::value::{Address, Data, Value};

/// How many resources may stand inside one another.
const NESTING: usize = 64;

impl Terraform<'_, '_> {
    /// The path of the resource that an identifier leads to. A part that the files do not say is `<name>`.
    pub(crate) fn path(&self, id: &Value) -> Spanned<String> {
        let mut parts: Vec<String> = Vec::new();
        let mut at = id.clone();
        for _ in 0..NESTING {
            let owner: Rc<Address> = match &at.data {
                Data::Attribute(it) => Rc::new(it.owner.clone()),
                Data::Resource(it) => Rc::clone(it),
                // What is called a root is one.
                Data::Unknown(open) if open.name.contains("root") => break,
                _ => {
                    parts.extend(at.to_text().map(|text| text.map.text().to_owned()));
                    break;
                }
            };
            if owner.parts().0 != "aws_api_gateway_resource" {
                break;
            }
            let Some((body, scope)) = self.block_of(&owner) else { break };
            let name = if owner.is_data() { "path" } else { "path_part" };
            let part = self.attribute(body, name, &scope).and_then(|part| part.to_text());
            parts.extend(part.map(|part| part.map.text().trim_matches('/').to_owned()));
            match self.attribute(body, "parent_id", &scope).filter(|_| !owner.is_data()) {
                Some(parent) => at = parent,
                None => break,
            }
        }
        let parts: Vec<&str> =
            parts.iter().rev().map(String::as_str).filter(|part| !part.is_empty()).collect();
        Spanned::new(format!("/{}", parts.join("/")), id.span)
    }
}
