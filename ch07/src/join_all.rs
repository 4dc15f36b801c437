//! A future of several futures, which wait at the same time.

use crate::{Future, PollState};
use std::fmt;
use std::mem;

// ANCHOR: join-all
/// A future that is ready when all of `futures` are. Its output is theirs, in the order of the futures.
///
/// Each poll polls those that aren't ready yet, in order. Each is dropped as soon as it's ready.
pub fn join_all<F: Future>(futures: impl IntoIterator<Item = F>) -> JoinAll<F> {
    let parts = futures.into_iter().map(Part::Waits);
    JoinAll {
        parts: Some(parts.collect()),
    }
}

/// What [`join_all`] returns.
pub struct JoinAll<F: Future> {
    /// None after the output has been returned.
    parts: Option<Vec<Part<F>>>,
}

enum Part<F: Future> {
    Waits(F),
    Ready(F::Output),
}
// ANCHOR_END: join-all

// ANCHOR: poll
impl<F: Future> Future for JoinAll<F> {
    type Output = Vec<F::Output>;

    /// # Panics
    ///
    /// If it's polled again after it was ready.
    fn poll(&mut self) -> PollState<Vec<F::Output>> {
        let parts = self.parts.as_mut();
        let parts = parts.expect("a `join_all` was polled again after it was ready");
        for part in &mut *parts {
            // What it doesn't need any more, such as a connection, is dropped now.
            if let Part::Waits(future) = part
                && let PollState::Ready(output) = future.poll()
            {
                *part = Part::Ready(output);
            }
        }
        // ANCHOR_END: poll
        // ANCHOR: outputs
        if parts.iter().any(|part| matches!(part, Part::Waits(_))) {
            return PollState::NotReady;
        }
        let outputs = mem::take(parts).into_iter().filter_map(Part::output);
        let outputs = outputs.collect();
        self.parts = None;
        PollState::Ready(outputs)
        // ANCHOR_END: outputs
    }
}

impl<F: Future> Part<F> {
    fn output(self) -> Option<F::Output> {
        match self {
            Self::Ready(output) => Some(output),
            Self::Waits(_) => None,
        }
    }
}

impl<F: Future> fmt::Debug for JoinAll<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = self.parts.as_deref().unwrap_or_default().iter();
        let waiting = parts.filter(|part| matches!(part, Part::Waits(_)));
        f.debug_struct("JoinAll")
            .field("waiting", &waiting.count())
            .finish_non_exhaustive()
    }
}
