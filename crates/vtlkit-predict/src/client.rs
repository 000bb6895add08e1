//! Values that the client controls but should not: resource names, and all headers forwarded.

use vtlkit_text::{Diagnostic, Span};

use super::ViolationKind;
use super::explore::Path;
use super::json::{At, Scanner};
use super::leaf::{Leaf, leaves};
use super::origin::{Origin, Part};
use super::print::ANYTHING;
use super::run::Run;
use super::value::{Piece, Value};
use super::violations::Violations;
use crate::target::{Phase, Target};

/// Records the loops over all headers, and the places that print all of them.
pub(super) fn header_dumps(run: &Run<'_>, out: &mut Violations) {
    let prints = |piece: &&Piece| {
        let has_headers =
            |leaf: &Leaf<'_>| matches!(*leaf.value, Value::Params | Value::ParamMap(Part::Header));
        !matches!(piece.value, Value::Text(_)) && leaves(&piece.value).iter().any(has_headers)
    };
    let printed = run.pieces.iter().filter(prints).map(|piece| piece.span);
    for span in run.header_loops.iter().copied().chain(printed) {
        add(out, ViolationKind::HeaderDump, span, || {
            Diagnostic::error("this forwards every header of the client", span)
                .with_note("why", "`Authorization`, `Cookie` and `X-API-Key` are among them")
                .with_note("help", "forward only the headers that are needed, by name")
        });
    }
}

fn add(out: &mut Violations, kind: ViolationKind, span: Span, finding: impl FnOnce() -> Diagnostic) {
    if !out.has(kind, span) {
        out.add(kind, finding());
    }
}

/// Names of members that select the resource of a call, or are part of a query, in lower case.
const TARGETS: [&str; 18] = [
    "tablename",
    "indexname",
    "queueurl",
    "topicarn",
    "targetarn",
    "streamname",
    "deliverystreamname",
    "functionname",
    "statemachinearn",
    "eventbusname",
    "rolearn",
    "secretid",
    "keyconditionexpression",
    "filterexpression",
    "updateexpression",
    "conditionexpression",
    "projectionexpression",
    "statement",
];

/// Records client-controlled values that select the resource of a call.
pub(super) fn injected_targets(source: &str, path: &Path, target: &Target, form: bool, out: &mut Violations) {
    if target.phase == Some(Phase::Response) {
        return;
    }
    let mut scanner = Scanner::new();
    let view = path.constraints.view();
    let mut before = String::new();
    for piece in &path.pieces {
        let found = leaves(&piece.value);
        let name = if form {
            let field = before.rsplit('&').next().unwrap_or_default();
            field.split_once('=').map(|(name, _)| name.trim().to_owned())
        } else if matches!(scanner.at(), At::String { key: false }) {
            Some(scanner.key().to_owned())
        } else {
            None
        };
        let name = name.filter(|name| TARGETS.contains(&&*name.to_ascii_lowercase()));
        let leaf = found.iter().find(|leaf| match &*leaf.value {
            Value::External(from @ Origin::Body(_)) => {
                path.constraints.shape(from).is_none()
                    && !path.constraints.model.as_ref().is_some_and(|model| model.is_listed(from))
            }
            Value::External(Origin::Param(..)) | Value::Raw => true,
            _ => false,
        });
        if let (Some(name), Some(_)) = (name, leaf) {
            add(out, ViolationKind::InjectedTarget, piece.span, || {
                Diagnostic::error(
                    format!("`{}` lets the client choose `{name}`", piece.span.text(source)),
                    piece.span,
                )
                .with_note("why", "the call uses the role of the API, on the resource that the client names")
                .with_note("help", "write it in the definition, or list the allowed values in the model")
            });
        }
        let mut text = String::new();
        view.print(&piece.value, &mut text);
        if form {
            before.push_str(&text);
            let keep = before.rfind('&').unwrap_or(0);
            before.drain(..keep);
        } else if text.replace(ANYTHING, "1").bytes().any(|byte| scanner.push(byte).is_err()) {
            return;
        }
    }
}
