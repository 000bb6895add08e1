/// A function that a path can call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    /// `avg`: the mean of numbers, a Double.
    Average,
    /// `stddev`: the standard deviation of numbers, a Double.
    StandardDeviation,
    /// `sum`: a Double.
    Sum,
    /// `min`: the smallest number, a Double.
    Min,
    /// `max`: the largest number, a Double; 4.9E-324 if none is positive.
    Max,
    /// `concat`: the concatenated strings of an array and the arguments.
    Concatenate,
    /// `length` or `size`: the number of elements or members, an Integer; null for other values, including strings.
    Length,
    /// `append`: adds the arguments to an array and returns that array. This changes the document.
    Append,
    /// `keys`: the set of an object's member names; null for other values.
    Keys,
    /// `first`: the first element.
    First,
    /// `last`: the last element. Fails for an array with one element.
    Last,
    /// `index`: the element at an index. A negative index counts from the end and cannot reach the first element.
    Index,
}

impl Function {
    /// Every function with its name.
    pub const ALL: [(&'static str, Self); 13] = [
        ("avg", Self::Average),
        ("stddev", Self::StandardDeviation),
        ("sum", Self::Sum),
        ("min", Self::Min),
        ("max", Self::Max),
        ("concat", Self::Concatenate),
        ("length", Self::Length),
        ("size", Self::Length),
        ("append", Self::Append),
        ("keys", Self::Keys),
        ("first", Self::First),
        ("last", Self::Last),
        ("index", Self::Index),
    ];

    /// The function with a name, given as WTF-8. [`Function::ALL`] lists the names. A call of an unknown function
    /// fails only when it is evaluated.
    pub fn of_name(name: &[u8]) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| known.as_bytes() == name).map(|&(_, function)| function)
    }
}
