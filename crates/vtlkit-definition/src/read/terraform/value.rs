//! The values of Terraform expressions.

use std::collections::BTreeMap;
use std::rc::Rc;

use vtlkit_text::{HostStyle, OffsetMap, OffsetMapBuilder, ScalarStyle, Span, Spanned};

/// Maximum number of alternatives of conditions.
const OTHERS: usize = 16;

/// A value with its span.
#[derive(Clone, Debug)]
pub(crate) struct Value {
    pub(crate) data: Data,
    pub(crate) span: Span,
    /// An alternative that a condition did not select, which may have further ones.
    pub(crate) other: Option<Rc<Value>>,
}

/// The data of a value.
#[derive(Clone, Debug)]
pub(crate) enum Data {
    Null,
    Bool(bool),
    Number(f64),
    Text(Rc<Text>),
    List(Rc<Vec<Value>>),
    Object(Rc<Object>),
    /// An instance of a resource or data source.
    Resource(Rc<Address>),
    /// An attribute that the provider computes; it prints as its stand-in.
    Attribute(Rc<Attribute>),
    /// An instance of a module, by number.
    Module(usize),
    /// A value that the files do not define.
    Unknown(Rc<Unknown>),
}

/// Terraform sorts the members of objects by name.
pub(crate) type Object = BTreeMap<Rc<str>, Member>;

/// A member of an object.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    /// The span of its name.
    pub(crate) key: Span,
    pub(crate) value: Value,
}

/// A string with the position of each byte.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    pub(crate) map: OffsetMap,
    /// The unknown values in it, with their spans.
    pub(crate) unknown: Vec<(Rc<str>, Span)>,
    /// The file that it is the content of.
    pub(crate) file: Option<Rc<NamedFile>>,
}

/// A file that an expression refers to.
#[derive(Debug)]
pub(crate) struct NamedFile {
    pub(crate) path: Spanned<String>,
    /// Whether variables are filled in (`templatefile`).
    pub(crate) filled: bool,
}

/// A value that the files do not define.
#[derive(Debug)]
pub(crate) struct Unknown {
    /// Its name in the files.
    pub(crate) name: Rc<str>,
    /// Whether it is an error: a missing member, a function with wrong arguments.
    pub(crate) is_wrong: bool,
    /// The file that is missing.
    pub(crate) file: Option<Rc<NamedFile>>,
}

/// Identifies an instance of a resource or data source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Address {
    /// The number of the module.
    pub(crate) module: usize,
    /// `type.name`, `data.type.name`
    pub(crate) name: Rc<str>,
    /// The instance key, with `count` or `for_each`.
    pub(crate) key: Option<Key>,
}

/// The key of an instance of a resource or module.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    Number(usize),
    Text(Rc<str>),
}

/// An attribute that the provider computes.
#[derive(Debug)]
pub(crate) struct Attribute {
    pub(crate) owner: Address,
    /// Its stand-in in strings.
    pub(crate) stand_in: Rc<str>,
    /// The unknown values in the stand-in.
    pub(crate) unknown: Vec<Rc<str>>,
}

impl Text {
    pub(crate) const fn new(map: OffsetMap, unknown: Vec<(Rc<str>, Span)>) -> Self {
        Self { map, unknown, file: None }
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => write!(f, "[{number}]"),
            Self::Text(text) => write!(f, "[\"{text}\"]"),
        }
    }
}

impl Address {
    /// Type and name, without `data.`.
    pub(crate) fn parts(&self) -> (&str, &str) {
        let name = self.name.strip_prefix("data.").unwrap_or(&self.name);
        name.split_once('.').unwrap_or((name, ""))
    }

    pub(crate) fn is_data(&self) -> bool {
        self.name.starts_with("data.")
    }
}

impl Value {
    pub(crate) const fn new(data: Data, span: Span) -> Self {
        Self { data, span, other: None }
    }

    pub(crate) const fn null(span: Span) -> Self {
        Self::new(Data::Null, span)
    }

    /// A string that is mapped to `span` as a whole.
    pub(crate) fn text(text: &str, span: Span) -> Self {
        Self::of_map(whole(text, span), span)
    }

    pub(crate) fn of_map(map: OffsetMap, span: Span) -> Self {
        Self::new(Data::Text(Rc::new(Text::new(map, Vec::new()))), span)
    }

    pub(crate) fn list(items: Vec<Self>, span: Span) -> Self {
        Self::new(Data::List(Rc::new(items)), span)
    }

    pub(crate) fn object(members: Object, span: Span) -> Self {
        Self::new(Data::Object(Rc::new(members)), span)
    }

    pub(crate) fn unknown(name: impl Into<Rc<str>>, span: Span) -> Self {
        Self::new(Data::Unknown(Rc::new(Unknown { name: name.into(), is_wrong: false, file: None })), span)
    }

    /// An erroneous value.
    pub(crate) fn wrong(name: impl Into<Rc<str>>, span: Span) -> Self {
        Self::new(Data::Unknown(Rc::new(Unknown { name: name.into(), is_wrong: true, file: None })), span)
    }

    /// The alternatives that conditions did not select.
    pub(crate) fn others(&self) -> impl Iterator<Item = &Self> {
        std::iter::successors(self.other.as_deref(), |value| value.other.as_deref()).take(OTHERS)
    }

    /// The name of an unknown value.
    pub(crate) fn open(&self) -> Option<&Rc<Unknown>> {
        match &self.data {
            Data::Unknown(unknown) => Some(unknown),
            _ => None,
        }
    }

    pub(crate) const fn is_null(&self) -> bool {
        matches!(self.data, Data::Null)
    }

    pub(crate) fn is_wrong(&self) -> bool {
        self.open().is_some_and(|open| open.is_wrong)
    }

    /// Converts the value to a string, with `<name>` for unknown values; `None` if it has no string form.
    pub(crate) fn to_text(&self) -> Option<Rc<Text>> {
        let plain = |text: &str| Rc::new(Text::new(whole(text, self.span), Vec::new()));
        Some(match &self.data {
            Data::Text(text) => Rc::clone(text),
            Data::Bool(value) => plain(if *value { "true" } else { "false" }),
            Data::Number(number) => plain(&number_text(*number)),
            Data::Attribute(it) => {
                let unknown = it.unknown.iter().map(|name| (Rc::clone(name), self.span)).collect();
                Rc::new(Text::new(whole(&it.stand_in, self.span), unknown))
            }
            Data::Unknown(open) => {
                let map = whole(&format!("<{}>", open.name), self.span);
                Rc::new(Text::new(map, vec![(Rc::clone(&open.name), self.span)]))
            }
            Data::Null | Data::List(_) | Data::Object(_) | Data::Resource(_) | Data::Module(_) => {
                return None;
            }
        })
    }

    /// The string, if no part of it is unknown.
    pub(crate) fn known_text(&self) -> Option<Rc<str>> {
        if let Data::Text(text) = &self.data {
            return text.unknown.is_empty().then(|| Rc::from(text.map.text()));
        }
        if self.open().is_some() {
            return None;
        }
        self.to_text().map(|text| Rc::from(text.map.text()))
    }

    pub(crate) fn to_bool(&self) -> Option<bool> {
        match &self.data {
            Data::Bool(value) => Some(*value),
            Data::Text(text) => match text.map.text() {
                "true" | "1" => Some(true),
                "false" | "0" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    pub(crate) fn to_number(&self) -> Option<f64> {
        match &self.data {
            Data::Number(number) => Some(*number),
            Data::Text(text) => text.map.text().trim().parse().ok().filter(|it: &f64| it.is_finite()),
            _ => None,
        }
    }

    /// A non-negative integer: a number of bytes, items or iterations.
    pub(crate) fn to_count(&self) -> Option<usize> {
        let number = self.to_number()?;
        (number >= 0.0 && number.fract() == 0.0 && number < 1e9).then_some(number as usize)
    }

    /// Compares two values; `None` if the result is unknown.
    pub(crate) fn equals(&self, other: &Self) -> Option<bool> {
        match (&self.data, &other.data) {
            (Data::Unknown(_), _) | (_, Data::Unknown(_)) => None,
            (Data::Null, Data::Null) => Some(true),
            (Data::Null, _) | (_, Data::Null) => Some(false),
            (Data::List(a), Data::List(b)) => {
                if a.len() != b.len() {
                    return Some(false);
                }
                a.iter().zip(b.iter()).try_fold(true, |all, (a, b)| Some(a.equals(b)? && all))
            }
            (Data::Object(a), Data::Object(b)) => {
                if a.len() != b.len() || a.keys().ne(b.keys()) {
                    return Some(false);
                }
                a.values()
                    .zip(b.values())
                    .try_fold(true, |all, (a, b)| Some(a.value.equals(&b.value)? && all))
            }
            (Data::Bool(a), Data::Bool(b)) => Some(a == b),
            (Data::Number(a), Data::Number(b)) => Some((a - b).abs() < f64::EPSILON),
            (Data::Resource(a), Data::Resource(b)) => Some(a == b),
            _ => match (self.to_text(), other.to_text()) {
                (Some(a), Some(b)) if a.unknown.is_empty() && b.unknown.is_empty() => {
                    Some(a.map.text() == b.map.text())
                }
                (Some(_), Some(_)) => None,
                _ => Some(false),
            },
        }
    }

    /// The items of a list, or the values of an object in the order of their names.
    pub(crate) fn items(&self) -> Option<Vec<Self>> {
        match &self.data {
            Data::List(items) => Some(items.to_vec()),
            Data::Object(members) => Some(members.values().map(|member| member.value.clone()).collect()),
            _ => None,
        }
    }
}

/// A number in Terraform's format.
pub(crate) fn number_text(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 { format!("{number:.0}") } else { number.to_string() }
}

/// A map of a text that is mapped to `span` as a whole.
pub(crate) fn whole(text: &str, span: Span) -> OffsetMap {
    let mut map = OffsetMapBuilder::default();
    map.begin(HostStyle::plain(ScalarStyle::Derived), span.start());
    map.replaced(span, text);
    map.finish(span.end())
}
