//! A join polls what was woken, and keeps the outputs in the order of the futures.

mod support;

use ch08::PollState::{NotReady, Ready};
use ch08::{First, Future, JoinAll, PollState, Waker, join_all, race};
use std::cell::Cell;
use support::{Counter, Gate};

/// A gate whose polls are counted.
struct Counted<'a> {
    gate: Gate,
    polls: &'a Cell<usize>,
    output: usize,
}

impl Future for Counted<'_> {
    type Output = usize;

    fn poll(&mut self, waker: &Waker) -> PollState<usize> {
        self.polls.set(self.polls.get() + 1);
        match self.gate.poll(waker) {
            Ready(()) => Ready(self.output),
            NotReady => NotReady,
        }
    }
}

/// Futures that count their polls together, and the gates that make them ready.
fn counted(count: usize, polls: &Cell<usize>) -> (JoinAll<Counted<'_>>, Vec<Gate>) {
    let gates: Vec<Gate> = (0..count).map(|_| Gate::default()).collect();
    let futures = gates.iter().cloned().enumerate();
    let futures = futures.map(|(output, gate)| Counted {
        gate,
        polls,
        output,
    });
    (join_all(futures), gates)
}

/// The trap: `join_all` that polls everything on every wake.
#[test]
fn each_poll_of_the_join_polls_only_what_was_woken() {
    let polls = Cell::new(0);
    let (mut join, gates) = counted(1000, &polls);
    let (counter, waker) = Counter::waker();
    assert_eq!(join.poll(&waker), NotReady);
    assert_eq!(polls.get(), 1000);
    for gate in gates.iter().rev().skip(1) {
        gate.open();
        assert_eq!(join.poll(&waker), NotReady);
    }
    gates[999].open();
    assert_eq!(join.poll(&waker), Ready((0..1000).collect()));
    assert_eq!((polls.get(), counter.calls()), (2000, 1000));
}

#[test]
fn a_future_that_is_woken_twice_is_polled_once() {
    let polls = Cell::new(0);
    let (mut join, gates) = counted(2, &polls);
    let (_, waker) = Counter::waker();
    assert_eq!(join.poll(&waker), NotReady);
    gates[0].wake();
    gates[0].wake();
    assert_eq!(join.poll(&waker), NotReady);
    assert_eq!(polls.get(), 3);
}

/// The trap: the waker of an older poll.
#[test]
fn the_task_that_polled_last_is_woken() {
    let polls = Cell::new(0);
    let (mut join, gates) = counted(2, &polls);
    let [(first, one), (second, two)] = [Counter::waker(), Counter::waker()];
    assert_eq!(join.poll(&one), NotReady);
    assert_eq!(join.poll(&two), NotReady);
    gates[1].open();
    assert_eq!((first.calls(), second.calls()), (0, 1));
}

/// Wakes its waker while it's polled.
struct Eager(u32);

impl Future for Eager {
    type Output = ();

    fn poll(&mut self, waker: &Waker) -> PollState<()> {
        waker.wake();
        self.0 -= 1;
        if self.0 == 0 { Ready(()) } else { NotReady }
    }
}

#[test]
fn a_future_that_wakes_itself_wakes_the_task_and_has_its_poll_in_the_next() {
    let (counter, waker) = Counter::waker();
    let mut join = join_all([Eager(2), Eager(3)]);
    assert_eq!(join.poll(&waker), NotReady);
    assert_eq!(counter.calls(), 2);
    assert_eq!(join.poll(&waker), NotReady);
    assert_eq!(join.poll(&waker), Ready(vec![(), ()]));
}

#[test]
fn no_future_is_ready_at_once_and_wakes_after_the_end_are_harmless() {
    let (counter, waker) = Counter::waker();
    assert_eq!(join_all(Vec::<Gate>::new()).poll(&waker), Ready(vec![]));
    let gate = Gate::default();
    gate.open();
    let mut join = join_all([gate.clone()]);
    assert_eq!(join.poll(&waker), Ready(vec![()]));
    gate.wake();
    assert_eq!(counter.calls(), 1);
    let sentence = testing::panic_of(|| drop(join.poll(&waker)));
    let expected = "a `join_all` was polled again after it was ready";
    assert_eq!(sentence, Err(expected.to_owned()));
}

#[test]
fn in_a_race_the_first_that_is_ready_counts_and_with_two_the_first() {
    let (counter, waker) = Counter::waker();
    let gates = [Gate::default(), Gate::default()];
    let [a, b] = gates.clone();
    let mut raced = race(a, b);
    assert_eq!(raced.poll(&waker), NotReady);
    gates[1].open();
    assert_eq!(counter.calls(), 1);
    assert_eq!(raced.poll(&waker), Ready(First::B(())));
    gates[0].open();
    let [a, b] = gates;
    assert_eq!(race(a, b).poll(&waker), Ready(First::A(())));
}
