//! A hall hears its guests through one queue; a guest's chair is also their token. A chair that has
//! become free goes to whoever comes next, and with it the token.
//!
//! Write `leave`. It frees the chair, ends the registration and gives the guest back: **still
//! open**, since a guest may only be on the way to another hall. A chair on which nobody sits is an
//! error, [`ErrorKind::NotFound`].
//!
//! It is right when no event reaches the hall that belongs to a guest who has left. The output
//! shows each guest on their own chair, and nothing that is told of a chair without a reason.

use ch04::{Events, Interest, Poll, Token};
use std::io::{self, ErrorKind, Read};
use std::os::unix::net::UnixStream;
use std::time::Duration;
use trace::trace;

/// Guests on numbered chairs, and the queue that tells which of them has said something.
#[derive(Debug)]
pub struct Hall {
    name: &'static str,
    poll: Poll,
    events: Events,
    chairs: Vec<Option<UnixStream>>,
}

impl Hall {
    /// Opens a hall with this many chairs.
    pub fn new(name: &'static str, chairs: usize) -> io::Result<Self> {
        Ok(Self {
            name,
            poll: Poll::new()?,
            events: Events::with_capacity(chairs),
            chairs: (0..chairs).map(|_| None).collect(),
        })
    }

    /// Seats a guest on the first free chair, and listens to them from now on.
    pub fn enter(&mut self, mut guest: UnixStream) -> io::Result<usize> {
        let free = self.chairs.iter().position(Option::is_none);
        let chair = free.ok_or_else(|| io::Error::other("all chairs are taken"))?;
        guest.set_nonblocking(true)?;
        self.poll
            .registry()
            .register(&mut guest, Token(chair), Interest::READABLE)?;
        self.chairs[chair] = Some(guest);
        let name = self.name;
        trace!("{name}", "seats a guest on chair {chair}");
        Ok(chair)
    }

    /// Frees a chair, and gives the guest back who sat there.
    pub fn leave(&mut self, chair: usize) -> io::Result<UnixStream> {
        let seat = self.chairs.get_mut(chair).and_then(Option::take);
        // The chair is free now. Is that all that has to end?
        Ok(seat.expect("a guest sits here"))
    }

    /// Hears what there is to hear, and says how many events there were.
    pub fn listen(&mut self) -> io::Result<usize> {
        let name = self.name;
        self.poll.poll(&mut self.events, Some(Duration::ZERO))?;
        let told: Vec<usize> = self.events.iter().map(|event| event.token().0).collect();
        for &chair in &told {
            trace!("{name}", "is told of chair {chair}");
            if self.hear(chair)? {
                trace!("{name}", "sees that chair {chair} hangs up");
                drop(self.leave(chair)?);
            }
        }
        Ok(told.len())
    }

    /// Hears one guest to the end of what they say now; true if they have hung up.
    fn hear(&mut self, chair: usize) -> io::Result<bool> {
        let name = self.name;
        let mut words = [0; 64];
        while let Some(guest) = &mut self.chairs[chair] {
            match guest.read(&mut words) {
                Ok(0) => return Ok(true),
                Ok(n) => {
                    let words = String::from_utf8_lossy(&words[..n]);
                    trace!("{name}", "hears chair {chair} say {words:?}");
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(false)
    }
}

#[cfg(test)]
#[path = "../checks/deregister.rs"]
mod check;
