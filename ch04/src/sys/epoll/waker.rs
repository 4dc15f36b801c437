//! A wake-up is a counter that stops being zero.

use super::{Selector, ffi};
use crate::{Interest, Token, Trigger};
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::AsRawFd;

// ANCHOR: eventfd-waker
// ANCHOR: eventfd-waker-new
/// An eventfd in the queue: each write is an edge, so nobody has to read it between two of them.
#[derive(Debug)]
pub struct Waker {
    counter: File,
}

impl Waker {
    pub fn new(selector: &Selector, token: Token) -> io::Result<Self> {
        let counter = File::from(ffi::eventfd()?);
        let fd = counter.as_raw_fd();
        selector.register(fd, token, Interest::READABLE, Trigger::Edge)?;
        Ok(Self { counter })
    }
    // ANCHOR_END: eventfd-waker-new

    // ANCHOR: eventfd-waker-wake
    pub fn wake(&self) -> io::Result<()> {
        loop {
            // A counter takes its eight bytes whole or not at all.
            match (&self.counter).write(&1u64.to_ne_bytes()) {
                Ok(_) => return Ok(()),
                // Full, after 2^64 - 2 wakes that nobody read: zero has room for this one.
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => self.reset()?,
                Err(error) => return Err(error),
            }
        }
    }

    fn reset(&self) -> io::Result<()> {
        match (&self.counter).read(&mut [0; 8]) {
            // Another thread was faster.
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(()),
            result => result.map(drop),
        }
    }
    // ANCHOR_END: eventfd-waker-wake
}
// ANCHOR_END: eventfd-waker

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counter_that_is_full_is_emptied_and_wakes_all_the_same() {
        let selector = Selector::new().unwrap();
        let waker = Waker::new(&selector, Token(1)).unwrap();
        let full = u64::MAX - 1;
        (&waker.counter).write_all(&full.to_ne_bytes()).unwrap();

        let mut events = Vec::with_capacity(2);
        selector.wait(&mut events, None).unwrap();
        waker.wake().unwrap();
        selector.wait(&mut events, None).unwrap();
        assert_eq!(events.len(), 1);

        let mut count = [0; 8];
        (&waker.counter).read_exact(&mut count).unwrap();
        assert_eq!(u64::from_ne_bytes(count), 1);
    }
}
