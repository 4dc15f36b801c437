//! The coroutine, as corofy writes it for chapter 8: its variable is on the heap.

use super::leaf::Turn;
use ch08::{Future, PollState};

fn turn() -> Turn {
    Turn::new()
}

/// Waits so often, and counts by a reference that it keeps meanwhile.
pub fn sum(waits: u64) -> Sum {
    Sum {
        state: SumState::Start { waits },
    }
}

/// The machine of [`sum`].
pub struct Sum {
    state: SumState,
}

/// Where [`sum`] is.
enum SumState {
    Start { waits: u64 },
    /// Line 16: `let one: u64 = turn().wait;`
    Wait1 {
        future: Turn,
        wait: u64,
        counter: &'static mut u64,
        sum: ch08::Kept<u64>,
        waits: u64,
    },
    /// While the code between two waits runs, and forever after a panic.
    Running,
    /// The output has been returned.
    Done,
}

/// What [`sum`] does next.
enum SumNext {
    /// It goes on from its state.
    Poll,
    /// Lines 15–19: `while wait < waits { …`
    Loop1 { wait: u64, counter: &'static mut u64, sum: ch08::Kept<u64>, waits: u64 },
}

impl Future for Sum {
    type Output = u64;

    fn poll(&mut self, waker: &ch08::Waker) -> PollState<Self::Output> {
        let guard = SumGuard(self);
        let polled = guard.0.resume(waker);
        std::mem::forget(guard);
        polled
    }
}

impl Sum {
    /// Runs up to the next future that isn't ready.
    fn resume(&mut self, waker: &ch08::Waker) -> PollState<u64> {
        let mut next = SumNext::Poll;
        loop {
            match next {
                SumNext::Poll => {}
                SumNext::Loop1 { waits, sum, counter, wait } => {
                    if wait < waits {
                        self.state = SumState::Wait1 {
                            future: turn(),
                            wait,
                            counter,
                            sum,
                            waits,
                        };
                        next = SumNext::Poll;
                        continue;
                    }
                    return self.finish(*sum);
                }
            }
            match &mut self.state {
                SumState::Start { .. } => {
                    let SumState::Start { waits } = self.take() else {
                        unreachable!()
                    };
                    let mut sum: ch08::Kept<u64> = ch08::Kept::new(0);
                    // SAFETY: `sum` stays where it is until its borrower is gone.
                    let counter: &mut u64 = unsafe { sum.lend_mut() };
                    let wait: u64 = 0;
                    next = SumNext::Loop1 {
                        wait,
                        counter,
                        sum,
                        waits,
                    };
                }
                SumState::Wait1 { future, .. } => {
                    let PollState::Ready(output) = future.poll(waker) else {
                        return PollState::NotReady;
                    };
                    let SumState::Wait1 { waits, sum, counter, mut wait, .. } = self
                        .take() else { unreachable!() };
                    let one: u64 = output;
                    *counter += one;
                    wait += 1;
                    next = SumNext::Loop1 {
                        wait,
                        counter,
                        sum,
                        waits,
                    };
                }
                SumState::Running => {
                    panic!("`sum` was polled again after it panicked")
                }
                SumState::Done => {
                    panic!("`sum` was polled again after it was ready")
                }
            }
        }
    }

    /// Takes the variables out of the state, to run the code after it.
    fn take(&mut self) -> SumState {
        std::mem::replace(&mut self.state, SumState::Running)
    }

    /// Ends with an output.
    fn finish(&mut self, output: u64) -> PollState<u64> {
        self.state = SumState::Done;
        PollState::Ready(output)
    }
}

/// Drops what the machine keeps if a panic leaves `resume`.
struct SumGuard<'machine>(&'machine mut Sum);

impl<'machine> Drop for SumGuard<'machine> {
    fn drop(&mut self) {
        self.0.state = SumState::Running;
    }
}

/// Never called. The machine of [`sum`] hides from rustc how long its variables are borrowed, so rustc
/// checks the borrows here, in the source's own words.
#[allow(dead_code, unused, clippy::all)]
const _: () = {
    fn wait_for<F: Future>(_: F) -> F::Output {
        unreachable!()
    }

    fn sum(waits: u64) -> u64 {
        let mut sum: u64 = 0;
        let counter: &mut u64 = &mut sum;
        let mut wait: u64 = 0;
        while wait < waits {
            let one: u64 = wait_for(turn());
            *counter += one;
            wait += 1;
        }
        sum
    }
};
