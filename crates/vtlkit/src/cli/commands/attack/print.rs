//! The result of an attack as text.

use std::fmt::Write as _;

use vtlkit::{Attack, Attempt, Input, Verdict};
use vtlkit_report::visible;

/// The number of characters shown around the broken part of an output.
const AROUND: usize = 60;

/// The summary, and the variants that break the output, or all of them.
pub(super) fn text<I: Input>(name: &str, attack: &Attack<I>, all: bool) -> String {
    let mut out = String::new();
    let name = visible::line(name);
    // Writing to a string does not fail.
    if let Some(problem) = &attack.problem {
        let _ = writeln!(out, "{name}: the request itself fails: {}", visible::line(problem));
    }
    if attack.base.is_none() {
        let _ = writeln!(out, "{name}: nothing was tried: give a request that works");
        return out;
    }
    let (broken, unjudged) = (attack.count(Verdict::Broken), attack.count(Verdict::Unjudged));
    let judged = attack.attempts.len() - unjudged;
    if judged == 0 {
        let _ =
            writeln!(out, "{name}: nothing was judged: the output of {unjudged} variants need not be JSON");
        return out;
    }
    let _ = write!(out, "{name}: {broken} of {judged} variants break the output");
    for (count, what) in [
        (attack.count(Verdict::Refused), "refused"),
        (unjudged, "not judged: the output need not be JSON"),
        (attack.skipped, "not tried: the outputs are too large"),
    ] {
        if count > 0 {
            let _ = write!(out, ", {count} {what}");
        }
    }
    out.push('\n');
    for attempt in attack.attempts.iter().filter(|attempt| all || attempt.verdict == Verdict::Broken) {
        one(&mut out, attempt);
    }
    out
}

fn one<I>(out: &mut String, attempt: &Attempt<I>) {
    let Attempt { side, place, change, verdict, problem, output, span, .. } = attempt;
    let side = if side.name() == "response" { " in the backend's answer" } else { "" };
    let _ = writeln!(out, "\n{} {}: {change}{side}", verdict.name(), visible::line(place));
    if !problem.is_empty() {
        let _ = writeln!(out, "  {}", visible::line(problem));
    }
    if let Some(span) = span {
        let before: String = {
            let all: Vec<char> =
                output.get(..span.start()).unwrap_or_default().chars().rev().take(AROUND).collect();
            all.into_iter().rev().collect()
        };
        let from: String = output.get(span.start()..).unwrap_or_default().chars().take(AROUND).collect();
        let shown = visible::line(&before).into_owned();
        let _ = writeln!(out, "  | {shown}{}", visible::line(&from));
        let _ = writeln!(out, "  | {}^", " ".repeat(shown.chars().count()));
    }
}
