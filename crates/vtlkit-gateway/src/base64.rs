//! Base64 as in `java.util.Base64`.

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Encodes bytes as Base64 with the standard alphabet, with padding and without line breaks.
pub(crate) fn encode(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    encode_to(bytes, &mut out);
    out
}

/// Appends what [`encode`] gives.
pub(crate) fn encode_to(bytes: &[u8], out: &mut Vec<u8>) {
    let digit = |bits: u32| DIGITS[(bits & 0x3f) as usize];
    out.reserve(bytes.len().div_ceil(3) * 4);
    let (chunks, rest) = bytes.as_chunks::<3>();
    for &[a, b, c] in chunks {
        let bits = u32::from_be_bytes([0, a, b, c]);
        out.extend_from_slice(&[digit(bits >> 18), digit(bits >> 12), digit(bits >> 6), digit(bits)]);
    }
    match *rest {
        [a] => {
            let bits = u32::from(a) << 4;
            out.extend_from_slice(&[digit(bits >> 6), digit(bits), b'=', b'=']);
        }
        [a, b] => {
            let bits = u32::from_be_bytes([0, 0, a, b]) << 2;
            out.extend_from_slice(&[digit(bits >> 12), digit(bits >> 6), digit(bits), b'=']);
        }
        _ => {}
    }
}

/// Decodes Base64 without white space, with complete padding or none. `Err` is the reason.
pub(crate) fn decode(text: &[u8]) -> Result<Vec<u8>, &'static str> {
    let digits = text.iter().position(|&b| b == b'=').unwrap_or(text.len());
    let padding = text.len() - digits;
    match (digits % 4, padding) {
        (1, _) => return Err("the last Base64 unit has too few digits"),
        (2, 0 | 2) | (0 | 3, 0) | (3, 1) if text[digits..].iter().all(|&b| b == b'=') => {}
        _ => return Err("invalid Base64 padding"),
    }
    let mut out = Vec::with_capacity(digits * 3 / 4);
    for chunk in text[..digits].chunks(4) {
        let mut bits = 0u32;
        for place in 0..4 {
            let value = match chunk.get(place) {
                None => 0,
                Some(digit) => {
                    DIGITS.iter().position(|known| known == digit).ok_or("invalid Base64 character")? as u32
                }
            };
            bits = bits << 6 | value;
        }
        out.extend_from_slice(&bits.to_be_bytes()[1..chunk.len()]);
    }
    Ok(out)
}
