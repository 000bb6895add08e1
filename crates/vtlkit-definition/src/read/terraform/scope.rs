//! The names that are visible to an expression.

use std::rc::Rc;

use super::module::Module;
use super::value::Value;

/// The names that are visible to an expression.
#[derive(Clone)]
pub(crate) struct Scope<'t> {
    /// The module whose variables, local values and resources are visible; `None` for a template file, which only sees
    /// its own variables.
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

    /// No module, no names.
    pub(crate) const fn empty() -> Self {
        Self { module: None, names: None }
    }

    /// Adds a name: of `for`, `each`, `count`, or a variable of a template.
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
