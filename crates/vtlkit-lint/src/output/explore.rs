//! Runs a template this way and that, and compares the ways.

use std::cmp::Ordering;
use std::collections::VecDeque;
use std::sync::Arc;

use vtlkit_eval::Limits;
use vtlkit_gateway::{DIALECT, Renderer, Request};
use vtlkit_syntax::ast::{Foreach, Item, Template};
use vtlkit_syntax::visit::{Node, Site, Visitor, walk};
use vtlkit_text::{Applicability, Diagnostic, Edit, Fix, Span, Witness};

use super::json::{At, Scanner, Wrong, is_json};
use super::run::{Choice, Fork, ROUNDS, Run};
use super::value::{ANYTHING, Facts, Piece, Source, Value};
use super::{Fault, FaultKind, client, form, holes, mock, unmodelled};
use crate::model::RequestModel;
use crate::target::Target;

/// How many ways through a template are tried.
const MOST_RUNS: usize = 48;

/// What a render of a witness may take.
const LIMITS: Limits = Limits { steps: 200_000, output_bytes: 1 << 20, ..Limits::DEFAULT };

/// Where and why an output stops being JSON.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Break {
    /// The piece; the number of pieces at the end.
    pub(crate) piece: usize,
    /// How far into the piece.
    pub(crate) offset: usize,
    pub(crate) wrong: Wrong,
    /// Whether what follows was read all the same.
    read_over: bool,
}

/// One way through the template, with what the engine made of its request.
pub(crate) struct Way {
    pub(crate) facts: Facts,
    pub(crate) pieces: Vec<Piece>,
    /// Where in the grammar each piece starts; pieces behind a break have none.
    pub(crate) starts: Vec<At>,
    /// Where it stops being JSON, more than once where the reading went on.
    pub(crate) breaks: Vec<Break>,
    choices: Vec<Choice>,
    /// What was rendered, and what came out.
    pub(crate) rendered: Option<(Request, String)>,
    /// Whether the engine prints just this.
    sure: bool,
}

impl Way {
    pub(crate) fn witness(&self) -> Option<Box<Witness>> {
        self.rendered.as_ref().map(|(request, output)| Box::new(witness(request, output)))
    }
}

/// How many requests are rendered for one template.
const MOST_RENDERS: usize = 250;

/// How many pieces of output may be looked at, over all ways and requests.
const MOST_PIECES: usize = 200_000;

/// Renders witnesses, as many as there is time for.
pub(crate) struct Confirm {
    renderer: Renderer,
    renders: usize,
    pieces: usize,
    model: Option<Arc<RequestModel>>,
    mock: bool,
}

impl Confirm {
    /// Whether whoever reads an output refuses it. A mock integration takes more than JSON.
    pub(crate) fn is_broken(&self, output: &str) -> bool {
        if self.mock { !mock::has_status(output) } else { !is_json(output) }
    }

    /// What the engine renders for a request, if the pieces of its output may still be looked at; `None` where it
    /// fails.
    pub(crate) fn render(&mut self, request: &Request, pieces: usize) -> Option<String> {
        self.renders = self.renders.checked_sub(1)?;
        if self.model.as_ref().is_some_and(|model| !model.accepts(&request.body)) {
            return None;
        }
        self.pieces = self.pieces.checked_sub(pieces)?;
        self.renderer.render(request).ok().map(|rendered| rendered.text().into_owned())
    }
}

/// Reads pieces as JSON: where each starts, and where it stops being JSON. Where a reference prints nothing though a
/// value has to come, the reading goes on as if there were one, and where one ends the string it stands in, as if it
/// did not.
pub(crate) fn read(facts: &Facts, pieces: &[Piece]) -> (Vec<At>, Vec<Break>) {
    let view = facts.view();
    let mut scanner = Scanner::new();
    let mut starts = Vec::new();
    let mut breaks = Vec::new();
    for (piece, it) in pieces.iter().enumerate() {
        starts.push(scanner.at());
        let mut text = String::new();
        view.print(&it.value, &mut text);
        let next = pieces.get(piece + 1).map(|next| &next.value);
        if it.hole
            && text.is_empty()
            && matches!(scanner.at(), At::Value { .. })
            && matches!(next, Some(Value::Text(next)) if next.trim_start().starts_with([',', '}', ']']))
        {
            breaks.push(Break { piece, offset: 0, wrong: Wrong::MissingValue, read_over: true });
            text.push('1');
        }
        if it.hole
            && matches!(scanner.at(), At::String { .. })
            && let Some(offset) = end_of_string(&scanner, &it.value, &text)
        {
            breaks.push(Break { piece, offset, wrong: Wrong::Other, read_over: true });
            continue;
        }
        for (offset, c) in text.char_indices() {
            let mut bytes = [0; 4];
            let c = if c == ANYTHING { '1' } else { c };
            for byte in c.encode_utf8(&mut bytes).bytes() {
                if let Err(wrong) = scanner.push(byte) {
                    breaks.push(Break { piece, offset, wrong, read_over: false });
                    return (starts, breaks);
                }
            }
        }
    }
    breaks.extend(scanner.finish().err().map(|wrong| Break {
        piece: pieces.len(),
        offset: 0,
        wrong,
        read_over: false,
    }));
    (starts, breaks)
}

/// Where a value of the request, printed inside a string, ends it or cannot be part of it.
fn end_of_string(scanner: &Scanner, value: &Value, text: &str) -> Option<usize> {
    let mut found = Vec::new();
    holes::leaves(value, None, &mut found);
    let mut scanner = scanner.clone();
    let ends = |byte: u8| scanner.push(byte).is_err() || !matches!(scanner.at(), At::String { .. });
    let offset = text.bytes().position(ends).filter(|_| !found.is_empty())?;
    text.is_char_boundary(offset).then_some(offset)
}

/// Whether the engine printed what the run has foretold.
pub(crate) fn foretold(facts: &Facts, pieces: &[Piece], output: &str) -> bool {
    let view = facts.view();
    let mut text = String::new();
    for piece in pieces {
        view.print(&piece.value, &mut text);
    }
    let mut parts = text.split(ANYTHING);
    let Some(mut rest) = parts.next().and_then(|first| output.strip_prefix(first)) else { return false };
    let mut last = None;
    for part in parts {
        if let Some(part) = last.replace(part) {
            let Some(at) = rest.find(part) else { return false };
            rest = rest.get(at + part.len()..).unwrap_or_default();
        }
    }
    match last {
        Some(last) => rest.ends_with(last),
        None => rest.is_empty(),
    }
}

/// A request and what comes out.
pub(crate) fn witness(request: &Request, output: impl Into<String>) -> Witness {
    Witness { request: serde_json::Value::Object(request.to_json()).to_string(), output: output.into() }
}

/// A text that is meant to be JSON: it starts like it, or is said to be JSON and made by a reference.
fn looks_like_json(pieces: &[Piece], target: &Target) -> bool {
    for piece in pieces {
        match &piece.value {
            Value::Text(text) => {
                if let Some(first) = text.trim_start().chars().next() {
                    return matches!(first, '{' | '[');
                }
            }
            // The whole payload prints as Java prints maps.
            Value::External(Source::Body(path)) => {
                let json = target.content_type.as_deref().is_some_and(|it| it.contains("json"));
                return json && path.is_empty();
            }
            _ => return false,
        }
    }
    false
}

/// What the output of a template is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Syntax {
    Json,
    /// `Action=…&…`.
    Form,
    /// Something else, or something that cannot be foreseen.
    Other,
}

/// What breaks the output of a template, each fault confirmed by a render.
pub(crate) fn faults(source: &str, template: &Template, target: &Target) -> Vec<Fault> {
    let base = Facts {
        path_names: target.path_parameters.clone(),
        required_names: target.required_parameters.clone(),
        model: target.model.clone(),
        ..Facts::default()
    };
    let mock = mock::is_mock(target);
    let Some(first) = Run::new(template, source, Vec::new(), base.clone()) else { return Vec::new() };
    let syntax = if mock || looks_like_json(&first.pieces, target) {
        Syntax::Json
    } else if form::is_form(&first.pieces) {
        Syntax::Form
    } else {
        Syntax::Other
    };
    let base = Facts { foreseen: first.facts.touched, ..base };
    let Ok(compiled) = vtlkit_gateway::Template::compile(source) else { return Vec::new() };
    let mut confirm = Confirm {
        renderer: compiled.renderer_with(LIMITS, DIALECT),
        renders: MOST_RENDERS,
        pieces: MOST_PIECES,
        model: target.model.clone(),
        mock,
    };
    let mut out: Vec<Fault> = Vec::new();
    let mut ways: Vec<Way> = Vec::new();
    let mut queue = VecDeque::from([(Vec::new(), None)]);
    while let Some((given, from)) = queue.pop_front() {
        if ways.len() >= MOST_RUNS || confirm.renders == 0 {
            break;
        }
        let forced: usize = Vec::len(&given);
        let Some(run) = Run::new(template, source, given, base.clone()) else { continue };
        client::header_dumps(&run, &mut out);
        let mut way = assess(run, &mut confirm);
        if way.sure {
            match syntax {
                Syntax::Json => holes::faults(source, &way, &mut confirm, &mut out),
                Syntax::Form => form::faults(source, &way, &mut confirm, &mut out),
                Syntax::Other => {}
            }
            client::injected_targets(source, &way, target, syntax == Syntax::Form, &mut out);
            unmodelled::faults(source, &way, &mut out);
        }
        if mock {
            mock::fault(source, &way, &confirm, &mut out);
        }
        for (at, choice) in way.choices.iter().enumerate().skip(forced) {
            for option in 1..choice.options {
                let mut given: Vec<usize> = way.choices.iter().take(at).map(|it| it.taken).collect();
                given.push(option);
                queue.push_back((given, Some((ways.len(), at))));
            }
        }
        if syntax == Syntax::Json
            && let Some((parent, at)) = from
            && let Some(parent) = ways.get(parent)
        {
            compare(source, template, parent, &way, at, &confirm, &mut out);
        }
        // Values are needed no more once the way was looked at; its choices are.
        way.starts.clear();
        ways.push(way);
    }
    if syntax == Syntax::Json && !mock && ways.iter().all(|way| way.sure && !way.breaks.is_empty()) {
        out.extend(ways.first().and_then(|way| not_json(way, target)).filter(|fault| {
            // What is said already, and what follows from a map.
            let at = fault.finding.primary.span;
            !out.iter().any(|other| {
                let span = other.finding.primary.span;
                other.kind.is_of_json() && span.start() <= at.start() && at.end() <= span.end()
                    || other.kind == FaultKind::MapInOutput
            })
        }));
    }
    out
}

fn assess(run: Run<'_>, confirm: &mut Confirm) -> Way {
    let Run { mut facts, choices, pieces, .. } = run;
    holes::settle(&mut facts, &pieces);
    let (starts, breaks) = read(&facts, &pieces);
    let request = facts.request();
    let output = confirm.render(&request, pieces.len());
    let sure = output
        .as_deref()
        .is_some_and(|output| is_json(output) == breaks.is_empty() && foretold(&facts, &pieces, output));
    let rendered = output.map(|output| (request, output));
    Way { facts, pieces, starts, breaks, choices, rendered, sure }
}

/// Whether a piece prints nothing but blanks.
fn is_blank(way: &Way, piece: &Piece) -> bool {
    let mut text = String::new();
    way.facts.print(&piece.value, &mut text);
    text.trim().is_empty()
}

/// Where a break stands in the template.
fn place(way: &Way, at: Break) -> Option<Span> {
    let Some(piece) = way.pieces.get(at.piece) else {
        // At the end: what is printed last.
        let last = way.pieces.iter().rev().find(|piece| !is_blank(way, piece))?;
        let Value::Text(text) = &last.value else { return Some(last.span) };
        let kept = text.trim_end();
        let len = kept.chars().next_back().map_or(0, char::len_utf8);
        let end = last.span.start() + kept.len();
        return Some(if text.len() == last.span.len() { Span::new(end - len, end) } else { last.span });
    };
    let Value::Text(text) = &piece.value else { return Some(piece.span) };
    // Only where the text is printed as it stands is the place in it the place in the template.
    if text.len() != piece.span.len() {
        return Some(piece.span);
    }
    let start = piece.span.start() + at.offset;
    let len = text.get(at.offset..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    Some(Span::new(start, (start + len).min(piece.span.end())))
}

/// Blames a choice where it alone makes the difference.
fn compare(
    source: &str,
    template: &Template,
    parent: &Way,
    way: &Way,
    at: usize,
    confirm: &Confirm,
    out: &mut Vec<Fault>,
) {
    // A break behind which nothing is read counts for more than those that are read over.
    let breaks = |way: &Way| {
        let last = way.breaks.last();
        (last.is_some_and(|last| !last.read_over), way.breaks.len())
    };
    let (bad, good) = match breaks(way).cmp(&breaks(parent)) {
        Ordering::Greater => (way, parent),
        Ordering::Less => (parent, way),
        Ordering::Equal => return,
    };
    let Some(broken) = bad.breaks.last().copied().filter(|_| parent.sure && way.sure) else { return };
    if !bad.rendered.as_ref().is_some_and(|(_, output)| confirm.is_broken(output)) {
        return;
    }
    let (Some(chosen), Some(other)) = (bad.choices.get(at), good.choices.get(at)) else { return };
    // In the midst of what a reference prints it is the value that breaks the output.
    let inside = bad.pieces.get(broken.piece).filter(|piece| !matches!(piece.value, Value::Text(_)));
    if inside.is_some() && broken.offset > 0 {
        return;
    }
    let comma = matches!(broken.wrong, Wrong::ExtraComma | Wrong::MissingComma);
    let mut add =
        |kind, message: &'static str, [why, help]: [&'static str; 2], span: Span, fix: Option<Fix>| {
            if out.iter().any(|fault| fault.kind == kind && fault.finding.primary.span == span) {
                return;
            }
            let mut finding = Diagnostic::error(message, span).with_note("why", why).with_note("help", help);
            if let Some(place) = place(bad, broken).filter(|place| *place != span) {
                finding = finding.with_label(place, "this is where it stops being JSON");
            }
            finding.witness = bad.witness();
            finding.fix = fix;
            out.push(Fault { kind, finding });
        };
    match chosen.fork {
        Fork::Rounds(forked) => {
            // Another loop over the same list takes as many rounds: the one at the break is meant.
            let again = bad.pieces.get(broken.piece).and_then(|piece| piece.again);
            let again = again.filter(|_| broken.wrong == Wrong::MissingComma);
            let starts_before = bad.pieces.get(broken.piece).is_some_and(|piece| {
                matches!(&piece.value, Value::Text(text) if text.get(..broken.offset).is_some_and(|it| !it.trim().is_empty()))
            });
            let before = bad.pieces.iter().take(broken.piece + usize::from(starts_before)).rev();
            let before =
                before.into_iter().find(|piece| !is_blank(bad, piece)).and_then(|piece| piece.within);
            let head = again.or(before.filter(|_| comma)).unwrap_or(forked);
            let rounds = |choice: &Choice| ROUNDS.get(choice.taken).copied().unwrap_or_default();
            match (rounds(chosen), rounds(other)) {
                (2, 1) if again.is_some() => add(
                    FaultKind::LoopSeparator,
                    "the rounds of this loop are not separated",
                    [
                        "two elements give two values with no comma between them",
                        "end the round with `#if($foreach.hasNext),#end`",
                    ],
                    head,
                    separate(source, template, head),
                ),
                (1 | 2, 0) | (2, 1) if broken.wrong == Wrong::ExtraComma && before.is_some() => add(
                    FaultKind::LoopSeparator,
                    "this loop prints a comma after its last round",
                    [
                        "JSON has no comma before the end of a list or object",
                        "print it with `#if($foreach.hasNext),#end`",
                    ],
                    head,
                    separate(source, template, head),
                ),
                (1 | 2, 0) if comma && before == Some(head) => add(
                    FaultKind::ConditionalComma,
                    "with a round of this loop there is a comma too few behind it",
                    [
                        "what follows the loop needs a comma only where the loop has printed something",
                        "print it in the loop, after each round",
                    ],
                    head,
                    None,
                ),
                (0, _) if comma => add(
                    FaultKind::ConditionalComma,
                    "without any round of this loop there is a comma too many or too few",
                    [
                        "the comma stands outside of the loop it belongs to",
                        "print it in the loop, or only when the list has an element",
                    ],
                    head,
                    None,
                ),
                _ => {}
            }
        }
        Fork::Branch(head) if comma => add(
            FaultKind::ConditionalComma,
            if chosen.taken == 0 {
                "there is a comma too many or too few when this holds"
            } else {
                "there is a comma too many or too few when this does not hold"
            },
            [
                "the comma belongs to the part that is printed only sometimes",
                "move it to the inner side of the `#if`",
            ],
            head,
            None,
        ),
        Fork::Branch(head) if broken.wrong == Wrong::MissingValue => {
            let empty = bad.pieces.iter().take(broken.piece).rev().find(|piece| piece.hole);
            let empty = empty.filter(|piece| matches!(piece.value, Value::Nothing));
            add(
                FaultKind::EmptyValue,
                "there is no value here when the condition does not hold",
                ["JSON needs a value here", "print another value with `#else`"],
                empty.map_or(head, |piece| piece.span),
                None,
            );
        }
        _ => {}
    }
}

/// Finds a loop by its head.
struct Find<'l> {
    head: Span,
    found: &'l mut Option<Span>,
}

impl Visitor for Find<'_> {
    fn enter(&mut self, node: Node<'_>, site: Site<'_>) {
        if let Node::Item(Item::Foreach(Foreach { head, block, .. })) = node
            && *head == self.head
            && site.string.is_none()
        {
            *self.found = Some(block.span);
        }
    }
}

/// Puts a comma behind each round but the last.
fn separate(source: &str, template: &Template, head: Span) -> Option<Fix> {
    let mut found = None;
    walk(template, source, &mut Find { head, found: &mut found });
    let block = found?;
    let at = block.start() + block.text(source).trim_end().len();
    // Behind a line comment the comma would be a part of it.
    let line = source.get(block.start()..at)?.rsplit('\n').next()?;
    let separator = "#if($foreach.hasNext),#end";
    let (message, edit) = if block.text(source).trim_end().ends_with(',') {
        ("print the comma only between the rounds", Edit::replace(Span::new(at - 1, at), separator))
    } else {
        ("put a comma between the rounds", Edit::insert(at, separator))
    };
    (!line.contains("##")).then(|| Fix::new(message, vec![edit], Applicability::Safe))
}

/// A template that never gives JSON.
fn not_json(way: &Way, target: &Target) -> Option<Fault> {
    let broken = *way.breaks.first()?;
    // The service reads the answer of a mock integration with a parser that takes more than JSON.
    let mock = way
        .pieces
        .iter()
        .any(|piece| matches!(&piece.value, Value::Text(text) if text.contains("statusCode")));
    if mock && target.integration.is_none() {
        return None;
    }
    let (message, help) = match broken.wrong {
        Wrong::MissingValue => ("a value is missing here", "write a value, `null` or `\"\"` for none"),
        Wrong::ExtraComma => ("there is a comma too many", "remove it"),
        Wrong::MissingComma => ("a comma is missing before this", "write it"),
        Wrong::Other if broken.piece >= way.pieces.len() => {
            ("the output ends before its JSON does", "close each `{`, `[` and `\"`")
        }
        Wrong::Other => {
            ("this cannot stand here in JSON", "put texts in quotes, and escape what is special in them")
        }
    };
    let mut finding = Diagnostic::error(message, place(way, broken)?)
        .with_note("why", "the output starts like JSON, and is JSON for no request")
        .with_note("help", help);
    finding.witness = way.witness();
    Some(Fault { kind: FaultKind::OutputNotJson, finding })
}
