//! Base64 as `java.util.Base64` has it.

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The bytes in base64, of the standard alphabet, padded, on one line.
pub(crate) fn encode(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * place) & 0x3f) as usize];
            out.push(if place <= chunk.len() { digit } else { b'=' });
        }
    }
    out
}

/// The bytes that base64 text stands for: no white space, padding whole or not at all. `Err` says what is wrong.
pub(crate) fn decode(text: &[u8]) -> Result<Vec<u8>, &'static str> {
    let digits = text.iter().position(|&b| b == b'=').unwrap_or(text.len());
    let padding = text.len() - digits;
    match (digits % 4, padding) {
        (1, _) => return Err("the last base64 unit has too few digits"),
        (2, 0 | 2) | (0 | 3, 0) | (3, 1) if text[digits..].iter().all(|&b| b == b'=') => {}
        _ => return Err("the base64 padding is wrong"),
    }
    let mut out = Vec::with_capacity(digits * 3 / 4);
    for chunk in text[..digits].chunks(4) {
        let mut bits = 0u32;
        for place in 0..4 {
            let value = match chunk.get(place) {
                None => 0,
                Some(digit) => DIGITS
                    .iter()
                    .position(|known| known == digit)
                    .ok_or("a character that is no base64 digit")? as u32,
            };
            bits = bits << 6 | value;
        }
        out.extend_from_slice(&bits.to_be_bytes()[1..chunk.len()]);
    }
    Ok(out)
}
