//! What epoll's bits mean.

use super::ffi::{
    EPOLLERR, EPOLLHUP, EPOLLIN, EPOLLOUT, EPOLLPRI, EPOLLRDHUP, EpollEvent as Event,
};
use crate::Token;
use std::fmt;

// ANCHOR: event
impl Event {
    pub(crate) fn new(events: u32, token: Token) -> Self {
        Self {
            events,
            data: token.0 as u64,
        }
    }

    /// The token that the source is registered with.
    pub fn token(&self) -> Token {
        Token(self.data as usize)
    }

    // ANCHOR: event-ready
    /// Reading is worth a try: something is there, urgent or not, or the end.
    pub fn is_readable(&self) -> bool {
        self.has(EPOLLIN) || self.has(EPOLLPRI)
    }

    /// Writing is worth a try.
    pub fn is_writable(&self) -> bool {
        self.has(EPOLLOUT)
    }
    // ANCHOR_END: event-ready

    // ANCHOR: event-closed
    /// The source failed; on a socket, `take_error` tells how.
    pub fn is_error(&self) -> bool {
        self.has(EPOLLERR)
    }

    /// Nothing will come any more, apart from what can be read already.
    pub fn is_read_closed(&self) -> bool {
        self.has(EPOLLHUP) || (self.has(EPOLLIN) && self.has(EPOLLRDHUP))
    }

    /// Nothing can be written any more. The reader's end of a pipe that closes is an error alone,
    /// or one beside the room to write.
    pub fn is_write_closed(&self) -> bool {
        let events = self.events;
        self.has(EPOLLHUP) || (self.has(EPOLLOUT) && self.has(EPOLLERR)) || events == EPOLLERR
    }
    // ANCHOR_END: event-closed

    /// There is urgent data.
    pub fn is_priority(&self) -> bool {
        self.has(EPOLLPRI)
    }

    // ANCHOR: event-has
    fn has(&self, bit: u32) -> bool {
        self.events & bit != 0
    }
    // ANCHOR_END: event-has
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
