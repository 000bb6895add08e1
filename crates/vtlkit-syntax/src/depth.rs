/// Where brackets of a directive or reference nest deeper than `limit`, if they do: the byte offset of the bracket.
///
/// The expression grammar is recursive; this linear look at the text before it runs keeps the recursion bounded on
/// every platform. Brackets count from a `#name(`, `$name(`, `$name.name(` or `$name[` on until they are balanced,
/// strings skipped as the grammar reads them. Brackets of plain text do not count.
pub(crate) fn too_deep(source: &[u8], limit: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = memchr::memchr2(b'$', b'#', source.get(at..)?) {
        at += found + 1;
        let mut head = at;
        while source.get(head).is_some_and(|&b| is_name(b)) {
            head += 1;
        }
        // Only directives may have white space before their parenthesis.
        while source[at - 1] == b'#' && source.get(head).is_some_and(|b| b" \t\r\n".contains(b)) {
            head += 1;
        }
        let mut depth = 0usize;
        while let Some(byte) = source.get(head) {
            match byte {
                b'(' | b'[' | b'{' if depth == limit => return Some(head),
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' => depth = depth.saturating_sub(1),
                b'"' | b'\'' if depth > 0 => {
                    head += 1 + memchr::memchr(*byte, &source[head + 1..])?;
                }
                _ => {}
            }
            if depth == 0 {
                break;
            }
            head += 1;
        }
        at = head.max(at);
    }
    None
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_-@!.{}\\".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_brackets_of_the_language_count() {
        assert_eq!(too_deep("[[[[[[ $x [[[".as_bytes(), 3), None);
        assert_eq!(too_deep("#if((((1))))".as_bytes(), 3), Some(6));
        assert_eq!(too_deep("#if(('((((('))".as_bytes(), 3), None);
        assert_eq!(too_deep("$x.y([[[[".as_bytes(), 3), Some(7));
        assert_eq!(too_deep("$x[0] $x.y((((".as_bytes(), 3), Some(13));
    }
}
