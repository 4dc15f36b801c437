//! A wake-up is a filter that a program triggers by itself.

use super::ffi::{self, EV_ADD, EV_CLEAR, EV_DELETE, EV_RECEIPT, EVFILT_USER, NOTE_TRIGGER};
use super::{Event, Selector};
use crate::Token;
use std::io;
use std::os::fd::AsFd;

/// A filter without a descriptor, cleared whenever it is reported. Its token is its name too, so two
/// wakers of one queue need two tokens.
#[derive(Debug)]
pub struct Waker {
    selector: Selector,
    token: Token,
}

impl Waker {
    pub fn new(selector: &Selector, token: Token) -> io::Result<Self> {
        let waker = Self {
            selector: selector.try_clone()?,
            token,
        };
        waker.change(EV_ADD | EV_CLEAR, 0)?;
        Ok(waker)
    }

    pub fn wake(&self) -> io::Result<()> {
        self.change(0, NOTE_TRIGGER)
    }

    fn change(&self, flags: u16, fflags: u32) -> io::Result<()> {
        let mut change = Event::new(self.token.0, EVFILT_USER, flags | EV_RECEIPT, self.token);
        change.fflags = fflags;
        ffi::change(self.selector.as_fd(), change)
    }
}

// ANCHOR: drop
impl Drop for Waker {
    fn drop(&mut self) {
        // The queue is still open, through this handle; and if not, nothing is left to remove.
        let _ = self.change(EV_DELETE, 0);
    }
}
// ANCHOR_END: drop
