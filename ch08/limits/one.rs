//! One measurement, in a process of its own.

use crate::contenders::Tally;
use crate::gate::Gate;
use crate::meter::Meter;
use crate::options::{How, One};
use crate::record::Outcome;
use std::io;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

/// How long a measurement may take.
const LIMIT: Duration = Duration::from_secs(120);

// ANCHOR: one
/// Lets a contender open all requests, and has them answered once all are open.
pub(crate) fn run(one: &One) -> io::Result<ExitCode> {
    let mut gate = Gate::shut(one.requests)?;
    limit(one.how)?;
    let tally = Arc::new(Tally::new(*one));
    let (mut meter, server, watched) = (Meter::new(), gate.server, Arc::clone(&tally));
    give_up_in_time(&tally);
    let requests = one.requests;
    // Its stack is there before the first reading.
    let watcher = thread::spawn(move || -> io::Result<_> {
        let before = meter.bytes()?;
        watched.start();
        gate.wait_for(requests)?;
        let bytes = meter.bytes()?.zip(before);
        gate.open()?;
        Ok((gate, bytes.map(|(now, before)| now.saturating_sub(before))))
    });
    tally.wait_for_start();
    let start = Instant::now();
    one.contender.run(requests, server, &tally);
    let (_gate, bytes) = watcher.join().expect("the watcher doesn't panic")?;
    tally.report(&Outcome::Answered {
        answered: tally.answered(),
        milliseconds: start.elapsed().as_millis(),
        bytes,
    });
    Ok(ExitCode::SUCCESS)
}
// ANCHOR_END: one

/// Windows has no such limits to set.
#[cfg(not(unix))]
fn limit(how: How) -> io::Result<()> {
    match (how.files, how.addresses) {
        (None, None) => Ok(()),
        _ => Err(io::ErrorKind::Unsupported.into()),
    }
}

/// As many files and addresses as are asked for, or as many as the system lets a process have.
#[cfg(unix)]
fn limit(how: How) -> io::Result<()> {
    match how.files {
        Some(files) => rlimit::Resource::NOFILE.set(files, files)?,
        None => rlimit::increase_nofile_limit(u64::MAX).map(drop)?,
    }
    match how.addresses {
        Some(mib) => rlimit::Resource::AS.set(mib << 20, mib << 20),
        None => Ok(()),
    }
}

/// What waits for requests that never arrive would wait forever.
fn give_up_in_time(tally: &Arc<Tally>) {
    let tally = Arc::clone(tally);
    thread::spawn(move || {
        thread::sleep(LIMIT);
        let seconds = LIMIT.as_secs();
        let why = format!("not all requests were open and answered after {seconds} s");
        tally.breaks("wait", &io::Error::other(why))
    });
}
