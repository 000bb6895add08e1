//! `$context`: what the service sets, and what a template overrides.

use std::rc::Rc;

use vtlkit_syntax::ast::{Accessor, Reference};
use vtlkit_syntax::visit::Site;

use super::collection::made_up;
use super::{Flow, Halt, Run};
use crate::origin::Origin;
use crate::unknown::Reason;
use crate::value::{Value, in_variable};

impl<'t> Run<'t> {
    /// The value of `$context` at the members that a reference names, and the remaining steps.
    pub(super) fn context(
        &mut self,
        reference: &'t Reference,
        site: Site<'t>,
    ) -> Result<(Value, &'t [Accessor]), Halt> {
        // Maps of the service print nothing; their values are strings.
        let is_method = |step: &Accessor| matches!(step, Accessor::Method { .. });
        let methods = reference.path.iter().position(is_method).unwrap_or(reference.path.len());
        let (members, rest) = reference.path.split_at(methods);
        let path = self.names(members, site)?;
        for len in (1..=path.len()).rev() {
            if let Some(put) = path.get(..len).and_then(|above| self.context.get(above)) {
                return Ok((put.clone(), reference.path.get(len..).unwrap_or_default()));
            }
        }
        let is_override = |name: &Rc<str>| matches!(&**name, "requestOverride" | "responseOverride");
        if self.context.keys().any(|put| put.starts_with(&path))
            || path.len() < 2 && path.first().is_some_and(is_override)
        {
            return Err(Halt::lost(Reason::Builtin, "a map of overrides"));
        }
        if path.first().is_some_and(is_override) {
            return Ok((Value::Nothing, rest));
        }
        Ok((self.external(Some(Origin::Context(path.into()))), rest))
    }

    /// Assigns a value in `$context`.
    pub(super) fn assign_context(&mut self, target: &'t Reference, value: Value, site: Site<'t>) -> Flow {
        let path = self.names(&target.path, site)?;
        // Its former contents are lost.
        self.context.retain(|put, _| !put.starts_with(&path));
        self.context.insert(path, in_variable(value));
        Ok(())
    }

    /// The names of nested members.
    fn names(&mut self, members: &'t [Accessor], site: Site<'t>) -> Result<Vec<Rc<str>>, Halt> {
        let mut path = Vec::new();
        for step in members {
            match step {
                Accessor::Property { name, .. } => path.push(name.text(site.source).into()),
                Accessor::Index { index, .. } => match made_up(&self.value(index, site)?) {
                    Value::Text(name) => path.push(name),
                    Value::Number(number) => path.push(number.to_string().into()),
                    _ => return Err(Halt::lost(Reason::Builtin, "context index")),
                },
                Accessor::Method { .. } => return Err(Halt::lost(Reason::Builtin, "context method")),
            }
        }
        Ok(path)
    }
}
