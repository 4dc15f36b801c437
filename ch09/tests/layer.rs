//! The layer keeps its promise: from its first poll until it's dropped, a future stays where it is.

#[allow(dead_code, reason = "only its mark is looked at")]
#[path = "../src/bin/e-coroutines-pin/requests.rs"]
#[rustfmt::skip]
mod by_corofy;
#[allow(dead_code, reason = "only its mark is looked at")]
#[path = "../src/bin/b-coroutines-references/requests.rs"]
mod by_hand;
#[allow(dead_code, reason = "only its mark is looked at")]
#[path = "../src/bin/d-pin/label.rs"]
mod label;

use ch09::{Executor, Future, Kept, Movable, PollState, Slot, Wake, Waker, join_all};
use std::cell::Cell;
use std::marker::{PhantomData, PhantomPinned};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;

/// Whether a type is [`Unpin`]: `IS` is the type's own constant if it is, and the trait's otherwise.
struct IsUnpin<T>(PhantomData<T>);

trait Otherwise {
    const IS: bool = false;
}

impl<T> Otherwise for IsUnpin<T> {}

impl<T: Unpin> IsUnpin<T> {
    const IS: bool = true;
}

/// A future that notes where it is at its first poll, and panics if it's polled or dropped anywhere else.
struct Stays {
    polls_left: u32,
    first: Option<*const Self>,
    drops: Rc<Cell<u32>>,
    _pinned: PhantomPinned,
}

impl Stays {
    fn new(polls: u32, drops: &Rc<Cell<u32>>) -> Self {
        Self {
            polls_left: polls,
            first: None,
            drops: Rc::clone(drops),
            _pinned: PhantomPinned,
        }
    }

    fn is_in_place(&self) -> bool {
        self.first.is_none_or(|first| first == &raw const *self)
    }
}

impl Future for Stays {
    type Output = u32;

    fn poll(self: Pin<&mut Self>, waker: &Waker) -> PollState<u32> {
        assert!(self.is_in_place(), "moved between two polls");
        let here = &raw const *self;
        // SAFETY: nothing is moved out of the future.
        let future = unsafe { self.get_unchecked_mut() };
        future.first = Some(here);
        future.polls_left -= 1;
        if future.polls_left == 0 {
            return PollState::Ready(7);
        }
        waker.wake();
        PollState::NotReady
    }
}

impl Drop for Stays {
    fn drop(&mut self) {
        assert!(self.is_in_place(), "moved before it was dropped");
        self.drops.set(self.drops.get() + 1);
    }
}

/// Wakes nothing.
struct Nothing;

impl Wake for Nothing {
    fn wake(&self) {}
}

fn no_waker() -> Waker {
    Waker::from(Arc::new(Nothing))
}

#[test]
fn block_on_polls_its_future_in_one_place() {
    let drops = Rc::default();
    assert_eq!(Executor::new().block_on(Stays::new(3, &drops)), 7);
    assert_eq!(drops.get(), 1);
}

/// Ends with `()`, for `spawn`. The field is pinned with the whole.
struct Ends(Stays);

impl Future for Ends {
    type Output = ();

    fn poll(self: Pin<&mut Self>, waker: &Waker) -> PollState<()> {
        // SAFETY: the part is where the whole is, and nothing moves it out.
        let stays = unsafe { self.map_unchecked_mut(|whole| &mut whole.0) };
        match stays.poll(waker) {
            PollState::Ready(_) => PollState::Ready(()),
            PollState::NotReady => PollState::NotReady,
        }
    }
}

#[test]
fn a_task_is_polled_in_one_place_however_many_there_are() {
    let drops = Rc::default();
    let executor = Executor::new();
    for polls in 1..20 {
        executor.spawn(Ends(Stays::new(polls, &drops)));
    }
    executor.run();
    assert_eq!(drops.get(), 19);
}

#[test]
fn a_task_that_never_ends_is_dropped_in_its_place() {
    let drops = Rc::default();
    let executor = Executor::new();
    executor.spawn(Ends(Stays::new(100, &drops)));
    executor.block_on(Stays::new(3, &drops));
    drop(executor);
    assert_eq!(drops.get(), 2);
}

#[test]
fn join_all_polls_each_of_its_futures_in_one_place() {
    let drops = Rc::default();
    let futures = (1..6).map(|polls| Stays::new(polls, &drops));
    assert_eq!(Executor::new().block_on(join_all(futures)), [7; 5]);
    assert_eq!(drops.get(), 5);
}

#[test]
fn a_pinned_box_moves_and_its_future_does_not() {
    let drops = Rc::default();
    let mut boxed = Some(Movable(Box::pin(Stays::new(2, &drops))));
    let poll = |movable: &mut Movable<_>| ch08::Future::poll(movable, &no_waker());
    assert_eq!(poll(boxed.as_mut().unwrap()), PollState::NotReady);
    let mut moved = [None, boxed.take()];
    moved.swap(0, 1);
    assert_eq!(poll(moved[0].as_mut().unwrap()), PollState::Ready(7));
}

#[test]
fn a_pin_of_a_pin_polls_what_the_inner_one_points_to() {
    let drops = Rc::default();
    let mut boxed = Box::pin(Stays::new(2, &drops));
    assert_eq!(pin!(boxed.as_mut()).poll(&no_waker()), PollState::NotReady);
    assert_eq!(pin!(&mut boxed).poll(&no_waker()), PollState::Ready(7));
}

#[test]
fn what_may_be_moved_says_so() {
    let marks = [
        IsUnpin::<ch09::HttpGet>::IS,
        IsUnpin::<Pin<Box<Stays>>>::IS,
        IsUnpin::<Movable<Box<Stays>>>::IS,
        IsUnpin::<ch09::JoinAll<Stays>>::IS,
    ];
    assert_eq!(marks, [true; 4]);
}

/// The trap: a type that points into itself, and that safe code may move.
#[test]
fn what_may_not_be_moved_says_so_too() {
    let marks = [
        IsUnpin::<Stays>::IS,
        IsUnpin::<Slot<u8>>::IS,
        IsUnpin::<(u8, Slot<u8>)>::IS,
        IsUnpin::<label::Label>::IS,
        IsUnpin::<by_hand::Requests>::IS,
        IsUnpin::<by_corofy::Requests>::IS,
    ];
    assert_eq!(marks, [false; 6]);
}

/// Keeps a value in itself from its first poll on.
struct Keeps {
    counted: Option<Rc<()>>,
    kept: Option<Kept<Rc<()>>>,
    slot: Slot<Rc<()>>,
}

impl Future for Keeps {
    type Output = Rc<()>;

    fn poll(self: Pin<&mut Self>, waker: &Waker) -> PollState<Rc<()>> {
        // SAFETY: nothing is moved out of the slot.
        let machine = unsafe { self.get_unchecked_mut() };
        if let Some(kept) = machine.kept.take() {
            return PollState::Ready(Kept::into_inner(kept));
        }
        let counted = machine.counted.take().expect("it's the first poll");
        // SAFETY: the machine is pinned, the slot has no other handle, and this one is dropped with the machine.
        machine.kept = Some(unsafe { machine.slot.keep(counted) });
        waker.wake();
        PollState::NotReady
    }
}

#[test]
fn what_a_machine_keeps_is_dropped_once_wherever_the_machine_ends() {
    for polls in 0..3 {
        let counted = Rc::new(());
        let mut machine = Box::pin(Keeps {
            counted: Some(Rc::clone(&counted)),
            kept: None,
            slot: Slot::new(),
        });
        let mut outputs = Vec::new();
        for _ in 0..polls {
            if let PollState::Ready(output) = machine.as_mut().poll(&no_waker()) {
                outputs.push(output);
            }
        }
        assert_eq!(Rc::strong_count(&counted), 2, "after {polls} polls");
        drop((machine, outputs));
        assert_eq!(Rc::strong_count(&counted), 1, "after {polls} polls");
    }
}
