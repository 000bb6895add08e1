//! What clients choose that was not meant, and what of them is handed on.

use vtlkit_text::{Diagnostic, Span};

use super::FaultKind;
use super::explore::Way;
use super::faults::Faults;
use super::json::{At, Scanner};
use super::leaf::{Leaf, leaves};
use super::print::ANYTHING;
use super::run::Run;
use super::source::{Part, Source};
use super::value::{Piece, Value};
use crate::target::{Phase, Target};

/// Notes the loops of a run over all headers, and the places where all of them are printed.
pub(super) fn header_dumps(run: &Run<'_>, out: &mut Faults) {
    let prints = |piece: &&Piece| {
        let has_headers =
            |leaf: &Leaf<'_>| matches!(*leaf.value, Value::Params | Value::ParamMap(Part::Header));
        !matches!(piece.value, Value::Text(_)) && leaves(&piece.value).iter().any(has_headers)
    };
    let printed = run.pieces.iter().filter(prints).map(|piece| piece.span);
    for span in run.header_loops.iter().copied().chain(printed) {
        add(out, FaultKind::HeaderDump, span, || {
            Diagnostic::error("this hands on every header of the client", span)
                .with_note("why", "`Authorization`, `Cookie` and `X-API-Key` are among them")
                .with_note("help", "name the headers that are needed")
        });
    }
}

fn add(out: &mut Faults, kind: FaultKind, span: Span, finding: impl FnOnce() -> Diagnostic) {
    if !out.has(kind, span) {
        out.add(kind, finding());
    }
}

/// What names the thing a call acts on, or is a part of a query, in small letters.
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

/// Notes values of the client that choose what a call acts on.
pub(super) fn injected_targets(source: &str, way: &Way, target: &Target, form: bool, out: &mut Faults) {
    if target.phase == Some(Phase::Response) {
        return;
    }
    let mut scanner = Scanner::new();
    let view = way.facts.view();
    let mut before = String::new();
    for piece in &way.pieces {
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
            Value::External(from @ Source::Body(_)) => {
                way.facts.shape(from).is_none()
                    && !way.facts.model.as_ref().is_some_and(|model| model.is_listed(from))
            }
            Value::External(Source::Param(..)) | Value::Raw => true,
            _ => false,
        });
        if let (Some(name), Some(_)) = (name, leaf) {
            add(out, FaultKind::InjectedTarget, piece.span, || {
                Diagnostic::error(
                    format!("`{}` lets the client choose `{name}`", piece.span.text(source)),
                    piece.span,
                )
                .with_note("why", "the call is made with the role of the API, on whatever the client names")
                .with_note("help", "name it in the definition, or list the values it can have in the model")
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
