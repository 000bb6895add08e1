//! Threads with a stack for the deepest templates. WebAssembly has no threads: there the work runs on the caller's
//! stack, the only one of the module.

use std::thread::{self, Builder, JoinHandle};

use crate::cli::failure::Failure;

/// Whether threads can be started.
pub(crate) const SUPPORTED: bool = !cfg!(target_family = "wasm");

/// Returns an error if threads cannot be started, because `option` requires them.
pub(crate) fn require(option: &str) -> Result<(), Failure> {
    if SUPPORTED {
        return Ok(());
    }
    Err(Failure::input_with_help(
        format!("`{option}` does not work in the WebAssembly build of vtlkit, which cannot watch files"),
        "install a native build, for example with `cargo install vtlkit`",
    ))
}

/// The stack size of a thread that renders; systems allocate only what is used. Templates and values have a maximum
/// depth, and the deepest of them fit. The main thread's stack is 1 MB on some systems.
const STACK: usize = 64 << 20;

/// The number of threads: the given one, or one per core.
pub(crate) fn count(wanted: Option<u16>) -> usize {
    match wanted {
        Some(wanted) => usize::from(wanted),
        None => thread::available_parallelism().map_or(1, usize::from),
    }
}

/// Runs a function with a large stack.
pub(crate) fn run<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    if !SUPPORTED {
        return Ok(work());
    }
    start("main", work)?.join().map_err(|_| Failure::Panicked)
}

/// Starts a thread.
pub(crate) fn start<T: Send + 'static>(
    name: &str,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<JoinHandle<T>, Failure> {
    Builder::new().name(name.into()).stack_size(STACK).spawn(work).map_err(|error| refused(&error))
}

/// Runs the same function on several threads; returns their results in no particular order.
pub(crate) fn each<T: Send>(count: usize, work: impl Fn() -> Vec<T> + Sync) -> Result<Vec<T>, Failure> {
    if !SUPPORTED {
        return Ok(work());
    }
    let work = &work;
    thread::scope(|scope| {
        let spawn = |_| Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        let threads: Vec<_> = (0..count).map(spawn).collect();
        let mut done = Vec::new();
        for thread in threads {
            let thread = thread.map_err(|error| refused(&error))?;
            done.extend(thread.join().map_err(|_| Failure::Panicked)?);
        }
        Ok(done)
    })
}

fn refused(error: &std::io::Error) -> Failure {
    Failure::input(format!("cannot start a thread: {error}"))
}
