//! The command line: what a reader asks for, and what the program asks of its own children.

use crate::contenders::Contender;
use lexopt::Arg::{Long, Short, Value};
use lexopt::{Error, Parser, ValueExt};
use std::ffi::OsString;

/// What `--help` says.
pub(crate) const HELP: &str = "\
Opens more and more requests at once, on tasks, fibers and threads, until something breaks.

Usage: limits [OPTIONS]

  --most N         the most requests at once [20000]
  --only NAME      one contender: tasks, fibers or threads
  --files N        how many files a measuring process may have open [as many as the system lets it]
  --addresses MIB  how large a measuring process's address space may be [as large as the system lets it]
  --json           prints a line of JSON for each measurement
  --help           prints this

Each measurement takes up to two minutes. With 20,000 threads it takes about half a gigabyte.
";

/// What the command line asks for.
#[derive(Debug)]
pub(crate) enum Wanted {
    Help,
    Series(Series),
    /// For a child: one measurement.
    One(One),
    /// For a child's child: the server, which opens its gate for so many requests.
    Serve(usize),
}

/// Which measurements are made.
#[derive(Debug)]
pub(crate) struct Series {
    pub(crate) most: usize,
    pub(crate) contenders: Vec<Contender>,
    pub(crate) how: How,
}

/// One of them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct One {
    pub(crate) contender: Contender,
    pub(crate) requests: usize,
    pub(crate) how: How,
}

/// What all of them have in common.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct How {
    pub(crate) files: Option<u64>,
    /// In MiB.
    pub(crate) addresses: Option<u64>,
    pub(crate) json: bool,
}

/// Parses a command line, the program's name first.
pub(crate) fn parse(line: impl IntoIterator<Item = impl Into<OsString>>) -> Result<Wanted, Error> {
    let mut parser = Parser::from_iter(line);
    let (mut series, mut command) = (Series::default(), Vec::new());
    while let Some(arg) = parser.next()? {
        match arg {
            Long("help") | Short('h') => return Ok(Wanted::Help),
            Long("most") => series.most = parser.value()?.parse()?,
            Long("only") => series.contenders = vec![parser.value()?.parse()?],
            Long("files") => series.how.files = Some(parser.value()?.parse()?),
            Long("addresses") => series.how.addresses = Some(parser.value()?.parse()?),
            Long("json") => series.how.json = true,
            Value(word) => command.push(word),
            _ => return Err(arg.unexpected()),
        }
    }
    match command.as_slice() {
        [] => Ok(Wanted::Series(series)),
        [word, requests] if word == "serve" => Ok(Wanted::Serve(requests.parse()?)),
        [word, contender, requests] if word == "one" => Ok(Wanted::One(One {
            contender: contender.parse()?,
            requests: requests.parse()?,
            how: series.how,
        })),
        [word, ..] => Err(format!("{word:?} isn't an option").into()),
    }
}

impl Default for Series {
    fn default() -> Self {
        Self {
            most: 20_000,
            contenders: Contender::all().to_vec(),
            how: How::default(),
        }
    }
}
