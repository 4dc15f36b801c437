//! Where the state of a task gets its word from. In the tests with loom, a module of this name has loom's.

pub(crate) use std::sync::atomic::AtomicUsize;
