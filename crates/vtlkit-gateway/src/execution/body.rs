//! Bodies as members of JSON objects.

use std::borrow::Cow;

use crate::base64;

/// A body as in the events and results of Lambda functions: the members `body` (text, or bytes as Base64) and
/// `isBase64Encoded`.
///
/// ```
/// use vtlkit_gateway::execution::EncodedBody;
///
/// let text = EncodedBody::of("é".as_bytes());
/// assert_eq!((&*text.text, text.is_base64), ("é", false));
/// let bytes = EncodedBody::of(&[137, 80, 78, 71]);
/// assert_eq!((&*bytes.text, bytes.is_base64), ("iVBORw==", true));
/// assert_eq!(bytes.into_bytes().unwrap(), [137, 80, 78, 71]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodedBody<'b> {
    /// The text, or the Base64 digits.
    pub text: Cow<'b, str>,
    /// Whether it is Base64.
    pub is_base64: bool,
}

impl<'b> EncodedBody<'b> {
    /// Encodes bytes as text if they are valid UTF-8, otherwise as Base64.
    pub fn of(bytes: &'b [u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self { text: text.into(), is_base64: false },
            Err(_) => Self::base64(bytes),
        }
    }

    /// Bytes as Base64.
    pub fn base64(bytes: &[u8]) -> Self {
        let digits: String = base64::encode(bytes).into_iter().map(char::from).collect();
        Self { text: digits.into(), is_base64: true }
    }

    /// Decodes the body. White space in Base64 is ignored.
    ///
    /// # Errors
    ///
    /// If the Base64 is invalid.
    pub fn into_bytes(self) -> Result<Vec<u8>, String> {
        if !self.is_base64 {
            return Ok(self.text.into_owned().into_bytes());
        }
        let digits: Vec<u8> = self.text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
        base64::decode(&digits).map_err(|why| format!("`body` is not Base64: {why}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_may_have_lines_and_no_padding() {
        let body = |text: &'static str| EncodedBody { text: text.into(), is_base64: true }.into_bytes();
        assert_eq!(body(" iVBO\n Rw==\n").unwrap(), [137, 80, 78, 71]);
        assert_eq!(body("iVBORw").unwrap(), [137, 80, 78, 71]);
        assert!(body("").unwrap().is_empty());
        assert_eq!(body("é").unwrap_err(), "`body` is not Base64: invalid Base64 character");
    }
}
