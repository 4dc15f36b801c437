//! A fiber as the timeline names it.

use super::fibers::{FiberId, Fibers};
use std::cell::RefCell;
use std::fmt;

/// The name under which a fiber states what it does: `main`, `fiber ten`, or `fiber 3` without a name of its own.
///
/// It's looked up when it is written, so it costs nothing while no one listens.
pub(super) struct Actor<'a> {
    pub fibers: &'a RefCell<Fibers>,
    pub id: FiberId,
}

impl fmt::Display for Actor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.fibers.borrow().name(self.id);
        write(f, name.as_deref(), self.id.number)
    }
}

/// Writes the actor of a fiber that has this name and this number.
pub(super) fn write(f: &mut fmt::Formatter<'_>, name: Option<&str>, number: u64) -> fmt::Result {
    match name {
        Some("main") => f.write_str("main"),
        Some(name) => write!(f, "fiber {name}"),
        None => write!(f, "fiber {number}"),
    }
}
