//! The tables of methods without their documentation, so that a program which only renders does not contain it.

use super::{
    Method, Parameter, Receiver, Run, boolean, character, iterator, list, map, number, stream, string,
};

/// A method in a table for calls.
#[derive(Clone, Copy)]
pub(super) struct Callable {
    pub(super) name: &'static str,
    pub(super) parameters: &'static [Parameter],
    pub(super) run: Run,
}

impl Callable {
    const fn new(method: Method) -> Self {
        Self { name: method.name, parameters: method.parameters, run: method.run }
    }
}

/// The methods of a table.
const fn of_table<const N: usize>(methods: &[Method]) -> [Callable; N] {
    let mut callables = [Callable::new(methods[0]); N];
    let mut at = 1;
    while at < N {
        callables[at] = Callable::new(methods[at]);
        at += 1;
    }
    callables
}

macro_rules! callables {
    ($($receiver:pat => $name:ident of $table:path,)*) => {
        $(static $name: [Callable; $table.len()] = of_table($table);)*

        /// The methods of a receiver, in the order of [`Receiver::methods`].
        pub(super) const fn of(receiver: Receiver) -> &'static [Callable] {
            match receiver {
                $($receiver => &$name,)*
                Receiver::Other => &[],
            }
        }
    };
}

callables! {
    Receiver::String => STRING of string::METHODS,
    Receiver::List => LIST of list::ARRAY_LIST,
    Receiver::JsonList => JSON_LIST of list::JSON_ARRAY,
    Receiver::Array | Receiver::OtherList => OTHER_LIST of list::LIST,
    Receiver::Map => MAP of map::METHODS,
    Receiver::Boolean => BOOLEAN of boolean::METHODS,
    Receiver::Character => CHARACTER of character::METHODS,
    Receiver::Integer => INTEGER of number::integer::METHODS,
    Receiver::Long => LONG of number::long::METHODS,
    Receiver::Double => DOUBLE of number::double::METHODS,
    Receiver::Float => FLOAT of number::float::METHODS,
    Receiver::Short => SHORT of number::short::METHODS,
    Receiver::Byte => BYTE of number::byte::METHODS,
    Receiver::BigInteger => BIG_INTEGER of number::big_integer::METHODS,
    Receiver::BigDecimal => BIG_DECIMAL of number::big_decimal::METHODS,
    Receiver::Entry => ENTRY of map::ENTRY,
    Receiver::View => VIEW of map::VIEW,
    Receiver::Iterator => ITERATOR of iterator::ITERATOR,
    Receiver::ListIterator => LIST_ITERATOR of iterator::LIST_ITERATOR,
    Receiver::Stream => STREAM of stream::METHODS,
}
