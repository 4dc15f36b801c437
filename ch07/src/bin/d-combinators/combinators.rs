//! Futures that are made of a future and a function: the states are here, the rest is in the function.

use ch07::{Future, PollState};

// ANCHOR: trait
/// What any future of a `Result` can become. Nothing runs before the new future is polled.
pub trait Combinators<T, E>: Future<Output = Result<T, E>> + Sized {
    /// Waits for this future, then calls `then` with its value and waits for the future that `then` returns. An error
    /// ends the chain: `then` isn't called.
    fn and_then<U, B, F>(self, then: F) -> AndThen<Self, F, B>
    where
        B: Future<Output = Result<U, E>>,
        F: FnOnce(T) -> B,
    {
        let (future, then) = (self, Some(then));
        AndThen::First { future, then }
    }

    /// Waits for this future, then calls `map` with its value.
    fn map<U, F: FnOnce(T) -> U>(self, map: F) -> Map<Self, F> {
        let (future, map) = (self, Some(map));
        Map { future, map }
    }
}

impl<T, E, A: Future<Output = Result<T, E>>> Combinators<T, E> for A {}
// ANCHOR_END: trait

// ANCHOR: and-then
// ANCHOR: states
/// What `and_then` returns: one machine for every pair of futures.
pub enum AndThen<A, F, B> {
    First { future: A, then: Option<F> },
    Second { future: B },
    Done,
}
// ANCHOR_END: states

impl<T, U, E, A, F, B> Future for AndThen<A, F, B>
where
    A: Future<Output = Result<T, E>>,
    F: FnOnce(T) -> B,
    B: Future<Output = Result<U, E>>,
{
    type Output = Result<U, E>;

    // ANCHOR: first
    fn poll(&mut self) -> PollState<Result<U, E>> {
        loop {
            match self {
                Self::First { future, then } => {
                    let PollState::Ready(output) = future.poll() else {
                        return PollState::NotReady;
                    };
                    let then = then.take().expect("the state ends when it's taken");
                    // The first future is dropped here, before the second one begins.
                    *self = Self::Done;
                    match output {
                        Ok(value) => {
                            *self = Self::Second {
                                future: then(value),
                            }
                        }
                        Err(error) => return PollState::Ready(Err(error)),
                    }
                }
                // ANCHOR_END: first
                // ANCHOR: second
                Self::Second { future } => {
                    let PollState::Ready(output) = future.poll() else {
                        return PollState::NotReady;
                    };
                    *self = Self::Done;
                    return PollState::Ready(output);
                }
                Self::Done => panic!("a chain was polled again after it was ready"),
                // ANCHOR_END: second
            }
        }
    }
}
// ANCHOR_END: and-then

// ANCHOR: map
/// What `map` returns.
pub struct Map<A, F> {
    future: A,
    map: Option<F>,
}

impl<T, U, E, A, F> Future for Map<A, F>
where
    A: Future<Output = Result<T, E>>,
    F: FnOnce(T) -> U,
{
    type Output = Result<U, E>;

    fn poll(&mut self) -> PollState<Result<U, E>> {
        let PollState::Ready(output) = self.future.poll() else {
            return PollState::NotReady;
        };
        let map = self.map.take();
        let map = map.expect("a future that was ready isn't ready again");
        PollState::Ready(output.map(map))
    }
}
// ANCHOR_END: map

// ANCHOR: value
/// A future that is ready at its first poll: the beginning of a chain, whose first function runs when it's polled.
pub fn value<T, E>(value: T) -> Value<T, E> {
    Value(Some(Ok(value)))
}

/// What [`value`] returns.
pub struct Value<T, E>(Option<Result<T, E>>);

impl<T, E> Future for Value<T, E> {
    type Output = Result<T, E>;

    fn poll(&mut self) -> PollState<Result<T, E>> {
        let output = self.0.take();
        PollState::Ready(output.expect("a value was polled again after it was ready"))
    }
}
// ANCHOR_END: value
