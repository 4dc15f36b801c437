//! not-yet: after a panic of its body, `next` resumes the body once more
//!
//! The flag is set where the body returns, and a panic passes that place.

#[derive(Debug)]
pub struct Generator<T> {
    body: Coroutine<T, ()>,
    has_ended: bool,
}

pub fn new(stacks: &Stacks, body: impl FnOnce(&Suspender<T>) + 'static) -> Self {
    let stack = stacks.take(DEFAULT_SIZE);
    let stack = stack.expect("there is memory for one more stack");
    Self {
        body: Coroutine::new(stack, body),
        has_ended: false,
    }
}

fn next(&mut self) -> Option<T> {
    if self.has_ended {
        return None;
    }
    match self.body.resume() {
        State::Suspended(value) => Some(value),
        State::Finished(()) => {
            self.has_ended = true;
            None
        }
    }
}
