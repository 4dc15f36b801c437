//! Where the parker and the ready queue get their locks from.
//!
//! Both files are compiled twice more: with loom's locks, for tests that try every order of their threads, and with those of
//! the crate `interleavings`, for the page on which a reader chooses the order. There, a module of this name has other contents.

pub(crate) use std::sync::{Condvar, Mutex};
