mod container;
mod number;
mod plain;
mod string;

use memchr::memmem;

use crate::{Heap, List, Map, MapId, Str, Value};
use plain::Next;

/// Why a text cannot be parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A character that is not allowed at this position.
    UnexpectedCharacter,
    /// The text ends inside a value.
    UnexpectedEnd,
    /// A `\u` or `\x` without hexadecimal digits.
    BadEscape,
    /// A number with an exponent sign but no digits; json-smart throws an exception of another class.
    BadNumber,
    /// More than 400 directly nested arrays: json-smart's limit.
    TooDeep,
    /// The value exceeds the limit of the heap.
    OutOfMemory,
}

/// A parse error with its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    /// The kind of error.
    pub kind: ErrorKind,
    /// The byte offset at which it was detected.
    pub offset: usize,
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self.kind {
            ErrorKind::UnexpectedCharacter => "unexpected character",
            ErrorKind::UnexpectedEnd => "the text ends inside a value",
            ErrorKind::BadEscape => "`\\u` needs four hexadecimal digits",
            ErrorKind::BadNumber => "an exponent without digits",
            ErrorKind::TooDeep => "more than 400 nested arrays",
            ErrorKind::OutOfMemory => "the value is too large",
        })
    }
}

/// json-smart's maximum of directly nested arrays.
const MAX_DEPTH: i32 = 400;

/// Represents the end of the text. json-smart also treats the character U+001A as the end.
const END: u8 = 0x1a;

/// Stores `text` on the heap and parses it.
pub fn read_str(heap: &mut Heap, text: &str) -> Result<Value, Error> {
    let text = heap.intern(text.as_bytes());
    read(heap, text)
}

/// Parses the value at the start of a text in json-smart's permissive mode; anything after the value is ignored.
///
/// Strings without escapes are slices of `text`. An empty text is the empty string; any other text that does not look
/// like JSON is a string with its content.
pub fn read(heap: &mut Heap, text: Str) -> Result<Value, Error> {
    let start = text.start as usize;
    let end = start + text.byte_len();
    // The text is read while strings are created, so it is moved out of the heap meanwhile; new strings go to a
    // separate buffer that is appended at the end.
    let mut whole = std::mem::take(&mut heap.text);
    let mut buffers = std::mem::take(&mut heap.buffers);
    std::mem::swap(&mut heap.text, &mut buffers.text);
    heap.text.clear();
    buffers.open.clear();
    buffers.large.clear();
    buffers.open.reserve(8);
    let base = whole.len();
    let text = whole.get(..end).unwrap_or_default();
    let bounds = Bounds::of(text.get(start..).unwrap_or_default());
    let most = heap.limit().saturating_sub(heap.size() + base) / size_of::<Value>();
    heap.slots.start(heap.slots.len().saturating_add(bounds.values), heap.slots.len() + most);
    buffers.most_lists = heap.lists.len().saturating_add(bounds.lists);
    buffers.most_maps = heap.maps.len().saturating_add(bounds.maps);
    bounds.make_room(heap, end - start);
    let mut reader = Reader { heap, text, base, pos: start, depth: 0, buffers };
    let result = reader.document().map_err(|kind| Error { kind, offset: reader.pos.min(end) - start });
    reader.heap.slots.finish();
    let Reader { mut buffers, .. } = reader;
    whole.append(&mut heap.text);
    std::mem::swap(&mut heap.text, &mut buffers.text);
    heap.text = whole;
    for map in buffers.large.drain(..) {
        heap.index_map(map);
    }
    heap.buffers = buffers;
    result
}

/// Buffers for parsing, reused from one text to the next.
#[derive(Clone, Debug, Default)]
pub(crate) struct Buffers {
    open: Vec<Open>,
    /// Upper bound of the number of lists and maps, if known.
    most_lists: usize,
    most_maps: usize,
    /// The maps that need an index, which is built when their keys are on the heap.
    large: Vec<MapId>,
    /// The strings that are not slices of the text.
    text: Vec<u8>,
    /// A string with escapes that is being read.
    string: Vec<u8>,
}

/// An open container.
#[derive(Clone, Copy, Debug, Default)]
struct Open {
    /// A Bloom filter of the keys so far: one bit for each.
    keys: u64,
    /// The number of pending values when it was opened.
    first: u32,
    object: bool,
    /// Whether two keys may be equal.
    may_repeat: bool,
}

/// Upper bounds of the number of values in a text, except for elements without a comma between them.
struct Bounds {
    values: usize,
    lists: usize,
    maps: usize,
}

impl Bounds {
    /// Shorter texts are not worth counting.
    const SHORT: usize = 1 << 16;

    fn of(text: &[u8]) -> Self {
        if text.len() < Self::SHORT {
            return Self { values: usize::MAX, lists: usize::MAX, maps: usize::MAX };
        }
        let count = |wanted: u8| memchr::memchr_iter(wanted, text).count();
        let (lists, maps) = (count(b'['), count(b'{'));
        let empty = memmem::find_iter(text, "[]").count() + memmem::find_iter(text, "{}").count();
        // One value after each comma and colon, and at the start of each non-empty container.
        let values = count(b',') + count(b':') + lists + maps + 1 - empty;
        Self { values, lists, maps }
    }

    /// Reserves space for the values expected in a text of this length. The upper bound is reserved at once if it is
    /// not too large for the length, since growing briefly takes the memory of both sizes.
    fn make_room(&self, heap: &mut Heap, len: usize) {
        if self.values == usize::MAX {
            heap.expect(len / 16);
            return;
        }
        let free = heap.free();
        let fits = |count: usize, size: usize| {
            let count = if count * size <= 8 * len + 64 { count } else { len / 16 };
            count.min(free / size)
        };
        heap.slots.reserve(fits(self.values, size_of::<Value>()));
        heap.lists.reserve_exact(fits(self.lists, size_of::<List>()));
        heap.maps.reserve_exact(fits(self.maps, size_of::<Map>()));
    }
}

struct Reader<'h, 't> {
    heap: &'h mut Heap,
    /// The heap's text up to the end of the parsed text.
    text: &'t [u8],
    /// The original length of the heap's text: new strings come after it.
    base: usize,
    pos: usize,
    /// json-smart's counter: directly nested arrays, reset to zero by every object.
    depth: i32,
    buffers: Buffers,
}

/// The result of reading a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// A complete value, which is pending until its container ends.
    Read,
    /// The start of a container, which is now open.
    Opened,
}

/// Where a bare word ends.
#[derive(Clone, Copy)]
enum Stop {
    Document,
    Array,
    Object,
    Key,
}

impl Stop {
    const fn at(self, byte: u8) -> bool {
        match self {
            Self::Document => byte == END,
            Self::Array => matches!(byte, b',' | b']' | END),
            Self::Object => matches!(byte, b',' | b'}' | END),
            Self::Key => matches!(byte, b':' | END),
        }
    }
}

impl Reader<'_, '_> {
    fn peek(&self) -> u8 {
        self.text.get(self.pos).copied().unwrap_or(END)
    }

    /// A slice of the text.
    fn part(&self, from: usize, to: usize) -> &[u8] {
        self.text.get(from..to).unwrap_or_default()
    }

    /// The bytes of a string that has been read.
    fn bytes(&self, text: Str) -> &[u8] {
        let start = text.start as usize;
        match start.checked_sub(self.base) {
            None => self.part(start, start + text.byte_len()),
            Some(start) => self.heap.text.get(start..start + text.byte_len()).unwrap_or_default(),
        }
    }

    /// Creates a string after the text.
    fn intern(&mut self, bytes: &[u8]) -> Str {
        let Str { start, len } = self.heap.intern(bytes);
        Str { start: self.base as u32 + start, len }
    }

    fn document(&mut self) -> Result<Value, ErrorKind> {
        // One iteration for each container that is opened or closed, so nesting does not use the call stack.
        let mut step = self.value(Stop::Document)?;
        while let Some(&open) = self.buffers.open.last() {
            step = match (open.object, step) {
                (true, Step::Opened) => self.members()?,
                (true, Step::Read) if self.end_of_member()? => {
                    self.close_object()?;
                    Step::Read
                }
                (true, Step::Read) => self.members()?,
                (false, _) => self.elements()?,
            };
            if step == Step::Read {
                self.check_room()?;
            }
        }
        Ok(self.heap.slots.pop().unwrap_or(Value::Null))
    }

    /// Continues in an array up to its end, or up to a nested container.
    fn elements(&mut self) -> Result<Step, ErrorKind> {
        loop {
            if let Next::Closed = self.plain_elements() {
                self.depth -= 1;
                self.close_array()?;
                return Ok(Step::Read);
            }
            match self.peek() {
                b'\t' | b'\n' | b'\r' | b' ' | b',' => self.pos += 1,
                b']' => {
                    self.depth -= 1;
                    self.pos += 1;
                    self.close_array()?;
                    return Ok(Step::Read);
                }
                b':' | b'}' => return Err(ErrorKind::UnexpectedCharacter),
                END => return Err(ErrorKind::UnexpectedEnd),
                _ => {
                    if self.value(Stop::Array)? == Step::Opened {
                        return Ok(Step::Opened);
                    }
                }
            }
        }
    }

    /// Continues in an object, before a key, up to its end, or up to a nested container.
    fn members(&mut self) -> Result<Step, ErrorKind> {
        loop {
            match self.plain_members() {
                Next::Closed => {
                    self.close_object()?;
                    return Ok(Step::Read);
                }
                Next::Element if self.key()? => {
                    self.depth -= 1;
                    self.close_object()?;
                    return Ok(Step::Read);
                }
                Next::Element | Next::Value => {
                    if self.pos >= self.text.len() {
                        return Err(ErrorKind::UnexpectedEnd);
                    }
                    if self.value(Stop::Object)? == Step::Opened {
                        return Ok(Step::Opened);
                    }
                }
                Next::EndOfMember => {}
            }
            if self.end_of_member()? {
                self.close_object()?;
                return Ok(Step::Read);
            }
        }
    }

    /// Reads a key and its colon; returns whether the object ends instead.
    fn key(&mut self) -> Result<bool, ErrorKind> {
        let key = loop {
            match self.peek() {
                b'"' | b'\'' => break self.string()?,
                b'\t' | b'\n' | b'\r' | b' ' | b',' => self.pos += 1,
                b':' | b'[' | b']' | b'{' => return Err(ErrorKind::UnexpectedCharacter),
                b'}' => {
                    self.pos += 1;
                    return Ok(true);
                }
                _ => break self.bare(Stop::Key),
            }
        };
        self.skip_space();
        match self.peek() {
            b':' => {}
            END => return Err(ErrorKind::UnexpectedEnd),
            _ => return Err(ErrorKind::UnexpectedCharacter),
        }
        self.pos += 1;
        self.add_key(key)?;
        Ok(false)
    }

    /// After a member: whether the object ends here.
    #[inline]
    fn end_of_member(&mut self) -> Result<bool, ErrorKind> {
        self.skip_space();
        match self.peek() {
            b'}' => {
                self.pos += 1;
                Ok(true)
            }
            b',' => {
                self.pos += 1;
                Ok(false)
            }
            END => Err(ErrorKind::UnexpectedEnd),
            _ => Err(ErrorKind::UnexpectedCharacter),
        }
    }

    /// Reads a scalar, or opens a container.
    #[inline]
    fn value(&mut self, stop: Stop) -> Result<Step, ErrorKind> {
        while matches!(self.peek(), b'\t' | b'\n' | b'\r' | b' ') {
            self.pos += 1;
        }
        let value = match self.peek() {
            b':' | b']' | b'}' => return Err(ErrorKind::UnexpectedCharacter),
            open @ (b'{' | b'[') => {
                self.depth += 1;
                if self.depth > MAX_DEPTH {
                    return Err(ErrorKind::TooDeep);
                }
                if open == b'{' {
                    self.depth = 0;
                }
                self.pos += 1;
                let first = self.heap.slots.waiting() as u32;
                self.buffers.open.push(Open { first, object: open == b'{', ..Open::default() });
                return Ok(Step::Opened);
            }
            b'"' | b'\'' => Value::Str(self.string()?),
            b'-' | b'0'..=b'9' => self.number(stop)?,
            _ => self.word(stop),
        };
        self.push(value)?;
        Ok(Step::Read)
    }

    /// A bare word: a literal, or an unquoted string.
    fn word(&mut self, stop: Stop) -> Value {
        let word = self.bare(stop);
        match self.part(word.start as usize, word.start as usize + word.byte_len()) {
            b"null" => Value::Null,
            b"true" => Value::Bool(true),
            b"false" => Value::Bool(false),
            b"NaN" => Value::Double(f64::NAN),
            _ => Value::Str(word),
        }
    }

    fn skip_space(&mut self) {
        while self.peek() <= b' ' && self.peek() != END {
            self.pos += 1;
        }
    }

    fn skip_digits(&mut self) {
        while self.peek().is_ascii_digit() {
            self.pos += 1;
        }
    }

    /// The rest of a bare word, trimmed like Java's `trim`.
    fn bare(&mut self, stop: Stop) -> Str {
        let start = self.pos;
        self.skip_bare(stop);
        self.trimmed(start)
    }

    fn skip_bare(&mut self, stop: Stop) {
        while !stop.at(self.peek()) {
            self.pos += 1;
        }
    }

    fn trimmed(&self, start: usize) -> Str {
        let word = self.part(start, self.pos);
        let from = word.iter().position(|&b| b > b' ').unwrap_or(word.len());
        let to = word.iter().rposition(|&b| b > b' ').map_or(from, |at| at + 1);
        Str { start: (start + from) as u32, len: (to - from) as u32 }
    }
}

#[cfg(test)]
mod tests;
