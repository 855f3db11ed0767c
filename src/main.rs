//! The `notewright` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    notewright::cli::run(std::env::args_os())
}
