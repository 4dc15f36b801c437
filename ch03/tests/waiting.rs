//! The queue and the read of the step `e-three-ways-to-wait`.
#![cfg(any(target_os = "linux", target_os = "macos"))]
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

use ch03::os::Handler;
use ch03::waiting::{self, Queue};
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::thread;
use testing::Log;

/// The name under which a wait is counted.
const WAIT: &str = Queue::CALLS[2];

fn pairs(count: usize) -> (Vec<UnixStream>, Vec<UnixStream>) {
    (0..count).map(|_| UnixStream::pair().unwrap()).unzip()
}

#[test]
fn the_source_that_can_be_read_is_told_by_its_token() {
    let (near, mut far) = pairs(3);
    let queue = Queue::new().unwrap();
    for (n, stream) in near.iter().enumerate() {
        queue.add(stream, 100 + n).unwrap();
    }
    far[1].write_all(b"x").unwrap();
    assert_eq!(queue.wait().unwrap(), [101]);
}

#[test]
fn the_token_is_handed_back_with_all_its_bits() {
    let (near, mut far) = UnixStream::pair().unwrap();
    let queue = Queue::new().unwrap();
    queue.add(&near, usize::MAX).unwrap();
    far.write_all(b"x").unwrap();
    assert_eq!(queue.wait().unwrap(), [usize::MAX]);
}

#[test]
fn a_source_is_told_until_it_is_read() {
    let (mut near, mut far) = UnixStream::pair().unwrap();
    let (other, mut others) = UnixStream::pair().unwrap();
    let queue = Queue::new().unwrap();
    queue.add(&near, 1).unwrap();
    queue.add(&other, 2).unwrap();
    far.write_all(b"xy").unwrap();
    assert_eq!(queue.wait().unwrap(), [1]);
    near.read_exact(&mut [0]).unwrap();
    assert_eq!(queue.wait().unwrap(), [1]);
    near.read_exact(&mut [0]).unwrap();
    others.write_all(b"z").unwrap();
    assert_eq!(queue.wait().unwrap(), [2]);
}

#[test]
fn the_end_can_be_read_too() {
    let (mut near, far) = UnixStream::pair().unwrap();
    let queue = Queue::new().unwrap();
    queue.add(&near, 1).unwrap();
    drop(far);
    assert_eq!(queue.wait().unwrap(), [1]);
    assert_eq!(near.read(&mut [0]).unwrap(), 0);
}

#[test]
fn a_source_that_is_closed_has_left_the_queue() {
    let (near, mut far) = UnixStream::pair().unwrap();
    let (other, mut others) = UnixStream::pair().unwrap();
    let queue = Queue::new().unwrap();
    queue.add(&near, 1).unwrap();
    queue.add(&other, 2).unwrap();
    far.write_all(b"x").unwrap();
    drop(near);
    others.write_all(b"x").unwrap();
    assert_eq!(queue.wait().unwrap(), [2]);
}

/// More than one call has room for: nobody may be left out for ever.
#[test]
fn each_of_many_is_told_in_the_end() {
    const MANY: usize = 100;
    let (mut near, mut far) = pairs(MANY);
    let queue = Queue::new().unwrap();
    for (n, stream) in near.iter().enumerate() {
        queue.add(stream, n).unwrap();
    }
    for stream in &mut far {
        stream.write_all(b"x").unwrap();
    }
    let mut told = Vec::new();
    while told.len() < MANY {
        let tokens = queue.wait().unwrap();
        assert!(!tokens.is_empty());
        for n in tokens {
            near[n].read_exact(&mut [0]).unwrap();
            told.push(n);
        }
    }
    told.sort_unstable();
    assert!(told.into_iter().eq(0..MANY));
}

#[test]
fn two_queues_do_not_know_of_each_other() {
    let (near, mut far) = pairs(2);
    let queues = [Queue::new().unwrap(), Queue::new().unwrap()];
    for (n, queue) in queues.iter().enumerate() {
        queue.add(&near[n], n).unwrap();
        far[n].write_all(b"x").unwrap();
    }
    assert_eq!(queues[0].wait().unwrap(), [0]);
    assert_eq!(queues[1].wait().unwrap(), [1]);
}

/// The trap: EINTR passed up with `?`, and Ctrl-Z with `fg` ends the program.
#[test]
fn a_wait_goes_on_after_a_signal() {
    let handler = Handler::install().unwrap();
    let log = Log::start();
    let (near, mut far) = UnixStream::pair().unwrap();
    let scope = log.scope();
    let waiter = thread::spawn(move || {
        let _entered = scope.enter();
        let queue = Queue::new().unwrap();
        queue.add(&near, 1).unwrap();
        queue.wait()
    });
    // Nothing but a signal can end a call yet, so three calls that ended are three interruptions.
    while log.counted(WAIT) < 3 && !waiter.is_finished() {
        handler.interrupt(&waiter);
        thread::yield_now();
    }
    far.write_all(b"x").unwrap();
    assert_eq!(waiter.join().unwrap().unwrap(), [1]);
}

#[test]
fn a_read_goes_on_after_a_signal() {
    let handler = Handler::install().unwrap();
    let log = Log::start();
    let (near, mut far) = UnixStream::pair().unwrap();
    let scope = log.scope();
    let reader = thread::spawn(move || {
        let _entered = scope.enter();
        let mut bytes = [0; 8];
        waiting::read(&near, &mut bytes).map(|count| bytes[..count].to_vec())
    });
    while log.counted("read") < 3 && !reader.is_finished() {
        handler.interrupt(&reader);
        thread::yield_now();
    }
    far.write_all(b"whole").unwrap();
    assert_eq!(reader.join().unwrap().unwrap(), b"whole");
}
