//! A packet's methods, whatever a reader's ask for and return.
//!
//! Where a packet has no method for a kind of pointer, the compiler takes one from a trait here: it looks for a method
//! of `Pin<&mut Packet>` first, and then for one of `Packet`.

use super::super::Packet;
use std::pin::Pin;

/// What isn't there.
struct Nothing;

/// What `sent` returns.
#[diagnostic::on_unimplemented(
    message = "`sent` returns `{Self}`, so calls can't be chained",
    label = "it has to return the packet"
)]
trait Sent: Sized {
    const IS_THERE: bool = true;
    const IS_A_REFERENCE: bool = false;
}

impl Sent for Pin<&mut Packet> {}
impl Sent for Pin<&Packet> {}

impl Sent for &mut Packet {
    const IS_A_REFERENCE: bool = true;
}

impl Sent for Nothing {
    const IS_THERE: bool = false;
}

/// What `rest_mut` returns.
#[diagnostic::on_unimplemented(
    message = "`rest_mut` returns `{Self}`, and not a slice of bytes",
    label = "it has to return a `&mut [u8]`"
)]
trait Rest<'a>: Sized {
    fn bytes(self) -> Option<&'a mut [u8]>;
}

impl<'a> Rest<'a> for &'a mut [u8] {
    fn bytes(self) -> Option<&'a mut [u8]> {
        Some(self)
    }
}

impl<'a> Rest<'a> for Pin<&'a mut [u8]> {
    fn bytes(self) -> Option<&'a mut [u8]> {
        Some(self.get_mut())
    }
}

impl<'a> Rest<'a> for Nothing {
    fn bytes(self) -> Option<&'a mut [u8]> {
        None
    }
}

/// Instead of methods that ask for a `Pin<&mut Self>`.
#[allow(dead_code, reason = "which of them is called depends on the reader")]
trait InsteadOfPinned {
    fn sent(&mut self, count: usize) -> impl Sent;

    fn rest_mut(&mut self) -> Nothing {
        Nothing
    }
}

impl InsteadOfPinned for Pin<&mut Packet> {
    fn sent(&mut self, count: usize) -> impl Sent {
        // It may ask for a `Pin<&Self>`.
        self.as_ref().sent(count)
    }
}

/// Instead of a method that asks for a `Pin<&Self>`.
#[allow(dead_code, reason = "as above")]
trait InsteadOfSharedPin {
    fn sent(&self, _: usize) -> Nothing {
        Nothing
    }
}

impl InsteadOfSharedPin for Pin<&Packet> {}

/// Instead of a method that asks for no more than a shared reference, pinned or not.
#[allow(dead_code, reason = "as above")]
trait InsteadOfShared {
    fn rest_mut(&self) -> Nothing {
        Nothing
    }
}

impl InsteadOfShared for Packet {}

/// Instead of methods that ask for a mutable reference.
#[allow(dead_code, reason = "as above")]
trait InsteadOfReference {
    fn sent(&mut self, _: usize) -> Nothing {
        Nothing
    }

    fn rest_mut(&mut self) -> Nothing {
        Nothing
    }
}

impl InsteadOfReference for Packet {}

/// Whether there's a method that returns this.
fn is_there<S: Sent>(_: S) -> bool {
    S::IS_THERE
}

fn is_a_reference<S: Sent>(_: S) -> bool {
    S::IS_A_REFERENCE
}

/// Whether `sent` can be called on pinned packets, and on those only.
pub fn sent_asks_for_a_pin(packet: &mut Packet, mut pinned: Pin<&mut Packet>) -> bool {
    let by_reference = is_there(packet.sent(0));
    is_there(pinned.as_mut().sent(0)) && !by_reference
}

/// Whether `sent` returns a `&mut Packet`.
pub fn sent_returns_a_reference(mut packet: Pin<&mut Packet>) -> bool {
    is_a_reference(packet.as_mut().sent(0))
}

/// Calls `sent`.
pub fn send(mut packet: Pin<&mut Packet>, count: usize) {
    is_there(packet.as_mut().sent(count));
}

/// Whether `rest_mut` can be called on a packet that isn't pinned, and on one that is.
pub fn rest_mut_takes(packet: &mut Packet, mut pinned: Pin<&mut Packet>) -> (bool, bool) {
    let by_reference = packet.rest_mut().bytes().is_some();
    (by_reference, pinned.as_mut().rest_mut().bytes().is_some())
}

/// Whether `rest_mut` can be called although others have references to the packet.
pub fn rest_mut_is_shared(packet: Pin<&Packet>) -> bool {
    packet.rest_mut().bytes().is_some()
}

/// Changes each byte of what `rest_mut` returns.
pub fn change(mut packet: Pin<&mut Packet>, change: fn(&mut u8)) {
    if let Some(bytes) = packet.as_mut().rest_mut().bytes() {
        bytes.iter_mut().for_each(change);
    }
}
