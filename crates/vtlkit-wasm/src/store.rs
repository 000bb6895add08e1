//! Values that JavaScript refers to by number.

/// A list of values whose free places are used again.
pub(crate) struct Store<T> {
    places: Vec<Option<T>>,
    free: Vec<usize>,
}

impl<T> Store<T> {
    pub(crate) const fn new() -> Self {
        Self { places: Vec::new(), free: Vec::new() }
    }

    /// Keeps a value, and returns its number.
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

    /// The value of a number, unless it was released.
    pub(crate) fn get(&mut self, number: usize) -> Option<&mut T> {
        self.places.get_mut(number)?.as_mut()
    }

    /// Drops a value; a number that has none is ignored.
    pub(crate) fn release(&mut self, number: usize) {
        if self.places.get_mut(number).and_then(Option::take).is_some() {
            self.free.push(number);
        }
    }
}
