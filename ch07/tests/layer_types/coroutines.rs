//! Coroutines that wait for futures of the layer, in a file that doesn't import the futures' types.

use ch07::{Http, join_all};
use std::io;
use std::net::SocketAddr;

/// One answer.
pub fn answer(server: SocketAddr) -> Answer {
    Answer {
        state: AnswerState::Start { server },
    }
}

/// The machine of [`answer`].
pub struct Answer {
    state: AnswerState,
}

/// Where [`answer`] is.
enum AnswerState {
    Start { server: SocketAddr },
    /// Line 9: `Http::get(server, "/").wait`
    Wait1 { future: ch07::HttpGet },
    /// While the code between two waits runs, and forever after a panic.
    Running,
    /// The output has been returned.
    Done,
}

impl ch07::Future for Answer {
    type Output = io::Result<String>;

    fn poll(&mut self) -> ch07::PollState<Self::Output> {
        let guard = AnswerGuard(self);
        let polled = guard.0.resume();
        std::mem::forget(guard);
        polled
    }
}

impl Answer {
    /// Runs up to the next future that isn't ready.
    fn resume(&mut self) -> ch07::PollState<io::Result<String>> {
        loop {
            match &mut self.state {
                AnswerState::Start { .. } => {
                    let AnswerState::Start { server } = self.take() else {
                        unreachable!()
                    };
                    self.state = AnswerState::Wait1 {
                        future: Http::get(server, "/"),
                    };
                }
                AnswerState::Wait1 { future } => {
                    let ch07::PollState::Ready(output) = ch07::Future::poll(future) else {
                        return ch07::PollState::NotReady;
                    };
                    self.state = AnswerState::Running;
                    return self.finish(output);
                }
                AnswerState::Running => {
                    panic!("`answer` was polled again after it panicked")
                }
                AnswerState::Done => {
                    panic!("`answer` was polled again after it was ready")
                }
            }
        }
    }

    /// Takes the variables out of the state, to run the code after it.
    fn take(&mut self) -> AnswerState {
        std::mem::replace(&mut self.state, AnswerState::Running)
    }

    /// Ends with an output.
    fn finish(
        &mut self,
        output: io::Result<String>,
    ) -> ch07::PollState<io::Result<String>> {
        self.state = AnswerState::Done;
        ch07::PollState::Ready(output)
    }
}

/// Drops what the machine keeps if a panic leaves `resume`.
struct AnswerGuard<'machine>(&'machine mut Answer);

impl<'machine> Drop for AnswerGuard<'machine> {
    fn drop(&mut self) {
        self.0.state = AnswerState::Running;
    }
}

/// How many requests of two were answered or failed.
pub fn answers(server: SocketAddr) -> Answers {
    Answers {
        state: AnswersState::Start { server },
    }
}

/// The machine of [`answers`].
pub struct Answers {
    state: AnswersState,
}

/// Where [`answers`] is.
enum AnswersState {
    Start { server: SocketAddr },
    /// Line 15: `let answers: Vec<io::Result<String>> = join_all(requests).wait;`
    Wait1 { future: ch07::JoinAll<Answer> },
    /// While the code between two waits runs, and forever after a panic.
    Running,
    /// The output has been returned.
    Done,
}

impl ch07::Future for Answers {
    type Output = usize;

    fn poll(&mut self) -> ch07::PollState<Self::Output> {
        let guard = AnswersGuard(self);
        let polled = guard.0.resume();
        std::mem::forget(guard);
        polled
    }
}

impl Answers {
    /// Runs up to the next future that isn't ready.
    fn resume(&mut self) -> ch07::PollState<usize> {
        loop {
            match &mut self.state {
                AnswersState::Start { .. } => {
                    let AnswersState::Start { server } = self.take() else {
                        unreachable!()
                    };
                    let requests: Vec<Answer> = vec![answer(server), answer(server)];
                    self.state = AnswersState::Wait1 {
                        future: join_all(requests),
                    };
                }
                AnswersState::Wait1 { future } => {
                    let ch07::PollState::Ready(output) = ch07::Future::poll(future) else {
                        return ch07::PollState::NotReady;
                    };
                    self.state = AnswersState::Running;
                    let answers: Vec<io::Result<String>> = output;
                    return self.finish(answers.len());
                }
                AnswersState::Running => {
                    panic!("`answers` was polled again after it panicked")
                }
                AnswersState::Done => {
                    panic!("`answers` was polled again after it was ready")
                }
            }
        }
    }

    /// Takes the variables out of the state, to run the code after it.
    fn take(&mut self) -> AnswersState {
        std::mem::replace(&mut self.state, AnswersState::Running)
    }

    /// Ends with an output.
    fn finish(&mut self, output: usize) -> ch07::PollState<usize> {
        self.state = AnswersState::Done;
        ch07::PollState::Ready(output)
    }
}

/// Drops what the machine keeps if a panic leaves `resume`.
struct AnswersGuard<'machine>(&'machine mut Answers);

impl<'machine> Drop for AnswersGuard<'machine> {
    fn drop(&mut self) {
        self.0.state = AnswersState::Running;
    }
}
