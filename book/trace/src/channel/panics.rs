//! Panics on the channel, as the book cannot tell them from what a program prints.

use super::send;
use std::panic::{set_hook, take_hook};

/// From now on every panic of the process goes to the channel first, and then to the hook that was there: the usual
/// words on standard error stay.
pub(super) fn report() {
    let before = take_hook();
    set_hook(Box::new(move |panic| {
        let thread = std::thread::current();
        let message = panic.payload_as_str().unwrap_or("a value that is no text");
        let at: &dyn std::fmt::Display = match panic.location() {
            Some(at) => at,
            None => &"",
        };
        send("panics", thread.name().unwrap_or(""), message, at);
        before(panic);
    }));
}
