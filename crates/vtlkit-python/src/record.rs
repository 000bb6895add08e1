//! Classes whose objects are values.

use pyo3::prelude::*;

/// A class with read-only attributes, which are compared by `==` and shown by `repr`, and methods of its own.
macro_rules! record {
    (
        $(#[$class:meta])*
        $name:ident { $($(#[$doc:meta])* $field:ident: $type:ty),* $(,)? }
        $(methods { $($methods:tt)* })?
    ) => {
        $(#[$class])*
        #[pyo3::pyclass(frozen, get_all, module = "vtlkit")]
        #[derive(Debug)]
        #[allow(clippy::struct_field_names, reason = "they are the attributes in Python")]
        pub(crate) struct $name {
            $($(#[$doc])* pub(crate) $field: $type,)*
        }

        #[pyo3::pymethods]
        impl $name {
            $($($methods)*)?

            fn __repr__(slf: &pyo3::Bound<'_, Self>) -> pyo3::PyResult<String> {
                $crate::record::repr(slf.as_any(), stringify!($name), &[$(stringify!($field)),*])
            }

            fn __eq__(slf: &pyo3::Bound<'_, Self>, other: &pyo3::Bound<'_, Self>) -> pyo3::PyResult<bool> {
                $crate::record::equal(slf.as_any(), other.as_any(), &[$(stringify!($field)),*])
            }
        }
    };
}

pub(crate) use record;

/// `Name(attribute=value, …)`.
pub(crate) fn repr(object: &Bound<'_, PyAny>, name: &str, attributes: &[&str]) -> PyResult<String> {
    let shown = attributes.iter().map(|attribute| {
        let value = object.getattr(*attribute)?.repr()?;
        Ok(format!("{attribute}={value}"))
    });
    Ok(format!("{name}({})", shown.collect::<PyResult<Vec<_>>>()?.join(", ")))
}

/// Whether all attributes are equal.
pub(crate) fn equal(a: &Bound<'_, PyAny>, b: &Bound<'_, PyAny>, attributes: &[&str]) -> PyResult<bool> {
    for attribute in attributes {
        if !a.getattr(*attribute)?.eq(b.getattr(*attribute)?)? {
            return Ok(false);
        }
    }
    Ok(true)
}
