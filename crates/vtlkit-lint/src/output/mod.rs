//! What the rendered text will be.
//!
//! The rules of the output group rest on one analysis of templates whose output is JSON, an abstract run:
//!
//! 1. [`run`] goes through the template with values that say where they come from: a place in the payload, a
//!    parameter, a constant, the JSON text of a place, an escaped text, what a method makes of one ([`function`]).
//!    Where the way depends on the request, at a condition, a loop, a size, it makes a choice and notes what the
//!    request has to be for it, and what a text has to be like for the methods that are called on it ([`needs`]). A
//!    condition without a closed form is kept as it is written ([`condition`]), and decided by requests that are tried
//!    ([`otherwise`]). What it cannot follow it gives up: no finding is better than a wrong one.
//! 2. [`explore`] repeats the run with one choice changed at a time, so that both sides of each `#if` and no, one and
//!    two rounds of each loop are seen, the ways with the fewest changes first, up to a bound.
//! 3. Each run's pieces of output go through a reader of JSON ([`json`]), which tells for each reference where in the
//!    grammar it lands: inside a string, at a value, between members.
//! 4. [`facts::Facts`] makes a concrete request of what was noted. A reference's fault is found by the value that
//!    breaks its place: a quote in a string, nothing at a value. A choice's fault is found by two runs that differ in
//!    it alone, one of which gives JSON and the other not.
//! 5. Each fault is confirmed: the request is rendered by the engine, and what comes out has to be broken as foretold.
//!    What is not is dropped. The request and its output are the finding's witness.

mod blame;
mod calculation;
mod change;
mod client;
mod condition;
mod confirm;
mod explore;
mod facts;
mod fails;
mod faults;
mod form;
mod fractions;
mod function;
mod holes;
mod json;
mod known;
mod leaf;
mod limits;
mod maps;
mod mock;
mod needs;
mod otherwise;
mod payload;
mod print;
mod query;
mod reading;
mod request;
mod requests;
mod run;
mod source;
mod trial;
mod unknown;
mod unmodelled;
mod value;
mod wording;
mod worst;
mod xml;

pub(crate) use explore::{LIMITS, faults};
pub(crate) use json::is_json;
pub(crate) use mock::{has_status, is_mock};
pub(crate) use requests::{Sent, requests};
pub(crate) use run::place;
pub(crate) use source::{Source, Step};
pub use unknown::{Exploration, Reason, Unknown};

use vtlkit_text::Diagnostic;

/// What is wrong with an output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum FaultKind {
    UnescapedInString,
    EscapeSingleQuote,
    QuotedJson,
    MapInOutput,
    EmptyValue,
    LoopSeparator,
    ConditionalComma,
    OutputNotJson,
    MockStatus,
    UnencodedForm,
    OutputWhitespace,
    HeaderDump,
    InjectedTarget,
    ReadsUnmodelled,
    /// A decoder gets what a client sends and it cannot decode.
    DecodeThrows,
    UnescapedInXml,
    /// A number with a fraction is printed that the model allows.
    FloatLoss,
    /// The analysis was not done to its end.
    NotAnalysed,
    /// The render fails in another way.
    RenderFails,
}

impl FaultKind {
    /// Whether it keeps the output from being JSON.
    pub(crate) fn is_of_json(self) -> bool {
        !matches!(
            self,
            Self::OutputWhitespace
                | Self::HeaderDump
                | Self::InjectedTarget
                | Self::ReadsUnmodelled
                | Self::DecodeThrows
                | Self::RenderFails
                | Self::UnescapedInXml
                | Self::NotAnalysed
                | Self::FloatLoss
        )
    }
}

/// Something wrong with the output, confirmed by a render.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) kind: FaultKind,
    pub(crate) finding: Diagnostic,
}
