//! Arithmetic and comparison of Java's numbers with the rules of Velocity 1.7.

use std::cmp::Ordering;

use num_bigint::BigInt;
use vtlkit_syntax::ast::Operator;
use vtlkit_value::number::Number;
use vtlkit_value::{Heap, Value};

use crate::Failure;

/// The most bits of a number: repeated squaring would otherwise exhaust the memory.
const MAX_BITS: u64 = 1 << 20;

/// Applies `-`, `*`, `/`, `%` or `+` to two numbers. Null if Velocity returns null: for a division by zero, or an
/// operand that is not a number.
pub(crate) fn calculate(
    heap: &mut Heap,
    operator: Operator,
    left: Value,
    right: Value,
) -> Result<Value, Failure> {
    if let (Value::Int(a), Value::Int(b)) = (left, right) {
        return Ok(integers(operator, i64::from(a), i64::from(b), Width::Int).map_or(
            Value::Null,
            |n| match n {
                Number::Int(n) => Value::Int(n),
                other => other.into_value(heap),
            },
        ));
    }
    let (Some(left), Some(right)) = (Number::of(heap, left), Number::of(heap, right)) else {
        return Ok(Value::Null);
    };
    let result = match Base::of(&left, &right) {
        Base::Long => {
            let width = Width::of(&left).max(Width::of(&right));
            integers(operator, left.long_value(), right.long_value(), width)
        }
        Base::BigInteger => big_integers(operator, &left.to_big_integer(), &right.to_big_integer())?,
        Base::Float => floats(operator, left.float_value(), right.float_value()),
        Base::Double => doubles(operator, left.double_value(), right.double_value()),
        Base::BigDecimal => decimals(operator, &left, &right)?,
    };
    Ok(result.map_or(Value::Null, |n| n.into_value(heap)))
}

/// The type in which two numbers are calculated and compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Base {
    Long,
    BigInteger,
    Float,
    Double,
    BigDecimal,
}

impl Base {
    fn of(left: &Number, right: &Number) -> Self {
        let either = |is: fn(&Number) -> bool| is(left) || is(right);
        if left.is_small_integer() && right.is_small_integer() {
            Self::Long
        } else if left.is_integer() && right.is_integer() {
            Self::BigInteger
        } else if either(|n| matches!(n, Number::BigInteger(_) | Number::BigDecimal(_))) {
            Self::BigDecimal
        } else if either(|n| matches!(n, Number::Double(_))) {
            Self::Double
        } else {
            Self::Float
        }
    }
}

/// The class of an integer that fits in a `long`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Width {
    Byte,
    Short,
    Int,
    Long,
}

impl Width {
    const fn of(n: &Number) -> Self {
        match n {
            Number::Byte(_) => Self::Byte,
            Number::Short(_) => Self::Short,
            Number::Int(_) => Self::Int,
            _ => Self::Long,
        }
    }
}

/// The result has the wider class of the two operands or, if it does not fit, the next wider class.
fn integers(operator: Operator, a: i64, b: i64, width: Width) -> Option<Number> {
    let wide = match operator {
        Operator::Add => i128::from(a) + i128::from(b),
        Operator::Subtract => i128::from(a) - i128::from(b),
        Operator::Multiply => i128::from(a) * i128::from(b),
        _ if b == 0 => return None,
        // The one quotient that overflows wraps, as in Java.
        Operator::Divide => i128::from(a.wrapping_div(b)),
        _ => i128::from(a.wrapping_rem(b)),
    };
    Some(match (i32::try_from(wide), i64::try_from(wide)) {
        (Ok(n), _) if width == Width::Int => Number::Int(n),
        (Ok(n), _) if width < Width::Int => match (i8::try_from(n), i16::try_from(n)) {
            (Ok(n), _) if width == Width::Byte => Number::Byte(n),
            (_, Ok(n)) => Number::Short(n),
            _ => Number::Int(n),
        },
        (_, Ok(n)) => Number::Long(n),
        _ => Number::BigInteger(wide.into()),
    })
}

fn floats(operator: Operator, a: f32, b: f32) -> Option<Number> {
    Some(Number::Float(match operator {
        Operator::Add => a + b,
        Operator::Subtract => a - b,
        Operator::Multiply => a * b,
        _ if b == 0.0 => return None,
        Operator::Divide => a / b,
        _ => a % b,
    }))
}

fn big_integers(operator: Operator, a: &BigInt, b: &BigInt) -> Result<Option<Number>, Failure> {
    if a.bits() + b.bits() > MAX_BITS {
        return Err(Failure::new("the number is too large to calculate with"));
    }
    let zero = b.bits() == 0;
    Ok(Some(Number::BigInteger(match operator {
        Operator::Add => a + b,
        Operator::Subtract => a - b,
        Operator::Multiply => a * b,
        _ if zero => return Ok(None),
        Operator::Divide => a / b,
        // Java's `mod()` accepts no negative divisor and returns no negative result.
        _ if b.sign() == num_bigint::Sign::Minus => {
            return Err(Failure::new("the modulus of a BigInteger by a negative number is undefined"));
        }
        _ => ((a % b) + b) % b,
    })))
}

fn doubles(operator: Operator, a: f64, b: f64) -> Option<Number> {
    Some(Number::Double(match operator {
        Operator::Add => a + b,
        Operator::Subtract => a - b,
        Operator::Multiply => a * b,
        _ if b == 0.0 => return None,
        Operator::Divide => a / b,
        _ => a % b,
    }))
}

fn decimals(operator: Operator, a: &Number, b: &Number) -> Result<Option<Number>, Failure> {
    let not_finite = || Failure::new("an infinite number or NaN cannot be calculated with exactly");
    let (a, b) = (a.to_big_decimal().ok_or_else(not_finite)?, b.to_big_decimal().ok_or_else(not_finite)?);
    Ok(Some(Number::BigDecimal(match operator {
        Operator::Add => a.add(&b),
        Operator::Subtract => a.subtract(&b),
        Operator::Multiply => a.multiply(&b),
        _ if b.is_zero() => return Ok(None),
        Operator::Divide => match a.divide(&b) {
            Some(quotient) => quotient,
            None => return Ok(None),
        },
        _ => return Err(Failure::new("the modulus of BigDecimal numbers is not supported")),
    })))
}

/// Compares two numbers of any type. `None` if a value is not a number.
pub(crate) fn compare(heap: &Heap, left: Value, right: Value) -> Option<Result<Ordering, Failure>> {
    if let (Value::Int(a), Value::Int(b)) = (left, right) {
        return Some(Ok(a.cmp(&b)));
    }
    let (left, right) = (Number::of(heap, left)?, Number::of(heap, right)?);
    Some(Ok(match Base::of(&left, &right) {
        Base::Long => left.long_value().cmp(&right.long_value()),
        Base::BigInteger => left.to_big_integer().cmp(&right.to_big_integer()),
        // Values that are neither smaller nor larger count as equal, including NaN.
        Base::Float => left.float_value().partial_cmp(&right.float_value()).unwrap_or(Ordering::Equal),
        Base::Double => left.double_value().partial_cmp(&right.double_value()).unwrap_or(Ordering::Equal),
        Base::BigDecimal => match (left.to_big_decimal(), right.to_big_decimal()) {
            (Some(left), Some(right)) => left.compare(&right),
            _ => return Some(Err(Failure::new("an infinite number or NaN cannot be compared exactly"))),
        },
    }))
}
