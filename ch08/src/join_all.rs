//! A future of several futures, which wait at the same time.

use crate::{Future, PollState, ReadyQueue, TaskId, Wake, Waker};
use std::fmt;
use std::mem;
use std::sync::{Arc, Mutex};

// ANCHOR: join-all
/// A future that is ready when all of `futures` are. Its output is theirs, in the order of the futures.
///
/// Each future gets a waker of its own, so that a poll polls only those that were woken. Each is dropped as soon as
/// it's ready.
pub fn join_all<F: Future>(futures: impl IntoIterator<Item = F>) -> JoinAll<F> {
    let woken = Arc::new(Woken::default());
    let parts = futures.into_iter().zip(0..);
    let parts = parts.map(|(future, number)| Part::waiting(future, number, &woken));
    let parts: Vec<_> = parts.collect();
    JoinAll {
        waiting: parts.len(),
        parts: Some(parts),
        woken,
    }
}

/// What [`join_all`] returns.
pub struct JoinAll<F: Future> {
    /// None after the output has been returned.
    parts: Option<Vec<Part<F>>>,
    /// How many aren't ready.
    waiting: usize,
    woken: Arc<Woken>,
}

enum Part<F: Future> {
    Waits { future: F, waker: Waker },
    Ready(F::Output),
}

// ANCHOR: woken
/// The futures that were woken, and whom to wake for them.
#[derive(Default)]
struct Woken {
    parts: ReadyQueue,
    /// The waker of the last poll of the whole.
    whole: Mutex<Option<Waker>>,
}
// ANCHOR_END: woken
// ANCHOR_END: join-all

// ANCHOR: part-waker
/// Wakes one of the futures: notes which, and wakes the task of the whole.
struct PartWaker {
    number: TaskId,
    woken: Arc<Woken>,
}

impl Wake for PartWaker {
    fn wake(&self) {
        self.woken.parts.push(self.number);
        let whole = self.woken.whole.lock().expect(NO_PANIC).clone();
        if let Some(whole) = whole {
            whole.wake();
        }
    }
}
// ANCHOR_END: part-waker

impl<F: Future> Part<F> {
    /// A future that was never polled: as good as woken.
    fn waiting(future: F, number: TaskId, woken: &Arc<Woken>) -> Self {
        woken.parts.push(number);
        let woken = Arc::clone(woken);
        let waker = Waker::from(Arc::new(PartWaker { number, woken }));
        Self::Waits { future, waker }
    }

    /// Polls a future that was woken. True if that made it ready.
    fn poll(&mut self) -> bool {
        if let Self::Waits { future, waker } = self
            && let PollState::Ready(output) = future.poll(waker)
        {
            // What it doesn't need any more, such as a connection, is dropped now.
            *self = Self::Ready(output);
            return true;
        }
        false
    }

    fn output(self) -> Option<F::Output> {
        match self {
            Self::Ready(output) => Some(output),
            Self::Waits { .. } => None,
        }
    }
}

// ANCHOR: poll
impl<F: Future> Future for JoinAll<F> {
    type Output = Vec<F::Output>;

    /// # Panics
    ///
    /// If it's polled again after it was ready.
    fn poll(&mut self, waker: &Waker) -> PollState<Vec<F::Output>> {
        let parts = self.parts.as_mut();
        let parts = parts.expect("a `join_all` was polled again after it was ready");
        // ANCHOR: polls
        // Stored first: what is woken from now on wakes this task.
        let whole = Some(waker.clone());
        let before = mem::replace(&mut *self.woken.whole.lock().expect(NO_PANIC), whole);
        drop(before);
        for _ in 0..self.woken.parts.len() {
            let number = self.woken.parts.pop().expect("only a poll takes one");
            let number = usize::try_from(number).expect("it's a place in a vector");
            self.waiting -= usize::from(parts[number].poll());
        }
        if self.waiting > 0 {
            return PollState::NotReady;
        }
        // ANCHOR_END: polls
        let outputs = mem::take(parts).into_iter().filter_map(Part::output);
        let outputs = outputs.collect();
        self.parts = None;
        PollState::Ready(outputs)
    }
}
// ANCHOR_END: poll

impl<F: Future> fmt::Debug for JoinAll<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinAll")
            .field("waiting", &self.waiting)
            .finish_non_exhaustive()
    }
}

/// Why a lock can't be poisoned.
const NO_PANIC: &str = "nothing that may panic runs under a join's lock";
