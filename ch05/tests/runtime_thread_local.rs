//! Where fibers meet an assumption of `thread_local!`: that whoever uses a variable is done with it before
//! the thread runs anything else. Safe code breaks it with a `yield_now`; no library can keep it from that.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

use ch05::{Runtime, park, spawn, yield_now};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::thread;

// ANCHOR: initialiser
thread_local! {
    static FIRST: Cell<bool> = const { Cell::new(true) };
    static SLOW: Rc<u32> = slow();
}

/// The value of the first who asks takes until after the second's.
fn slow() -> Rc<u32> {
    match FIRST.replace(false) {
        true => {
            yield_now();
            Rc::new(1)
        }
        false => Rc::new(2),
    }
}
// ANCHOR_END: initialiser

#[test]
#[ignore = "std replaces a value that another fiber borrows, if its initialiser yields: unsound, and std's to change"]
fn a_thread_local_that_yields_in_its_initialiser_keeps_the_value_that_others_borrow() {
    // ANCHOR: borrows
    Runtime::new().unwrap().run(|| {
        let first = spawn(|| SLOW.with(|value| **value));
        let second = spawn(|| {
            SLOW.with(|value| {
                let own = Rc::clone(value);
                yield_now();
                yield_now();
                (Rc::ptr_eq(value, &own), Rc::strong_count(&own))
            })
        });
        first.join().unwrap();
        assert_eq!(second.join().unwrap(), (true, 2));
    });
    // ANCHOR_END: borrows
}

#[test]
#[ignore = "a fiber's borrow of a thread-local outlives it, if the runtime is in one that ends later: unsound"]
fn a_thread_local_that_a_fiber_borrows_outlives_the_borrow() {
    thread_local! {
        static BORROWED: RefCell<Watched> = RefCell::default();
        static RUNTIME: Runtime = Runtime::new().unwrap();
    }
    let (send, receive) = std::sync::mpsc::channel();
    let thread = thread::spawn(move || {
        RUNTIME.with(|runtime| {
            runtime.run(move || {
                spawn(move || {
                    BORROWED.with(|watched| {
                        watched.borrow_mut().0 = Some(send.clone());
                        let _last = Last(send);
                        park();
                    });
                });
                yield_now();
            });
        });
    });
    thread.join().unwrap();
    let order: Vec<&str> = receive.iter().collect();
    assert_eq!(order, ["the borrow ends", "the variable ends"]);
}

/// Says when it is dropped.
#[derive(Default)]
struct Watched(Option<std::sync::mpsc::Sender<&'static str>>);

impl Drop for Watched {
    fn drop(&mut self) {
        if let Some(send) = &self.0 {
            send.send("the variable ends").unwrap();
        }
    }
}

struct Last(std::sync::mpsc::Sender<&'static str>);

impl Drop for Last {
    fn drop(&mut self) {
        self.0.send("the borrow ends").unwrap();
    }
}
