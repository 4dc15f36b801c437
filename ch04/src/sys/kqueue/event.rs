//! What kqueue's filters and flags mean.

use super::ffi::{EV_EOF, EV_ERROR, EVFILT_READ, EVFILT_USER, EVFILT_WRITE, Kevent as Event};
use crate::Token;
use std::fmt;

// ANCHOR: event
impl Event {
    pub(crate) fn new(ident: usize, filter: i16, flags: u16, token: Token) -> Self {
        Self {
            ident,
            filter,
            flags,
            fflags: 0,
            data: 0,
            udata: token.0,
        }
    }

    /// The token that the source is registered with.
    pub fn token(&self) -> Token {
        Token(self.udata)
    }

    /// Reading is worth a try: something is there, or the end. A waker's event counts too.
    pub fn is_readable(&self) -> bool {
        self.filter == EVFILT_READ || self.filter == EVFILT_USER
    }

    /// Writing is worth a try.
    pub fn is_writable(&self) -> bool {
        self.filter == EVFILT_WRITE
    }

    /// The source failed; on a socket, `take_error` tells how.
    pub fn is_error(&self) -> bool {
        self.flags & EV_ERROR != 0 || (self.is_end() && self.fflags != 0)
    }

    /// Nothing will come any more, apart from what can be read already.
    pub fn is_read_closed(&self) -> bool {
        self.filter == EVFILT_READ && self.is_end()
    }

    /// Nothing can be written any more.
    pub fn is_write_closed(&self) -> bool {
        self.filter == EVFILT_WRITE && self.is_end()
    }

    /// Never: kqueue does not tell urgent data from other data.
    pub fn is_priority(&self) -> bool {
        false
    }

    fn is_end(&self) -> bool {
        self.flags & EV_EOF != 0
    }
}
// ANCHOR_END: event

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("token", &self.token())
            .field("readable", &self.is_readable())
            .field("writable", &self.is_writable())
            .field("error", &self.is_error())
            .field("read_closed", &self.is_read_closed())
            .field("write_closed", &self.is_write_closed())
            .field("priority", &self.is_priority())
            .finish()
    }
}
