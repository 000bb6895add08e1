//! `java.net.URI`: RFC 2396 with Java's deviations, on which the `uri` format and the resolution of references depend.

mod parse;
mod path;

use std::borrow::Cow;

use path::{normalize, resolve_path};

/// A URI split into its components, each as written.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Uri {
    /// The scheme, without its colon.
    pub scheme: Option<String>,
    /// The scheme-specific part of an opaque URI such as `mailto:a@b`.
    opaque: Option<String>,
    authority: Option<String>,
    user_info: Option<String>,
    host: Option<String>,
    port: Option<u32>,
    path: String,
    query: Option<String>,
    /// The fragment, without its `#`.
    pub fragment: Option<String>,
}

/// The characters that a component may contain unescaped.
#[derive(Clone, Copy)]
enum Allowed {
    Uric,
    Path,
    UserInfo,
    RegistryName,
    Server,
}

impl Allowed {
    fn contains(self, byte: u8) -> bool {
        let unreserved = byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte);
        unreserved
            || match self {
                Self::Uric => b";/?:@&=+$,[]".contains(&byte),
                Self::Path => b":@&=+$,;/".contains(&byte),
                Self::UserInfo => b";:&=+$,".contains(&byte),
                Self::RegistryName => b"$,;:@&=+".contains(&byte),
                Self::Server => b";:&=+$,-.@[]".contains(&byte),
            }
    }
}

/// Whether Java accepts a non-ASCII character unescaped.
fn is_other(character: char) -> bool {
    // Java tests single code units: a surrogate is neither a space nor a control character.
    !character.is_ascii()
        && !matches!(character, '\u{80}'..='\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

impl Uri {
    /// The reference to the containing document: `#`.
    pub fn same_document() -> Self {
        Self { fragment: Some(String::new()), ..Self::default() }
    }

    /// Parses a URI or a relative reference.
    pub fn parse(text: &str) -> Option<Self> {
        parse::parse(text)
    }

    /// Whether the URI is opaque (not hierarchical), such as `mailto:a@b`.
    pub fn is_opaque(&self) -> bool {
        self.opaque.is_some()
    }

    /// The URI with `.` and `..` segments and double slashes removed from its path.
    #[must_use]
    pub fn normalized(&self) -> Self {
        if self.is_opaque() || self.path.is_empty() {
            return self.clone();
        }
        Self { path: normalize(&self.path).into_owned(), ..self.clone() }
    }

    /// Whether normalisation changes nothing.
    pub fn is_normalized(&self) -> bool {
        self.is_opaque() || *normalize(&self.path) == *self.path
    }

    /// Resolves a reference against this URI.
    #[must_use]
    pub fn resolve(&self, child: &Self) -> Self {
        if child.is_opaque() || self.is_opaque() {
            return child.clone();
        }
        let lone_fragment = child.scheme.is_none()
            && child.authority.is_none()
            && child.path.is_empty()
            && child.query.is_none();
        if lone_fragment && child.fragment.is_some() {
            return Self { fragment: child.fragment.clone(), ..self.clone() };
        }
        if child.scheme.is_some() {
            return child.clone();
        }
        let mut resolved = Self {
            scheme: self.scheme.clone(),
            query: child.query.clone(),
            fragment: child.fragment.clone(),
            ..Self::default()
        };
        let authority = if child.authority.is_none() {
            resolved.path = if child.path.starts_with('/') {
                normalize(&child.path).into_owned()
            } else {
                resolve_path(&self.path, &child.path)
            };
            self
        } else {
            resolved.path.clone_from(&child.path);
            child
        };
        resolved.authority.clone_from(&authority.authority);
        resolved.user_info.clone_from(&authority.user_info);
        resolved.host.clone_from(&authority.host);
        resolved.port = authority.port;
        resolved
    }

    /// Everything between the scheme and the fragment, as written.
    pub fn scheme_specific_part(&self) -> String {
        if let Some(opaque) = &self.opaque {
            return opaque.clone();
        }
        let mut part = String::new();
        if let Some(authority) = &self.authority {
            part.push_str("//");
            part.push_str(authority);
        }
        part.push_str(&self.path);
        if let Some(query) = &self.query {
            part.push('?');
            part.push_str(query);
        }
        part
    }

    /// The URI rebuilt from its components, with scheme and host in lower case. As in Java, an authority that is not
    /// server-based is lost.
    pub fn canonical(&self) -> Option<Self> {
        let uri = self.normalized();
        let Some(scheme) = &uri.scheme else {
            if uri.host.is_none() {
                return Some(uri);
            }
            return Self::parse(&uri.rebuilt(""));
        };
        let scheme = format!("{}:", scheme.to_lowercase());
        if let Some(opaque) = &uri.opaque {
            let mut text = scheme;
            quote(&decode(opaque), Allowed::Uric, &mut text);
            uri.push_fragment(&mut text);
            return Self::parse(&text);
        }
        Self::parse(&uri.rebuilt(&scheme))
    }

    fn rebuilt(&self, scheme: &str) -> String {
        let mut text = scheme.to_owned();
        if let Some(host) = &self.host {
            text.push_str("//");
            if let Some(user_info) = &self.user_info {
                quote(&decode(user_info), Allowed::UserInfo, &mut text);
                text.push('@');
            }
            text.push_str(&host.to_lowercase());
            if let Some(port) = self.port {
                text.push(':');
                text.push_str(&port.to_string());
            }
        }
        quote(&decode(&self.path), Allowed::Path, &mut text);
        if let Some(query) = &self.query {
            text.push('?');
            quote(&decode(query), Allowed::Uric, &mut text);
        }
        self.push_fragment(&mut text);
        text
    }

    fn push_fragment(&self, text: &mut String) {
        if let Some(fragment) = &self.fragment {
            text.push('#');
            quote(&decode(fragment), Allowed::Uric, text);
        }
    }
}

/// Appends a component, escaping characters that are not allowed in it. An address in brackets is unchanged.
pub fn quote_uric(part: &str, out: &mut String) {
    let address = part.strip_prefix("//[").and_then(|rest| rest.find(']')).map_or(0, |end| end + 4);
    let (address, rest) = part.split_at_checked(address).unwrap_or(("", part));
    out.push_str(address);
    quote(rest, Allowed::Uric, out);
}

fn quote(part: &str, allowed: Allowed, out: &mut String) {
    use std::fmt::Write as _;
    for character in part.chars() {
        let keep = if character.is_ascii() { allowed.contains(character as u8) } else { is_other(character) };
        if keep {
            out.push(character);
        } else {
            for byte in character.encode_utf8(&mut [0; 4]).bytes() {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
}

/// Decodes the escapes of a component; invalid UTF-8 becomes replacement characters.
pub fn decode(part: &str) -> Cow<'_, str> {
    if !part.contains('%') {
        return Cow::Borrowed(part);
    }
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let digit = |at: usize| after.get(at).and_then(|&digit| (digit as char).to_digit(16));
        if let (b'%', Some(high), Some(low)) = (byte, digit(0), digit(1)) {
            bytes.push((high * 16 + low) as u8);
            rest = after.get(2..).unwrap_or_default();
        } else {
            bytes.push(byte);
            rest = after;
        }
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

impl std::fmt::Display for Uri {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(scheme) = &self.scheme {
            write!(f, "{scheme}:")?;
        }
        f.write_str(&self.scheme_specific_part())?;
        match &self.fragment {
            Some(fragment) => write!(f, "#{fragment}"),
            None => Ok(()),
        }
    }
}
