//! Functions on numbers.

use super::{Arguments, Outcome};
use crate::read::terraform::value::{Data, Value};

pub(super) fn call(name: &str, arguments: &Arguments) -> Outcome {
    let number = |number: f64| number.is_finite().then(|| Value::new(Data::Number(number), arguments.span));
    let all = || -> Option<Vec<f64>> { arguments.values.iter().map(Value::to_number).collect() };
    let first = || arguments.get(0)?.to_number();
    match name {
        "max" => number(all()?.into_iter().reduce(f64::max)?),
        "min" => number(all()?.into_iter().reduce(f64::min)?),
        "abs" => number(first()?.abs()),
        "ceil" => number(first()?.ceil()),
        "floor" => number(first()?.floor()),
        "pow" => number(first()?.powf(arguments.get(1)?.to_number()?)),
        "parseint" => {
            let base = arguments.get(1)?.to_count().filter(|base| (2..=36).contains(base))?;
            number(i64::from_str_radix(&arguments.known(0)?, base as u32).ok()? as f64)
        }
        "tonumber" => number(first()?),
        _ => None,
    }
}
