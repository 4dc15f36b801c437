//! Races that are made to happen: another thread comes in each gap between two steps, one gap at a time.
//!
//! The given parts of an exercise say where their gaps are, with [`gap`] or [`gaps_around`]. A check runs
//! the reader's code with [`at_each_gap`]: once with another thread in the first gap, once with it in the
//! second, and so on, and the last time with it after the end.

use std::cell::RefCell;
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// More gaps than any answer to an exercise has.
const MOST: usize = 1000;

/// How often in a row a thread has to be seen asleep.
const LOOKS: u32 = 3;

thread_local! {
    static WATCHED: RefCell<Option<Watched>> = const { RefCell::new(None) };
}

/// What waits for a gap of this thread.
struct Watched {
    /// How many gaps are still to be passed.
    before: usize,
    intruder: Box<dyn FnOnce()>,
}

/// A gap between two steps, where a check may let another thread run.
pub fn gap() {
    let intruder = WATCHED.with_borrow_mut(|watched| match watched {
        Some(Watched { before: 0, .. }) => watched.take(),
        Some(Watched { before, .. }) => {
            *before -= 1;
            None
        }
        None => None,
    });
    if let Some(Watched { intruder, .. }) = intruder {
        intruder();
    }
}

/// A gap before a step, and when the guard is dropped, one after it.
pub fn gaps_around() -> GapAfter {
    gap();
    GapAfter
}

/// The gap after a step.
#[derive(Debug)]
#[must_use = "the gap after the step is where this is dropped"]
pub struct GapAfter;

impl Drop for GapAfter {
    fn drop(&mut self) {
        if !thread::panicking() {
            gap();
        }
    }
}

/// One of the gaps of what a check watches.
#[derive(Debug)]
pub struct Gap {
    nth: usize,
    was_reached: bool,
}

/// Calls `run` again and again, each time for the next gap of what it watches with [`Gap::run`], and the
/// last time for the moment after its end.
///
/// # Panics
///
/// When what is watched has more gaps than any answer should need.
pub fn at_each_gap(mut run: impl FnMut(&mut Gap)) {
    for nth in 0..MOST {
        let mut gap = Gap {
            nth,
            was_reached: false,
        };
        run(&mut gap);
        if !gap.was_reached {
            return;
        }
    }
    panic!("after {MOST} steps it still goes on");
}

impl Gap {
    /// Runs `watched`, and in the gap `intruder`, on a thread of its own, which the log of this thread hears
    /// too. Gives what both return.
    ///
    /// What is watched goes on when the intruder has ended, or when the intruder sleeps: then it waits for
    /// something that only the watched thread can give, such as a lock.
    ///
    /// # Panics
    ///
    /// With the panic of either.
    pub fn run<T, U: Send + 'static>(
        &mut self,
        watched: impl FnOnce() -> T,
        intruder: impl FnOnce() -> U + Send + 'static,
    ) -> (T, U) {
        let (coming, came) = channel();
        let intruder = move || {
            let intruder = Intruder::start(intruder);
            intruder.wait_until_it_ends_or_sleeps();
            // The other end is alive until it has this.
            let _ = coming.send(intruder);
        };
        WATCHED.set(Some(Watched {
            before: self.nth,
            intruder: Box::new(intruder),
        }));
        let value = watched();
        let not_reached = WATCHED.take();
        self.was_reached = not_reached.is_none();
        if let Some(Watched { intruder, .. }) = not_reached {
            intruder();
        }
        let intruder = came.recv().expect("the intruder was started just now");
        (value, intruder.join())
    }
}

/// A thread that runs in a gap.
struct Intruder<U> {
    thread: JoinHandle<U>,
    ended: Receiver<()>,
    /// Where the kernel tells what the thread does, if it does.
    stat: Option<PathBuf>,
}

impl<U: Send + 'static> Intruder<U> {
    fn start(run: impl FnOnce() -> U + Send + 'static) -> Self {
        let scope = trace::Scope::current();
        let (started, starts) = channel();
        let (ending, ended) = channel();
        let thread = thread::spawn(move || {
            let _hears = scope.as_ref().map(trace::Scope::enter);
            let own = std::fs::read_link("/proc/thread-self").ok();
            // Both ends wait for these.
            let _ = started.send(own.map(|own| PathBuf::from("/proc").join(own).join("stat")));
            let value = run();
            drop(ending);
            value
        });
        let stat = starts.recv().ok().flatten();
        Self {
            thread,
            ended,
            stat,
        }
    }

    fn wait_until_it_ends_or_sleeps(&self) {
        let mut asleep = 0;
        while self.ended.try_recv() != Err(TryRecvError::Disconnected) && asleep < LOOKS {
            thread::sleep(Duration::from_millis(1));
            asleep = match self.sleeps() {
                true => asleep + 1,
                false => 0,
            };
        }
    }

    /// Whether the kernel has nothing to run of this thread. Where the kernel does not tell, a thread is
    /// taken to run.
    fn sleeps(&self) -> bool {
        let stat = self.stat.as_ref().map(std::fs::read_to_string);
        let Some(Ok(stat)) = stat else { return false };
        // `TID (NAME) STATE …`, and a name may hold parentheses: proc_pid_stat(5).
        let state = stat.rsplit_once(") ").map(|(_, rest)| rest);
        state.is_some_and(|state| state.starts_with('S'))
    }

    fn join(self) -> U {
        self.thread
            .join()
            .unwrap_or_else(|panic| resume_unwind(panic))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::sync::{Arc, Mutex};

    /// Adds one in two steps.
    fn add_one(number: &AtomicU32) {
        let read = {
            let _gaps = gaps_around();
            number.load(Ordering::Relaxed)
        };
        number.store(read + 1, Ordering::Relaxed);
    }

    #[test]
    fn a_thread_comes_in_each_gap_and_after_the_end() {
        let mut sums = Vec::new();
        at_each_gap(|gap| {
            let number = Arc::new(AtomicU32::new(0));
            let same = Arc::clone(&number);
            gap.run(|| add_one(&number), move || add_one(&same));
            sums.push(number.load(Ordering::Relaxed));
        });
        assert_eq!(sums, [2, 1, 2], "before the read, after it, after the end");
    }

    #[test]
    fn where_nobody_watches_a_gap_is_nothing() {
        let number = AtomicU32::new(0);
        add_one(&number);
        assert_eq!(number.load(Ordering::Relaxed), 1);
    }

    #[test]
    fn one_who_waits_for_a_lock_comes_in_when_it_is_free() {
        at_each_gap(|gap| {
            let text = Arc::new(Mutex::new(String::new()));
            let same = Arc::clone(&text);
            let watched = || {
                let mut text = text.lock().unwrap();
                text.push('a');
                super::gap();
                text.push('b');
            };
            let ((), seen) = gap.run(watched, move || same.lock().unwrap().clone());
            assert_eq!(seen, "ab");
        });
    }

    #[test]
    fn what_the_intruder_says_is_heard_and_what_it_returns_comes_back() {
        let log = trace::Log::start();
        let mut gaps = 0;
        at_each_gap(|gap| {
            gaps += 1;
            let watched = || {
                super::gap();
                1
            };
            let both = gap.run(watched, || {
                trace::trace!("intruder", "is here");
                2
            });
            assert_eq!(both, (1, 2));
        });
        assert_eq!(gaps, 2);
        assert_eq!(log.of("intruder").len(), 2);
    }
}
