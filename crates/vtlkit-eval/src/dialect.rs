/// How the engine is set up.
///
/// Which directives there are is the parser's concern, see [`vtlkit_syntax::Directives`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// Whether a reference without a value is the empty string everywhere, as with an invalid-reference handler
    /// that answers `""`: it prints as nothing, is true in a condition and can be assigned.
    pub missing_is_empty: bool,
    /// Whether `#macro` defines anything.
    pub macros: bool,
    /// How many rounds a `#foreach` makes before it stops without a word.
    pub loop_rounds: Option<u32>,
}

impl Dialect {
    /// Velocity 1.7 as it comes.
    pub const VELOCITY: Self = Self { missing_is_empty: false, macros: true, loop_rounds: None };
}
