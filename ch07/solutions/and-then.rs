//! `a.and_then(f).and_then(g)` is a new type for each link, so a chain can't grow in a loop. `Chain` can: its links are in a
//! queue. It works, more or less. Find what's wrong with its `poll`; the fields may change, too.
//!
//! A poll goes on as far as it can without waiting: a hundred thousand links may be ready at once, and all of them have to
//! fit on one stack. A future is gone before the next one is made. An error ends the chain: no function is called any more,
//! and what the functions own is dropped **at once**. Polled again after its end, the chain panics, and does nothing else.

use ch07::{Future, PollState};
use std::collections::VecDeque;

/// What a link's future has in the end.
type Answer = Result<u32, &'static str>;
type Link = Box<dyn Future<Output = Answer>>;
type Then = Box<dyn FnOnce(u32) -> Link>;

/// A chain of futures, each made from the answer of the one before it.
struct Chain {
    // EXERCISE: solution
    /// None after the end.
    future: Option<Link>,
    // EXERCISE: skeleton
    // future: Link,
    // EXERCISE: end
    then: VecDeque<Then>,
}

impl Chain {
    /// A chain of one future.
    fn new(future: impl Future<Output = Answer> + 'static) -> Self {
        Self {
            // EXERCISE: solution
            future: Some(Box::new(future)),
            // EXERCISE: skeleton
            // future: Box::new(future),
            // EXERCISE: end
            then: VecDeque::new(),
        }
    }

    /// The same chain with one more link, which begins with the value of the last one.
    fn and_then<F>(mut self, then: impl FnOnce(u32) -> F + 'static) -> Self
    where
        F: Future<Output = Answer> + 'static,
    {
        let then: Then = Box::new(|value| Box::new(then(value)));
        self.then.push_back(then);
        self
    }
}

impl Future for Chain {
    type Output = Answer;

    fn poll(&mut self) -> PollState<Answer> {
        // EXERCISE: solution
        loop {
            let future = self.future.as_mut();
            let future = future.expect("a chain was polled again after it was ready");
            let PollState::Ready(answer) = future.poll() else {
                return PollState::NotReady;
            };
            self.future = None;
            match (answer, self.then.pop_front()) {
                (Ok(value), Some(then)) => self.future = Some(then(value)),
                (answer, then) => {
                    drop(then);
                    self.then.clear();
                    return PollState::Ready(answer);
                }
            }
        }
        // EXERCISE: skeleton
        // let PollState::Ready(answer) = self.future.poll() else {
        //     return PollState::NotReady;
        // };
        // match (answer, self.then.pop_front()) {
        //     (Ok(value), Some(then)) => {
        //         self.future = then(value);
        //         PollState::NotReady
        //     }
        //     (answer, _) => PollState::Ready(answer),
        // }
        // EXERCISE: end
    }
}

#[cfg(test)]
#[path = "../checks/and-then.rs"]
mod check;
