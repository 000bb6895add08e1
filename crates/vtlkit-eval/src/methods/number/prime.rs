//! Prime numbers of class `BigInteger`.

use num_bigint::{BigInt, BigUint, Sign};
use vtlkit_value::Value;

use super::big;
use super::big_integer::of;
use crate::Failure;
use crate::methods::Call;
use crate::methods::call::null;

/// The first primes. A number below 3 * 10^24 that passes the Miller–Rabin test for each of them is prime.
const PRIMES: [u32; 13] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41];

/// The number of additional bases for larger numbers; Java chooses them at random.
const MORE_BASES: usize = 16;

/// `isProbablePrime`: exact for numbers below 3 * 10^24. With a certainty of 0 or less, every number passes.
pub(super) fn is_probable(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let n = of(this, &call)?;
    if call.int(0) <= 0 {
        return Ok(Value::Bool(true));
    }
    is_prime(n.magnitude(), &mut call).map(Value::Bool)
}

/// `nextProbablePrime`.
pub(super) fn next(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let n = of(this, &call)?;
    if n.sign() == Sign::Minus {
        return Err(Failure::new("a negative number has no next prime"));
    }
    let mut candidate = n.magnitude() + 1u32;
    while !is_prime(&candidate, &mut call)? {
        candidate += 1u32;
    }
    big(&BigInt::from(candidate), &mut call)
}

/// `probablePrime`, which needs a random generator that no template has.
pub(super) fn random(_: Value, call: Call<'_>) -> Result<Value, Failure> {
    if call.int(0) < 2 { Err(Failure::new("a prime has at least two bits")) } else { Err(null()) }
}

fn is_prime(n: &BigUint, call: &mut Call<'_>) -> Result<bool, Failure> {
    call.spend(1 + n.bits() as usize / 64)?;
    if n.bits() < 2 {
        return Ok(false);
    }
    for prime in PRIMES {
        if *n == BigUint::from(prime) {
            return Ok(true);
        }
        if (n % prime).bits() == 0 {
            return Ok(false);
        }
    }
    for prime in PRIMES {
        if !passes(n, &prime.into(), call)? {
            return Ok(false);
        }
    }
    if n.bits() > 80 {
        // Bases that depend on the number, so that none can be constructed to pass.
        let mut seed = n.iter_u64_digits().fold(0, |sum: u64, digit| sum.wrapping_mul(MULTIPLIER) ^ digit);
        for _ in 0..MORE_BASES {
            seed = seed.wrapping_mul(MULTIPLIER).wrapping_add(1);
            if !passes(n, &BigUint::from(seed >> 8 | 2), call)? {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// The multiplier of a pseudorandom number generator.
const MULTIPLIER: u64 = 6_364_136_223_846_793_005;

/// The Miller–Rabin test of an odd number for a base.
fn passes(n: &BigUint, base: &BigUint, call: &mut Call<'_>) -> Result<bool, Failure> {
    let words = n.bits() as usize / 64 + 1;
    call.spend((n.bits() as usize).saturating_mul(words).saturating_mul(words) / 16)?;
    let one = BigUint::from(1u32);
    let less = n - &one;
    let twos = less.trailing_zeros().unwrap_or(0);
    let mut power = base.modpow(&(&less >> twos), n);
    if power == one || power == less {
        return Ok(true);
    }
    for _ in 1..twos {
        power = &power * &power % n;
        if power == less {
            return Ok(true);
        }
    }
    Ok(false)
}
