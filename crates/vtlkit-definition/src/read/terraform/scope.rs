//! What names mean where an expression stands.

use std::rc::Rc;

use super::module::Module;
use super::value::Value;

/// What names mean where an expression stands.
#[derive(Clone)]
pub(crate) struct Scope<'t> {
    /// The module whose variables, local values and resources are meant; a template in a file has only its own names.
    pub(crate) module: Option<Rc<Module<'t>>>,
    names: Option<Rc<Name>>,
}

struct Name {
    called: Rc<str>,
    value: Value,
    outer: Option<Rc<Name>>,
}

impl<'t> Scope<'t> {
    pub(crate) const fn of_module(module: Rc<Module<'t>>) -> Self {
        Self { module: Some(module), names: None }
    }

    /// Only the names that are given.
    pub(crate) const fn empty() -> Self {
        Self { module: None, names: None }
    }

    /// The same with one more name: of `for`, `each`, `count`, a variable of a template.
    #[must_use]
    pub(crate) fn with(&self, name: impl Into<Rc<str>>, value: Value) -> Self {
        let name = Name { called: name.into(), value, outer: self.names.clone() };
        Self { module: self.module.clone(), names: Some(Rc::new(name)) }
    }

    pub(crate) fn name(&self, name: &str) -> Option<&Value> {
        let mut at = self.names.as_deref();
        while let Some(it) = at {
            if &*it.called == name {
                return Some(&it.value);
            }
            at = it.outer.as_deref();
        }
        None
    }
}
