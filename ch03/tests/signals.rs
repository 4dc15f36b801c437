//! The handler: what it interrupts, and that it leaves nothing behind.
//!
//! What a signal does is the whole process's matter, so these tests take turns.
#![cfg(any(target_os = "linux", target_os = "macos"))]
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

use ch03::os::Handler;
use std::io::{self, ErrorKind, Read, Write};
use std::mem::MaybeUninit;
use std::sync::mpsc::{channel, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

static TURN: Mutex<()> = Mutex::new(());

/// Runs a test while no other one installs a handler.
fn alone(test: impl FnOnce()) {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    test();
}

/// What SIGUSR1 does at the moment.
fn disposition() -> libc::sighandler_t {
    let mut action = MaybeUninit::uninit();
    // SAFETY: nothing is set, and what is asked for is written to a place for it, entirely.
    unsafe {
        let returned = libc::sigaction(libc::SIGUSR1, std::ptr::null(), action.as_mut_ptr());
        assert_eq!(returned, 0, "{}", io::Error::last_os_error());
        action.assume_init().sa_sigaction
    }
}

#[test]
fn a_call_that_waits_is_interrupted() {
    alone(|| {
        let handler = Handler::install().unwrap();
        let (mut reader, _writer) = io::pipe().unwrap();
        let waits = thread::spawn(move || reader.read(&mut [0]));
        while !waits.is_finished() {
            handler.interrupt(&waits);
            thread::yield_now();
        }
        let error = waits.join().unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Interrupted);
        assert!(handler.runs() > 0);
    });
}

#[test]
fn a_thread_that_has_ended_is_not_disturbed() {
    alone(|| {
        let handler = Handler::install().unwrap();
        let ends = thread::spawn(|| 7);
        while !ends.is_finished() {
            thread::yield_now();
        }
        for _ in 0..100 {
            handler.interrupt(&ends);
        }
        assert_eq!(ends.join().unwrap(), 7);
    });
}

/// One handler at a time, however many threads want one, and each restores what it has found.
#[test]
fn handlers_take_turns_and_leave_what_they_found() {
    alone(|| {
        let before = disposition();
        let threads: Vec<_> = (0..8).map(|_| thread::spawn(interrupt_somebody)).collect();
        for thread in threads {
            assert_ne!(thread.join().unwrap(), before);
        }
        assert_eq!(disposition(), before);
    });
}

/// Installs a handler and has it run, as if nobody else did.
fn interrupt_somebody() -> libc::sighandler_t {
    let handler = Handler::install().unwrap();
    assert_eq!(handler.runs(), 0);
    let (end, ends) = channel::<()>();
    let waits = thread::spawn(move || ends.recv().is_err());
    while handler.runs() == 0 {
        handler.interrupt(&waits);
        thread::yield_now();
    }
    drop(end);
    assert!(waits.join().unwrap());
    disposition()
}

/// Sent while the handler was there, received when it is gone: by default that ends the process.
#[test]
fn a_signal_that_comes_too_late_ends_nobody() {
    alone(|| {
        let (ready, is_ready) = sync_channel(0);
        let (go_on, goes_on) = channel::<()>();
        let blocks = thread::spawn(move || {
            set_blocked(libc::SIG_BLOCK);
            ready.send(()).unwrap();
            goes_on.recv().unwrap();
            set_blocked(libc::SIG_UNBLOCK);
            "alive"
        });
        is_ready.recv().unwrap();
        let handler = Handler::install().unwrap();
        handler.interrupt(&blocks);
        drop(handler);
        go_on.send(()).unwrap();
        assert_eq!(blocks.join().unwrap(), "alive");
    });
}

/// Lets this thread's SIGUSR1 wait, or arrive.
fn set_blocked(how: libc::c_int) {
    // SAFETY: an empty set is made before a signal is added to it, and lives until the calls return.
    let returned = unsafe {
        let mut set = std::mem::zeroed();
        libc::sigemptyset(&mut set);
        libc::sigaddset(&mut set, libc::SIGUSR1);
        libc::pthread_sigmask(how, &set, std::ptr::null_mut())
    };
    assert_eq!(returned, 0);
}

/// `write_all` is done in the end, whatever interrupts it.
#[test]
fn std_tries_again_where_it_promises_to_write_everything() {
    alone(|| {
        let handler = Handler::install().unwrap();
        let (mut reader, mut writer) = io::pipe().unwrap();
        let bytes = vec![7; 4 << 20];
        let sent = bytes.clone();
        let writes = thread::spawn(move || writer.write_all(&sent));
        while handler.runs() < 3 {
            handler.interrupt(&writes);
            thread::yield_now();
        }
        let mut arrived = Vec::new();
        reader.read_to_end(&mut arrived).unwrap();
        writes.join().unwrap().unwrap();
        assert!(arrived == bytes);
    });
}
