//! Every step of the chapter runs to its end and prints what its page shows.

/// On Windows a sentence is all that it prints.
#[test]
#[cfg(unix)]
fn a_raw_syscall() {
    testing::pin_step!("a-raw-syscall");
}

/// Windows has errors with other numbers.
#[test]
#[cfg(unix)]
fn b_libc_syscall() {
    testing::pin_step!("b-libc-syscall");
}

#[test]
fn c_std() {
    testing::pin_step!("c-std");
}

/// Elsewhere EAGAIN is another number.
#[test]
#[cfg(target_os = "linux")]
fn d_what_was_missed() {
    testing::pin_step!("d-what-was-missed");
}

/// Elsewhere the queue's calls have other names.
#[test]
#[cfg(target_os = "linux")]
fn e_three_ways_to_wait() {
    testing::pin_step!("e-three-ways-to-wait");
}
