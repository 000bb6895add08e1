//! Functions that read files.

use std::rc::Rc;

use vtlkit_host::scalar::pieces;
use vtlkit_text::{Interpolation, OffsetMap, Span, Spanned};

use super::{Arguments, Outcome};
use crate::files::joined;
use crate::read::terraform::eval::Terraform;
use crate::read::terraform::scope::Scope;
use crate::read::terraform::value::{Data, NamedFile, Text, Unknown, Value};

impl<'t> Terraform<'_, 't> {
    pub(super) fn of_files(&self, name: &str, arguments: &Arguments) -> Outcome {
        match name {
            "file" => {
                let map = match self.file(arguments, false) {
                    Ok(map) => map,
                    Err(missing) => return Some(missing),
                };
                Some(named(&Rc::new(Text::new(map, Vec::new())), arguments, false))
            }
            "templatefile" => {
                let map = match self.file(arguments, true) {
                    Ok(map) => map,
                    Err(missing) => return Some(missing),
                };
                let none = Value::null(arguments.span);
                let value = self.filled(&map, arguments.get(1).unwrap_or(&none), arguments.span);
                Some(match &value.data {
                    Data::Text(text) => named(text, arguments, true),
                    _ => value,
                })
            }
            "templatestring" => {
                let text = arguments.text(0)?;
                Some(self.filled(&text.map, arguments.get(1)?, arguments.span))
            }
            "fileexists" => {
                let path = joined("", &arguments.known(0)?)?;
                let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
                arguments.truth(self.loader.list(folder).iter().any(|it| it == name))
            }
            "fileset" => self.file_set(arguments),
            "abspath" | "pathexpand" => arguments.get(0).cloned(),
            "basename" => arguments.made(arguments.known(0)?.rsplit('/').next()?),
            "dirname" => {
                arguments.made(arguments.known(0)?.rsplit_once('/').map_or(".", |(folder, _)| folder))
            }
            _ => None,
        }
    }

    /// The content of a file, or the value for a missing one. The path is relative to the folder of the root module.
    fn file(&self, arguments: &Arguments, filled: bool) -> Result<OffsetMap, Value> {
        let span = arguments.span;
        let Some(path) = arguments.known(0) else {
            let open = arguments.get(0).and_then(Value::open);
            let name = open.map_or_else(|| Rc::from("file(…)"), |open| Rc::clone(&open.name));
            return Err(Value::unknown(name, span));
        };
        self.loaded(&path, span).ok_or_else(|| {
            let place = arguments.get(0).map_or(span, |path| path.span);
            let path = Spanned::new(path.to_string(), place);
            let name = Rc::from(format!("file({})", path.value));
            let file = Some(Rc::new(NamedFile { path, filled }));
            Value::new(Data::Unknown(Rc::new(Unknown { name, is_wrong: true, file })), span)
        })
    }

    fn loaded(&self, path: &str, named: Span) -> Option<OffsetMap> {
        let path = joined("", path)?;
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
        if self.is_trying() && self.loader.list(folder).iter().all(|it| it != name) {
            return None;
        }
        let loaded = self.loader.text(&path, named)?;
        self.spend(loaded.text.len() / 8).then(|| OffsetMap::identity(&loaded.text).shifted(loaded.base))
    }

    /// Fills the values of variables into a template.
    pub(crate) fn filled(&self, map: &OffsetMap, values: &Value, span: Span) -> Value {
        let mut scope: Scope<'t> = Scope::empty();
        if let Data::Object(members) = &values.data {
            for (name, member) in members.iter() {
                scope = scope.with(Rc::clone(name), member.value.clone());
            }
        }
        let value = self.template(pieces::mark(map.clone(), Interpolation::Hcl), map.place(), &scope);
        Value::new(value.data, span)
    }

    /// `fileset`: the files in a folder whose names match a pattern.
    fn file_set(&self, arguments: &Arguments) -> Outcome {
        let (base, pattern) = (arguments.known(0)?, arguments.known(1)?);
        let (inner, pattern) = match pattern.rsplit_once('/') {
            Some((inner, pattern)) => (inner.trim_start_matches("**").trim_matches('/'), pattern),
            None => ("", &*pattern),
        };
        let folder = joined(&joined("", &base)?, if inner.is_empty() { "." } else { inner })?;
        let names = self.loader.list(&folder).into_iter().filter(|name| fits(name, pattern));
        let names = names.map(|name| if inner.is_empty() { name } else { format!("{inner}/{name}") });
        Some(Value::list(names.map(|name| Value::text(&name, arguments.span)).collect(), arguments.span))
    }
}

/// Marks a text as the content of a file.
fn named(text: &Rc<Text>, arguments: &Arguments, filled: bool) -> Value {
    let path =
        arguments.get(0).and_then(|path| Some(Spanned::new(path.known_text()?.to_string(), path.span)));
    let file = path.map(|path| Rc::new(NamedFile { path, filled }));
    let text = Text { file, ..Text::clone(text) };
    let span = text.map.place();
    Value::new(Data::Text(Rc::new(text)), span)
}

/// Matches a name against a pattern with `*` and `{a,b}` alternatives.
fn fits(name: &str, pattern: &str) -> bool {
    if let Some((before, rest)) = pattern.split_once('{')
        && let Some((choices, behind)) = rest.split_once('}')
    {
        return choices.split(',').take(16).any(|choice| {
            let pattern = format!("{before}{choice}{behind}");
            !pattern.contains('{') && fits(name, &pattern)
        });
    }
    let mut parts = pattern.split('*');
    let Some(mut rest) = name.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = rest.get(at + part.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    rest.ends_with(last)
}
