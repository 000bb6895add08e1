//! `$context`: what the service knows of a request, and what a template overrides.

use std::rc::Rc;

use vtlkit_syntax::ast::{Accessor, Reference};
use vtlkit_syntax::visit::Site;

use super::collection::made_up;
use super::{Flow, Halt, Run};
use crate::output::source::Source;
use crate::output::unknown::Reason;
use crate::output::value::{Value, in_variable};

impl<'t> Run<'t> {
    /// What is in `$context` at the members that a reference names, and the steps after them.
    pub(super) fn context(
        &mut self,
        reference: &'t Reference,
        site: Site<'t>,
    ) -> Result<(Value, &'t [Accessor]), Halt> {
        // Maps of the service print as nothing; what is in them is text.
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
        Ok((self.external(Some(Source::Context(path.into()))), rest))
    }

    /// Puts a value into `$context`.
    pub(super) fn assign_context(&mut self, target: &'t Reference, value: Value, site: Site<'t>) -> Flow {
        let path = self.names(&target.path, site)?;
        // What was in it before is gone.
        self.context.retain(|put, _| !put.starts_with(&path));
        self.context.insert(path, in_variable(value));
        Ok(())
    }

    /// The names of members, one in the other.
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
