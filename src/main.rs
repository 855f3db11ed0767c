//! The `notewright` program. It only calls [`notewright::cli`].

use std::process::ExitCode;

/// The allocator. Rendering makes many short strings in several threads; docs/dependencies.md has the measurements.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    notewright::cli::run(std::env::args_os())
}
