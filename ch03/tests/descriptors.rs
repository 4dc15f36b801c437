//! What happens to descriptors: which are opened, inherited, closed, and put back.
//!
//! Descriptors are the whole process's, so these tests take turns.
#![cfg(any(target_os = "linux", target_os = "macos"))]
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

use ch03::os::{set_nonblocking, while_closed};
use ch03::waiting::Queue;
use std::fs::File;
use std::io::{self, ErrorKind, PipeWriter, Read, Write};
use std::os::fd::{AsFd, AsRawFd, RawFd};
use std::panic::{AssertUnwindSafe, catch_unwind};
use testing::descriptors::{alone, open};

/// A descriptor's own flags, or those of what is open behind it.
fn flags(fd: RawFd, command: libc::c_int) -> libc::c_int {
    // SAFETY: to ask for flags takes no argument and touches no memory.
    let flags = unsafe { libc::fcntl(fd, command) };
    assert_ne!(flags, -1, "{}", io::Error::last_os_error());
    flags
}

fn is_close_on_exec(fd: RawFd) -> bool {
    flags(fd, libc::F_GETFD) & libc::FD_CLOEXEC != 0
}

/// The trap: a queue without close-on-exec is open in every program that this one starts.
#[test]
fn a_queue_is_one_descriptor_that_no_program_inherits_and_that_is_closed() {
    alone(|| {
        let before = open();
        let queue = Queue::new().unwrap();
        let ours: Vec<_> = open().difference(&before).copied().collect();
        assert_eq!(ours.len(), 1);
        assert!(is_close_on_exec(ours[0]));
        drop(queue);
        assert_eq!(open(), before);
    });
}

#[test]
fn a_call_that_would_wait_fails_while_the_flag_is_set() {
    alone(|| {
        let (mut reader, writer) = io::pipe().unwrap();
        set_nonblocking(reader.as_fd(), true).unwrap();
        let error = reader.read(&mut [0]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WouldBlock);
        set_nonblocking(reader.as_fd(), false).unwrap();
        let waits = std::thread::spawn(move || reader.read(&mut [0]));
        drop(writer);
        assert_eq!(waits.join().unwrap().unwrap(), 0);
    });
}

#[test]
fn other_flags_stay_as_they_are_and_duplicates_share_them() {
    alone(|| {
        let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("appended");
        let file = File::options()
            .append(true)
            .create(true)
            .open(path)
            .unwrap();
        let duplicate = file.try_clone().unwrap();
        let before = flags(file.as_raw_fd(), libc::F_GETFL);
        set_nonblocking(file.as_fd(), true).unwrap();
        let during = flags(duplicate.as_raw_fd(), libc::F_GETFL);
        set_nonblocking(duplicate.as_fd(), false).unwrap();
        assert_eq!(during, before | libc::O_NONBLOCK);
        assert_eq!(flags(file.as_raw_fd(), libc::F_GETFL), before);
    });
}

/// Writes, and says what came of it: the error's number.
fn write(mut pipe: &PipeWriter) -> Result<usize, Option<i32>> {
    pipe.write(b"x").map_err(|error| error.raw_os_error())
}

#[test]
fn a_descriptor_is_closed_meanwhile_and_the_same_again_afterwards() {
    alone(|| {
        let (mut reader, writer) = io::pipe().unwrap();
        for close_on_exec in [true, false] {
            let flag = libc::FD_CLOEXEC * libc::c_int::from(close_on_exec);
            // SAFETY: to set the flag touches no memory.
            unsafe { libc::fcntl(writer.as_raw_fd(), libc::F_SETFD, flag) };
            let before = open();
            // SAFETY: the test is alone, and opens nothing.
            let during = unsafe { while_closed(writer.as_fd(), || write(&writer)) }.unwrap();
            assert_eq!(during, Err(Some(libc::EBADF)));
            assert_eq!(write(&writer), Ok(1));
            assert_eq!(is_close_on_exec(writer.as_raw_fd()), close_on_exec);
            assert_eq!(open(), before);
        }
        // The pipe's end is there as soon as its one writer is gone: no copy was forgotten.
        drop(writer);
        assert_eq!(reader.read_to_end(&mut Vec::new()).unwrap(), 2);
    });
}

#[test]
fn a_panic_meanwhile_leaves_its_owner_something_to_close() {
    alone(|| {
        let (_reader, writer) = io::pipe().unwrap();
        let before = open();
        let panics = || panic!("in the middle");
        let caught = catch_unwind(AssertUnwindSafe(|| {
            // SAFETY: the test is alone, and opens nothing.
            unsafe { while_closed::<()>(writer.as_fd(), panics) }
        }));
        assert!(caught.is_err());
        assert_eq!(open(), before);
        assert_eq!(write(&writer), Ok(1));
    });
}
