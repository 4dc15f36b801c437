//! Which descriptors this process has open, for tests that must leave none behind.

use std::collections::BTreeSet;
use std::os::fd::RawFd;
use std::sync::{Mutex, PoisonError};

static TURN: Mutex<()> = Mutex::new(());

/// Runs a test while no other that is run by this function opens or closes anything: descriptors are
/// the whole process's, and so are their numbers.
pub fn alone(test: impl FnOnce()) {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    test();
}

/// The descriptors that are open, without the one that looks.
///
/// # Panics
///
/// Where there is no `/dev/fd` to look in.
pub fn open() -> BTreeSet<RawFd> {
    let entries = std::fs::read_dir("/dev/fd").expect("/dev/fd lists what is open");
    let numbers = entries.map(|entry| {
        let name = entry.expect("/dev/fd can be read").file_name();
        let number = name.to_str().and_then(|name| name.parse().ok());
        number.expect("what is in /dev/fd is numbers")
    });
    let listed: Vec<RawFd> = numbers.collect();
    // Whoever looked is closed by now.
    let is_open = |fd: &RawFd| std::fs::symlink_metadata(format!("/dev/fd/{fd}")).is_ok();
    listed.into_iter().filter(is_open).collect()
}
