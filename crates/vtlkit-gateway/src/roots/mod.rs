//! The objects of the service: `$input` and `$util`.

pub(crate) mod input;
mod paths;
pub(crate) mod util;

pub(crate) use paths::Paths;

use vtlkit_eval::{Arguments, Failure, Host};
use vtlkit_value::{Heap, MapId, Str, Value};

use crate::request::Request;

/// The number of `$input` among the roots.
pub(crate) const INPUT: u8 = 0;
/// The number of `$util` among the roots.
pub(crate) const UTIL: u8 = 1;

/// A property or a method of `$input` or `$util`.
#[derive(Clone, Copy)]
pub struct Member {
    /// The name.
    pub name: &'static str,
    /// Whether it is a property, or what it takes.
    pub kind: MemberKind,
    /// What it gives, in a sentence.
    pub docs: &'static str,
    run: fn(&mut Roots<'_>, Arguments<'_>) -> Result<Value, Failure>,
}

/// What a member takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberKind {
    /// A property: nothing, and it is written without parentheses.
    Property,
    /// A method without arguments.
    NoArgument,
    /// A method that takes a String.
    Text,
    /// A method that takes anything.
    Anything,
}

impl MemberKind {
    /// Whether these are arguments the method takes. Null goes for anything, as in Java.
    const fn takes(self, values: &[Value]) -> bool {
        matches!(
            (self, values),
            (Self::NoArgument, []) | (Self::Text, [Value::Str(_) | Value::Null]) | (Self::Anything, [_])
        )
    }
}

/// What `$input` and `$util` know during a render.
pub(crate) struct Roots<'r> {
    request: &'r Request,
    paths: &'r mut Paths,
    /// The body on the heap, once it was asked for.
    body: Option<Str>,
    /// The document the body is, once it was asked for: it is read once, and changes to it stay.
    document: Option<Value>,
    /// What `params()` gives, once it was asked for.
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
        // A getter is found with its first letter in either case.
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
        // To the engine a method without parameters takes any arguments; the call then fails.
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
            return Err(Failure::new(format!("`{name}` does not take these arguments"))
                .with_help(format!("write `{name}()`")));
        }
        match (name, arguments.values) {
            // The getter of a property can be called by its name.
            ([b'g', b'e', b't', first, ..], []) if first.is_ascii_uppercase() => {
                let property = name[3..].to_vec();
                let Arguments { heap, steps, .. } = &mut arguments;
                self.property(root, &property, Arguments { heap, values: &[], steps })
            }
            // `$input` and `$util` themselves print as nothing.
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
