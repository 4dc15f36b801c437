//! A future with a script, for the chapter's exercises: it's ready at a certain poll, and says what's done to it.

use ch07::{Future, PollState};
use trace::{count, trace};

/// A future that is ready at a certain poll.
#[derive(Debug)]
pub struct Scripted<T> {
    name: &'static str,
    polls_left: u32,
    /// None after it was ready.
    output: Option<T>,
}

/// A future that is ready at this poll, 1 for the first one, and has this output.
pub fn ready_at_poll<T>(poll: u32, name: &'static str, output: T) -> Scripted<T> {
    Scripted {
        name,
        polls_left: poll,
        output: Some(output),
    }
}

impl<T> Future for Scripted<T> {
    type Output = T;

    fn poll(&mut self) -> PollState<T> {
        let name = self.name;
        count!(name);
        assert!(
            self.output.is_some(),
            "{name} was polled again after it was ready"
        );
        self.polls_left = self.polls_left.saturating_sub(1);
        match self.output.take_if(|_| self.polls_left == 0) {
            Some(output) => {
                trace!("{name}", "is polled, and is ready");
                PollState::Ready(output)
            }
            None => {
                trace!("{name}", "is polled, and isn't ready");
                PollState::NotReady
            }
        }
    }
}

impl<T> Drop for Scripted<T> {
    fn drop(&mut self) {
        let name = self.name;
        trace!("{name}", "is dropped");
    }
}
