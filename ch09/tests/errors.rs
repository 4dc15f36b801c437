//! Small pieces of code around pins, as they compile. Experiments break each of them.

use ch09::{Executor, Future, PollState, Wake, Waker, join_all};
use std::cell::Cell;
use std::marker::PhantomPinned;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;

/// A future that must stay where it is. It's ready at its second poll.
#[derive(Default)]
struct Twice {
    polled_at: Option<*const Self>,
    _pinned: PhantomPinned,
}

impl Future for Twice {
    /// Whether it was in the same place both times.
    type Output = bool;

    fn poll(self: Pin<&mut Self>, waker: &Waker) -> PollState<bool> {
        let here = &raw const *self;
        if let Some(before) = self.polled_at {
            return PollState::Ready(here == before);
        }
        // SAFETY: nothing is moved out of the future.
        unsafe { self.get_unchecked_mut() }.polled_at = Some(here);
        waker.wake();
        PollState::NotReady
    }
}

/// A future that's ready at once, and may be moved.
struct Now(bool);

impl Future for Now {
    type Output = bool;

    fn poll(self: Pin<&mut Self>, _waker: &Waker) -> PollState<bool> {
        PollState::Ready(self.0)
    }
}

struct Nothing;

impl Wake for Nothing {
    fn wake(&self) {}
}

fn waker() -> Waker {
    Waker::from(Arc::new(Nothing))
}

// ANCHOR: first
/// Polls two futures in turn, until one of them is ready.
fn first<F: Future>(a: F, b: F, waker: &Waker) -> F::Output {
    let mut a = pin!(a);
    let mut b = pin!(b);
    loop {
        if let PollState::Ready(output) = a.as_mut().poll(waker) {
            return output;
        }
        if let PollState::Ready(output) = b.as_mut().poll(waker) {
            return output;
        }
    }
}

#[test]
fn the_first_of_two_has_stayed_in_its_place() {
    let same = first(Twice::default(), Twice::default(), &waker());
    assert!(same);
}
// ANCHOR_END: first

// ANCHOR: join
/// Futures of several types, behind one type.
type Boxed = Pin<Box<dyn Future<Output = bool>>>;

#[test]
fn futures_of_two_types_are_joined() {
    let parts: [Boxed; 2] = [Box::pin(Twice::default()), Box::pin(Now(false))];
    let outputs = Executor::new().block_on(join_all(parts));
    assert_eq!(outputs, [true, false]);
}
// ANCHOR_END: join

// ANCHOR: labelled
/// A future with a label, which its output carries too.
struct Labelled<F> {
    /// Pinned with the whole.
    future: F,
    /// Not pinned.
    label: Option<String>,
    _alive: Alive,
}

impl<F> Labelled<F> {
    fn future(self: Pin<&mut Self>) -> Pin<&mut F> {
        // SAFETY: nothing moves the future: there's no other way to it, and no `Drop`.
        // The type is `Unpin` only if the future is.
        unsafe { self.map_unchecked_mut(|whole| &mut whole.future) }
    }

    fn label(self: Pin<&mut Self>) -> &mut Option<String> {
        // SAFETY: the future isn't moved, and no pin is ever made of the label.
        unsafe { &mut self.get_unchecked_mut().label }
    }
}
// ANCHOR_END: labelled

impl<F: Future> Future for Labelled<F> {
    type Output = (String, F::Output);

    // ANCHOR: poll
    fn poll(mut self: Pin<&mut Self>, waker: &Waker) -> PollState<Self::Output> {
        let PollState::Ready(output) = self.as_mut().future().poll(waker) else {
            return PollState::NotReady;
        };
        let label = self.as_mut().label().take();
        PollState::Ready((label.expect("it's ready once"), output))
    }
    // ANCHOR_END: poll
}

// ANCHOR: alive
/// Counts the labelled futures that there are.
struct Alive(Rc<Cell<u32>>);

impl Alive {
    fn new(count: &Rc<Cell<u32>>) -> Self {
        count.set(count.get() + 1);
        Self(Rc::clone(count))
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}
// ANCHOR_END: alive

// ANCHOR: no-drop
/// Every type with a `Drop` of its own has this trait, and so has `Labelled`.
#[allow(dead_code, reason = "all that counts is who has it")]
trait OneOfTheTwo {}

#[expect(drop_bounds, reason = "it's about a `Drop` of the type's own")]
impl<T: Drop> OneOfTheTwo for T {}

impl<F> OneOfTheTwo for Labelled<F> {}
// ANCHOR_END: no-drop

fn labelled<F>(future: F, count: &Rc<Cell<u32>>) -> Labelled<F> {
    Labelled {
        future,
        label: Some(String::from("a")),
        _alive: Alive::new(count),
    }
}

#[test]
fn the_output_carries_the_label() {
    let future = labelled(Twice::default(), &Rc::default());
    let (label, same) = Executor::new().block_on(future);
    assert_eq!((label.as_str(), same), ("a", true));
}

#[test]
fn a_future_that_is_dropped_half_way_is_not_counted_any_more() {
    let count = Rc::default();
    let mut future = Box::pin(labelled(Twice::default(), &count));
    assert!(matches!(
        future.as_mut().poll(&waker()),
        PollState::NotReady
    ));
    assert_eq!(count.get(), 1);
    drop(future);
    assert_eq!(count.get(), 0);
}
