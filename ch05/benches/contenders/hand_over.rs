//! Two who take turns: each turn goes to the other one and comes back.
//!
//! Threads wait for their turn by parking. On two cores each waits until the other core's has woken up;
//! on one core the system switches from the one to the other.

use super::threads::{OneCore, this_core};
use super::{Row, Task};
use ch05::{Runtime, park, spawn, yield_now};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::thread::{self, JoinHandle, Thread};

pub fn row() -> Row {
    Row {
        task: "a turn for another, and back",
        at_once: 1,
        contenders: vec![
            ("fibers, yield_now", yielding()),
            ("fibers, park and unpark", parking()),
            ("threads, on one core", on_one_core()),
            ("threads, wherever they are", anywhere()),
        ],
    }
}

fn yielding() -> Task {
    let runtime = Runtime::new().unwrap();
    let take_turns = |times| (0..times).for_each(|_| yield_now());
    Box::new(move |times| {
        runtime.run(move || {
            let other = spawn(move || take_turns(times));
            take_turns(times);
            other.join().unwrap();
        });
    })
}

fn parking() -> Task {
    let runtime = Runtime::new().unwrap();
    Box::new(move |times| {
        runtime.run(move || {
            let main = ch05::current();
            let other = spawn(move || {
                for _ in 0..times {
                    park();
                    main.unpark();
                }
            });
            let fiber = other.fiber();
            for _ in 0..times {
                fiber.unpark();
                park();
            }
            other.join().unwrap();
        });
    })
}

fn anywhere() -> Task {
    let other = Other::start();
    Box::new(move |times| other.take_turns(times))
}

fn on_one_core() -> Task {
    let core = this_core();
    let one_core = OneCore::begin(core);
    let other = Other::start();
    drop(one_core);
    Box::new(move |times| {
        let _one_core = OneCore::begin(core);
        other.take_turns(times);
    })
}

const OURS: u8 = 0;
const THEIRS: u8 = 1;
const OVER: u8 = 2;

/// The other thread.
struct Other {
    turn: Arc<AtomicU8>,
    thread: Option<JoinHandle<()>>,
}

impl Other {
    fn start() -> Self {
        let turn = Arc::new(AtomicU8::new(OURS));
        let (theirs, main) = (Arc::clone(&turn), thread::current());
        let thread = thread::spawn(move || {
            while wait_while(&theirs, OURS) != OVER {
                give(&theirs, OURS, &main);
            }
        });
        Self {
            turn,
            thread: Some(thread),
        }
    }

    fn take_turns(&self, times: usize) {
        for _ in 0..times {
            self.give(THEIRS);
            wait_while(&self.turn, THEIRS);
        }
    }

    fn give(&self, turn: u8) {
        if let Some(thread) = &self.thread {
            give(&self.turn, turn, thread.thread());
        }
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        self.give(OVER);
        let ended = self.thread.take().map(JoinHandle::join);
        assert!(ended.is_some_and(|result| result.is_ok()));
    }
}

fn give(turn: &AtomicU8, to: u8, who: &Thread) {
    turn.store(to, Ordering::Release);
    who.unpark();
}

fn wait_while(turn: &AtomicU8, whose: u8) -> u8 {
    loop {
        match turn.load(Ordering::Acquire) {
            now if now == whose => thread::park(),
            now => return now,
        }
    }
}
