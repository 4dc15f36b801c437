//! Attempts of which it's known when they fail or succeed. [`World`] says what's wrong while `retry` runs.

#[path = "pin-in-place/attempts.rs"]
mod attempts;
#[path = "pin-in-place/counting.rs"]
mod counting;

use super::*;
use attempts::{Plan, World};
use ch08::Wake;
use std::sync::Arc;
use testing::Log;
use trace::trace;

/// A waker for nothing: each sleep ends after a tick.
struct Nothing;

impl Wake for Nothing {
    fn wake(&self) {}
}

/// The number of the attempt that succeeds.
fn run(world: &World) -> Option<u32> {
    let waker = Waker::from(Arc::new(Nothing));
    retry(|| world.make(), world.deadline(), &waker, || world.sleep())
}

/// A call in which this is the last attempt.
fn succeeds_with(last: u32, plans: &'static [Plan]) {
    let _log = Log::start();
    let output = run(&World::new(plans, 50));
    assert!(
        output == Some(last),
        "attempt {last} succeeds, and `retry` returns {output:?}"
    );
}

#[test]
fn nothing_is_allocated() {
    let world = World::unwatched(&[(1, false), (0, false), (2, true)], 50);
    let waker = Waker::from(Arc::new(Nothing));
    let (allocations, _) = counting::allocations(|| {
        retry(|| world.make(), world.deadline(), &waker, || world.sleep())
    });
    assert!(
        allocations == 0,
        "`retry` makes {} attempts, and the number of its allocations is {allocations}",
        world.made()
    );
}

#[test]
fn an_attempt_goes_on_where_it_is() {
    succeeds_with(1, &[(3, true)]);
}

#[test]
fn a_failed_attempt_goes_before_the_next_one_comes() {
    succeeds_with(2, &[(0, false), (0, true)]);
    succeeds_with(4, &[(2, false), (0, false), (1, false), (3, true)]);
}

#[test]
fn the_time_is_up() {
    let slow = (&[(50, true)], "an attempt takes longer than there's time");
    let failing = (&[(1, false)], "each attempt fails");
    for (plans, what) in [slow, failing] {
        let _log = Log::start();
        let output = run(&World::new(plans, 5));
        assert!(output.is_none(), "{what}, and `retry` returns {output:?}");
    }
}

#[test]
fn the_time_is_up_although_each_attempt_fails_at_once() {
    let _log = Log::start();
    let output = run(&World::new(&[(0, false)], 0));
    assert!(
        output.is_none(),
        "each attempt fails, and `retry` returns {output:?}"
    );
}

#[test]
fn an_attempt_that_succeeds_in_the_last_moment_wins() {
    for (plans, ticks) in [(&[(0, true)], 0), (&[(4, true)], 4)] {
        let _log = Log::start();
        assert!(
            run(&World::new(plans, ticks)) == Some(1),
            "an attempt succeeds in the turn in which the time is up, and `retry` returns `None`"
        );
    }
}

#[test]
fn nothing_is_left_behind() {
    for plans in [&[(1, false), (0, true)][..], &[(2, false), (50, true)]] {
        let _log = Log::start();
        let world = World::new(plans, 7);
        run(&world);
        let left = world.left();
        assert!(
            left == 0,
            "`retry` has returned, and the number of futures that it hasn't dropped is {left}"
        );
    }
}

#[test]
fn three_attempts_and_a_deadline() {
    let log = Log::start();
    let plans = &[(1, false), (0, false), (2, true)];
    let output = run(&World::new(plans, 50));
    trace!("main", "has {output:?}");
    trace!("main", "tries again, and has only two ticks");
    let output = run(&World::new(&[(1, false), (50, true)], 2));
    trace!("main", "has {output:?}");
    testing::pin_exercise!("pin-in-place", log);
}
