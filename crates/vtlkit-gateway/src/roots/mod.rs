//! API Gateway's objects `$input` and `$util`.

pub(crate) mod input;
mod paths;
pub(crate) mod util;

pub(crate) use paths::Paths;

use vtlkit_eval::{Arguments, Failure, Host};
use vtlkit_value::{Heap, MapId, Str, Value};

use crate::request::Request;

/// The index of `$input` among the roots.
pub(crate) const INPUT: u8 = 0;
/// The index of `$util` among the roots.
pub(crate) const UTIL: u8 = 1;

/// A property or a method of `$input` or `$util`.
#[derive(Clone, Copy)]
pub struct Member {
    /// The name.
    pub name: &'static str,
    /// Whether it is a property, or the argument that it takes.
    pub kind: MemberKind,
    /// Its description, one sentence.
    pub docs: &'static str,
    run: fn(&mut Roots<'_>, Arguments<'_>) -> Result<Value, Failure>,
}

/// The kind of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberKind {
    /// A property, which is written without parentheses.
    Property,
    /// A method without arguments.
    NoArgument,
    /// A method that takes a String.
    Text,
    /// A method that takes any value.
    Anything,
}

impl MemberKind {
    /// Whether the method accepts these arguments. As in Java, null is always accepted.
    const fn takes(self, values: &[Value]) -> bool {
        matches!(
            (self, values),
            (Self::NoArgument, []) | (Self::Text, [Value::Str(_) | Value::Null]) | (Self::Anything, [_])
        )
    }
}

/// The state of `$input` and `$util` during a render.
pub(crate) struct Roots<'r> {
    request: &'r Request,
    paths: &'r mut Paths,
    /// The body on the heap, once it is needed.
    body: Option<Str>,
    /// The parsed body, once it is needed. It is parsed once, and changes to it persist.
    document: Option<Value>,
    /// The result of `params()`, once it is needed.
    params: Option<MapId>,
}

impl<'r> Roots<'r> {
    pub(crate) fn new(request: &'r Request, paths: &'r mut Paths) -> Self {
        paths.rewind();
        Self { request, paths, body: None, document: None, params: None }
    }

    fn members(root: u8) -> &'static [Member] {
        if root == INPUT { input::MEMBERS } else { util::MEMBERS }
    }
}

impl Host for Roots<'_> {
    fn property(&mut self, root: u8, name: &[u8], arguments: Arguments<'_>) -> Result<Value, Failure> {
        // A getter is found with the first letter of the property in either case.
        let same = |member: &&Member| {
            member.kind == MemberKind::Property
                && member.name[..1].eq_ignore_ascii_case(std::str::from_utf8(&name[..1]).unwrap_or_default())
                && member.name.as_bytes()[1..] == name[1..]
        };
        match Self::members(root).iter().find(same) {
            Some(member) => (member.run)(self, arguments),
            None => Ok(Value::Null),
        }
    }

    fn call(&mut self, root: u8, name: &[u8], mut arguments: Arguments<'_>) -> Result<Value, Failure> {
        if let Some(member) = Self::members(root)
            .iter()
            .find(|member| member.name.as_bytes() == name && member.kind.takes(arguments.values))
        {
            return (member.run)(self, arguments);
        }
        // Velocity finds a method without parameters for any arguments; the call then fails.
        let is_getter = |member: &Member| {
            member.kind == MemberKind::Property
                && name.strip_prefix(b"get").is_some_and(|rest| {
                    rest.len() == member.name.len()
                        && rest[0].is_ascii_uppercase()
                        && rest.eq_ignore_ascii_case(member.name.as_bytes())
                })
        };
        let without = Self::members(root).iter().any(|member| {
            member.kind == MemberKind::NoArgument && member.name.as_bytes() == name || is_getter(member)
        });
        if without && !arguments.values.is_empty() {
            let name = String::from_utf8_lossy(name);
            return Err(Failure::new(format!("`{name}` does not accept these arguments"))
                .with_help(format!("write `{name}()`")));
        }
        match (name, arguments.values) {
            // The getter of a property can also be called.
            ([b'g', b'e', b't', first, ..], []) if first.is_ascii_uppercase() => {
                let property = name[3..].to_vec();
                let Arguments { heap, steps, .. } = &mut arguments;
                self.property(root, &property, Arguments { heap, values: &[], steps })
            }
            // `$input` and `$util` themselves print nothing.
            (b"toString", []) => Ok(Value::Str(Str::default())),
            _ => Ok(Value::Null),
        }
    }

    fn prints(&self, root: u8, name: &[u8]) -> bool {
        Self::members(root)
            .iter()
            .any(|member| member.kind == MemberKind::Anything && member.name.as_bytes() == name)
    }

    fn print(&self, _: u8, _: &Heap, _: &mut Vec<u8>) {}
}
