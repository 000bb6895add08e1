use std::cell::{Cell, RefCell};

use crate::display::Frame;
use crate::list::{List, Window};
use crate::map::Map;
use crate::slots::Slots;
use crate::{Object, ObjectId, Str, Value};
use vtlkit_java::wtf8;

/// The arena of all values of a render.
///
/// Nothing is freed before [`Heap::reset`], which frees everything at once and keeps the buffers, so a reused heap only
/// allocates where it has to grow. Its size is the total of what a render has created, which [`Heap::room`] limits.
#[derive(Clone, Debug, Default)]
pub struct Heap {
    pub(crate) text: Vec<u8>,
    pub(crate) slots: Slots,
    pub(crate) lists: Vec<List>,
    pub(crate) windows: Vec<Window>,
    pub(crate) maps: Vec<Map>,
    pub(crate) tables: Vec<u32>,
    pub(crate) objects: Vec<Object>,
    /// Buffers of the JSON reader.
    pub(crate) buffers: crate::json::Buffers,
    /// The stack of containers that are being printed.
    pub(crate) printing: RefCell<Vec<Frame>>,
    /// Buffer for texts that are assembled before they are stored.
    draft: Vec<u8>,
    limit: usize,
    /// The remaining work budget; see [`Heap::set_work`].
    work: Cell<u64>,
}

/// A point in the heap's history to reset it to: text created before it is kept.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mark {
    text: usize,
}

/// The heap has reached its limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfMemory;

/// Handles are 32 bits wide, which limits the size of each buffer.
const LARGEST: usize = u32::MAX as usize / 4;

impl Heap {
    /// An empty heap with a limit of one gigabyte.
    pub fn new() -> Self {
        Self::with_limit(1 << 30)
    }

    /// An empty heap with a limit of about `bytes`, at most one gigabyte.
    pub fn with_limit(bytes: usize) -> Self {
        Self { limit: bytes.min(LARGEST), work: Cell::new(u64::MAX), ..Self::default() }
    }

    /// Sets the limit, in bytes.
    pub fn set_limit(&mut self, bytes: usize) {
        self.limit = bytes.min(LARGEST);
    }

    /// Reserves space for about `values` values.
    pub fn expect(&mut self, values: usize) {
        self.slots.reserve(values);
        self.lists.reserve(values / 8);
        self.maps.reserve(values / 8);
    }

    /// Sets the work budget for operations that read whole values: one unit for each compared value, or for each 64
    /// bytes of text. Containers that share elements can be far larger unfolded than on the heap.
    pub fn set_work(&mut self, work: u64) {
        self.work.set(work);
    }

    /// Takes `work` units off the work budget.
    pub fn count_work(&self, work: usize) {
        self.work.set(self.work.get().saturating_sub(work as u64));
    }

    /// Remaining work budget. At zero, deep comparisons stop early, and the render ends at its next limit check.
    pub fn work_left(&self) -> u64 {
        self.work.get()
    }

    /// The size of all values, in bytes.
    pub fn size(&self) -> usize {
        self.text.len()
            + size_of::<Value>() * (self.slots.len() + self.slots.waiting())
            + size_of::<List>() * self.lists.len()
            + size_of::<Window>() * self.windows.len()
            + size_of::<Map>() * self.maps.len()
            + size_of::<u32>() * self.tables.len()
            + size_of::<Object>() * self.objects.len()
    }

    /// Fails if the limit does not allow `bytes` more.
    ///
    /// Functions that create values do not check the limit. Callers whose input determines the size check before a
    /// large value, and from time to time for many small ones.
    pub fn room(&self, bytes: usize) -> Result<(), OutOfMemory> {
        if self.size().saturating_add(bytes) > self.limit { Err(OutOfMemory) } else { Ok(()) }
    }

    /// The limit, in bytes.
    pub(crate) fn limit(&self) -> usize {
        self.limit
    }

    /// The number of bytes up to the limit.
    pub fn free(&self) -> usize {
        self.limit.saturating_sub(self.size())
    }

    /// The current point, for [`reset`](Self::reset). Only text survives a reset.
    pub fn mark(&self) -> Mark {
        Mark { text: self.text.len() }
    }

    /// Frees everything but the text created before `mark`. All other handles become invalid.
    pub fn reset(&mut self, mark: Mark) {
        self.text.truncate(mark.text);
        self.slots.clear();
        self.lists.clear();
        self.windows.clear();
        self.maps.clear();
        self.tables.clear();
        self.objects.clear();
    }

    /// The content of a string as WTF-8.
    pub fn bytes(&self, text: Str) -> &[u8] {
        &self.text[text.start as usize..(text.start + text.len) as usize]
    }

    /// Creates a string.
    pub fn new_str(&mut self, text: &str) -> Value {
        Value::Str(self.intern(text.as_bytes()))
    }

    /// Creates a string from WTF-8.
    pub fn new_bytes(&mut self, bytes: &[u8]) -> Value {
        Value::Str(self.intern(bytes))
    }

    /// Stores WTF-8 bytes.
    pub fn intern(&mut self, bytes: &[u8]) -> Str {
        let start = self.text.len() as u32;
        self.text.extend_from_slice(bytes);
        Str { start, len: bytes.len() as u32 }
    }

    /// Stores a text that `make` appends to a reused buffer.
    ///
    /// # Errors
    ///
    /// The error of `make`, or [`OutOfMemory`] if the text is too large.
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

    /// The concatenation of two strings.
    pub fn concat(&mut self, left: Str, right: Str) -> Str {
        if right.is_empty() {
            return left;
        }
        let start = if (left.start + left.len) as usize == self.text.len() {
            // `left` is at the end of the buffer: append in place. Its own handle keeps its length.
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

    /// Creates an object.
    pub fn new_object(&mut self, object: Object) -> ObjectId {
        self.objects.push(object);
        ObjectId(self.objects.len() as u32 - 1)
    }

    /// The object of a handle.
    pub fn object(&self, object: ObjectId) -> Object {
        self.objects[object.0 as usize]
    }

    /// The object of a handle, mutable.
    pub fn object_mut(&mut self, object: ObjectId) -> &mut Object {
        &mut self.objects[object.0 as usize]
    }
}
