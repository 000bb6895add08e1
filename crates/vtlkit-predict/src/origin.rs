//! Where a value of the symbolic execution comes from.

use std::rc::Rc;

/// Members of `$context` whose values are strings and never read as numbers.
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
pub enum Step {
    /// Into a member of an object.
    Key(Rc<str>),
    /// Into an element of an array.
    Index(usize),
    /// Into the JSON that a string contains.
    Parse,
}

/// The part of the request that a parameter is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The path.
    Path,
    /// The query string.
    Query,
    /// The headers.
    Header,
}

/// The origin of a symbolic value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// A place in the payload.
    Body(Rc<[Step]>),
    /// A parameter; its part if the template names it.
    Param(Option<Part>, Rc<str>),
    /// A stage variable.
    Stage(Rc<str>),
    /// A member of `$context`.
    Context(Rc<[Rc<str>]>),
    /// A field of a payload that is a form.
    Field {
        /// Its number, from zero.
        index: usize,
        /// Whether it is the name of the field, and not its value.
        is_name: bool,
    },
    /// The name of a parameter or a member over which the template iterates without naming it.
    Name(Rc<Origin>),
}

impl Origin {
    /// A member of it.
    pub fn key(&self, name: &str) -> Option<Self> {
        match self {
            Self::Body(_) => self.inside(Step::Key(name.into())),
            Self::Context(path) => Some(Self::Context(path.iter().cloned().chain([name.into()]).collect())),
            _ => None,
        }
    }

    /// The payload.
    pub fn payload() -> Self {
        Self::Body(Rc::new([]))
    }

    /// One step further into the payload.
    fn inside(&self, step: Step) -> Option<Self> {
        let Self::Body(path) = self else { return None };
        Some(Self::Body(path.iter().cloned().chain([step]).collect()))
    }

    /// The name that the analysis chose for it.
    pub fn last_name(&self) -> Option<&str> {
        match self {
            Self::Body(path) => match path.last() {
                Some(Step::Key(name)) => Some(name),
                _ => None,
            },
            Self::Param(_, name) => Some(name),
            _ => None,
        }
    }

    /// The result of `parseJson` for it.
    pub fn parsed(&self) -> Option<Self> {
        self.inside(Step::Parse)
    }

    /// Whether it is a number or a boolean in DynamoDB's format: a string without special characters.
    pub fn is_plain_attribute(&self) -> Option<&'static str> {
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

    /// The DynamoDB attribute whose number or boolean it is.
    pub fn attribute(&self) -> Option<Self> {
        self.is_plain_attribute()?;
        let Self::Body(path) = self else { return None };
        Some(Self::Body(path.split_last()?.1.into()))
    }

    /// Its JSONPath, if it leads through members only.
    pub fn json_path(&self) -> Option<String> {
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
    pub fn index(&self, index: usize) -> Option<Self> {
        self.inside(Step::Index(index))
    }

    /// A place inside an element of it.
    pub fn element(&self, index: usize, rest: &[Step]) -> Option<Self> {
        let Self::Body(path) = self else { return None };
        Some(Self::Body(
            path.iter().cloned().chain([Step::Index(index)]).chain(rest.iter().cloned()).collect(),
        ))
    }

    /// Whether the value is controlled by the client.
    pub fn is_untrusted(&self) -> bool {
        match self {
            Self::Body(_) => true,
            Self::Param(part, _) => *part != Some(Part::Path),
            Self::Field { .. } | Self::Name(_) => true,
            Self::Stage(_) => false,
            Self::Context(path) => {
                let path: Vec<&str> = path.iter().map(|name| &**name).collect();
                match &*path {
                    ["identity", "userAgent"] => true,
                    // Claims that users can edit; others are set by the identity provider.
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

    /// Whether it is a member of `$context` that is a string and never reads as a number.
    pub fn is_word(&self) -> bool {
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

    /// Whether it is the member of `$context` that the service has as a number; all others are strings.
    pub fn is_number(&self) -> bool {
        matches!(self, Self::Context(path) if matches!(&**path, [name] if &**name == "requestTimeEpoch"))
    }

    /// Whether the client can put an apostrophe in it: in URLs the service rejects other special characters.
    pub fn may_hold_apostrophe(&self) -> bool {
        let Self::Context(path) = self else { return false };
        path.iter().map(|name| &**name).eq(["authorizer", "claims", "email"])
    }

    /// The values that contain it.
    pub fn above(&self) -> impl Iterator<Item = Self> {
        let path: &[Step] = if let Self::Body(path) = self { path } else { &[] };
        (0..path.len()).filter_map(|len| path.get(..len).map(|above| Self::Body(above.into())))
    }

    /// Whether another origin is inside this one.
    pub fn holds(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Body(a), Self::Body(b)) => a.len() < b.len() && b.starts_with(a),
            (Self::Context(a), Self::Context(b)) => a.len() < b.len() && b.starts_with(a),
            _ => false,
        }
    }
}
