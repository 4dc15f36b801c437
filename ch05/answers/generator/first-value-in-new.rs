//! not-yet: the body has run although no value was asked for
//!
//! `new` makes the first value, and each `next` the one after the value that it returns.

#[derive(Debug)]
pub struct Generator<T> {
    body: Coroutine<T, ()>,
    value: Option<T>,
}

pub fn new(stacks: &Stacks, body: impl FnOnce(&Suspender<T>) + 'static) -> Self {
    let stack = stacks.take(DEFAULT_SIZE);
    let stack = stack.expect("there is memory for one more stack");
    let mut body = Coroutine::new(stack, body);
    let value = advance(&mut body);
    Self { body, value }
}

fn next(&mut self) -> Option<T> {
    let value = self.value.take()?;
    self.value = advance(&mut self.body);
    Some(value)
}

fn advance<T>(body: &mut Coroutine<T, ()>) -> Option<T> {
    match body.resume() {
        State::Suspended(value) => Some(value),
        State::Finished(()) => None,
    }
}
