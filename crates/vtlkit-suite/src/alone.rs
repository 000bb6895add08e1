//! Extracts one case of a file as a separate file, so that the cost of an update depends on the length of the case,
//! not of the file.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::ops::Range;

use vtlkit_host::{Document, Node};

use crate::edit::LARGEST_VALUE;

/// The cases of a file that can be changed separately.
pub(crate) struct Cases<'s> {
    source: &'s str,
    nodes: Vec<Node<'s>>,
    /// The range of each case; in block style, its lines.
    places: Vec<Range<usize>>,
    /// Whether the list of cases, and whether the whole file, is in flow style.
    is_flow: (bool, bool),
    /// The anchors in each case to which aliases elsewhere refer.
    used: HashMap<usize, Vec<&'s str>>,
}

/// A case as a separate file, with the targets of its aliases, and with aliases to the anchors that are used
/// elsewhere.
pub(crate) struct Alone<'s> {
    before: String,
    text: &'s str,
    behind: String,
    /// The range of the case in its file.
    pub(crate) place: Range<usize>,
}

impl<'s> Cases<'s> {
    /// Finds the cases. `None` if they are not separate parts of the text.
    pub(crate) fn find(source: &'s str, document: &'s Document) -> Option<Self> {
        let root = document.root()?;
        let list = root.get("cases")?;
        let cases: Vec<Node<'s>> = list.written_items().collect();
        let is_flow = (list.is_flow(), root.is_flow());
        let places = if is_flow.0 {
            cases.iter().map(|case| case.span().range()).collect()
        } else {
            block_places(source, list, &cases)?
        };
        let mut out = Self { source, nodes: cases, places, is_flow, used: HashMap::new() };
        for alias in root.aliases() {
            let Some((name, target)) = alias.alias() else { continue };
            let of = out.number(target);
            if let Some(case) = of.filter(|_| of != out.number(alias)) {
                out.used.entry(case).or_default().push(name);
            }
        }
        out.used.values_mut().for_each(|names| {
            names.sort_unstable();
            names.dedup();
        });
        Some(out)
    }

    /// The index of the case that contains a value.
    fn number(&self, value: Node<'s>) -> Option<usize> {
        let last = self.nodes.partition_point(|case| case.is_before(value)).checked_sub(1)?;
        self.nodes.get(last).is_some_and(|case| case.holds(value)).then_some(last)
    }

    /// A case as a separate file. `None` if that is not possible.
    pub(crate) fn alone(&self, number: usize) -> Option<Alone<'s>> {
        let case = *self.nodes.get(number)?;
        let place = self.places.get(number)?.clone();
        let text = self.source.get(place.clone())?;
        let (in_brackets, all_in_brackets) = self.is_flow;
        let end = if all_in_brackets { ", " } else { "\n" };
        let mut before = String::from(if all_in_brackets { "{" } else { "" });
        let mut known: HashMap<&str, Node<'_>> = HashMap::new();
        for (name, target) in
            case.aliases().filter_map(Node::alias).filter(|(_, target)| !case.holds(*target))
        {
            if let Some(other) = known.insert(name, target) {
                if !(other.is_before(target) && target.is_before(other)) {
                    return None;
                }
                continue;
            }
            let value = target.to_json(LARGEST_VALUE)?;
            // Writing to a string cannot fail.
            let _ = write!(before, "\"used {}\": &{name} {value}{end}", known.len());
        }
        before.push_str(match self.is_flow {
            (true, true) => "\"cases\": [",
            (true, false) => "cases: [",
            _ => "cases:\n",
        });
        let mut behind = String::from(if in_brackets { "]" } else { "" });
        let names = self.used.get(&number).map(Vec::as_slice).unwrap_or_default();
        if !(names.is_empty() || in_brackets || text.ends_with('\n')) {
            return None;
        }
        for name in names {
            let start = if all_in_brackets {
                ", "
            } else if in_brackets {
                "\n"
            } else {
                ""
            };
            let end = if all_in_brackets || in_brackets { "" } else { "\n" };
            let _ = write!(behind, "{start}\"used by others: {name}\": *{name}{end}");
        }
        behind.push_str(if all_in_brackets { "}" } else { "" });
        Some(Alone { before, text, behind, place })
    }
}

impl Alone<'_> {
    /// The file.
    pub(crate) fn file(&self) -> String {
        [&self.before, self.text, &self.behind].concat()
    }

    /// The text of the case in a changed version of such a file.
    pub(crate) fn case<'f>(&self, file: &'f str) -> Option<&'f str> {
        file.strip_prefix(&*self.before)?.strip_suffix(&*self.behind)
    }
}

/// The lines of each item of a block.
fn block_places(source: &str, list: Node<'_>, cases: &[Node<'_>]) -> Option<Vec<Range<usize>>> {
    let line_of = |at: usize| source.get(..at)?.rfind('\n').map_or(Some(0), |end| Some(end + 1));
    let blanks =
        |line: usize| source.get(line..).map_or(0, |rest| rest.len() - rest.trim_start_matches(' ').len());
    // For the parser, a list that is not indented starts after its first dash.
    let mut line = line_of(list.span().start())?;
    while source.as_bytes().get(line + blanks(line)) != Some(&b'-') {
        line = line_of(line.checked_sub(1)?)?;
    }
    let indent = source.get(line..line + blanks(line))?;
    let is_item = |line: usize| {
        let rest = source.get(line..).and_then(|rest| rest.strip_prefix(indent)?.strip_prefix('-'));
        rest.is_some_and(|rest| rest.starts_with([' ', '\t', '\r', '\n']))
    };
    let mut starts = Vec::with_capacity(cases.len() + 1);
    for case in cases {
        let after = starts.last().map_or(line, |last| last + 1);
        let mut start = line_of(case.span().start())?;
        while !is_item(start) {
            start = line_of(start.checked_sub(1).filter(|end| *end >= after)?)?;
        }
        if start < after {
            return None;
        }
        starts.push(start);
    }
    let end = list.span().end();
    let is_line_end = source.get(..end)?.ends_with('\n');
    let rest =
        if is_line_end { 0 } else { source.get(end..)?.find('\n').map_or(source.len() - end, |at| at + 1) };
    starts.push(end + rest);
    Some(starts.windows(2).filter_map(|pair| Some(*pair.first()?..*pair.get(1)?)).collect())
}
