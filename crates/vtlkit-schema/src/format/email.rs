//! Email addresses as accepted by JavaMail's strict `InternetAddress`: one address with an optional display name.

use vtlkit_java::character::is_letter_or_digit;

/// Not an address.
struct Illegal;

pub(super) fn is_email(string: &str) -> bool {
    let text: Vec<char> = string.chars().collect();
    validate(&text).is_ok()
}

fn validate(text: &[char]) -> Result<(), Illegal> {
    let addresses = parse(text)?;
    let [address] = addresses.as_slice() else { return Err(Illegal) };
    // A group counts as its members.
    let group_start = address.iter().position(|&c| c == ':').filter(|&at| at > 0);
    match (group_start, address.split_last()) {
        (Some(colon), Some((';', before))) => parse(before.get(colon + 1..).unwrap_or_default()).map(|_| ()),
        _ => check_address(address, true, true),
    }
}

/// Java's `String.trim`: removes all characters up to U+0020.
fn trim(text: &[char]) -> &[char] {
    let start = text.iter().position(|&c| c > ' ').unwrap_or(text.len());
    let end = text.iter().rposition(|&c| c > ' ').map_or(start, |at| at + 1);
    text.get(start..end).unwrap_or_default()
}

/// The state of parsing an address list.
#[derive(Default)]
struct List {
    addresses: Vec<Vec<char>>,
    start: Option<usize>,
    end: Option<usize>,
    /// The address is in `<` and `>`.
    route: bool,
    in_group: bool,
}

impl List {
    fn forget(&mut self) {
        (self.start, self.end, self.route) = (None, None, false);
    }

    fn add(&mut self, text: &[char], end: usize, check: bool) -> Result<(), Illegal> {
        let address = trim(text.get(self.start.unwrap_or(0)..end).unwrap_or_default());
        if check {
            check_address(address, self.route, false)?;
        }
        self.addresses.push(address.to_vec());
        self.forget();
        Ok(())
    }
}

/// The index of the delimiter that closes what opened before `from`; a backslash escapes the next character.
fn closing(text: &[char], from: usize, close: char) -> Result<usize, Illegal> {
    let mut at = from;
    while let Some(&c) = text.get(at) {
        match c {
            '\\' => at += 1,
            _ if c == close => return Ok(at),
            _ => {}
        }
        at += 1;
    }
    Err(Illegal)
}

fn parse(text: &[char]) -> Result<Vec<Vec<char>>, Illegal> {
    let mut list = List::default();
    let mut at = 0;
    while let Some(&c) = text.get(at) {
        match c {
            '(' => {
                if list.start.is_some() && list.end.is_none() {
                    list.end = Some(at);
                }
                at = comment_end(text, at + 1)?;
            }
            '<' => {
                if list.route {
                    return Err(Illegal);
                }
                let open = at;
                at = route_end(text, open + 1)?;
                if !list.in_group {
                    list.start = Some(open + 1);
                }
                list.route = true;
                list.end = Some(at);
            }
            ')' | '>' => return Err(Illegal),
            '"' | '[' => {
                list.start.get_or_insert(at);
                at = closing(text, at + 1, if c == '"' { '"' } else { ']' })?;
            }
            ';' => match list.start {
                None => list.forget(),
                Some(_) if list.in_group => {
                    list.in_group = false;
                    list.add(text, at + 1, false)?;
                }
                Some(_) => return Err(Illegal),
            },
            ',' => match list.start {
                None => list.forget(),
                Some(_) if list.in_group => list.route = false,
                Some(_) => {
                    let end = list.end.unwrap_or(at);
                    list.add(text, end, true)?;
                }
            },
            ':' => {
                if list.in_group {
                    return Err(Illegal);
                }
                list.start.get_or_insert(at);
                list.in_group = true;
            }
            '\t' | '\n' | '\r' | ' ' => {}
            _ => {
                list.start.get_or_insert(at);
            }
        }
        at += 1;
    }
    if list.start.is_some() {
        let end = list.end.unwrap_or(text.len());
        list.add(text, end, true)?;
    }
    Ok(list.addresses)
}

/// The index of the parenthesis that closes a comment; comments nest.
fn comment_end(text: &[char], from: usize) -> Result<usize, Illegal> {
    let mut nesting = 1;
    let mut at = from;
    while let Some(&c) = text.get(at) {
        match c {
            '\\' => at += 1,
            '(' => nesting += 1,
            ')' => {
                nesting -= 1;
                if nesting == 0 {
                    return Ok(at);
                }
            }
            _ => {}
        }
        at += 1;
    }
    Err(Illegal)
}

fn route_end(text: &[char], from: usize) -> Result<usize, Illegal> {
    let mut in_quote = false;
    let mut at = from;
    while let Some(&c) = text.get(at) {
        match c {
            '\\' => at += 1,
            '"' => in_quote = !in_quote,
            '>' if !in_quote => return Ok(at),
            _ => {}
        }
        at += 1;
    }
    Err(Illegal)
}

/// Checks a single address. With `whole`, a domain is required and only the local part may be quoted.
fn check_address(address: &[char], route: bool, whole: bool) -> Result<(), Illegal> {
    let end = address.len();
    let mut start = 0;
    if end == 0 {
        return Err(Illegal);
    }
    if route && address.first() == Some(&'@') {
        // A source route: `@host,@host:address`.
        while let Some(offset) =
            address.get(start..).unwrap_or_default().iter().position(|&c| c == ',' || c == ':')
        {
            if address.get(start) != Some(&'@') {
                return Err(Illegal);
            }
            let stop = start + offset;
            start = stop + 1;
            if address.get(stop) == Some(&':') {
                break;
            }
        }
    }
    let next = |at: usize| address.get(at + 1).copied();
    let mut current = '\u{ffff}';
    let mut last = current;
    let mut in_quote = false;
    let mut at = start;
    while let Some(&c) = address.get(at) {
        last = current;
        current = c;
        if c == '\\' || last == '\\' {
            at += 1;
            continue;
        }
        if c == '"' {
            if in_quote {
                if whole && next(at).is_some_and(|next| next != '@') {
                    return Err(Illegal);
                }
            } else if whole && at != 0 {
                return Err(Illegal);
            }
            in_quote = !in_quote;
            at += 1;
            continue;
        }
        let broken_line = match c {
            '\r' => next(at).is_some_and(|next| next != '\n'),
            '\n' => next(at).is_some_and(|next| next != ' ' && next != '\t'),
            _ => false,
        };
        if broken_line {
            return Err(Illegal);
        }
        if !in_quote {
            match c {
                '.' if at == start || last == '.' => return Err(Illegal),
                '@' if at == 0 || last == '.' => return Err(Illegal),
                '@' => break,
                '\0'..=' ' | '\u{7f}' | '(' | ')' | '<' | '>' | ',' | ';' | ':' | '[' | ']' => {
                    return Err(Illegal);
                }
                _ => {}
            }
        }
        at += 1;
    }
    if in_quote {
        return Err(Illegal);
    }
    if current == '@' {
        return check_domain(address.get(at + 1..).unwrap_or_default(), last);
    }
    if whole { Err(Illegal) } else { Ok(()) }
}

fn check_domain(domain: &[char], before: char) -> Result<(), Illegal> {
    if matches!(domain.first(), None | Some('.')) {
        return Err(Illegal);
    }
    let mut last = before;
    let mut in_literal = false;
    for (at, &c) in domain.iter().enumerate() {
        match c {
            '[' if at == 0 => in_literal = true,
            ']' if at + 1 == domain.len() => in_literal = false,
            '[' | ']' | '\0'..=' ' | '\u{7f}' => return Err(Illegal),
            '.' if !in_literal && last == '.' => return Err(Illegal),
            '-' | '.' => {}
            // JavaMail checks UTF-16 code units: half of a surrogate pair is not a letter.
            '\u{10000}'.. if !in_literal => return Err(Illegal),
            _ if !in_literal && !is_letter_or_digit(c.into()) => return Err(Illegal),
            _ => {}
        }
        last = c;
    }
    if last == '.' { Err(Illegal) } else { Ok(()) }
}
