//! `join_all` polls every future at every poll. With ten thousand of them, its caller gets no turn for a long time. Write
//! `join_values`, whose polls are short.
//!
//! Each poll polls `PER_POLL` of the futures, or fewer if fewer aren't ready. It goes on where the last poll stopped, and
//! after the last future comes the first one again. A future that's ready is dropped at once, and has no more turns in the
//! round. The output is the outputs of all, in the order of the futures. It's returned in the poll in which the last future is
//! ready, or in the first one if there are none. After that, a poll panics.

use ch07::{Future, PollState};

/// How many futures a poll may poll.
const PER_POLL: usize = 2;

/// A future of all outputs.
struct JoinValues<F: Future> {
    futures: Vec<F>,
}

/// Makes one future of several.
fn join_values<F: Future>(futures: Vec<F>) -> JoinValues<F> {
    JoinValues { futures }
}

impl<F: Future> Future for JoinValues<F> {
    type Output = Vec<F::Output>;

    fn poll(&mut self) -> PollState<Vec<F::Output>> {
        todo!(
            "poll {} of {} futures, and go on with the next ones at the next poll",
            PER_POLL.min(self.futures.len()),
            self.futures.len()
        )
    }
}

#[cfg(test)]
#[path = "../checks/join-values.rs"]
mod check;
