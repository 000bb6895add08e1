//! JSON pointers, as the validator reads and prints them.

use crate::json::{Json, Value};

/// Appends a name as a token of a pointer: `~` as `~0`, `/` as `~1`.
pub(crate) fn push_token(name: &str, pointer: &mut String) {
    pointer.push('/');
    for character in name.chars() {
        match character {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            _ => pointer.push(character),
        }
    }
}

/// The names in a pointer; `None` if the text is not a pointer.
pub(crate) fn parse(text: &str) -> Option<Vec<String>> {
    if text.is_empty() {
        return Some(Vec::new());
    }
    text.strip_prefix('/')?.split('/').map(token).collect()
}

fn token(token: &str) -> Option<String> {
    let mut name = String::with_capacity(token.len());
    let mut characters = token.chars();
    while let Some(character) = characters.next() {
        name.push(match character {
            '~' => match characters.next()? {
                '0' => '~',
                '1' => '/',
                _ => return None,
            },
            _ => character,
        });
    }
    Some(name)
}

/// The value that the names lead to.
pub(crate) fn resolve<'d>(value: Json<'d>, names: &[String]) -> Option<Json<'d>> {
    names.iter().try_fold(value, |value, name| match value.value() {
        Value::Object(object) => object.get(name),
        Value::Array(array) => array.get(index(name)?),
        _ => None,
    })
}

/// An array index: without leading zeros, but with an optional sign, as in Java's `Integer.parseInt`.
fn index(name: &str) -> Option<usize> {
    if name.starts_with('0') {
        return (name == "0").then_some(0);
    }
    name.parse::<i32>().ok().and_then(|index| usize::try_from(index).ok())
}
