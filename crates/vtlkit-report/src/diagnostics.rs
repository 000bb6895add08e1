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

/// Why a render failed, with the macros and loops it was in, the innermost first.
pub fn of_render(error: &EvalError) -> Diagnostic {
    let mut diagnostic = Diagnostic::error(error.message.clone(), error.span);
    let mut frames = error.frames.iter().peekable();
    while let Some(frame) = frames.next() {
        // A recursion goes through the same place again and again.
        let mut times = 1;
        while frames.next_if_eq(&frame).is_some() {
            times += 1;
        }
        let what = match times {
            1 => frame.what.clone(),
            times => format!("{}, {times} times", frame.what),
        };
        diagnostic = diagnostic.with_note_at("in", what, frame.span);
    }
    match &error.help {
        Some(help) => diagnostic.with_note("help", help.clone()),
        None => diagnostic,
    }
}
