//! Functions on lists and objects.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::{Arguments, Outcome};
use crate::read::terraform::eval::Terraform;
use crate::read::terraform::value::{Data, Member, Object, Value};

/// Maximum nesting of lists.
const NESTING: usize = 24;

impl Terraform<'_, '_> {
    pub(super) fn of_lists(&self, name: &str, arguments: &Arguments) -> Outcome {
        let span = arguments.span;
        let list = |items: Vec<Value>| {
            self.spend(items.len());
            Some(Value::list(items, span))
        };
        let items = |at: usize| arguments.get(at)?.items();
        match name {
            "tolist" | "tuple" => list(items(0)?),
            "toset" => list(self.distinct(items(0)?, true)),
            "distinct" => list(self.distinct(items(0)?, false)),
            "setunion" => {
                let all = arguments.values.iter().map(Value::items).collect::<Option<Vec<_>>>()?;
                list(self.distinct(all.concat(), true))
            }
            "list" => list(arguments.values.clone()),
            "concat" => {
                let mut out = Vec::new();
                for value in &arguments.values {
                    let Data::List(items) = &value.data else { return None };
                    out.extend(items.iter().cloned());
                }
                list(out)
            }
            "element" => {
                let items = items(0)?;
                let at = arguments.get(1)?.to_count()?;
                items.get(at.checked_rem(items.len())?).cloned()
            }
            "index" => {
                let items = items(0)?;
                let at = items
                    .iter()
                    .position(|item| item.equals(arguments.get(1).unwrap_or(item)) == Some(true))?;
                Some(Value::new(Data::Number(at as f64), span))
            }
            "contains" => {
                let (items, sought) = (items(0)?, arguments.get(1)?);
                self.spend(items.len());
                let found = items.iter().any(|item| item.equals(sought) == Some(true));
                let is_known = sought.open().is_none() && items.iter().all(|item| item.open().is_none());
                if found || is_known { arguments.truth(found) } else { None }
            }
            "flatten" => {
                let mut out = Vec::new();
                flatten(arguments.get(0)?, NESTING, &mut out)?;
                list(out)
            }
            "compact" => {
                let items = items(0)?;
                list(
                    items
                        .into_iter()
                        .filter(|it| it.known_text().is_none_or(|text| !text.is_empty()) && !it.is_null())
                        .collect(),
                )
            }
            "reverse" => list(items(0)?.into_iter().rev().collect()),
            "sort" => {
                let mut items = items(0)?;
                items.sort_by_key(|item| item.to_text().map(|text| text.map.shared_text()));
                list(items)
            }
            "slice" => {
                let (start, end) = (arguments.get(1)?.to_count()?, arguments.get(2)?.to_count()?);
                list(items(0)?.get(start..end)?.to_vec())
            }
            "range" => range(arguments),
            "one" => match items(0)?.as_slice() {
                [] => Some(Value::null(span)),
                [only] => Some(only.clone()),
                _ => None,
            },
            "setsubtract" => {
                let (a, b) = (items(0)?, items(1)?);
                let taken: BTreeSet<Rc<str>> = b.iter().filter_map(Value::known_text).collect();
                list(
                    a.into_iter()
                        .filter(|it| it.known_text().is_none_or(|it| !taken.contains(&it)))
                        .collect(),
                )
            }
            "setproduct" => self.product(arguments),
            _ => None,
        }
    }

    pub(super) fn of_objects(&self, name: &str, arguments: &Arguments) -> Outcome {
        let span = arguments.span;
        let items = |at: usize| arguments.get(at)?.items();
        match name {
            "tomap" => arguments.get(0).filter(|it| matches!(it.data, Data::Object(_))).cloned(),
            "merge" => self.merge(arguments),
            "lookup" => {
                let name = arguments.known(1)?;
                let found = match &arguments.get(0)?.data {
                    Data::Object(members) => members.get(&name).map(|member| member.value.clone()),
                    _ => return None,
                };
                found.or_else(|| arguments.get(2).cloned())
            }
            "keys" => match &arguments.get(0)?.data {
                Data::Object(members) => Some(Value::list(
                    members.iter().map(|(name, member)| Value::text(name, member.key)).collect(),
                    span,
                )),
                _ => None,
            },
            "values" => match &arguments.get(0)?.data {
                Data::Object(_) => Some(Value::list(items(0)?, span)),
                _ => None,
            },
            "length" => {
                let value = arguments.get(0)?;
                let len = match &value.data {
                    Data::List(items) => items.len(),
                    Data::Object(members) => members.len(),
                    _ => value.known_text()?.chars().count(),
                };
                Some(Value::new(Data::Number(len as f64), span))
            }
            "zipmap" => {
                let (keys, values) = (items(0)?, items(1)?);
                let members = keys
                    .iter()
                    .zip(values)
                    .filter_map(|(key, value)| Some((key.known_text()?, Member { key: key.span, value })));
                Some(Value::object(members.collect(), span))
            }
            "coalesce" => {
                let is_empty =
                    |it: &&Value| it.is_null() || it.known_text().is_some_and(|text| text.is_empty());
                arguments.values.iter().find(|it| !is_empty(it)).cloned()
            }
            "coalescelist" => {
                arguments.values.iter().find(|it| it.items().is_some_and(|items| !items.is_empty())).cloned()
            }
            "anytrue" => arguments.truth(items(0)?.iter().any(|it| it.to_bool() == Some(true))),
            "alltrue" => arguments.truth(items(0)?.iter().all(|it| it.to_bool() == Some(true))),
            _ => None,
        }
    }

    fn merge(&self, arguments: &Arguments) -> Outcome {
        let mut out = Object::new();
        for value in &arguments.values {
            match &value.data {
                Data::Object(members) => {
                    self.spend(members.len()).then_some(())?;
                    out.extend(members.iter().map(|(name, member)| (Rc::clone(name), member.clone())));
                }
                Data::Null => {}
                // An unknown object may have any members; the members of the others are known.
                Data::Unknown(_) if arguments.values.len() > 1 => {}
                _ => return None,
            }
        }
        Some(Value::object(out, arguments.span))
    }

    /// The items without duplicates; with `sorted`, in the order of a set.
    fn distinct(&self, items: Vec<Value>, sorted: bool) -> Vec<Value> {
        let mut seen = BTreeSet::new();
        let mut out = Vec::new();
        self.spend(items.len() * 4);
        for item in items {
            let text = item.to_text().map(|text| text.map.shared_text());
            if text.is_none_or(|text| seen.insert(text)) {
                out.push(item);
            }
        }
        if sorted {
            out.sort_by_key(|item| item.to_text().map(|text| text.map.shared_text()));
        }
        out
    }

    fn product(&self, arguments: &Arguments) -> Outcome {
        let mut rows: Vec<Vec<Value>> = vec![Vec::new()];
        for value in &arguments.values {
            let items = value.items()?;
            self.spend(rows.len().saturating_mul(items.len())).then_some(())?;
            rows = rows
                .iter()
                .flat_map(|row| items.iter().map(|item| row.iter().chain([item]).cloned().collect()))
                .collect();
        }
        Some(Value::list(
            rows.into_iter().map(|row| Value::list(row, arguments.span)).collect(),
            arguments.span,
        ))
    }
}

fn flatten(value: &Value, depth: usize, out: &mut Vec<Value>) -> Option<()> {
    let Data::List(items) = &value.data else { return None };
    let depth = depth.checked_sub(1)?;
    for item in items.iter() {
        if matches!(item.data, Data::List(_)) { flatten(item, depth, out)? } else { out.push(item.clone()) }
    }
    Some(())
}

fn range(arguments: &Arguments) -> Outcome {
    let number = |at: usize| arguments.get(at)?.to_number();
    let (start, end) = match arguments.values.len() {
        1 => (0.0, number(0)?),
        _ => (number(0)?, number(1)?),
    };
    let step = if arguments.values.len() > 2 {
        number(2)?
    } else if end < start {
        -1.0
    } else {
        1.0
    };
    let mut out = Vec::new();
    let mut at = start;
    // Terraform's own limit.
    while step != 0.0 && out.len() < 1_024 && (if step > 0.0 { at < end } else { at > end }) {
        out.push(Value::new(Data::Number(at), arguments.span));
        at += step;
    }
    Some(Value::list(out, arguments.span))
}
