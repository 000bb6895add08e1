//! Values of Python as JSON, and back.

use std::io::Write as _;

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyMapping, PyString, PyTuple};
use serde_json::{Map, Value};

/// Values nest no deeper: one that holds itself has no end.
const DEEPEST: usize = 500;

/// The JSON text of a value, without blanks: `None`, `bool`, `int`, `float`, `str`, lists, tuples and mappings.
pub(crate) fn text(value: &Bound<'_, PyAny>) -> PyResult<String> {
    let mut out = Vec::new();
    write(value, &mut out, DEEPEST)?;
    finished(out)
}

/// The JSON text of an object with these members.
pub(crate) fn text_of_members<'py>(members: impl Iterator<Item = Member<'py>>) -> PyResult<String> {
    let mut out = Vec::new();
    members_of(members.map(Ok), &mut out, DEEPEST)?;
    finished(out)
}

fn finished(out: Vec<u8>) -> PyResult<String> {
    String::from_utf8(out).map_err(|error| PyValueError::new_err(error.to_string()))
}

/// A value as JSON.
pub(crate) fn value(value: &Bound<'_, PyAny>) -> PyResult<Value> {
    serde_json::from_str(&text(value)?).map_err(|error| PyValueError::new_err(error.to_string()))
}

/// A mapping as a JSON object; `what` says what it is in messages.
pub(crate) fn object(given: &Bound<'_, PyAny>, what: &str) -> PyResult<Map<String, Value>> {
    match value(given)? {
        Value::Object(members) => Ok(members),
        _ => Err(PyTypeError::new_err(format!("`{what}` is a dict, not {}", type_name(given)))),
    }
}

/// The name of a value's type, for messages.
pub(crate) fn type_name(value: &Bound<'_, PyAny>) -> String {
    value.get_type().name().map_or_else(|_| "another type".to_owned(), |name| name.to_string())
}

fn write(value: &Bound<'_, PyAny>, out: &mut Vec<u8>, depth: usize) -> PyResult<()> {
    if let Ok(text) = value.cast::<PyString>() {
        string(&text.to_cow()?, out);
    } else if value.is_none() {
        out.extend_from_slice(b"null");
    } else if let Ok(flag) = value.cast::<PyBool>() {
        push(out, flag.is_true());
    } else if value.is_instance_of::<PyInt>() {
        // A member of an IntEnum is its number.
        match value.extract::<i64>() {
            Ok(number) => push(out, number),
            Err(_) => push(out, value.py().get_type::<PyInt>().call_method1("__repr__", (value,))?),
        }
    } else if let Ok(number) = value.cast::<PyFloat>() {
        let number = number.value();
        if !number.is_finite() {
            return Err(PyValueError::new_err(format!("JSON cannot hold {value}")));
        }
        push(out, Value::from(number));
    } else if let Ok(members) = value.cast::<PyDict>() {
        members_of(members.iter().map(Ok), out, deeper(depth)?)?;
    } else if let Ok(list) = value.cast::<PyList>() {
        elements(list.iter(), out, deeper(depth)?)?;
    } else if let Ok(tuple) = value.cast::<PyTuple>() {
        elements(tuple.iter(), out, deeper(depth)?)?;
    } else if let Ok(mapping) = value.cast::<PyMapping>() {
        let items = mapping.items()?;
        members_of(items.iter().map(|item| item.extract()), out, deeper(depth)?)?;
    } else {
        return Err(PyTypeError::new_err(format!(
            "JSON cannot hold a value of the type {}: use None, bool, int, float, str, list, tuple or dict",
            type_name(value)
        )));
    }
    Ok(())
}

fn deeper(depth: usize) -> PyResult<usize> {
    depth.checked_sub(1).ok_or_else(|| {
        PyValueError::new_err(format!("the value nests deeper than {DEEPEST}, or holds itself"))
    })
}

fn push(out: &mut Vec<u8>, value: impl std::fmt::Display) {
    // Memory takes everything.
    let _ = write!(out, "{value}");
}

fn elements<'py>(
    values: impl Iterator<Item = Bound<'py, PyAny>>,
    out: &mut Vec<u8>,
    depth: usize,
) -> PyResult<()> {
    out.push(b'[');
    for (index, value) in values.enumerate() {
        if index > 0 {
            out.push(b',');
        }
        write(&value, out, depth)?;
    }
    out.push(b']');
    Ok(())
}

/// The name and the value of a member.
pub(crate) type Member<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>);

fn members_of<'py>(
    members: impl Iterator<Item = PyResult<Member<'py>>>,
    out: &mut Vec<u8>,
    depth: usize,
) -> PyResult<()> {
    out.push(b'{');
    for (index, member) in members.enumerate() {
        let (name, value) = member?;
        if index > 0 {
            out.push(b',');
        }
        string(&key(&name)?.to_cow()?, out);
        out.push(b':');
        write(&value, out, depth)?;
    }
    out.push(b'}');
    Ok(())
}

/// The name of a member.
pub(crate) fn key<'a, 'py>(name: &'a Bound<'py, PyAny>) -> PyResult<&'a Bound<'py, PyString>> {
    name.cast::<PyString>().map_err(|_| {
        PyTypeError::new_err(format!("the names in JSON objects are strings, not {}", type_name(name)))
    })
}

fn string(text: &str, out: &mut Vec<u8>) {
    // Memory takes everything.
    let _ = serde_json::to_writer(out, text);
}

/// A JSON value as Python has it.
pub(crate) fn to_python<'py>(py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value {
        Value::Null => py.None().into_bound(py),
        Value::Bool(flag) => PyBool::new(py, *flag).to_owned().into_any(),
        Value::String(text) => PyString::new(py, text).into_any(),
        Value::Number(number) => match number.as_i64() {
            Some(number) => number.into_pyobject(py)?.into_any(),
            // A number keeps the digits that it was written with.
            None => {
                let digits = number.to_string();
                let is_whole = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
                if is_whole {
                    py.get_type::<PyInt>().call1((digits,))?
                } else {
                    py.get_type::<PyFloat>().call1((digits,))?
                }
            }
        },
        Value::Array(values) => {
            let list = PyList::empty(py);
            for value in values {
                list.append(to_python(py, value)?)?;
            }
            list.into_any()
        }
        Value::Object(members) => object_to_python(py, members)?.into_any(),
    })
}

/// A JSON object as a dict.
pub(crate) fn object_to_python<'py>(
    py: Python<'py>,
    members: &Map<String, Value>,
) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    for (name, value) in members {
        dict.set_item(name, to_python(py, value)?)?;
    }
    Ok(dict)
}
