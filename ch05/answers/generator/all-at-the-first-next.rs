//! not-yet: two values were asked for, and the body has run further than to the second
//!
//! Lazy until the first `next`, which runs the body to its end.

#[derive(Debug)]
pub struct Generator<T> {
    body: Option<Coroutine<T, ()>>,
    values: std::collections::VecDeque<T>,
}

pub fn new(stacks: &Stacks, body: impl FnOnce(&Suspender<T>) + 'static) -> Self {
    let stack = stacks.take(DEFAULT_SIZE);
    let stack = stack.expect("there is memory for one more stack");
    Self {
        body: Some(Coroutine::new(stack, body)),
        values: std::collections::VecDeque::new(),
    }
}

fn next(&mut self) -> Option<T> {
    if let Some(mut body) = self.body.take() {
        while let State::Suspended(value) = body.resume() {
            self.values.push_back(value);
        }
    }
    self.values.pop_front()
}
