//! Where a coroutine is, and where its pointers lead. Places have names, since their addresses differ from run to run.

use crate::requests::Requests;
use std::ptr;

/// The bytes of a coroutine, at one of its addresses.
#[derive(Clone, Copy)]
pub struct Place {
    name: &'static str,
    start: usize,
    len: usize,
}

impl Place {
    /// Where this coroutine is now.
    pub fn of(name: &'static str, coroutine: &Requests) -> Self {
        Self {
            name,
            start: ptr::from_ref(coroutine).addr(),
            len: size_of::<Requests>(),
        }
    }
}

/// An address by the name of its place, and the number of bytes from there.
fn named(address: usize, places: &[Place]) -> String {
    let offset = |place: &Place| address.checked_sub(place.start).filter(|&n| n < place.len);
    let found = places
        .iter()
        .find_map(|place| Some((place.name, offset(place)?)));
    found.map_or(String::from("elsewhere"), |(name, offset)| {
        format!("{name}+{offset}")
    })
}

impl Requests {
    /// The address of the buffer, and the one that the writer holds.
    pub fn pointers(&self, places: &[Place]) -> String {
        let variables = &self.variables;
        let buffer = ptr::from_ref(&variables.buffer).addr();
        let writer = variables
            .writer
            .expect("the first poll sets it")
            .addr()
            .get();
        let (buffer, writer) = (named(buffer, places), named(writer, places));
        format!("the buffer is at {buffer}, and the writer points to {writer}")
    }
}
