//! Where a value comes from.

use std::rc::Rc;

/// Members of `$context` that are texts.
const WORDS: [&str; 13] = [
    "apiId",
    "connectionId",
    "domainName",
    "domainPrefix",
    "eventType",
    "extendedRequestId",
    "httpMethod",
    "path",
    "protocol",
    "requestId",
    "requestTime",
    "resourcePath",
    "routeKey",
];

/// A step into a JSON value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Step {
    Key(Rc<str>),
    Index(usize),
    /// Into the JSON that a text holds.
    Parse,
}

/// A part of the parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Part {
    Path,
    Query,
    Header,
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Source {
    /// A place in the payload.
    Body(Rc<[Step]>),
    /// A parameter, of a part if the template says which.
    Param(Option<Part>, Rc<str>),
    /// A stage variable.
    Stage(Rc<str>),
    /// A member of `$context`.
    Context(Rc<[Rc<str>]>),
    /// The name or the value of a field, by its number, where the payload is a form.
    Field { index: usize, is_name: bool },
    /// The name of a parameter or a member that the template goes through without naming it.
    Name(Rc<Source>),
}

impl Source {
    /// A member of it.
    pub(crate) fn key(&self, name: &str) -> Option<Self> {
        match self {
            Self::Body(_) => self.inside(Step::Key(name.into())),
            Self::Context(path) => Some(Self::Context(path.iter().cloned().chain([name.into()]).collect())),
            _ => None,
        }
    }

    /// The payload.
    pub(crate) fn payload() -> Self {
        Self::Body(Rc::new([]))
    }

    /// What is one step further in the payload.
    fn inside(&self, step: Step) -> Option<Self> {
        let Self::Body(path) = self else { return None };
        Some(Self::Body(path.iter().cloned().chain([step]).collect()))
    }

    /// Its name, of which the analysis has made up one.
    pub(crate) fn last_name(&self) -> Option<&str> {
        match self {
            Self::Body(path) => match path.last() {
                Some(Step::Key(name)) => Some(name),
                _ => None,
            },
            Self::Param(_, name) => Some(name),
            _ => None,
        }
    }

    /// The value that `parseJson` makes of it.
    pub(crate) fn parsed(&self) -> Option<Self> {
        self.inside(Step::Parse)
    }

    /// Whether it is a number or a boolean as DynamoDB has them: texts without quotes.
    pub(crate) fn is_plain_attribute(&self) -> Option<&'static str> {
        let Self::Body(path) = self else { return None };
        let [Step::Key(first), .., _, Step::Key(last)] = &**path else { return None };
        if !matches!(&**first, "Item" | "Items" | "Attributes" | "LastEvaluatedKey" | "Responses") {
            return None;
        }
        match &**last {
            "N" => Some("1"),
            "BOOL" => Some("true"),
            _ => None,
        }
    }

    /// The attribute of DynamoDB of which it is the number or boolean.
    pub(crate) fn attribute(&self) -> Option<Self> {
        self.is_plain_attribute()?;
        let Self::Body(path) = self else { return None };
        Some(Self::Body(path.split_last()?.1.into()))
    }

    /// The JSONPath that leads to it in the payload, if it goes through members only.
    pub(crate) fn json_path(&self) -> Option<String> {
        let Self::Body(path) = self else { return None };
        let mut out = "$".to_owned();
        for step in &**path {
            let Step::Key(name) = step else { return None };
            let is_plain = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            if !is_plain {
                return None;
            }
            out.extend([".", name]);
        }
        Some(out)
    }

    /// An element of it.
    pub(crate) fn index(&self, index: usize) -> Option<Self> {
        self.inside(Step::Index(index))
    }

    /// What is at a place in an element of it.
    pub(crate) fn element(&self, index: usize, rest: &[Step]) -> Option<Self> {
        let Self::Body(path) = self else { return None };
        Some(Self::Body(
            path.iter().cloned().chain([Step::Index(index)]).chain(rest.iter().cloned()).collect(),
        ))
    }

    /// Whether anybody can put anything in it.
    pub(crate) fn is_anybodys(&self) -> bool {
        match self {
            Self::Body(_) => true,
            Self::Param(part, _) => *part != Some(Part::Path),
            Self::Field { .. } | Self::Name(_) => true,
            Self::Stage(_) => false,
            Self::Context(path) => {
                let path: Vec<&str> = path.iter().map(|name| &**name).collect();
                match &*path {
                    ["identity", "userAgent"] => true,
                    // What people write about themselves; other claims are the service's own.
                    ["authorizer", "claims", claim] => {
                        matches!(
                            *claim,
                            "name"
                                | "given_name"
                                | "family_name"
                                | "middle_name"
                                | "nickname"
                                | "preferred_username"
                                | "profile"
                                | "website"
                                | "address"
                        ) || claim.starts_with("custom:")
                    }
                    _ => false,
                }
            }
        }
    }

    /// Whether it is a member of `$context` that is a text and never reads as a number.
    pub(crate) fn is_word(&self) -> bool {
        let Self::Context(path) = self else { return matches!(self, Self::Name(_)) };
        let path: Vec<&str> = path.iter().map(|name| &**name).collect();
        match &*path {
            [name] => WORDS.contains(name),
            ["error", name] => matches!(*name, "message" | "responseType" | "validationErrorString"),
            ["identity", name] => *name != "accountId",
            ["authorizer", "claims", name] => matches!(*name, "sub" | "iss" | "email" | "cognito:username"),
            _ => false,
        }
    }

    /// Whether anybody can have an apostrophe in it: of addresses the service refuses other marks.
    pub(crate) fn may_hold_apostrophe(&self) -> bool {
        let Self::Context(path) = self else { return false };
        path.iter().map(|name| &**name).eq(["authorizer", "claims", "email"])
    }

    /// What it is in.
    pub(crate) fn above(&self) -> impl Iterator<Item = Self> {
        let path: &[Step] = if let Self::Body(path) = self { path } else { &[] };
        (0..path.len()).filter_map(|len| path.get(..len).map(|above| Self::Body(above.into())))
    }

    pub(crate) fn holds(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Body(a), Self::Body(b)) => a.len() < b.len() && b.starts_with(a),
            (Self::Context(a), Self::Context(b)) => a.len() < b.len() && b.starts_with(a),
            _ => false,
        }
    }
}
