/// The settings of Velocity.
///
/// The available directives are a setting of the parser, see [`vtlkit_syntax::Directives`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// Whether a reference without a value is the empty string everywhere, as with an invalid-reference event handler
    /// that returns `""`: it prints nothing, is true in a condition and can be assigned.
    pub missing_is_empty: bool,
    /// Whether `#macro` defines a macro. If not, the directive has no effect.
    pub macros: bool,
    /// The number of iterations after which a `#foreach` silently stops.
    pub loop_rounds: Option<u32>,
}

impl Dialect {
    /// Stock Velocity 1.7.
    pub const VELOCITY: Self = Self { missing_is_empty: false, macros: true, loop_rounds: None };
}
