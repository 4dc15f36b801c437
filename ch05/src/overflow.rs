//! What happens when a fiber needs more stack than it has: one line that names it, and the end.
//!
//! To go on is not possible: the frames of the fiber cannot be unwound from wherever it is, and there
//! is no room for it to run any further.

mod entry;
#[cfg_attr(unix, path = "overflow/unix.rs")]
#[cfg_attr(not(unix), path = "overflow/elsewhere.rs")]
mod sys;

pub(crate) use entry::Entry;
pub(crate) use sys::install;
