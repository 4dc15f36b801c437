//! The command line.

use lexopt::Arg::{Long, Short};
use lexopt::{Error, Parser, ValueExt};
use std::ffi::OsString;
use std::time::Duration;

/// What `--help` says.
pub(crate) const HELP: &str = "\
Answers GET /<milliseconds>/<message> with the message after the delay.

Usage: delayserver [OPTIONS]

  --port N             the port on 127.0.0.1; 0 picks a free one [8080]
  --max-connections N  how many are served at once; more have to wait [32768]
  --max-delay MS       the longest delay, in milliseconds; a longer one gets 400 [60000]
  --speedup X          divides every delay by X, and answers in the order of the
                       deadlines however busy the machine is [$DELAYSERVER_SPEEDUP, or off]
  --grace MS           how long Ctrl-C leaves requests to be answered, in milliseconds [1000]
  --help               prints this

The address is the first line on standard output; each request adds one like
#1 - 5000ms: request-0. Ctrl-C ends the program.
";

/// What the command line asks for.
#[derive(Debug)]
pub(crate) enum Wanted {
    Help,
    Serve(Options),
}

/// How to serve.
#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) port: u16,
    pub(crate) max_connections: usize,
    pub(crate) max_delay: Duration,
    pub(crate) speedup: Option<f64>,
    pub(crate) grace: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 8080,
            max_connections: 32_768,
            max_delay: Duration::from_secs(60),
            speedup: None,
            grace: Duration::from_secs(1),
        }
    }
}

/// Parses a command line, the program's name first.
pub(crate) fn parse(line: impl IntoIterator<Item = impl Into<OsString>>) -> Result<Wanted, Error> {
    let mut options = Options::default();
    let mut parser = Parser::from_iter(line);
    while let Some(arg) = parser.next()? {
        match arg {
            Long("help") | Short('h') => return Ok(Wanted::Help),
            Long("port") => options.port = parser.value()?.parse()?,
            Long("max-connections") => options.max_connections = at_least_one(&mut parser)?,
            Long("max-delay") => options.max_delay = milliseconds(&mut parser)?,
            Long("speedup") => options.speedup = Some(parser.value()?.parse()?),
            Long("grace") => options.grace = milliseconds(&mut parser)?,
            _ => return Err(arg.unexpected()),
        }
    }
    Ok(Wanted::Serve(options))
}

fn milliseconds(parser: &mut Parser) -> Result<Duration, Error> {
    Ok(Duration::from_millis(parser.value()?.parse()?))
}

fn at_least_one(parser: &mut Parser) -> Result<usize, Error> {
    match parser.value()?.parse()? {
        0 => Err("--max-connections has to be at least 1".into()),
        max => Ok(max),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(args: &[&str]) -> Options {
        match parse(["delayserver"].iter().chain(args)) {
            Ok(Wanted::Serve(options)) => options,
            other => panic!("{args:?}: {other:?}"),
        }
    }

    #[test]
    fn every_option_has_a_default() {
        assert_eq!(options(&[]).port, 8080);
        assert_eq!(
            options(&["--port", "0", "--speedup=20"]).speedup,
            Some(20.0)
        );
        assert_eq!(options(&["--grace", "5"]).grace, Duration::from_millis(5));
        assert_eq!(options(&["--max-connections=3"]).max_connections, 3);
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for args in [
            ["--port", "65536"],
            ["--port", "x"],
            ["--max-connections", "0"],
            ["--nonsense", "1"],
        ] {
            assert!(
                parse(["delayserver"].iter().chain(&args)).is_err(),
                "{args:?}"
            );
        }
    }
}
