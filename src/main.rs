//! The `notewright` command.

use std::process::ExitCode;

/// Pages are made of many short strings, on several threads: see docs/dependencies.md for what this one saves.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    notewright::cli::run(std::env::args_os())
}
