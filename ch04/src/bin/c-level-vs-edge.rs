//! One unread message: how often each mode reports it, and what happens to a reader who stops early.

use ch04::{Events, Interest, Poll, Token, Trigger};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::net::UnixStream;
use std::process::ExitCode;
use std::time::Duration;
use trace::{ends, polls, ready, sends, trace, waits, wakes};

const MESSAGE: &[u8] = b"read all of me";
const MODES: [(&str, Trigger); 2] = [("edge", Trigger::Edge), ("level", Trigger::Level)];

fn main() -> ExitCode {
    trace::step(run)
}

fn run() -> io::Result<()> {
    for (mode, trigger) in MODES {
        unread(mode, trigger)?;
        ends!("{mode}");
    }
    for (mode, trigger) in MODES {
        half_read(mode, trigger)?;
        ends!("{mode}");
    }
    Ok(())
}

// ANCHOR: unread
/// A message arrives and nobody reads it, while the queue is asked three times.
fn unread(mode: &'static str, trigger: Trigger) -> io::Result<()> {
    let mut line = Line::new(mode, trigger)?;
    line.send(MESSAGE)?;
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
fn half_read(mode: &'static str, trigger: Trigger) -> io::Result<()> {
    let mut line = Line::new(mode, trigger)?;
    line.send(MESSAGE)?;
    trace!("{mode}", "one message waits, and a part of it is read");
    trace!("{mode}", "poll: {}", word(line.is_reported()?));
    let mut part = [0; 5];
    line.near.read_exact(&mut part)?;
    let rest = MESSAGE.len() - part.len();
    trace!("{mode}", "reads {} bytes and leaves {rest}", part.len());
    trace!("{mode}", "poll: {}", word(line.is_reported()?));

    line.send(b"!")?;
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
    mode: &'static str,
    trigger: Trigger,
    poll: Poll,
    events: Events,
    near: UnixStream,
    far: UnixStream,
}

impl Line {
    // ANCHOR: line-new
    fn new(mode: &'static str, trigger: Trigger) -> io::Result<Self> {
        let (mut near, far) = UnixStream::pair()?;
        near.set_nonblocking(true)?;
        let poll = Poll::new()?;
        poll.registry()
            .register_with(&mut near, Token(0), Interest::READABLE, trigger)?;
        waits!("kernel", "the next arrival");
        Ok(Self {
            mode,
            trigger,
            poll,
            events: Events::with_capacity(1),
            near,
            far,
        })
    }
    // ANCHOR_END: line-new

    fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.far.write_all(bytes)?;
        sends!("peer", "kernel");
        ends!("peer");
        Ok(())
    }

    // ANCHOR: is-reported
    /// Asks the queue and does not wait: a report that is not there now will not come.
    fn is_reported(&mut self) -> io::Result<bool> {
        let mode = self.mode;
        polls!("{mode}", "kernel");
        self.poll.poll(&mut self.events, Some(Duration::ZERO))?;
        let reported = !self.events.is_empty();
        self.state_answer(reported);
        Ok(reported)
    }
    // ANCHOR_END: is-reported

    /// States for the timeline what the kernel did, and whether the same bytes would make it report again.
    fn state_answer(&self, reported: bool) {
        let mode = self.mode;
        if reported {
            wakes!("kernel", "{mode}");
        }
        match self.trigger {
            Trigger::Level if reported => ready!("kernel"),
            _ => waits!("kernel", "the next arrival"),
        }
    }

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
