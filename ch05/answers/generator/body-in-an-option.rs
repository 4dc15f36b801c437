//! solved
//!
//! The body is taken out for each step, and is only put back if it has suspended.

#[derive(Debug)]
pub struct Generator<T> {
    body: Option<Coroutine<T, ()>>,
}

pub fn new(stacks: &Stacks, body: impl FnOnce(&Suspender<T>) + 'static) -> Self {
    let stack = stacks.take(DEFAULT_SIZE);
    let stack = stack.expect("there is memory for one more stack");
    let body = Some(Coroutine::new(stack, body));
    Self { body }
}

fn next(&mut self) -> Option<T> {
    let mut body = self.body.take()?;
    match body.resume() {
        State::Suspended(value) => {
            self.body = Some(body);
            Some(value)
        }
        State::Finished(()) => None,
    }
}
