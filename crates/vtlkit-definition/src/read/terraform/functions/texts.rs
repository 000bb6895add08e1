//! String functions. Where the text is unchanged, each byte keeps its position.

use std::rc::Rc;

use vtlkit_text::{HostStyle, OffsetMap, OffsetMapBuilder, ScalarStyle, SegmentKind, Span};

use super::{Arguments, Outcome};
use crate::read::terraform::eval::Terraform;
use crate::read::terraform::value::{Data, Text, Value};

/// Whether a function is implemented here, so that a missing result means wrong arguments.
pub(super) fn is_known(name: &str) -> bool {
    const NAMES: [&str; 34] = [
        "format",
        "join",
        "split",
        "replace",
        "lower",
        "upper",
        "title",
        "trimspace",
        "chomp",
        "trim",
        "trimprefix",
        "trimsuffix",
        "substr",
        "indent",
        "startswith",
        "endswith",
        "strcontains",
        "tostring",
        "tonumber",
        "tobool",
        "lookup",
        "element",
        "merge",
        "concat",
        "keys",
        "values",
        "length",
        "contains",
        "flatten",
        "one",
        "jsondecode",
        "coalesce",
        "zipmap",
        "index",
    ];
    NAMES.contains(&name)
}

impl Terraform<'_, '_> {
    pub(super) fn of_texts(&self, name: &str, arguments: &Arguments) -> Outcome {
        let text = || arguments.text(0);
        match name {
            "tostring" => {
                let value = arguments.get(0)?;
                value.to_text().map(|text| Value::new(Data::Text(text), value.span))
            }
            "nonsensitive" | "sensitive" | "ephemeralasnull" | "provider::null" => arguments.get(0).cloned(),
            "tobool" => arguments.truth(arguments.get(0)?.to_bool()?),
            "trimspace" => part(&text()?, arguments, |text| trimmed(text, char::is_whitespace)),
            "chomp" => {
                part(&text()?, arguments, |text| Span::new(0, text.trim_end_matches(['\n', '\r']).len()))
            }
            "trim" => {
                let set = arguments.known(1)?;
                part(&text()?, arguments, |text| trimmed(text, |c| set.contains(c)))
            }
            "trimprefix" => {
                let prefix = arguments.known(1)?;
                part(&text()?, arguments, |text| {
                    let start = if text.starts_with(&*prefix) { prefix.len() } else { 0 };
                    Span::new(start, text.len())
                })
            }
            "trimsuffix" => {
                let suffix = arguments.known(1)?;
                part(&text()?, arguments, |text| {
                    let end = if text.ends_with(&*suffix) { suffix.len() } else { 0 };
                    Span::new(0, text.len() - end)
                })
            }
            "lower" => changed(&text()?, arguments, str::to_lowercase),
            "upper" => changed(&text()?, arguments, str::to_uppercase),
            "title" => changed(&text()?, arguments, title),
            "strrev" => arguments.made(&arguments.known(0)?.chars().rev().collect::<String>()),
            "substr" => {
                let text = arguments.known(0)?;
                let len = text.chars().count() as f64;
                let start = arguments.get(1)?.to_number()?;
                let start = if start < 0.0 { (len + start).max(0.0) } else { start };
                let count = arguments.get(2)?.to_number()?;
                let count = if count < 0.0 { len } else { count };
                arguments.made(&text.chars().skip(start as usize).take(count as usize).collect::<String>())
            }
            "indent" => {
                let blanks = " ".repeat(arguments.get(0)?.to_count()?.min(200));
                let text = arguments.text(1)?;
                self.replaced(&text, "\n", &format!("\n{blanks}"), arguments)
            }
            "replace" => {
                let (from, to) = (arguments.known(1)?, arguments.text(2)?);
                let is_pattern = from.len() > 2 && from.starts_with('/') && from.ends_with('/');
                if is_pattern { None } else { self.replaced(&text()?, &from, to.map.text(), arguments) }
            }
            "startswith" => arguments.truth(arguments.known(0)?.starts_with(&*arguments.known(1)?)),
            "endswith" => arguments.truth(arguments.known(0)?.ends_with(&*arguments.known(1)?)),
            "strcontains" => arguments.truth(arguments.known(0)?.contains(&*arguments.known(1)?)),
            "join" => self.join(arguments),
            "split" => {
                let (separator, text) = (arguments.known(0)?, arguments.known(1)?);
                let parts: Vec<&str> = match (separator.is_empty(), text.is_empty()) {
                    (_, true) => Vec::new(),
                    (true, false) => vec![&*text],
                    (false, false) => text.split(&*separator).collect(),
                };
                self.spend(text.len());
                let parts = parts.into_iter().map(|part| Value::text(part, arguments.span));
                Some(Value::list(parts.collect(), arguments.span))
            }
            "format" => {
                let format = arguments.text(0)?;
                self.format(&format, arguments.values.get(1..)?, arguments.span)
            }
            "formatlist" => self.format_list(arguments),
            _ => None,
        }
    }

    /// Replaces all occurrences of a substring.
    fn replaced(&self, text: &Rc<Text>, from: &str, to: &str, arguments: &Arguments) -> Outcome {
        if from.is_empty() || !text.map.text().contains(from) {
            return Some(Value::new(Data::Text(Rc::clone(text)), arguments.span));
        }
        let count = text.map.text().matches(from).count();
        self.spend(text.map.text().len() + count.saturating_mul(to.len())).then_some(())?;
        let map = copied(&text.map, |out| {
            let mut at = 0;
            for (start, found) in text.map.text().match_indices(from) {
                cut(out, &text.map, Span::new(at, start));
                at = start + found.len();
                out.replaced(text.map.to_host(Span::new(start, at)), to);
            }
            cut(out, &text.map, Span::new(at, text.map.text().len()));
        })?;
        Some(Value::new(Data::Text(Rc::new(Text::new(map, text.unknown.clone()))), arguments.span))
    }

    fn join(&self, arguments: &Arguments) -> Outcome {
        let between = arguments.text(0)?;
        let mut items = Vec::new();
        for list in arguments.values.get(1..)? {
            let Data::List(list) = &list.data else { return None };
            items.extend(list.iter().cloned());
        }
        let mut out = OffsetMapBuilder::default();
        let mut unknown = between.unknown.clone();
        let home = self.loader.around(arguments.span);
        out.begin(HostStyle::plain(ScalarStyle::Derived), arguments.span.start());
        for (at, item) in items.iter().enumerate() {
            let text = item.to_text()?;
            if at > 0 && !between.map.text().is_empty() {
                out.begin(HostStyle::plain(ScalarStyle::Derived), arguments.span.start());
                out.replaced(arguments.span, between.map.text());
            }
            if !self.spend(text.map.text().len() + between.map.text().len()) {
                return None;
            }
            append(&mut out, &text, home, arguments.span);
            unknown.extend(text.unknown.iter().cloned());
        }
        let map = out.finish(arguments.span.end());
        Some(Value::new(Data::Text(Rc::new(Text::new(map, unknown))), arguments.span))
    }

    /// `format` with its verbs `%s`, `%d`, `%q`, `%v` and others.
    fn format(&self, format: &Text, values: &[Value], span: Span) -> Outcome {
        let text = format.map.text();
        let mut out = OffsetMapBuilder::default();
        let mut unknown = format.unknown.clone();
        out.begin(format.map.style()?.clone(), format.map.place().start());
        let (mut at, mut next) = (0, 0);
        while let Some(sign) = text.get(at..)?.find('%').map(|n| at + n) {
            cut(&mut out, &format.map, Span::new(at, sign));
            let rest = text.get(sign + 1..)?;
            let flags = rest.find(|c: char| c.is_ascii_alphabetic() || c == '%')?;
            let verb = rest.get(flags..)?.chars().next()?;
            at = sign + 1 + flags + 1;
            let host = format.map.to_host(Span::new(sign, at));
            if verb == '%' {
                out.replaced(host, "%");
                continue;
            }
            let flags = rest.get(..flags)?;
            // `%[2]s` selects the argument.
            let (nth, flags) = match flags.split_once(']') {
                Some((before, width)) => {
                    (before.trim_start_matches('[').parse::<usize>().ok()?.checked_sub(1)?, width)
                }
                None => (next, flags),
            };
            next = nth + 1;
            let value = values.get(nth)?;
            let made = written(value, verb, flags)?;
            if !self.spend(made.len()) {
                return None;
            }
            out.replaced(host, &made);
            if let Some(text) = value.to_text() {
                unknown.extend(text.unknown.iter().map(|(name, _)| (Rc::clone(name), host)));
            }
        }
        cut(&mut out, &format.map, Span::new(at, text.len()));
        let map = out.finish(format.map.place().end());
        Some(Value::new(Data::Text(Rc::new(Text::new(map, unknown))), span))
    }

    fn format_list(&self, arguments: &Arguments) -> Outcome {
        let format = arguments.text(0)?;
        let values = arguments.values.get(1..)?;
        let len = values.iter().filter_map(|it| it.items().map(|items| items.len())).max()?;
        let mut out = Vec::new();
        for at in 0..len {
            let row: Option<Vec<Value>> = values
                .iter()
                .map(|it| match &it.data {
                    Data::List(items) => items.get(at).cloned(),
                    _ => Some(it.clone()),
                })
                .collect();
            self.spend(16).then_some(())?;
            out.push(self.format(&format, &row?, arguments.span)?);
        }
        Some(Value::list(out, arguments.span))
    }
}

/// A value formatted for a verb.
fn written(value: &Value, verb: char, flags: &str) -> Option<String> {
    let text = match verb {
        's' | 'v' | 'd' | 't' => match value.to_text() {
            Some(text) => text.map.text().to_owned(),
            None if value.is_null() => "null".to_owned(),
            None => super::encodings::json(value)?,
        },
        'q' => format!("\"{}\"", vtlkit_text::escape_json(value.to_text()?.map.text())),
        'f' | 'e' | 'g' => {
            let number = value.to_number()?;
            let precision = flags.split_once('.').and_then(|(_, digits)| digits.parse::<usize>().ok());
            format!("{number:.*}", precision.unwrap_or(6).min(30))
        }
        'x' | 'X' => {
            let hex = format!("{:x}", value.to_number()? as i64);
            if verb == 'X' { hex.to_uppercase() } else { hex }
        }
        _ => return None,
    };
    let whole = flags.split('.').next().unwrap_or_default();
    let width = whole.trim_start_matches(['-', '+', '0', ' ', '#']).parse::<usize>().unwrap_or(0).min(1_000);
    Some(match (whole.starts_with('-'), whole.starts_with('0')) {
        (true, _) => format!("{text:<width$}"),
        (_, true) => format!("{text:0>width$}"),
        _ => format!("{text:>width$}"),
    })
}

/// Appends a text; its positions are kept if they are in the same source (`home`).
fn append(out: &mut OffsetMapBuilder, text: &Text, home: Span, call: Span) {
    let place = text.map.place();
    let is_here = home.start() <= place.start() && place.end() <= home.end() && !text.map.is_nested();
    if is_here {
        out.append(&text.map);
    } else {
        out.begin(HostStyle::plain(ScalarStyle::Derived), call.start());
        out.inserted(call, text.map.text());
    }
}

fn trimmed(text: &str, is_blank: impl Fn(char) -> bool) -> Span {
    let start = text.len() - text.trim_start_matches(&is_blank).len();
    Span::new(start, start + text.trim_matches(&is_blank).len())
}

/// Copies a part of a text. A part of a segment that is mapped as a whole stays mapped as a whole.
fn cut(out: &mut OffsetMapBuilder, map: &OffsetMap, part: Span) {
    let from = map.segments().partition_point(|run| run.template().end() <= part.start());
    for run in map.segments().get(from..).unwrap_or_default() {
        let own = run.template();
        if own.start() >= part.end() {
            return;
        }
        let kept = Span::new(own.start().max(part.start()), own.end().min(part.end()));
        match run.kind {
            SegmentKind::Replaced => out.replaced(run.host(), kept.text(map.text())),
            SegmentKind::Inserted => out.inserted(run.host(), kept.text(map.text())),
            SegmentKind::Verbatim | SegmentKind::LineBreak => out.copy(map, kept),
        }
    }
}

/// The part of a string that a function keeps.
fn part(text: &Rc<Text>, arguments: &Arguments, part: impl FnOnce(&str) -> Span) -> Outcome {
    let part = part(text.map.text());
    if part == Span::new(0, text.map.text().len()) {
        return Some(Value::new(Data::Text(Rc::clone(text)), arguments.span));
    }
    let map = copied(&text.map, |out| cut(out, &text.map, part))?;
    Some(Value::new(Data::Text(Rc::new(Text::new(map, text.unknown.clone()))), arguments.span))
}

/// Builds a text in the notation (host style) of another one.
fn copied(map: &OffsetMap, make: impl FnOnce(&mut OffsetMapBuilder)) -> Option<OffsetMap> {
    let mut out = OffsetMapBuilder::default();
    out.begin(map.style()?.clone(), map.place().start());
    make(&mut out);
    Some(out.finish(map.place().end()))
}

fn changed(text: &Rc<Text>, arguments: &Arguments, change: impl FnOnce(&str) -> String) -> Outcome {
    // The name of an unknown value stays unchanged.
    if !text.unknown.is_empty() {
        return Some(Value::new(Data::Text(Rc::clone(text)), arguments.span));
    }
    arguments.made(&change(text.map.text()))
}

fn title(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_first = true;
    for c in text.chars() {
        if is_first {
            out.extend(c.to_uppercase());
        } else {
            out.push(c);
        }
        is_first = c.is_whitespace();
    }
    out
}
