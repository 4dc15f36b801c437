//! A future that waits for an answer, and calls a library meanwhile.

use crate::library;
use ch08::{Future, PollState, Waker};
use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use trace::{trace, waits};

// ANCHOR: errand
/// Its output is the answer, which a reactor has a moment later.
pub struct Errand {
    /// None before the first poll.
    answer: Option<Receiver<u32>>,
}

impl Errand {
    pub fn new() -> Self {
        Self { answer: None }
    }

    // ANCHOR: start
    /// Leaves the waker with the reactor. Then there's something else to do, before the
    /// poll returns.
    fn start(&mut self, waker: &Waker) -> io::Result<()> {
        let (answers, answer) = channel();
        let (tell, answered) = channel();
        self.answer = Some(answer);
        trace!(
            "future",
            "leaves its waker with the reactor, and calls a library"
        );
        waits!("thread's token", "an unpark");
        waits!("future", "the answer");
        let waker = waker.clone();
        thread::Builder::new().spawn(move || reactor(&answers, &waker, &tell))?;
        library::work(answered)
    }
    // ANCHOR_END: start
}

impl Future for Errand {
    type Output = io::Result<u32>;

    fn poll(&mut self, waker: &Waker) -> PollState<io::Result<u32>> {
        match &self.answer {
            None => match self.start(waker) {
                Ok(()) => PollState::NotReady,
                Err(error) => PollState::Ready(Err(error)),
            },
            Some(answer) => match answer.try_recv() {
                Ok(answer) => PollState::Ready(Ok(answer)),
                Err(_) => PollState::NotReady,
            },
        }
    }
}

// ANCHOR: reactor
/// What a reactor's thread does with an answer: it keeps the answer, and calls the waker.
fn reactor(answers: &Sender<u32>, waker: &Waker, tell: &Sender<()>) {
    trace!("reactor", "has the answer, and wakes the future");
    let _ = answers.send(42);
    waker.wake();
    let _ = tell.send(());
}
// ANCHOR_END: reactor
// ANCHOR_END: errand
