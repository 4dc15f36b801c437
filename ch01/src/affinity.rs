//! Which cores a thread may run on: all, unless it says otherwise.

#[cfg(not(any(target_os = "linux", windows)))]
#[path = "affinity/elsewhere.rs"]
mod sys;
#[cfg(target_os = "linux")]
#[path = "affinity/linux.rs"]
mod sys;
#[cfg(windows)]
#[path = "affinity/windows.rs"]
mod sys;

use std::io;

// ANCHOR: core-id
/// A core of this machine, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CoreId(usize);

/// The cores that this thread may run on now, at least one.
///
/// # Errors
///
/// [`io::ErrorKind::Unsupported`] where the system does not say, as on macOS.
pub fn allowed() -> io::Result<Vec<CoreId>> {
    sys::allowed()
}

/// Confines the thread that calls this, and no other, to one core.
pub fn pin_to(core: CoreId) -> io::Result<()> {
    sys::pin_to(core)
}
// ANCHOR_END: core-id

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    #[test]
    fn a_thread_that_is_pinned_may_run_on_this_core_only_and_the_others_where_they_could() {
        let Ok(before) = allowed() else {
            return;
        };
        for &core in &before {
            let pinned = thread::spawn(move || pin_to(core).and_then(|()| allowed()));
            assert_eq!(pinned.join().unwrap().unwrap(), [core]);
        }
        assert_eq!(allowed().unwrap(), before);
    }

    #[test]
    fn a_core_that_is_not_there_is_an_error() {
        let far = CoreId(1 << 40);
        assert!(thread::spawn(move || pin_to(far)).join().unwrap().is_err());
        // Within the set that the kernel is given, but not on any machine that this runs on.
        #[cfg(target_os = "linux")]
        assert!(
            thread::spawn(|| pin_to(CoreId(8191)))
                .join()
                .unwrap()
                .is_err()
        );
    }
}
