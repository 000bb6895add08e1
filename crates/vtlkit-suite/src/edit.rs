//! Sets a value in a YAML file without changing anything else.

use std::borrow::Cow;

use serde_json::{Map, Value};
use vtlkit_host::{Document, Node, NodeKind};
use vtlkit_text::{Edit, Newline, Span, apply_edits};

use crate::yaml;

/// The largest value that is processed, in bytes.
pub(crate) const LARGEST_VALUE: usize = 64 << 20;

/// The notation of a file.
#[derive(Clone, Copy)]
pub(crate) struct Notation {
    newline: &'static str,
    /// Whether the file is JSON, which has everything in quotes.
    is_json: bool,
}

impl Notation {
    pub(crate) fn of(text: &str) -> Self {
        let is_json = text.trim_start_matches('\u{feff}').trim_start().starts_with('{');
        Self { newline: Newline::of(text).as_str(), is_json }
    }
}

/// The file with a member of a case's expectation set, or removed if there is no value.
///
/// The result is parsed again and must equal the original file except for that member.
pub(crate) fn written(
    text: &str,
    notation: Notation,
    case: usize,
    path: &[&str],
    value: Option<&Value>,
) -> Result<String, String> {
    let document = Document::read(text);
    let path = [&["expect"], path].concat();
    let after = whole(&document).and_then(|mut whole| {
        let case = whole.get_mut("cases")?.get_mut(case)?;
        set(case, &path, value)?;
        Some(whole)
    });
    let case = document.root().and_then(|root| root.get("cases")?.items().nth(case));
    let (Some(after), Some(case)) = (after, case) else {
        return Err("the file was changed in the meantime".to_owned());
    };
    let Notation { newline, is_json } = notation;
    for is_fine in [true, false] {
        let editor = Editor { text, is_fine, is_json };
        let Some(mut edits) = editor.member(case, &path, value) else { continue };
        for edit in &mut edits {
            if newline != "\n" {
                edit.content = edit.content.replace('\n', newline);
            }
        }
        if let Ok(changed) = apply_edits(text, &edits)
            && whole(&Document::read(&changed)).is_some_and(|whole| whole == after)
        {
            return Ok(changed);
        }
    }
    Err(format!("`{}` cannot be changed in place: write it without aliases", path.join(".")))
}

/// The value of the whole file.
pub(crate) fn whole(document: &Document) -> Option<Value> {
    if !document.errors().is_empty() {
        return None;
    }
    serde_json::from_str(&document.root()?.to_json(LARGEST_VALUE)?).ok()
}

/// Sets a member of a value.
pub(crate) fn set(target: &mut Value, path: &[&str], value: Option<&Value>) -> Option<()> {
    let (name, rest) = path.split_first()?;
    if target.is_null() {
        *target = Value::Object(Map::new());
    }
    let members = target.as_object_mut()?;
    if !rest.is_empty() {
        return set(members.entry(*name).or_insert(Value::Null), rest, value);
    }
    match value {
        Some(value) => {
            members.insert((*name).to_owned(), value.clone());
        }
        None => {
            members.shift_remove(*name);
        }
    }
    Some(())
}

struct Editor<'s> {
    text: &'s str,
    /// Whether values inside the value are changed one by one if possible.
    is_fine: bool,
    /// Whether the file is JSON, which has everything in quotes.
    is_json: bool,
}

impl Editor<'_> {
    /// The edits that set a member of a mapping.
    fn member(&self, map: Node<'_>, path: &[&str], value: Option<&Value>) -> Option<Vec<Edit>> {
        let (name, rest) = path.split_first()?;
        if map.kind() != NodeKind::Mapping {
            return None;
        }
        let entry = map.written_entries().find(|(key, _)| key.text().is_some_and(|text| text == *name));
        match (entry, rest) {
            (Some((key, old)), []) => match value {
                Some(new) => self.value(map, Some(key), old, new),
                None => self.without(map, &[key]),
            },
            (Some((key, old)), rest) if !old.is_null() => {
                let edits = self.member(old, rest, value)?;
                // Removing the last member of a block removes the block.
                let is_last = old.written_entries().count() == 1 && value.is_none() && rest.len() == 1;
                if is_last {
                    self.value(map, Some(key), old, &Value::Object(Map::new()))
                } else {
                    Some(edits)
                }
            }
            (entry, rest) => {
                let mut nested = value?.clone();
                for name in rest.iter().rev() {
                    nested = Value::Object([((*name).to_owned(), nested)].into_iter().collect());
                }
                match entry {
                    Some((key, old)) => self.value(map, Some(key), old, &nested),
                    None => {
                        let end = match map.written_entries().last() {
                            Some((_, last)) if map.is_flow() => self.end(last),
                            Some(_) => self.line_end(self.end(map)),
                            None => map.span().end().checked_sub(1)?,
                        };
                        self.more(map, &[((*name).to_owned(), nested)], end).map(|edit| vec![edit])
                    }
                }
            }
        }
    }

    /// The edits that replace a value. `key` is its name; an item of a list has none.
    fn value(
        &self,
        container: Node<'_>,
        key: Option<Node<'_>>,
        old: Node<'_>,
        new: &Value,
    ) -> Option<Vec<Edit>> {
        if old.to_json(LARGEST_VALUE).and_then(|old| serde_json::from_str::<Value>(&old).ok()).as_ref()
            == Some(new)
        {
            return Some(Vec::new());
        }
        if self.is_fine {
            let fine = match (old.kind(), new) {
                (NodeKind::Mapping, Value::Object(new))
                    if !new.is_empty() && old.written_entries().next().is_some() =>
                {
                    self.members(old, new)
                }
                (NodeKind::Sequence, Value::Array(new))
                    if !new.is_empty() && old.written_items().next().is_some() =>
                {
                    self.items(old, new)
                }
                (NodeKind::Scalar, Value::String(new)) if old.as_str().is_some() => {
                    let map = old.decode()?;
                    let all = Edit::replace(Span::new(0, map.text().len()), new.as_str());
                    map.to_host_edit(&all).map(|edit| vec![edit])
                }
                _ => None,
            };
            if fine.is_some() {
                return fine;
            }
        }
        let inside = container.is_flow();
        if inside {
            return Some(vec![Edit::replace(old.span(), self.flow(new))]);
        }
        let (start, indent) = match key {
            Some(key) => (self.behind(key.span().end(), b':')?, self.column(key.span().start())),
            None => {
                let dash = self.text.get(..old.span().start())?.rfind('-')?;
                (dash + 1, self.column(dash))
            }
        };
        let content = yaml::block(new, indent, key.is_none());
        Some(vec![Edit::replace(Span::new(start, self.end(old).max(start)), content)])
    }

    /// The edits that give a mapping these members.
    fn members(&self, old: Node<'_>, new: &Map<String, Value>) -> Option<Vec<Edit>> {
        let mut edits = Vec::new();
        let mut gone = Vec::new();
        let mut known: Vec<Cow<'_, str>> = Vec::new();
        for (key, value) in old.written_entries() {
            let name = key.text()?;
            match new.get(&*name) {
                Some(new) => edits.extend(self.value(old, Some(key), value, new)?),
                None => gone.push(key),
            }
            known.push(name);
        }
        let more: Vec<(String, Value)> = new
            .iter()
            .filter(|(name, _)| !known.iter().any(|known| *known == **name))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        if !gone.is_empty() {
            edits.extend(self.without(old, &gone)?);
        }
        if !more.is_empty() {
            // After an entry that stays.
            let (_, last) = old
                .written_entries()
                .filter(|(key, _)| !gone.iter().any(|gone| gone.span() == key.span()))
                .last()?;
            let end = if old.is_flow() { self.end(last) } else { self.line_end(self.end(last)) };
            edits.push(self.more(old, &more, end)?);
        }
        Some(edits)
    }

    /// The edits that give a list these items.
    fn items(&self, old: Node<'_>, new: &[Value]) -> Option<Vec<Edit>> {
        let items: Vec<Node<'_>> = old.written_items().collect();
        if items.len() > new.len() {
            return None;
        }
        let mut edits = Vec::new();
        for (item, new) in items.iter().zip(new) {
            edits.extend(self.value(old, None, *item, new)?);
        }
        let more = new.get(items.len()..).unwrap_or_default();
        let Some(first) = items.first().filter(|_| !more.is_empty()) else { return Some(edits) };
        if old.is_flow() {
            let end = old.span().end().checked_sub(1)?;
            let more = more.iter().map(|item| format!(", {}", self.flow(item)));
            edits.push(Edit::insert(end, more.collect::<String>()));
            return Some(edits);
        }
        let dash = self.text.get(..first.span().start())?.rfind('-')?;
        let indent = self.column(dash);
        let blanks = " ".repeat(indent);
        let more = more.iter().map(|item| format!("\n{blanks}-{}", yaml::block(item, indent, true)));
        edits.push(Edit::insert(self.line_end(self.end(old)), more.collect::<String>()));
        Some(edits)
    }

    /// The edit that adds members to a mapping at `end`.
    fn more(&self, map: Node<'_>, more: &[(String, Value)], end: usize) -> Option<Edit> {
        let first = map.written_entries().next();
        if map.is_flow() {
            let more = more.iter().map(|(name, value)| {
                format!("{}: {}", self.flow(&Value::String(name.clone())), self.flow(value))
            });
            let more = more.collect::<Vec<_>>().join(", ");
            let comma = if first.is_some() { ", " } else { "" };
            return Some(Edit::insert(end, format!("{comma}{more}")));
        }
        let indent = self.column(first?.0.span().start());
        let blanks = " ".repeat(indent);
        let more = more.iter().map(|(name, value)| {
            format!("\n{blanks}{}:{}", yaml::scalar_text(name), yaml::block(value, indent, false))
        });
        Some(Edit::insert(end, more.collect::<String>()))
    }

    /// The edits that remove some, but not all, entries of a mapping.
    fn without(&self, map: Node<'_>, gone: &[Node<'_>]) -> Option<Vec<Edit>> {
        let entries: Vec<_> = map.written_entries().collect();
        if gone.len() == entries.len() {
            return None;
        }
        let goes = |key: &Node<'_>| gone.iter().any(|gone| gone.span() == key.span());
        let mut edits = Vec::new();
        for (at, (key, value)) in entries.iter().enumerate() {
            if !goes(key) {
                continue;
            }
            if map.is_flow() {
                // With the comma after it, or with the one before it if everything after it is removed too.
                let rest = entries.get(at + 1..).unwrap_or_default();
                let span = match (rest.first(), rest.iter().all(|(key, _)| goes(key))) {
                    (Some((next, _)), false) => Span::new(key.span().start(), next.span().start()),
                    _ => Span::new(self.end(entries.get(at.checked_sub(1)?)?.1), self.end(*value)),
                };
                edits.push(Edit::delete(span));
                continue;
            }
            let start = key.span().start();
            let line = self.text.get(..start)?.rfind('\n').map_or(0, |at| at + 1);
            let is_own_line = self.text.get(line..start)?.bytes().all(|byte| byte == b' ');
            let span = if is_own_line {
                let end = self.line_end(self.end(*value).max(key.span().end()));
                Span::new(line, (end + 1).min(self.text.len()))
            } else {
                // For the first entry of a list item, the next one takes its place.
                Span::new(start, entries.get(at + 1)?.0.span().start())
            };
            edits.push(Edit::delete(span));
        }
        Some(edits)
    }

    /// A value on one line.
    fn flow(&self, value: &Value) -> String {
        if self.is_json { value.to_string() } else { yaml::flow(value) }
    }

    /// The end of a value without trailing white space.
    fn end(&self, node: Node<'_>) -> usize {
        let span = node.span();
        let text = self.text.get(span.range()).unwrap_or_default();
        span.start() + text.trim_end().len()
    }

    /// The end of the line, including a comment.
    fn line_end(&self, from: usize) -> usize {
        let rest = self.text.get(from..).unwrap_or_default();
        let line = rest.split(['\n', '\r']).next().unwrap_or_default();
        from + line.len()
    }

    /// The offset after a character that follows after spaces.
    fn behind(&self, from: usize, wanted: u8) -> Option<usize> {
        let rest = self.text.get(from..)?.as_bytes();
        let at = rest.iter().position(|&byte| byte == wanted)?;
        rest.get(..at)?.iter().all(u8::is_ascii_whitespace).then_some(from + at + 1)
    }

    fn column(&self, at: usize) -> usize {
        let before = self.text.get(..at).unwrap_or_default();
        before.len() - before.rfind('\n').map_or(0, |at| at + 1)
    }
}
