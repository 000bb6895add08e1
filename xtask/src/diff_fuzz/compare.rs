//! The results of a case in each engine, and their differences.

use std::panic::{AssertUnwindSafe, catch_unwind};

use vtlkit_cases::{Json, Outcome, run};

use super::generate::{Made, Mode};
use super::known;

/// A case for one engine.
#[derive(Clone, Debug)]
pub(crate) struct Subject {
    /// The case, in the format of the conformance cases.
    pub(crate) case: Json,
    /// `stock` or `aws`.
    pub(crate) engine: &'static str,
}

/// The kind of difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Only vtlkit fails.
    OursFails,
    /// Only the real engine fails.
    RealFails,
    /// The outputs differ.
    Output,
    /// The outputs are equal, but the overrides differ.
    Overrides,
    /// vtlkit panics.
    Panic,
}

/// A difference that was found.
pub(crate) struct Difference {
    pub(crate) kind: Kind,
    /// The known, documented difference that it is an instance of.
    pub(crate) known: Option<&'static str>,
}

impl Made {
    /// The case for one engine.
    pub(crate) fn subject(&self, engine: &'static str) -> Subject {
        let string = |text: &str| Json::String(text.as_bytes().to_vec());
        let apigw = self.mode == Mode::ApiGateway;
        let mut values = self.values.clone();
        if apigw {
            values.insert(0, ("body".to_owned(), string(&self.body.text())));
        }
        let case = vec![
            ("id".to_owned(), Json::Null),
            ("mode".to_owned(), string(if apigw { "apigw" } else { "plain" })),
            ("engine".to_owned(), string(engine)),
            ("template".to_owned(), string(&self.template.text())),
            (if apigw { "request" } else { "vars" }.to_owned(), Json::Object(values)),
        ];
        Subject { case: Json::Object(case), engine }
    }
}

impl Subject {
    /// The case for every engine that it applies to.
    pub(crate) fn all(made: &Made) -> Vec<Self> {
        let engines: &[&str] = if made.mode == Mode::ApiGateway { &["aws"] } else { &["stock", "aws"] };
        engines.iter().map(|engine| made.subject(engine)).collect()
    }

    /// The result of vtlkit.
    pub(crate) fn ours(&self) -> Outcome {
        catch_unwind(AssertUnwindSafe(|| run(&self.case)))
            .unwrap_or_else(|_| Outcome::Error { message: "a panic".to_owned(), phase: "panic" })
    }
}

/// Compares the results of a case.
pub(crate) fn difference(subject: &Subject, real: &Json) -> Option<Difference> {
    let ours = subject.ours();
    let kind = match (&ours, real.get("error")) {
        (Outcome::Error { phase: "panic", .. }, _) => Kind::Panic,
        (Outcome::Error { .. }, Some(_)) => return None,
        (Outcome::Error { .. }, None) => Kind::OursFails,
        (Outcome::Output { .. }, Some(_)) => Kind::RealFails,
        (Outcome::Output { text, overrides }, None) => {
            let empty = Json::Object(Vec::new());
            if real.get("output") != Some(&Json::String(text.clone())) {
                Kind::Output
            } else if !real.get("overrides").unwrap_or(&empty).same(overrides) {
                Kind::Overrides
            } else {
                return None;
            }
        }
    };
    Some(Difference { kind, known: known::rule(subject, &ours, real) })
}

/// A result without its id.
pub(crate) fn without_id(result: &Json) -> Json {
    match result {
        Json::Object(members) => {
            Json::Object(members.iter().filter(|(name, _)| name != "id").cloned().collect())
        }
        other => other.clone(),
    }
}
