//! Joins of futures that notice if they're moved.

use super::*;
use std::marker::PhantomPinned;
use std::pin::pin;
use std::rc::Rc;
use still::{Diary, Free, Still, waker};
use testing::{Log, panic_of};
use trace::trace;
use unpin::Asked;
#[allow(unused_imports, reason = "it depends on the reader's join")]
use unpin::Otherwise as _;

#[path = "project/still.rs"]
mod still;
#[path = "unpin.rs"]
mod unpin;

const NEVER: u32 = 1000;

/// Polls a join that can't be ready yet.
fn poll<A: Future, B: Future>(join: Pin<&mut Join<A, B>>) {
    let polled = join.poll(&waker());
    assert!(
        matches!(polled, PollState::NotReady),
        "a join is ready before both of its futures are"
    );
}

#[test]
fn a_future_is_polled_where_it_was_polled_before() {
    let _log = Log::start();
    let diary = Rc::<Diary>::default();
    let mut joined = pin!(join(
        diary.future("first", 3),
        diary.future("second", NEVER)
    ));
    poll(joined.as_mut());
    let events = diary.events();
    assert!(
        events == ["first polled", "second polled"],
        "a join is polled, and not each of its futures is: {events:?}\n\
         Nothing goes on in a future that isn't polled."
    );
    for _ in 1..4 {
        poll(joined.as_mut());
    }
    let start = (&raw const *joined).addr();
    let end = start + size_of_val(&*joined);
    let places = diary.places();
    assert!(
        places.iter().all(|place| (start..end).contains(place)),
        "a future is polled outside of the join\n\
         It was taken out for the poll, or it's in a box of its own: this join is to poll both where they are."
    );
}

#[test]
fn a_future_that_is_ready_is_dropped_at_once_where_it_is() {
    let _log = Log::start();
    for (first, second, ready) in [(1, NEVER, "first"), (NEVER, 1, "second")] {
        let diary = Rc::<Diary>::default();
        let mut joined = pin!(join(
            diary.future("first", first),
            diary.future("second", second)
        ));
        poll(joined.as_mut());
        let events = diary.events();
        assert!(
            events.contains(&format!("{ready} dropped")),
            "a future is ready, and the join keeps it\n\
             What it holds, a connection for example, isn't needed any more: {ready:?} keeps it until the join is ready."
        );
        assert!(
            !diary.has_moved_to_drop(),
            "a future is ready, and is moved before it's dropped\n\
             It stays where it was polled until its destructor has run."
        );
    }
}

#[test]
fn a_join_is_unpin_if_both_futures_are() {
    type Name = &'static str;
    let with_still = [
        Asked::<Join<Still<Name>, Free<Name>>>::IS_UNPIN,
        Asked::<Join<Free<Name>, Still<Name>>>::IS_UNPIN,
    ];
    let with_free = Asked::<Join<Free<Name>, Free<Name>>>::IS_UNPIN;
    let with_outputs = Asked::<Join<Free<PhantomPinned>, Free<PhantomPinned>>>::IS_UNPIN;
    assert!(
        with_still == [false; 2],
        "a join is `Unpin`, and one of its futures isn't\n\
         Safe code may poll such a join, move it, and poll it again, and its future is moved with it."
    );
    assert!(with_free, "both futures are `Unpin`, and their join isn't");
    assert!(
        with_outputs,
        "both futures are `Unpin`, what they return isn't, and so the join isn't\n\
         No pin is made of an output. So outputs don't count."
    );
}

#[test]
fn a_join_polls_both_futures_unless_they_are_ready() {
    let _log = Log::start();
    let diary = Rc::<Diary>::default();
    let mut joined = pin!(join(diary.future("first", 2), diary.future("second", 4)));
    let is_poll = |event: &String| event.ends_with("polled");
    let expected: [&[&str]; 3] = [
        &["first polled", "second polled"],
        &["first polled", "second polled"],
        &["second polled"],
    ];
    for (polls, expected) in expected.into_iter().enumerate() {
        poll(joined.as_mut());
        let events: Vec<_> = diary.events().into_iter().filter(is_poll).collect();
        assert!(
            events == expected,
            "the first future is ready at its second poll, and in poll {} of the join, {events:?} happened",
            polls + 1
        );
    }
}

#[test]
fn a_join_that_is_given_up_drops_its_futures_where_they_are() {
    let _log = Log::start();
    for (first, polls, left) in [(NEVER, 1, 2), (NEVER, 0, 2), (1, 1, 1)] {
        let diary = Rc::<Diary>::default();
        let mut joined = Box::pin(join(
            diary.future("first", first),
            diary.future("second", NEVER),
        ));
        for _ in 0..polls {
            poll(joined.as_mut());
        }
        diary.events();
        drop(joined);
        assert!(
            !diary.has_moved_to_drop(),
            "a join is given up, and moves a future before it drops it\n\
             `drop` gets a `&mut self`, although the join may be pinned."
        );
        let events = diary.events();
        let expected = &["second dropped", "first dropped"][..left];
        assert!(
            events.len() == left,
            "a join with {left} futures is given up, and {} are dropped: {events:?}",
            events.len()
        );
        assert!(
            events == expected,
            "a join is given up, and the first future is dropped before the second one"
        );
    }
}

#[test]
fn a_panic_in_a_poll_leaves_both_futures_where_they_are() {
    let _log = Log::start();
    for who in ["first", "second"] {
        let diary = Rc::<Diary>::default();
        let future = |name| match name == who {
            true => diary.with(name, 2, None),
            false => diary.future(name, NEVER),
        };
        let mut joined = Box::pin(join(future("first"), future("second")));
        poll(joined.as_mut());
        let polled = panic_of(|| joined.as_mut().poll(&waker()));
        assert!(polled.is_err(), "a future panics, and the join doesn't");
        let early = diary.events();
        drop(joined);
        let dropped = [early, diary.events()].concat();
        let dropped = dropped.iter().filter(|event| event.ends_with("dropped"));
        assert!(
            dropped.count() == 2 && !diary.has_moved_to_drop(),
            "a future panics in its poll, and after that not each of the two is dropped once, where it was polled"
        );
    }
}

#[test]
fn outputs_are_moved_to_the_caller() {
    let _log = Log::start();
    let diary = Rc::<Diary>::default();
    let counted = Rc::new(());
    let future = |name, poll| diary.with(name, poll, Some((Rc::clone(&counted), name)));
    let mut joined = pin!(join(future("first", 2), future("second", 1)));
    poll(joined.as_mut());
    match panic_of(|| joined.as_mut().poll(&waker())) {
        Ok(PollState::Ready(((_, first), (_, second)))) => {
            assert_eq!((first, second), ("first", "second"), "the outputs:");
        }
        Ok(PollState::NotReady) => panic!("both futures are ready, and the join isn't"),
        Err(words) => panic!("both futures are ready, and the join panics: {words}"),
    }
    assert_eq!(Rc::strong_count(&counted), 1, "outputs that are left:");
    let again = panic_of(|| drop(joined.as_mut().poll(&waker())));
    assert!(
        again.is_err(),
        "a join is polled again after it was ready, and doesn't panic"
    );
}

#[test]
fn take_leaves_a_future_alone() {
    let _log = Log::start();
    let diary = Rc::<Diary>::default();
    let mut joined = pin!(join(
        diary.future("first", NEVER),
        diary.future("second", NEVER)
    ));
    poll(joined.as_mut());
    let taken = panic_of(|| joined.as_mut().first().take());
    let is_there = panic_of(|| joined.as_mut().first().advance(&waker()));
    assert!(
        taken.is_err() && is_there == Ok(false),
        "`take` is called while the future runs, and doesn't leave it as it is"
    );
    let mut has = pin!(Part::<Free<PhantomPinned>>::Has(PhantomPinned));
    has.as_mut().take();
    assert!(
        panic_of(|| has.as_mut().take()).is_err()
            && panic_of(|| pin!(Part::<Free<()>>::Empty).advance(&waker())).is_err(),
        "an output was taken, and can be taken or polled for again"
    );
}

#[test]
fn two_requests_and_one_more() {
    let log = Log::start();
    let diary = Rc::<Diary>::default();
    let both = join(diary.future("hello", 2), diary.future("goodbye", NEVER));
    let mut all = Box::pin(join(both, diary.future("weather", NEVER)));
    for poll in 1..=3 {
        trace!("main", "polls the join of a join: {poll}");
        self::poll(all.as_mut());
    }
    trace!("main", "gives up");
    drop(all);
    testing::pin_exercise!("project", log);
}
