//! not-yet: two values were asked for, and the body has run further than to the second
//!
//! It begins late, and then always has the next value ready.

#[derive(Debug)]
pub struct Generator<T> {
    body: Coroutine<T, ()>,
    ahead: Option<T>,
}

pub fn new(stacks: &Stacks, body: impl FnOnce(&Suspender<T>) + 'static) -> Self {
    let stack = stacks.take(DEFAULT_SIZE);
    let stack = stack.expect("there is memory for one more stack");
    Self {
        body: Coroutine::new(stack, body),
        ahead: None,
    }
}

fn next(&mut self) -> Option<T> {
    let value = self.ahead.take().or_else(|| advance(&mut self.body))?;
    self.ahead = advance(&mut self.body);
    Some(value)
}

fn advance<T>(body: &mut Coroutine<T, ()>) -> Option<T> {
    if body.is_finished() {
        return None;
    }
    match body.resume() {
        State::Suspended(value) => Some(value),
        State::Finished(()) => None,
    }
}
