//! `join_all` polls every future at every poll. With ten thousand of them, its caller gets no turn for a long time. Write
//! `join_values`, whose polls are short.
//!
//! Each poll polls `PER_POLL` of the futures, or fewer if fewer aren't ready. It goes on where the last poll stopped, and
//! after the last future comes the first one again. A future that's ready is dropped at once, and has no more turns in the
//! round. The output is the outputs of all, in the order of the futures. It's returned in the poll in which the last future is
//! ready, or in the first one if there are none. After that, a poll panics.

use ch07::{Future, PollState};
// EXERCISE: solution
use std::collections::VecDeque;
// EXERCISE: end

/// How many futures a poll may poll.
const PER_POLL: usize = 2;

/// A future of all outputs.
// EXERCISE: solution
struct JoinValues<F: Future> {
    /// The futures that aren't ready, each with its place, in the order of their turns.
    round: VecDeque<(usize, F)>,
    /// None after the output has been returned.
    outputs: Option<Vec<Option<F::Output>>>,
}
// EXERCISE: skeleton
// struct JoinValues<F: Future> {
//     futures: Vec<F>,
// }
// EXERCISE: end

/// Makes one future of several.
fn join_values<F: Future>(futures: Vec<F>) -> JoinValues<F> {
    // EXERCISE: solution
    let outputs = futures.iter().map(|_| None).collect();
    JoinValues {
        round: futures.into_iter().enumerate().collect(),
        outputs: Some(outputs),
    }
    // EXERCISE: skeleton
    // JoinValues { futures }
    // EXERCISE: end
}

impl<F: Future> Future for JoinValues<F> {
    type Output = Vec<F::Output>;

    fn poll(&mut self) -> PollState<Vec<F::Output>> {
        // EXERCISE: solution
        let outputs = self.outputs.as_mut();
        let outputs = outputs.expect("a join was polled again after it was ready");
        for _ in 0..PER_POLL.min(self.round.len()) {
            let (at, mut future) = self.round.pop_front().expect("there are enough of them");
            match future.poll() {
                PollState::Ready(output) => outputs[at] = Some(output),
                PollState::NotReady => self.round.push_back((at, future)),
            }
        }
        if !self.round.is_empty() {
            return PollState::NotReady;
        }
        let outputs = self.outputs.take().into_iter().flatten();
        PollState::Ready(outputs.flatten().collect())
        // EXERCISE: skeleton
        // todo!(
        //     "poll {} of {} futures, and go on with the next ones at the next poll",
        //     PER_POLL.min(self.futures.len()),
        //     self.futures.len()
        // )
        // EXERCISE: end
    }
}

#[cfg(test)]
#[path = "../checks/join-values.rs"]
mod check;
