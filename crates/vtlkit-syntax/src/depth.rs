/// Where brackets of a directive or reference nest deeper than `limit`, if they do: the byte offset of the bracket.
///
/// The expression grammar is recursive; this look at the text before it runs keeps the recursion bounded on every
/// platform. Brackets count from a `#name(`, `$name(`, `$name.name(` or `$name[` on until they are balanced, strings
/// skipped as the grammar skips them. Brackets of plain text do not count.
pub(crate) fn too_deep(source: &[u8], limit: usize) -> Option<usize> {
    // A head whose brackets are never closed is looked at to the end of the text. There are few such heads, as each
    // adds to the depth of those before it; a text with more is refused.
    let mut budget = 20 * source.len() + (1 << 20);
    let mut at = 0;
    while let Some(found) = memchr::memchr2(b'$', b'#', source.get(at..)?) {
        at += found + 1;
        match balanced(source, at, limit) {
            Nesting::Closed(end) => at = end,
            Nesting::Open(end) => {
                budget = budget.saturating_sub(end - at);
                if budget == 0 {
                    return Some(at - 1);
                }
            }
            Nesting::TooDeep(place) => return Some(place),
        }
    }
    None
}

/// What follows a `$` or `#`.
enum Nesting {
    /// Brackets that are closed, or none: where they end.
    Closed(usize),
    /// Brackets or a string that are not closed: how far was looked.
    Open(usize),
    /// A bracket beyond the limit.
    TooDeep(usize),
}

/// Goes through the names and brackets that follow the `$` or `#` before `start`.
fn balanced(source: &[u8], start: usize, limit: usize) -> Nesting {
    let mut head = start;
    loop {
        while source.get(head).is_some_and(|&b| is_name(b)) {
            head += 1;
        }
        // Only directives may have white space before their parenthesis.
        let mut bracket = head;
        while source[start - 1] == b'#' && source.get(bracket).is_some_and(|b| b" \t\r\n".contains(b)) {
            bracket += 1;
        }
        if !source.get(bracket).is_some_and(|b| b"([{".contains(b)) {
            return Nesting::Closed(head);
        }
        head = bracket;
        let mut depth = 0;
        loop {
            match source.get(head) {
                None => return Nesting::Open(head),
                Some(b'(' | b'[' | b'{') if depth == limit => return Nesting::TooDeep(head),
                Some(b'(' | b'[' | b'{') => depth += 1,
                Some(b')' | b']' | b'}') => depth -= 1,
                Some(quote @ (b'"' | b'\'')) => match memchr::memchr(*quote, &source[head + 1..]) {
                    Some(len) => head += len + 1,
                    None => return Nesting::Open(source.len()),
                },
                _ => {}
            }
            head += 1;
            if depth == 0 {
                break;
            }
        }
    }
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
        assert_eq!(too_deep("$x[0].y((((".as_bytes(), 3), Some(10));
        assert_eq!(too_deep("#a(it's #if((((1".as_bytes(), 3), Some(14));
        assert_eq!(too_deep("#a(' #if((((1 '".as_bytes(), 3), Some(11));
    }
}
