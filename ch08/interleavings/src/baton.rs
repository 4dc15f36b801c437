//! Threads of which one runs at a time: the one that has the baton.
//!
//! A thread that's about to do something with a lock or a condvar gives the baton back and says what it wants. [`Run::pass`]
//! gives it to the thread that was chosen, and returns when that thread has come to its next operation.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::panic::{self, Location};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

/// A place in the source.
pub(crate) type Place = &'static Location<'static>;

/// Tells locks and condvars from each other.
pub(crate) type Address = usize;

/// What a thread does when it's chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// Something that doesn't wait.
    Go,
    /// Takes a lock.
    Lock(Address),
    /// Nothing, until the condvar is notified.
    Sleep { condvar: Address, lock: Address },
    /// Takes the lock again after its sleep.
    Wake(Address),
    /// It's over.
    End,
}

/// A thread that doesn't run right now.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stopped {
    pub(crate) next: Next,
    /// Where it goes on.
    pub(crate) at: Option<Place>,
    /// Which line of the program has called that.
    pub(crate) call: Option<Place>,
}

#[derive(Debug, Default)]
struct Stage {
    threads: Vec<Stopped>,
    has_baton: Option<usize>,
    /// Which thread has which lock.
    held: BTreeMap<Address, usize>,
    /// The run is given up: threads end where they are.
    is_over: bool,
    has_panicked: bool,
    /// How many tasks the executor has yet to take in this turn.
    turn: usize,
}

#[derive(Debug, Default)]
struct Baton {
    stage: Mutex<Stage>,
    passed: Condvar,
}

impl Baton {
    fn stage(&self) -> MutexGuard<'_, Stage> {
        self.stage.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait_while(&self, condition: impl Fn(&Stage) -> bool) -> MutexGuard<'_, Stage> {
        let waited = self
            .passed
            .wait_while(self.stage(), |stage| condition(stage));
        waited.unwrap_or_else(PoisonError::into_inner)
    }
}

/// A run of a program, whose threads are at the places to which they were brought.
#[derive(Debug)]
pub(crate) struct Run {
    baton: Arc<Baton>,
    threads: Vec<JoinHandle<()>>,
}

impl Run {
    /// Starts the threads, one after the other, and brings each to its first operation.
    pub(crate) fn start(threads: Vec<Box<dyn FnOnce() + Send>>) -> Self {
        let mut run = Self {
            baton: Arc::default(),
            threads: Vec::new(),
        };
        for (number, code) in threads.into_iter().enumerate() {
            let mut stage = run.baton.stage();
            stage.threads.push(Stopped {
                next: Next::Go,
                at: None,
                call: None,
            });
            stage.has_baton = Some(number);
            drop(stage);
            let me = Me {
                baton: Arc::clone(&run.baton),
                number,
            };
            run.threads.push(thread::spawn(move || me.run(code)));
            run.wait();
        }
        run
    }

    /// Lets a thread run to its next operation.
    ///
    /// # Panics
    ///
    /// If it can't run.
    pub(crate) fn pass(&self, to: usize) {
        let mut stage = self.baton.stage();
        assert!(stage.can_run(to), "thread {to} can't run");
        if let Next::Lock(lock) | Next::Wake(lock) = stage.threads[to].next {
            stage.held.insert(lock, to);
        }
        stage.has_baton = Some(to);
        drop(stage);
        self.baton.passed.notify_all();
        self.wait();
    }

    fn wait(&self) {
        let stage = self.baton.wait_while(|stage| stage.has_baton.is_some());
        assert!(!stage.has_panicked, "a thread of the program has panicked");
    }

    /// The threads, and whether each of them can run.
    pub(crate) fn threads(&self) -> Vec<(Stopped, bool)> {
        let stage = self.baton.stage();
        let numbered = stage.threads.iter().enumerate();
        numbered
            .map(|(number, thread)| (*thread, stage.can_run(number)))
            .collect()
    }

    /// How many tasks the executor has yet to take in this turn.
    pub(crate) fn turn(&self) -> usize {
        self.baton.stage().turn
    }
}

impl Stage {
    fn can_run(&self, thread: usize) -> bool {
        match self.threads[thread].next {
            Next::Go => true,
            Next::Lock(lock) | Next::Wake(lock) => !self.held.contains_key(&lock),
            Next::Sleep { .. } | Next::End => false,
        }
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        self.baton.stage().is_over = true;
        self.baton.passed.notify_all();
        for thread in self.threads.drain(..) {
            // One that was given up has unwound, and that's no failure.
            let _ = thread.join();
        }
    }
}

/// One of a run's threads.
#[derive(Clone, Debug)]
struct Me {
    baton: Arc<Baton>,
    number: usize,
}

thread_local! {
    static ME: RefCell<Option<Me>> = const { RefCell::new(None) };
}

/// With what a thread unwinds whose run is given up.
struct GivenUp;

impl Me {
    fn run(self, code: impl FnOnce()) {
        ME.set(Some(self.clone()));
        let _ends = Ends(self);
        code();
    }

    /// Gives the baton back, and returns when this thread was chosen to go on.
    fn stop(&self, next: Next, at: Place) {
        let mut stage = self.baton.stage();
        let stopped = &mut stage.threads[self.number];
        stopped.next = next;
        stopped.at = Some(at);
        stage.has_baton = None;
        drop(stage);
        self.baton.passed.notify_all();
        let me = Some(self.number);
        let stage = self
            .baton
            .wait_while(|stage| stage.has_baton != me && !stage.is_over);
        if stage.is_over {
            drop(stage);
            panic::resume_unwind(Box::new(GivenUp));
        }
    }
}

/// However a thread ends, the baton comes back.
struct Ends(Me);

impl Drop for Ends {
    fn drop(&mut self) {
        let Self(Me { baton, number }) = self;
        let mut stage = baton.stage();
        if !stage.is_over {
            stage.has_panicked |= thread::panicking();
            stage.threads[*number] = Stopped {
                next: Next::End,
                at: None,
                call: None,
            };
            stage.has_baton = None;
            baton.passed.notify_all();
        }
    }
}

fn me<T>(use_it: impl FnOnce(&Me) -> T) -> T {
    ME.with_borrow(|me| use_it(me.as_ref().expect("locks are used on the threads of a run")))
}

/// This thread is about to do something. Returns when it was chosen to.
#[track_caller]
pub(crate) fn stop_before(next: Next) {
    let at = Location::caller();
    me(|me| me.stop(next, at));
}

/// This thread has let go of a lock.
pub(crate) fn released(lock: Address) {
    me(|me| me.baton.stage().held.remove(&lock));
}

/// Ends the sleep of the first thread that sleeps at this condvar.
pub(crate) fn notify_one(notified: Address) {
    me(|me| {
        let mut stage = me.baton.stage();
        let sleeping = stage
            .threads
            .iter_mut()
            .find_map(|thread| match thread.next {
                Next::Sleep { condvar, lock } if condvar == notified => Some((thread, lock)),
                _ => None,
            });
        if let Some((thread, lock)) = sleeping {
            thread.next = Next::Wake(lock);
        }
    });
}

/// This thread makes a call at this line of the program.
pub(crate) fn calls(at: Place) {
    me(|me| me.baton.stage().threads[me.number].call = Some(at));
}

/// The executor has so many tasks to take in this turn.
pub(crate) fn set_turn(change: impl FnOnce(usize) -> usize) {
    me(|me| {
        let mut stage = me.baton.stage();
        stage.turn = change(stage.turn);
    });
}
