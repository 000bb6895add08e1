//! The errors of the engine as diagnostics.

use vtlkit_eval::EvalError;
use vtlkit_syntax::SyntaxError;
use vtlkit_text::{Diagnostic, Label};

/// What keeps a template from being compiled.
pub fn of_syntax(errors: &[SyntaxError]) -> Vec<Diagnostic> {
    errors.iter().map(syntax).collect()
}

fn syntax(error: &SyntaxError) -> Diagnostic {
    let mut diagnostic = Diagnostic::error(error.to_string(), error.span);
    if let Some((span, text)) = error.related {
        diagnostic.secondary.push(Label { span, text: text.into() });
    }
    match error.help() {
        Some(help) => diagnostic.with_note("help", help),
        None => diagnostic,
    }
}

/// So many macros and loops around a place are told of, and the outermost one.
const MOST_FRAMES: usize = 8;

/// Why a render failed, with the macros and loops it was in, the innermost first.
pub fn of_render(error: &EvalError) -> Diagnostic {
    let mut diagnostic = Diagnostic::error(error.message.clone(), error.span);
    let mut stack = Vec::new();
    let mut frames = error.frames.iter().peekable();
    while let Some(frame) = frames.next() {
        // A recursion goes through the same place again and again.
        let mut times = 1;
        while frames.next_if_eq(&frame).is_some() {
            times += 1;
        }
        stack.push(match times {
            1 => (frame.what.clone(), frame.span),
            times => (format!("{}, {times} times", frame.what), frame.span),
        });
    }
    let hidden = stack.len().saturating_sub(MOST_FRAMES + 1);
    for (at, (what, span)) in stack.into_iter().enumerate() {
        if hidden > 1 && at == MOST_FRAMES {
            diagnostic = diagnostic.with_note("in", format!("… and {hidden} more"));
        }
        if hidden <= 1 || !(MOST_FRAMES..MOST_FRAMES + hidden).contains(&at) {
            diagnostic = diagnostic.with_note_at("in", what, span);
        }
    }
    match &error.help {
        Some(help) => diagnostic.with_note("help", help.clone()),
        None => diagnostic,
    }
}
