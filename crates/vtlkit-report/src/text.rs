//! Diagnostics as text: the lines of the source with carets under them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use annotate_snippets::renderer::{DEFAULT_LINE_NUM_STYLE, Reset};
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Message, Renderer, Snippet};
use vtlkit_text::{Diagnostic, Label, Severity, Span, rule_url};

use crate::Source;
use crate::excerpt::{Excerpt, unmarked};
use crate::visible;

/// The style of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without colors.
    Plain,
    /// With ANSI colors.
    Colored,
    /// With ANSI colours, and the names of rules as links to their documentation.
    Linked,
}

/// Maximum number of diagnostics; only the number of further ones is shown.
const MOST: usize = 20;

/// Maximum length of a message in characters: templates can put arbitrary text into one.
const LONGEST: usize = 400;

/// Marks further from the first than this number of lines are mentioned in a note instead of shown.
const FARTHEST: usize = 100;

/// Renders diagnostics of one text, separated by blank lines, at most 20 of them. Ends with a newline.
///
/// Control characters in the text are replaced by symbols, so that they cannot control a terminal.
pub fn render(source: &Source<'_>, diagnostics: &[Diagnostic], style: Style) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics.iter().take(MOST) {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&one(source, diagnostic, style));
        out.push('\n');
    }
    if let Some(more @ 1..) = diagnostics.len().checked_sub(MOST) {
        out.push_str("\n… and ");
        out.push_str(&more.to_string());
        out.push_str(if more == 1 { " more error\n" } else { " more errors\n" });
    }
    out
}

/// Renders an error without a location, with optional help. Ends with a newline.
pub fn message(message: &str, help: Option<&str>, style: Style) -> String {
    let part = |level: Level<'_>, text: &str| {
        renderer(style).render(&[Group::with_title(level.primary_title(shown(text)))]) + "\n"
    };
    let mut out = part(Level::ERROR, message);
    out.extend(help.map(|help| part(Level::HELP, help)));
    out
}

fn renderer(style: Style) -> Renderer {
    match style {
        Style::Plain => Renderer::plain(),
        Style::Colored | Style::Linked => Renderer::styled(),
    }
}

fn one(source: &Source<'_>, diagnostic: &Diagnostic, style: Style) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let mut title = level.primary_title(shown(&diagnostic.message));
    if let Some(rule) = diagnostic.rule {
        title = title.id(rule);
        if style == Style::Linked {
            title = title.id_url(rule_url(rule));
        }
    }
    let mut lines = Lines::new(source, &diagnostic.primary);
    let mut remarks = Vec::new();
    for label in &diagnostic.secondary {
        if !lines.add(source, label) {
            remarks.push(remark(source, "note", &label.text, Some(label.span)));
        }
    }
    remarks.extend(diagnostic.notes.iter().map(|note| remark(source, note.name, &note.text, note.span)));
    let last = lines.last();
    let group = Group::with_title(title).element(lines.snippet(source)).elements(remarks);
    // The excerpts are already cut to length.
    let mut out = renderer(style).term_width(usize::from(u16::MAX)).render(&[group]);
    // Insert the location below the title: the renderer would count the column in the shown part of a cut line.
    let below = out.find('\n').unwrap_or(out.len());
    let place = source.place(diagnostic.primary.span.start());
    let (on, off) = match style {
        Style::Plain => Default::default(),
        Style::Colored | Style::Linked => {
            (DEFAULT_LINE_NUM_STYLE.render().to_string(), Reset.render().to_string())
        }
    };
    let indent = last.to_string().len();
    let name = shown(source.name());
    let line = format!("\n{:indent$}{on}-->{off} {name}:{}:{}", "", place.line, place.column);
    out.insert_str(below, &line);
    without_c1(&out)
}

/// Replaces the control characters that the renderer does not.
fn without_c1(rendered: &str) -> String {
    rendered.replace(|c| ('\u{80}'..='\u{9f}').contains(&c), "\u{fffd}")
}

/// The lines to show, each once, with their marks.
struct Lines<'d> {
    excerpts: Vec<Excerpt>,
    marks: Vec<(usize, Range<usize>, AnnotationKind, &'d str)>,
}

impl<'d> Lines<'d> {
    fn new(source: &Source<'_>, primary: &'d Label) -> Self {
        let excerpt = Excerpt::of(source, primary.span);
        let mark = (excerpt.line, excerpt.marked.clone(), AnnotationKind::Primary, &*primary.text);
        Self { excerpts: vec![excerpt], marks: vec![mark] }
    }

    /// Adds a mark; `false` if its line is too far away, or is shown already without the marked part.
    fn add(&mut self, source: &Source<'_>, label: &'d Label) -> bool {
        let excerpt = Excerpt::of(source, label.span);
        let known = self.excerpts.iter().find(|known| known.line == excerpt.line);
        let far = self.excerpts.iter().any(|known| known.line.abs_diff(excerpt.line) > FARTHEST);
        if far || known.is_some_and(|known| known.text != excerpt.text) {
            return false;
        }
        self.marks.push((excerpt.line, excerpt.marked.clone(), AnnotationKind::Context, &label.text));
        if known.is_none() {
            self.excerpts.push(excerpt);
            self.excerpts.sort_by_key(|excerpt| excerpt.line);
        }
        true
    }

    fn last(&self) -> usize {
        self.excerpts.last().map_or(1, |excerpt| excerpt.line)
    }

    /// The lines as one snippet, including those between them.
    fn snippet(self, source: &Source<'_>) -> Snippet<'d, Annotation<'d>> {
        let first = self.excerpts.first().map_or(1, |excerpt| excerpt.line);
        let mut text = String::new();
        let mut starts = HashMap::new();
        let mut line = first;
        for excerpt in &self.excerpts {
            while line < excerpt.line {
                text.push('\n');
                line += 1;
                if line < excerpt.line {
                    text.push_str(unmarked(source, line));
                }
            }
            starts.insert(line, text.len());
            text.push_str(&excerpt.text);
        }
        let marks = self.marks.into_iter().map(|(line, marked, kind, label)| {
            let start = starts.get(&line).copied().unwrap_or_default();
            let span = marked.start + start..marked.end + start;
            kind.span(span).label((!label.is_empty()).then(|| shown(label)))
        });
        Snippet::source(text).line_start(first).annotations(marks)
    }
}

fn remark<'d>(source: &Source<'_>, name: &'static str, text: &'d str, span: Option<Span>) -> Message<'d> {
    let mut text = shown(text);
    if let Some(span) = span {
        let place = source.place(span.start());
        text = format!("{text} ({}:{}:{})", shown(source.name()), place.line, place.column).into();
    }
    let level = if name == "help" { Level::HELP } else { Level::NOTE };
    level.with_name(name).message(text)
}

/// A message without control characters; a long one is cut in the middle, because the reason is often at the end.
fn shown(text: &str) -> Cow<'_, str> {
    let cut = text.char_indices().nth(LONGEST / 2).zip(text.char_indices().nth_back(LONGEST / 2));
    let cut = cut.map(|((from, _), (to, _))| (from, to)).filter(|(from, to)| from < to);
    let Some((from, to)) = cut else { return visible::line(text) };
    let (start, end) = (text.get(..from).unwrap_or_default(), text.get(to..).unwrap_or_default());
    format!("{} … {}", visible::line(start), visible::line(end)).into()
}
