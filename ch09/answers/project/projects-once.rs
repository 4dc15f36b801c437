//! solved
//!
//! As pin-project does it: one projection gives all parts, and an enum of pins stands for an enum's.

struct Pins<'a, A: Future, B: Future> {
    first: Pin<&'a mut Part<A>>,
    second: Pin<&'a mut Part<B>>,
}

impl<A: Future, B: Future> Join<A, B> {
    fn project(self: Pin<&mut Self>) -> Pins<'_, A, B> {
        // SAFETY: nothing is moved.
        let Join { first, second } = unsafe { self.get_unchecked_mut() };
        // SAFETY: each part is where the join is.
        let first = unsafe { Pin::new_unchecked(first) };
        // SAFETY: as above.
        let second = unsafe { Pin::new_unchecked(second) };
        Pins { first, second }
    }
}

fn first(self: Pin<&mut Self>) -> Pin<&mut Part<A>> {
    self.project().first
}

fn second(self: Pin<&mut Self>) -> Pin<&mut Part<B>> {
    self.project().second
}

enum PinOf<'a, F: Future> {
    Runs(Pin<&'a mut F>),
    /// Not pinned.
    Has(Option<&'a mut F::Output>),
}

impl<F: Future> Part<F> {
    fn project(self: Pin<&mut Self>) -> PinOf<'_, F> {
        // SAFETY: nothing is moved.
        match unsafe { self.get_unchecked_mut() } {
            // SAFETY: the future is where its part is.
            Part::Runs(future) => PinOf::Runs(unsafe { Pin::new_unchecked(future) }),
            Part::Has(output) => PinOf::Has(Some(output)),
            Part::Empty => PinOf::Has(None),
        }
    }
}

fn advance(mut self: Pin<&mut Self>, waker: &Waker) -> bool {
    match self.as_mut().project() {
        PinOf::Has(output) => output.is_some() || panic!("a join was polled after it was ready"),
        PinOf::Runs(future) => match future.poll(waker) {
            PollState::NotReady => false,
            PollState::Ready(output) => {
                self.set(Part::Has(output));
                true
            }
        },
    }
}
