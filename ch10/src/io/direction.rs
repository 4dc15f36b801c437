//! The two things that a socket is waited for.

use mio::event::Event;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Read,
    Write,
}

impl Direction {
    pub(crate) const BOTH: [Self; 2] = [Self::Read, Self::Write];

    /// Whether an event says that a call in this direction wouldn't wait. The end of a connection and an error are
    /// told by the next call.
    pub(crate) fn is_in(self, event: &Event) -> bool {
        match self {
            Self::Read => event.is_readable() || event.is_read_closed() || event.is_error(),
            Self::Write => event.is_writable() || event.is_write_closed() || event.is_error(),
        }
    }
}
