//! The machines that a person writes.

use super::leaf::{Turns, turns};
use ch07::{Future, PollState};

/// Waits three times.
pub fn three(start: u64, last: u64) -> Three {
    Three::Start { start, last }
}

/// The states of [`three`].
#[derive(Debug)]
pub enum Three {
    Start {
        start: u64,
        last: u64,
    },
    Wait1 {
        future: Turns,
        start: u64,
        last: u64,
    },
    Wait2 {
        future: Turns,
        start: u64,
        last: u64,
        first: u64,
    },
    Wait3 {
        future: Turns,
        start: u64,
        first: u64,
        second: u64,
    },
    Done,
}

impl Future for Three {
    type Output = u64;

    fn poll(&mut self) -> PollState<u64> {
        loop {
            match self {
                &mut Self::Start { start, last } => {
                    let future = turns(1);
                    *self = Self::Wait1 {
                        future,
                        start,
                        last,
                    };
                }
                Self::Wait1 {
                    future,
                    start,
                    last,
                } => {
                    let PollState::Ready(first) = future.poll() else {
                        return PollState::NotReady;
                    };
                    let (future, start, last) = (turns(1), *start, *last);
                    *self = Self::Wait2 {
                        future,
                        start,
                        last,
                        first,
                    };
                }
                Self::Wait2 {
                    future,
                    start,
                    last,
                    first,
                } => {
                    let PollState::Ready(second) = future.poll() else {
                        return PollState::NotReady;
                    };
                    let (future, start, first) = (turns(*last), *start, *first);
                    *self = Self::Wait3 {
                        future,
                        start,
                        first,
                        second,
                    };
                }
                Self::Wait3 {
                    future,
                    start,
                    first,
                    second,
                } => {
                    let PollState::Ready(third) = future.poll() else {
                        return PollState::NotReady;
                    };
                    let sum = *start + *first + *second + third;
                    *self = Self::Done;
                    return PollState::Ready(sum);
                }
                Self::Done => panic!("a machine was polled again after it was ready"),
            }
        }
    }
}

/// Waits in a loop.
pub fn rounds(count: u64) -> Rounds {
    Rounds::Start { count }
}

/// The states of [`rounds`].
#[derive(Debug)]
pub enum Rounds {
    Start {
        count: u64,
    },
    Wait1 {
        future: Turns,
        count: u64,
        round: u64,
        sum: u64,
    },
    Done,
}

impl Future for Rounds {
    type Output = u64;

    fn poll(&mut self) -> PollState<u64> {
        loop {
            let (count, round, sum) = match self {
                &mut Self::Start { count } => (count, 0, 0),
                Self::Wait1 {
                    future,
                    count,
                    round,
                    sum,
                } => {
                    let PollState::Ready(one) = future.poll() else {
                        return PollState::NotReady;
                    };
                    (*count, *round + 1, *sum + one)
                }
                Self::Done => panic!("a machine was polled again after it was ready"),
            };
            if round == count {
                *self = Self::Done;
                return PollState::Ready(sum);
            }
            let future = turns(1);
            *self = Self::Wait1 {
                future,
                count,
                round,
                sum,
            };
        }
    }
}
