mod container;
mod number;
mod plain;
mod string;

use memchr::memmem;

use crate::{Heap, List, Map, MapId, Str, Value};
use plain::Next;

/// Why a text cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A character that cannot stand there.
    UnexpectedCharacter,
    /// The text ends inside a value.
    UnexpectedEnd,
    /// A `\u` or `\x` without its hexadecimal digits.
    BadEscape,
    /// A number with an exponent sign and no digits: json-smart fails on it with an error of another class.
    BadNumber,
    /// More than 400 arrays directly within each other, json-smart's limit.
    TooDeep,
    /// The heap has no room for the value.
    OutOfMemory,
}

/// A text that cannot be read, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    /// What is wrong.
    pub kind: ErrorKind,
    /// The byte offset in the text at which it shows.
    pub offset: usize,
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self.kind {
            ErrorKind::UnexpectedCharacter => "unexpected character",
            ErrorKind::UnexpectedEnd => "the text ends inside a value",
            ErrorKind::BadEscape => "`\\u` needs four hexadecimal digits",
            ErrorKind::BadNumber => "an exponent without digits",
            ErrorKind::TooDeep => "more than 400 arrays within each other",
            ErrorKind::OutOfMemory => "the value is too large",
        })
    }
}

/// json-smart gives up beyond this many arrays directly within each other.
const MAX_DEPTH: i32 = 400;

/// What stands for the end of the text. json-smart takes the character U+001A for it too.
const END: u8 = 0x1a;

/// Puts `text` on the heap and reads it.
pub fn read_str(heap: &mut Heap, text: &str) -> Result<Value, Error> {
    let text = heap.intern(text.as_bytes());
    read(heap, text)
}

/// Reads the value a text starts with, as json-smart's permissive mode does; what follows the value is ignored.
///
/// Strings without escapes are parts of `text` itself. An empty text is the empty string, as is everything else
/// that does not look like JSON the string it spells.
pub fn read(heap: &mut Heap, text: Str) -> Result<Value, Error> {
    let start = text.start as usize;
    let end = start + text.byte_len();
    // The text is read in place while strings are made, so it is taken out of the heap meanwhile: what is made goes to
    // a buffer of its own that is put behind it in the end.
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

/// What reading needs beside the heap's own buffers, kept from one text to the next.
#[derive(Clone, Debug, Default)]
pub(crate) struct Buffers {
    open: Vec<Open>,
    /// How many lists and maps there will be at most, if that is known.
    most_lists: usize,
    most_maps: usize,
    /// The maps that need an index, which is made when the strings of their keys are on the heap.
    large: Vec<MapId>,
    /// The strings that are no part of the text.
    text: Vec<u8>,
    /// A string with escapes that is being read.
    string: Vec<u8>,
}

/// A container that is being read.
#[derive(Clone, Copy, Debug, Default)]
struct Open {
    /// A bit for each key read so far, which few keys share.
    keys: u64,
    /// How many values had been read, and are in no container yet, when it began.
    first: u32,
    object: bool,
    /// Whether two keys may be the same.
    may_repeat: bool,
}

/// How many values a text can have at most, but for elements without a comma between them.
struct Bounds {
    values: usize,
    lists: usize,
    maps: usize,
}

impl Bounds {
    /// Shorter texts are not worth the look.
    const SHORT: usize = 1 << 16;

    fn of(text: &[u8]) -> Self {
        if text.len() < Self::SHORT {
            return Self { values: usize::MAX, lists: usize::MAX, maps: usize::MAX };
        }
        let count = |wanted: u8| memchr::memchr_iter(wanted, text).count();
        let (lists, maps) = (count(b'['), count(b'{'));
        let empty = memmem::find_iter(text, "[]").count() + memmem::find_iter(text, "{}").count();
        // Behind each comma and colon, and at the start of each container that is not empty.
        let values = count(b',') + count(b':') + lists + maps + 1 - empty;
        Self { values, lists, maps }
    }

    /// Makes room for what a text of so many bytes is expected to have. What it has at most is made room for at once where
    /// that is not too much for its length: to grow takes the memory of both sizes for a moment.
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
    /// The heap's text up to where the text that is read ends.
    text: &'t [u8],
    /// How long the heap's text was: strings that are made lie behind it.
    base: usize,
    pos: usize,
    /// json-smart's count: arrays within each other, put back to zero by every object.
    depth: i32,
    buffers: Buffers,
}

/// What was read last.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// A whole value, which waits for its container to end.
    Read,
    /// The start of a container, which is open now.
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

    /// A part of the text.
    fn part(&self, from: usize, to: usize) -> &[u8] {
        self.text.get(from..to).unwrap_or_default()
    }

    /// The bytes of a string that was read.
    fn bytes(&self, text: Str) -> &[u8] {
        let start = text.start as usize;
        match start.checked_sub(self.base) {
            None => self.part(start, start + text.byte_len()),
            Some(start) => self.heap.text.get(start..start + text.byte_len()).unwrap_or_default(),
        }
    }

    /// A new string behind the text.
    fn intern(&mut self, bytes: &[u8]) -> Str {
        let Str { start, len } = self.heap.intern(bytes);
        Str { start: self.base as u32 + start, len }
    }

    fn document(&mut self) -> Result<Value, ErrorKind> {
        // One round for each container that is opened or closed, so that nesting takes no stack of the machine.
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

    /// Goes on in an array up to its end, or up to a container in it.
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

    /// Goes on in an object, before a key, up to its end, or up to a container in it.
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

    /// Reads a key and its colon, unless the object ends there: gives whether it does.
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

    /// A bare word: a literal, or a string without quotes.
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

    /// The rest of a bare word, trimmed as Java trims.
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
