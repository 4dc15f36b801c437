//! What stands between the kernel's answer and an `io::Result`: two functions, both too simple.
//!
//! **Repair** `decode`, which tells values from errors. The kernel answers with a value, or with an
//! error's number, negated; those are 1 to 4095. A value may look negative too, as the position
//! that `lseek` gives in a file as large as all memory.
//!
//! **Repair** `ask`, which makes a call. A call that a signal has interrupted has done nothing yet:
//! it is made again. *Would block* is no failure either: there is nothing now, which is `None`. Any
//! other error is returned.
//!
//! The check plays the kernel. The output shows its answers and what became of each.

use std::io;

#[cfg(not(unix))]
compile_error!(
    "this exercise needs Linux or macOS: on Windows no program sees what its kernel answers"
);

/// Tells a value from an error in the kernel's answer.
pub fn decode(answer: isize) -> io::Result<usize> {
    if answer < 0 {
        return Err(io::Error::from_raw_os_error(answer as i32));
    }
    Ok(answer as usize)
}

/// Makes a call until it comes to something: a value, nothing now, or an error.
pub fn ask(mut call: impl FnMut() -> isize) -> io::Result<Option<usize>> {
    // Interrupted, and nothing there yet: is each error a failure?
    decode(call()).map(Some)
}

#[cfg(test)]
#[path = "../checks/errno.rs"]
mod check;
