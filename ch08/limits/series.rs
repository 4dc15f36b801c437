//! All measurements, from few requests to many.

use crate::options::{One, Series};
use crate::record::{self, BROKE, Outcome, Record};
use std::io::{self, Write};
use std::process::{Command, ExitCode, Output, Stdio};

/// How many requests are tried. A contender that broke isn't asked for more.
const STAIRS: [usize; 9] = [
    100, 300, 1_000, 3_000, 10_000, 20_000, 30_000, 50_000, 100_000,
];

// ANCHOR: series
/// Makes the measurements one after the other. A child reports its own; its exit status says whether to go on.
pub(crate) fn run(series: &Series) -> io::Result<ExitCode> {
    let stairs: Vec<usize> = stairs(series.most).collect();
    let total = stairs.len() * series.contenders.len();
    for (nth, contender) in series.contenders.iter().enumerate() {
        for (stair, requests) in stairs.iter().enumerate() {
            record::progress(nth * stairs.len() + stair, total);
            let one = One {
                contender: *contender,
                requests: *requests,
                how: series.how,
            };
            if !measure(one)? {
                break;
            }
        }
    }
    record::progress(total, total);
    Ok(ExitCode::SUCCESS)
}
// ANCHOR_END: series

/// Makes a measurement in a child process. Returns whether all was answered.
fn measure(one: One) -> io::Result<bool> {
    let child = Command::new(std::env::current_exe()?)
        .args(one.arguments())
        .stdin(Stdio::null())
        .output()?;
    // Written as it came: it's the child's record.
    io::stdout().write_all(&child.stdout)?;
    match child.status.code() {
        Some(0) => Ok(true),
        Some(code) if code == i32::from(BROKE) => Ok(false),
        Some(_) => Err(io::Error::other(text(&child.stderr))),
        None => {
            // A signal. One that comes while the child ends changes nothing: its record is there.
            if child.stdout.is_empty() {
                killed(one, &child);
            }
            Ok(false)
        }
    }
}

/// Tells what came of a child that was ended before it could tell anything.
fn killed(one: One, child: &Output) {
    let errors = text(&child.stderr);
    let last = errors.lines().last().unwrap_or_default();
    Record {
        contender: one.contender.name(),
        requests: one.requests,
        outcome: &Outcome::Broke {
            at: None,
            what: "the whole process",
            error: format!("{}, {last}", child.status),
        },
    }
    .tell(one.how.json);
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The numbers to try. The largest one that's asked for is tried too.
fn stairs(most: usize) -> impl Iterator<Item = usize> {
    let below = STAIRS.into_iter().filter(move |requests| *requests < most);
    below.chain([most])
}

impl One {
    fn arguments(self) -> Vec<String> {
        let mut arguments = vec![
            "one".to_owned(),
            self.contender.name().to_owned(),
            self.requests.to_string(),
        ];
        let limits = [
            ("--files", self.how.files),
            ("--addresses", self.how.addresses),
        ];
        for (name, limit) in limits {
            arguments.extend(limit.map(|limit| format!("{name}={limit}")));
        }
        if self.how.json {
            arguments.push("--json".to_owned());
        }
        arguments
    }
}
