//! Progress of long operations, on standard error if that is a terminal. Removed when the operation ends.

#[cfg(target_family = "wasm")]
pub(crate) use self::nowhere::Progress;
#[cfg(not(target_family = "wasm"))]
pub(crate) use self::terminal::Progress;

#[cfg(not(target_family = "wasm"))]
mod terminal {
    use std::io::{self, IsTerminal as _};
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::{Duration, Instant};

    use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

    /// Operations shorter than this show nothing.
    const DELAY: Duration = Duration::from_millis(500);

    /// The progress of an operation. It must be dropped before anything else is printed.
    pub(crate) struct Progress {
        bar: ProgressBar,
        start: Instant,
        /// Whether it is shown already, or never will be.
        is_settled: AtomicBool,
    }

    impl Progress {
        /// An operation with this number of steps; `what` is their name.
        pub(crate) fn of(steps: usize, what: &'static str) -> Self {
            Self::new(ProgressBar::hidden().with_message(what), "{bar:30} {pos} of {len} {msg}", Some(steps))
        }

        /// An operation that ends at the end of its input. If results are written to the terminal, no progress is
        /// shown.
        pub(crate) fn of_stream(what: &'static str) -> Self {
            let progress =
                Self::new(ProgressBar::hidden().with_message(what), "{pos} {msg}, {per_sec}", None);
            progress.is_settled.fetch_or(io::stdout().is_terminal(), Ordering::Relaxed);
            progress
        }

        fn new(bar: ProgressBar, template: &str, steps: Option<usize>) -> Self {
            if let Some(steps) = steps {
                bar.set_length(steps as u64);
            }
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style);
            }
            // Logs of a build service are not a terminal: they keep all lines.
            let is_off = std::env::var_os("CI").is_some() || !io::stderr().is_terminal();
            Self { bar, start: Instant::now(), is_settled: AtomicBool::new(is_off) }
        }

        /// Adds completed steps.
        pub(crate) fn add(&self, steps: u64) {
            self.bar.inc(steps);
            if self.start.elapsed() >= DELAY && !self.is_settled.swap(true, Ordering::Relaxed) {
                self.bar.set_draw_target(ProgressDrawTarget::stderr());
                self.bar.tick();
            }
        }
    }

    impl Drop for Progress {
        fn drop(&mut self) {
            self.bar.finish_and_clear();
        }
    }
}

/// WebAssembly has no terminal.
#[cfg(target_family = "wasm")]
mod nowhere {
    pub(crate) struct Progress;

    impl Progress {
        pub(crate) const fn of(_: usize, _: &'static str) -> Self {
            Self
        }

        pub(crate) const fn of_stream(_: &'static str) -> Self {
            Self
        }

        pub(crate) const fn add(&self, _: u64) {}
    }
}
