//! The directives `#stop`, `#break`, `#define`, `#evaluate`, `#include` and `#parse`.

use vtlkit_text::Span;

use super::{Code, Machine, Run};
use crate::error::{EvalError, EvalErrorKind, Unwind};
use crate::program::{DirectiveKind, Expr};

impl Machine<'_> {
    /// Runs a directive without a block.
    pub(super) fn directive(&mut self, code: &Code<'_>, number: u32) -> Run<()> {
        let directive = code.program.directives[number as usize];
        let argument = code.program.arguments.get(directive.arguments.start as usize).copied();
        let argument = argument.filter(|_| directive.arguments.len() > 0);
        match directive.kind {
            DirectiveKind::Stop => {
                if let Some(argument) = argument {
                    self.value(code, argument)?;
                }
                Err(Unwind::Stop)
            }
            DirectiveKind::Break => {
                let Some(argument) = argument else { return Err(Unwind::Break) };
                let value = self.value(code, argument)?;
                match self.scope_of(value) {
                    Some(scope) => Err(Unwind::BreakScope(scope)),
                    None => Err(EvalError::new(
                        EvalErrorKind::Directive,
                        "`#break` takes a scope such as `$foreach`",
                        directive.span,
                    )
                    .into()),
                }
            }
            DirectiveKind::Evaluate => match argument {
                Some(argument) => self.evaluate(code, argument, directive.span),
                None => Ok(()),
            },
            DirectiveKind::Include => {
                for (at, &argument) in code.program.arguments[directive.arguments.range()].iter().enumerate()
                {
                    let expression = code.program.expressions[argument.0 as usize];
                    let value = self.value(code, argument)?;
                    if !matches!(expression, Expr::Reference(_)) || !value.is_null() {
                        return Err(no_file("#include", directive.span));
                    }
                    // The text that Velocity prints with its default settings.
                    let text =
                        format!("<!-- include error : error with arg {at} please see log. see error log -->");
                    self.state.out.extend_from_slice(text.as_bytes());
                }
                Ok(())
            }
            DirectiveKind::Parse => match argument {
                Some(argument) if self.value(code, argument)?.is_null() => Ok(()),
                _ => Err(no_file("#parse", directive.span)),
            },
        }
    }
}

/// The error of `#include` and `#parse`: there are no files.
#[cold]
fn no_file(directive: &str, span: Span) -> Unwind {
    let message = format!("`{directive}` cannot load a file: files are not supported");
    let mut error = EvalError::new(EvalErrorKind::Resource, message, span);
    error.help = Some("copy the text into the template".into());
    error.into()
}
