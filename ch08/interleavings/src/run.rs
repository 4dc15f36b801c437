//! Starts a program's threads, and chooses which of them goes on.

use crate::baton::{Baton, Next, Stopped};
use crate::me::Me;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

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
