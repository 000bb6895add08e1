//! Values that JavaScript refers to by handle.

/// A list of values whose free slots are reused.
pub(crate) struct Store<T> {
    places: Vec<Option<T>>,
    free: Vec<usize>,
}

impl<T> Store<T> {
    pub(crate) const fn new() -> Self {
        Self { places: Vec::new(), free: Vec::new() }
    }

    /// Stores a value; returns its handle.
    pub(crate) fn add(&mut self, value: T) -> usize {
        if let Some(number) = self.free.pop()
            && let Some(place) = self.places.get_mut(number)
        {
            *place = Some(value);
            return number;
        }
        self.places.push(Some(value));
        self.places.len() - 1
    }

    /// The value of a handle, unless it has been freed.
    pub(crate) fn get(&mut self, number: usize) -> Option<&mut T> {
        self.places.get_mut(number)?.as_mut()
    }

    /// Drops a value; an unknown handle is ignored.
    pub(crate) fn release(&mut self, number: usize) {
        if self.places.get_mut(number).and_then(Option::take).is_some() {
            self.free.push(number);
        }
    }
}
