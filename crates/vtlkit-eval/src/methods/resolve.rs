//! Overload resolution as in Velocity 1.7's `MethodMap`.

use vtlkit_value::{Heap, Value};

use super::{Callable, Parameter};

/// The method to call with these arguments; `None` if none is applicable, or none of the applicable ones is the most
/// specific.
pub(super) fn find<'m>(methods: &'m [Callable], heap: &Heap, arguments: &[Value]) -> Option<&'m Callable> {
    if let [method] = methods {
        return takes(method, heap, arguments).then_some(method);
    }
    // Velocity first looks methods up by the exact classes of their parameters.
    if let Some(method) = methods.iter().find(|method| is_exact(method, heap, arguments)) {
        return Some(method);
    }
    let mut best: Option<&Callable> = None;
    let mut rivals: Vec<&Callable> = Vec::new();
    for method in methods.iter().filter(|method| takes(method, heap, arguments)) {
        let Some(other) = best else {
            best = Some(method);
            continue;
        };
        match compare(method.parameters, other.parameters) {
            Specific::Less => {}
            Specific::Neither => rivals.push(method),
            Specific::More if rivals.is_empty() => best = Some(method),
            Specific::More => {
                // Velocity stops at the first candidate that is less specific and then forgets the others.
                for at in 0..rivals.len() {
                    match compare(method.parameters, rivals[at].parameters) {
                        Specific::More => {
                            best = Some(method);
                            rivals.clear();
                            break;
                        }
                        Specific::Neither => rivals.push(method),
                        Specific::Less => {}
                    }
                }
            }
        }
    }
    best.filter(|_| rivals.is_empty())
}

fn is_exact(method: &Callable, heap: &Heap, arguments: &[Value]) -> bool {
    method.parameters.len() == arguments.len()
        && method
            .parameters
            .iter()
            .zip(arguments)
            .all(|(parameter, &value)| parameter.is_class_of(heap, value))
}

/// Whether a method is applicable, possibly with the last arguments as an array. In Velocity, a method without
/// parameters accepts any arguments; the call then fails.
fn takes(method: &Callable, heap: &Heap, arguments: &[Value]) -> bool {
    let parameters = method.parameters;
    if parameters.is_empty() {
        return true;
    }
    let all = |parameters: &[Parameter], values: &[Value]| {
        parameters.iter().zip(values).all(|(parameter, &value)| parameter.takes(heap, value))
    };
    if parameters.len() == arguments.len() && all(parameters, arguments) {
        return true;
    }
    let Some((array, fixed)) = parameters.split_last() else { return false };
    let Some(element) = array.element() else { return false };
    let Some((first, rest)) = arguments.split_at_checked(fixed.len()) else { return false };
    // A single array is the array itself, which was rejected above.
    let is_array = |value| matches!(value, Value::List(list) if heap.list(list).kind.is_array());
    if let [value] = rest
        && is_array(*value)
    {
        return false;
    }
    all(fixed, first) && rest.iter().all(|&value| element.takes(heap, value))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Specific {
    More,
    Less,
    Neither,
}

/// Compares the specificity of two parameter lists.
fn compare(a: &[Parameter], b: &[Parameter]) -> Specific {
    match a.len().cmp(&b.len()) {
        std::cmp::Ordering::Greater => return Specific::More,
        std::cmp::Ordering::Less => return Specific::Less,
        std::cmp::Ordering::Equal => {}
    }
    let (mut a_more, mut b_more) = (false, false);
    for (at, (a_type, b_type)) in a.iter().zip(b).enumerate() {
        if a_type != b_type {
            let last = at + 1 == a.len();
            a_more |= b_type.is_wider(*a_type, last) || *b_type == Parameter::Object;
            b_more |= a_type.is_wider(*b_type, last) || *a_type == Parameter::Object;
        }
    }
    let is_array = |parameters: &[Parameter]| parameters.last().is_some_and(|last| last.element().is_some());
    match (a_more, b_more) {
        (true, false) => Specific::More,
        (false, true) => Specific::Less,
        (true, true) if is_array(a) && !is_array(b) => Specific::Less,
        (true, true) if !is_array(a) && is_array(b) => Specific::More,
        _ => Specific::Neither,
    }
}

#[cfg(test)]
mod tests {
    use Parameter::{
        CharSequence, CharSequences, Chars, Double, Foreign, Int, Iterable, Long, Object, Objects, String,
    };

    use super::*;

    #[test]
    fn the_more_specific_parameters_win() {
        let check =
            |a: &[Parameter], b: &[Parameter], expected| assert_eq!(compare(a, b), expected, "{a:?} {b:?}");
        check(&[Int], &[Long], Specific::More);
        check(&[Double], &[Long], Specific::Less);
        check(&[String], &[Object], Specific::More);
        check(&[Int], &[Object], Specific::More);
        check(&[String], &[Objects], Specific::More);
        check(&[String], &[Chars], Specific::Neither);
        check(&[CharSequence, CharSequences], &[CharSequence, Iterable], Specific::Neither);
        check(&[Foreign("Locale"), String, Objects], &[String, Objects], Specific::More);
        check(&[Int, Object], &[Object, Int], Specific::Neither);
        check(&[Object, Objects], &[Object, Object], Specific::Less);
    }
}
