//! One unread message: how often each mode reports it, and what happens to a reader who stops early.

use ch04::{Events, Interest, Poll, Token, Trigger};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::net::UnixStream;
use std::process::ExitCode;
use std::time::Duration;
use trace::trace;

const MESSAGE: &[u8] = b"read all of me";
const MODES: [(&str, Trigger); 2] = [("edge", Trigger::Edge), ("level", Trigger::Level)];

fn main() -> ExitCode {
    trace::step(run)
}

fn run() -> io::Result<()> {
    for (mode, trigger) in MODES {
        unread(mode, trigger)?;
    }
    for (mode, trigger) in MODES {
        half_read(mode, trigger)?;
    }
    Ok(())
}

// ANCHOR: unread
/// A message arrives and nobody reads it, while the queue is asked three times.
fn unread(mode: &str, trigger: Trigger) -> io::Result<()> {
    let mut line = Line::new(trigger)?;
    line.far.write_all(MESSAGE)?;
    trace!("{mode}", "one message waits, and nobody reads it");
    let mut reports = 0;
    for poll in 1..=3 {
        let reported = line.is_reported()?;
        trace!("{mode}", "poll {poll}: {}", word(reported));
        reports += u32::from(reported);
    }
    match reports {
        1 => trace!("{mode}", "reports it once in 3 polls"),
        _ => trace!("{mode}", "reports it {reports} times in 3 polls"),
    }
    Ok(())
}
// ANCHOR_END: unread

// ANCHOR: half-read
/// The bug: one read that takes a part, and back to the queue for the rest.
fn half_read(mode: &str, trigger: Trigger) -> io::Result<()> {
    let mut line = Line::new(trigger)?;
    line.far.write_all(MESSAGE)?;
    trace!("{mode}", "one message waits, and a part of it is read");
    trace!("{mode}", "poll: {}", word(line.is_reported()?));
    let mut part = [0; 5];
    line.near.read_exact(&mut part)?;
    let rest = MESSAGE.len() - part.len();
    trace!("{mode}", "reads {} bytes and leaves {rest}", part.len());
    trace!("{mode}", "poll: {}", word(line.is_reported()?));

    line.far.write_all(b"!")?;
    trace!("{mode}", "one byte more arrives");
    trace!("{mode}", "poll: {}", word(line.is_reported()?));
    let read = line.drain()?;
    trace!("{mode}", "reads until nothing is left: {read} bytes");
    trace!("{mode}", "poll: {}", word(line.is_reported()?));
    Ok(())
}
// ANCHOR_END: half-read

fn word(reported: bool) -> &'static str {
    if reported { "reported" } else { "silence" }
}

// ANCHOR: line
/// Two sockets joined to each other, the near one in a queue of its own.
struct Line {
    poll: Poll,
    events: Events,
    near: UnixStream,
    far: UnixStream,
}

impl Line {
    // ANCHOR: line-new
    fn new(trigger: Trigger) -> io::Result<Self> {
        let (mut near, far) = UnixStream::pair()?;
        near.set_nonblocking(true)?;
        let poll = Poll::new()?;
        poll.registry()
            .register_with(&mut near, Token(0), Interest::READABLE, trigger)?;
        Ok(Self {
            poll,
            events: Events::with_capacity(1),
            near,
            far,
        })
    }
    // ANCHOR_END: line-new

    // ANCHOR: is-reported
    /// Asks the queue and does not wait: a report that is not there now will not come.
    fn is_reported(&mut self) -> io::Result<bool> {
        self.poll.poll(&mut self.events, Some(Duration::ZERO))?;
        Ok(!self.events.is_empty())
    }
    // ANCHOR_END: is-reported

    fn drain(&mut self) -> io::Result<usize> {
        let mut read = 0;
        let mut chunk = [0; 5];
        loop {
            match self.near.read(&mut chunk) {
                Ok(0) => return Ok(read),
                Ok(n) => read += n,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(read),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}
// ANCHOR_END: line
