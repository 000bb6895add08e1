use std::fmt;

/// The resource limits of a render. Exceeding one is an error that names the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Steps: about one for each piece of text, reference, condition or iteration, and for each character that a
    /// regular expression examines.
    pub steps: u64,
    /// Bytes of output.
    pub output_bytes: usize,
    /// Bytes of all values created during the render.
    pub memory_bytes: usize,
    /// The nesting depth of macros, `#define` blocks, `#evaluate` and strings with references.
    pub depth: usize,
}

impl Limits {
    /// More than a reasonable template needs, but reached within a few seconds: 50 million steps, 64 MB of output,
    /// 512 MB of values, 100 levels.
    pub const DEFAULT: Self =
        Self { steps: 50_000_000, output_bytes: 64 << 20, memory_bytes: 512 << 20, depth: 100 };
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// A limit that was exceeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Limit {
    /// [`Limits::steps`].
    Steps,
    /// [`Limits::output_bytes`].
    OutputBytes,
    /// [`Limits::memory_bytes`].
    MemoryBytes,
    /// [`Limits::depth`].
    Depth,
}

impl Limit {
    /// All limits.
    pub const ALL: [Self; 4] = [Self::Steps, Self::OutputBytes, Self::MemoryBytes, Self::Depth];

    /// The name of the limit, as on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Steps => "steps",
            Self::OutputBytes => "output-bytes",
            Self::MemoryBytes => "memory-bytes",
            Self::Depth => "depth",
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Steps => "the render takes too many steps",
            Self::OutputBytes => "the output grows too large",
            Self::MemoryBytes => "the values grow too large",
            Self::Depth => "macros, blocks or strings are nested too deeply",
        })
    }
}
