/// A function a path can call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    /// `avg`: the mean of numbers, a Double.
    Average,
    /// `stddev`: the standard deviation of numbers, a Double.
    StandardDeviation,
    /// `sum`: a Double.
    Sum,
    /// `min`: the least number, a Double.
    Min,
    /// `max`: the greatest number, a Double; 4.9E-324 if none is above zero.
    Max,
    /// `concat`: the strings of an array and the arguments, one after the other.
    Concatenate,
    /// `length` or `size`: the count of elements or members, an Integer; null for anything else, strings too.
    Length,
    /// `append`: adds the arguments to an array, and gives that array. The document is changed.
    Append,
    /// `keys`: the names of the members of an object, a set; null for anything else.
    Keys,
    /// `first`: the first element.
    First,
    /// `last`: the last element, but of an array of one it fails.
    Last,
    /// `index`: the element at a place; a negative one counts from the end and never reaches the first.
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

    /// The function called `name`, WTF-8. There is one behind each name of [`Function::ALL`] and no other; a call of
    /// another name is found out only when it is evaluated.
    pub fn of_name(name: &[u8]) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| known.as_bytes() == name).map(|&(_, function)| function)
    }
}
