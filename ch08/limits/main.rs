//! How many requests can be open at once, on tasks, fibers and threads, what each takes, and what breaks first.
//!
//! `limits` measures them one after the other, each in a process of its own, with the delay server in a process of its
//! own: nothing that one measurement leaves behind is in the next one, and client and server share no descriptors.

mod contenders;
mod gate;
mod meter;
mod one;
mod options;
mod record;
mod series;

use options::Wanted;
use std::process::ExitCode;

fn main() -> ExitCode {
    trace::open();
    let wanted = match options::parse(std::env::args_os()) {
        Ok(wanted) => wanted,
        Err(error) => {
            eprintln!("error: {error}; --help lists what is possible");
            return ExitCode::from(2);
        }
    };
    let done = match wanted {
        Wanted::Help => {
            print!("{}", options::HELP);
            Ok(ExitCode::SUCCESS)
        }
        Wanted::Series(series) => series::run(&series),
        Wanted::One(one) => one::run(&one),
        Wanted::Serve(requests) => gate::serve(requests),
    };
    done.unwrap_or_else(|error| {
        eprintln!("error: {error}");
        ExitCode::FAILURE
    })
}
