//! not-yet: a future is ready, and the join keeps it
//!
//! The output is put beside the future. Nothing is moved, and nothing is dropped before the join is.

enum Part<F: Future> {
    Runs(F),
    Both(F, Option<F::Output>),
    Has(F::Output),
    Empty,
}

struct Join<A: Future, B: Future> {
    first: Part<A>,
    second: Part<B>,
}

fn join<A: Future, B: Future>(first: A, second: B) -> Join<A, B> {
    Join {
        first: Part::Both(first, None),
        second: Part::Both(second, None),
    }
}

fn advance(self: Pin<&mut Self>, waker: &Waker) -> bool {
    // SAFETY: the future isn't moved.
    let (future, output) = match unsafe { self.get_unchecked_mut() } {
        Part::Both(_, Some(_)) | Part::Has(_) => return true,
        Part::Both(future, output) => (future, Some(output)),
        Part::Runs(future) => (future, None),
        Part::Empty => panic!("a join was polled again after it was ready"),
    };
    // SAFETY: the future is where its part is.
    match (unsafe { Pin::new_unchecked(future) }.poll(waker), output) {
        (PollState::Ready(ready), Some(output)) => {
            *output = Some(ready);
            true
        }
        _ => false,
    }
}

fn take(mut self: Pin<&mut Self>) -> F::Output {
    // SAFETY: only the output is moved.
    let output = match unsafe { self.as_mut().get_unchecked_mut() } {
        Part::Both(_, output) => output.take().expect("the future is ready"),
        _ => panic!("there is no output"),
    };
    self.set(Part::Empty);
    output
}
