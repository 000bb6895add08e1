use std::cell::{Cell, RefCell};

use crate::display::Frame;
use crate::list::{List, Window};
use crate::map::Map;
use crate::slots::Slots;
use crate::{Object, ObjectId, Str, Value};
use vtlkit_java::wtf8;

/// Where all values of a render live.
///
/// Nothing is freed before [`Heap::reset`], which takes everything back at once and keeps the buffers: a heap that
/// is used again allocates only where it must grow. Its size is what a render has made in all, bounded by
/// [`Heap::room`].
#[derive(Clone, Debug, Default)]
pub struct Heap {
    pub(crate) text: Vec<u8>,
    pub(crate) slots: Slots,
    pub(crate) lists: Vec<List>,
    pub(crate) windows: Vec<Window>,
    pub(crate) maps: Vec<Map>,
    pub(crate) tables: Vec<u32>,
    pub(crate) objects: Vec<Object>,
    /// What the JSON reader works with.
    pub(crate) buffers: crate::json::Buffers,
    /// The containers that are being printed.
    pub(crate) printing: RefCell<Vec<Frame>>,
    /// Where a text is put together before it goes onto the heap.
    draft: Vec<u8>,
    limit: usize,
    /// How many more values may be compared, and pieces of text be read.
    work: Cell<u64>,
}

/// A point to reset a heap to: what was made before it stays.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mark {
    text: usize,
}

/// The heap has reached its limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfMemory;

/// Handles are 32 bits wide, so no buffer may grow beyond what they can name.
const LARGEST: usize = u32::MAX as usize / 4;

impl Heap {
    /// An empty heap that may grow to one gigabyte.
    pub fn new() -> Self {
        Self::with_limit(1 << 30)
    }

    /// An empty heap that may grow to about `bytes`, at most a gigabyte.
    pub fn with_limit(bytes: usize) -> Self {
        Self { limit: bytes.min(LARGEST), work: Cell::new(u64::MAX), ..Self::default() }
    }

    /// Sets how large the heap may grow, in bytes.
    pub fn set_limit(&mut self, bytes: usize) {
        self.limit = bytes.min(LARGEST);
    }

    /// Makes room for about so many values at once, in place of growing for them one after the other.
    pub fn expect(&mut self, values: usize) {
        self.slots.reserve(values);
        self.lists.reserve(values / 8);
        self.maps.reserve(values / 8);
    }

    /// Sets how much work may go into values that one step reads whole: about so many values compared, or pieces of 64
    /// bytes of their texts. Containers that hold others many times are far larger than what the heap takes for them.
    pub fn set_work(&mut self, work: u64) {
        self.work.set(work);
    }

    /// Counts work of this kind.
    pub fn count_work(&self, work: usize) {
        self.work.set(self.work.get().saturating_sub(work as u64));
    }

    /// How much of it is left. At nothing, two containers are no longer compared to their ends, so that whoever runs
    /// on ends then.
    pub fn work_left(&self) -> u64 {
        self.work.get()
    }

    /// How many bytes the values on the heap take.
    pub fn size(&self) -> usize {
        self.text.len()
            + size_of::<Value>() * (self.slots.len() + self.slots.waiting())
            + size_of::<List>() * self.lists.len()
            + size_of::<Window>() * self.windows.len()
            + size_of::<Map>() * self.maps.len()
            + size_of::<u32>() * self.tables.len()
            + size_of::<Object>() * self.objects.len()
    }

    /// Whether there is room for `bytes` more.
    ///
    /// The functions that make values do not ask; whoever lets input decide how much is made asks before a large
    /// piece, and once in a while for many small ones.
    pub fn room(&self, bytes: usize) -> Result<(), OutOfMemory> {
        if self.size().saturating_add(bytes) > self.limit { Err(OutOfMemory) } else { Ok(()) }
    }

    /// How large the heap may grow, in bytes.
    pub(crate) fn limit(&self) -> usize {
        self.limit
    }

    /// How many bytes there is room for.
    pub fn free(&self) -> usize {
        self.limit.saturating_sub(self.size())
    }

    /// The point the heap is at, to [`reset`](Self::reset) to. Only text is kept across a reset.
    pub fn mark(&self) -> Mark {
        Mark { text: self.text.len() }
    }

    /// Takes back everything but the text made before `mark`. Every other handle made since is void.
    pub fn reset(&mut self, mark: Mark) {
        self.text.truncate(mark.text);
        self.slots.clear();
        self.lists.clear();
        self.windows.clear();
        self.maps.clear();
        self.tables.clear();
        self.objects.clear();
    }

    /// The bytes of a string, as WTF-8.
    pub fn bytes(&self, text: Str) -> &[u8] {
        &self.text[text.start as usize..(text.start + text.len) as usize]
    }

    /// A new string with the text `text`.
    pub fn new_str(&mut self, text: &str) -> Value {
        Value::Str(self.intern(text.as_bytes()))
    }

    /// A new string with these bytes of WTF-8.
    pub fn new_bytes(&mut self, bytes: &[u8]) -> Value {
        Value::Str(self.intern(bytes))
    }

    /// Puts bytes of WTF-8 on the heap.
    pub fn intern(&mut self, bytes: &[u8]) -> Str {
        let start = self.text.len() as u32;
        self.text.extend_from_slice(bytes);
        Str { start, len: bytes.len() as u32 }
    }

    /// Puts a text on the heap that is made from values of it: `make` appends the text to a buffer that is kept from one
    /// text to the next.
    ///
    /// # Errors
    ///
    /// What `make` fails with, and [`OutOfMemory`] where the text is too large.
    pub fn intern_with<E: From<OutOfMemory>>(
        &mut self,
        make: impl FnOnce(&Self, &mut Vec<u8>) -> Result<(), E>,
    ) -> Result<Str, E> {
        let mut draft = std::mem::take(&mut self.draft);
        draft.clear();
        let result = make(self, &mut draft)
            .and_then(|()| self.room(draft.len()).map_err(E::from))
            .map(|()| self.intern(&draft));
        self.draft = draft;
        result
    }

    /// A string that is the two one after the other.
    pub fn concat(&mut self, left: Str, right: Str) -> Str {
        if right.is_empty() {
            return left;
        }
        let start = if (left.start + left.len) as usize == self.text.len() {
            // The left one ends the buffer: it grows in place, its own handle still sees only its part.
            left.start as usize
        } else {
            self.text.extend_from_within(left.start as usize..(left.start + left.len) as usize);
            self.text.len() - left.byte_len()
        };
        let high_ends = self.text.len() >= start + 3 && self.text[self.text.len() - 3] == 0xed;
        if high_ends && self.bytes(right)[0] == 0xed {
            let mut joined = self.text[start..].to_vec();
            wtf8::push(&mut joined, self.bytes(right));
            return self.intern(&joined);
        }
        self.text.extend_from_within(right.start as usize..(right.start + right.len) as usize);
        Str { start: start as u32, len: (self.text.len() - start) as u32 }
    }

    /// A new object.
    pub fn new_object(&mut self, object: Object) -> ObjectId {
        self.objects.push(object);
        ObjectId(self.objects.len() as u32 - 1)
    }

    /// The object behind a handle.
    pub fn object(&self, object: ObjectId) -> Object {
        self.objects[object.0 as usize]
    }

    /// The object behind a handle, to be changed.
    pub fn object_mut(&mut self, object: ObjectId) -> &mut Object {
        &mut self.objects[object.0 as usize]
    }
}
