/// Whether a character is allowed unescaped in every notation and version of YAML, newlines excepted.
pub fn is_yaml_printable(c: char) -> bool {
    matches!(c, '\t' | ' '..='~' | '\u{a0}'..='\u{2027}' | '\u{202a}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}' | '\u{10000}'..)
}

/// Escapes a text for a double-quoted YAML scalar.
pub fn escape_yaml(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_yaml_printable(c) => out.push(c),
            c => push_hex(&mut out, c),
        }
    }
    out
}

/// Escapes a text for a JSON string.
pub fn escape_json(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if (c as u32) < 0x20 => push_hex(&mut out, c),
            c => out.push(c),
        }
    }
    out
}

/// Escapes a text for a quoted HCL string, except for interpolations.
pub fn escape_hcl(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => push_hex(&mut out, c),
            c => out.push(c),
        }
    }
    out
}

fn push_hex(out: &mut String, c: char) {
    const DIGITS: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let code = c as u32;
    let width = if code > 0xffff { 8 } else { 4 };
    out.push('\\');
    out.push(if width == 8 { 'U' } else { 'u' });
    for shift in (0..width).rev() {
        out.push(DIGITS.get(((code >> (shift * 4)) & 15) as usize).copied().unwrap_or('0'));
    }
}
