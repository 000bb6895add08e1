//! Where a value comes from.

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
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    Key(String),
    Index(usize),
    /// Into the JSON that a text holds.
    Parse,
}

/// A part of the parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    Path,
    Query,
    Header,
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Source {
    /// A place in the payload.
    Body(Vec<Step>),
    /// A parameter, of a part if the template says which.
    Param(Option<Part>, String),
    /// A stage variable.
    Stage(String),
    /// A member of `$context`.
    Context(Vec<String>),
    /// The name or the value of a field, by its number, where the payload is a form.
    Field { index: usize, is_name: bool },
    /// The name of a parameter or a member that the template goes through without naming it.
    Name(Box<Source>),
}

impl Source {
    /// A member of it.
    pub(crate) fn key(&self, name: &str) -> Option<Self> {
        match self {
            Self::Body(path) => {
                let mut path = path.clone();
                path.push(Step::Key(name.to_owned()));
                Some(Self::Body(path))
            }
            Self::Context(path) => {
                let mut path = path.clone();
                path.push(name.to_owned());
                Some(Self::Context(path))
            }
            _ => None,
        }
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
        let Self::Body(path) = self else { return None };
        let mut path = path.clone();
        path.push(Step::Parse);
        Some(Self::Body(path))
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
        Some(Self::Body(path.split_last()?.1.to_vec()))
    }

    /// The JSONPath that leads to it in the payload, if it goes through members only.
    pub(crate) fn json_path(&self) -> Option<String> {
        let Self::Body(path) = self else { return None };
        let mut out = "$".to_owned();
        for step in path {
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
        let Self::Body(path) = self else { return None };
        let mut path = path.clone();
        path.push(Step::Index(index));
        Some(Self::Body(path))
    }

    /// Whether anybody can put anything in it.
    pub(crate) fn is_anybodys(&self) -> bool {
        match self {
            Self::Body(_) => true,
            Self::Param(part, _) => *part != Some(Part::Path),
            Self::Field { .. } | Self::Name(_) => true,
            Self::Stage(_) => false,
            Self::Context(path) => {
                let path: Vec<&str> = path.iter().map(String::as_str).collect();
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
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
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
        path.iter().eq(["authorizer", "claims", "email"])
    }

    pub(crate) fn holds(&self, other: &Self) -> bool {
        matches!((self, other), (Self::Body(a), Self::Body(b)) if a.len() < b.len() && b.starts_with(a))
    }
}
