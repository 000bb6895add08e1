//! Conversion of a trace to JSON.

use serde_json::{Map, Value, json};
use vtlkit_eval::Trace;
use vtlkit_text::Span;

/// A trace as a JSON object with `pieces`, `branches` and `loops`, and `cut` if something was left out.
///
/// `output` and `template` convert byte offsets to the units of the caller. They are never called with an offset
/// inside a character.
pub fn trace_to_json(
    trace: &Trace,
    output: impl Fn(usize) -> usize,
    template: impl Fn(usize) -> usize,
) -> Map<String, Value> {
    let place = |span: Span| json!([template(span.start()), template(span.end())]);
    let pieces = trace.pieces.iter().map(|piece| {
        let mut object = Map::new();
        object.insert("output".into(), json!([output(piece.output.start), output(piece.output.end)]));
        object.insert("template".into(), place(piece.template));
        if let Some(value) = &piece.value {
            object.insert("value".into(), json!({"type": value.class, "text": value.text}));
        }
        Value::Object(object)
    });
    let branches = trace.branches.iter().map(
        |branch| json!({"template": place(branch.template), "taken": branch.taken, "reason": branch.reason}),
    );
    let loops = trace.loops.iter().map(|run| {
        let mut object = Map::new();
        object.insert("template".into(), place(run.template));
        object.insert("rounds".into(), run.rounds.into());
        if run.cut {
            object.insert("cut".into(), true.into());
        }
        let each = run.each.iter().map(|round| {
            let variables = round.variables.iter().map(
                |variable| json!({"name": variable.name, "type": variable.class, "text": variable.text}),
            );
            json!({"pieces": [round.pieces.start, round.pieces.end], "variables": variables.collect::<Value>()})
        });
        object.insert("each".into(), each.collect());
        Value::Object(object)
    });
    let mut object = Map::new();
    object.insert("pieces".into(), pieces.collect());
    object.insert("branches".into(), branches.collect());
    object.insert("loops".into(), loops.collect());
    if trace.cut {
        object.insert("cut".into(), true.into());
    }
    object
}
