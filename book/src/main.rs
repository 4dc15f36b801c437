//! `cargo book`: see the library's [`book::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    book::cli::main()
}
