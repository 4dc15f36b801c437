//! Serves delayed answers until Ctrl-C.

#![forbid(unsafe_code)]

mod options;
mod signals;

use delayserver::{Config, DelayServer};
use options::{Options, Wanted};
use signals::Signals;
use std::io::{self, ErrorKind, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;

fn main() -> ExitCode {
    let options = match options::parse(std::env::args_os()) {
        Ok(Wanted::Help) => return exit_code(say(options::HELP)),
        Ok(Wanted::Serve(options)) => options,
        Err(error) => {
            eprintln!("error: {error}; --help lists what is possible");
            return ExitCode::from(2);
        }
    };
    exit_code(run(&options))
}

fn run(options: &Options) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()?;
    // From here on no signal ends the program by itself, and none that comes early is lost.
    let mut signals = runtime.block_on(async { Signals::listen() })?;
    let server = start(options)?;
    say(&format!("http://{}\n", server.addr()))?;
    runtime.block_on(signals.next());
    say(&match server.stop(options.grace) {
        0 => "Ended; every request was answered.\n".to_owned(),
        1 => "Ended; 1 request was closed unanswered.\n".to_owned(),
        left => format!("Ended; {left} requests were closed unanswered.\n"),
    })
}

fn start(options: &Options) -> io::Result<DelayServer> {
    let mut config = Config::from_env()?
        .addr(SocketAddr::from((Ipv4Addr::LOCALHOST, options.port)))
        .max_connections(options.max_connections)
        .max_delay(options.max_delay)
        .log_to(io::stdout());
    if let Some(speedup) = options.speedup {
        config = config.speedup(speedup)?;
    }
    config.start().map_err(|error| explain(error, options.port))
}

fn explain(error: io::Error, port: u16) -> io::Error {
    let sentence = match error.kind() {
        ErrorKind::AddrInUse => format!(
            "port {port} of 127.0.0.1 is in use; choose another with --port N, or any free one with --port 0"
        ),
        ErrorKind::PermissionDenied => format!(
            "port {port} of 127.0.0.1 may not be used by this user; choose another with --port N"
        ),
        _ => return error,
    };
    io::Error::new(error.kind(), sentence)
}

/// Writes to standard output at once; whoever has closed it does not want to know.
fn say(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    let written = stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush());
    match written {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

fn exit_code(result: io::Result<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
