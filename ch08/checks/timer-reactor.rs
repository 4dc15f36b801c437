//! A clock that the check sets, and a thread that's played by the check: each of its turns and sleeps is a step.

use super::*;
use ch08::Wake;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use testing::{Log, at_each_gap, panic_of};
use trace::{runs, trace, waits};
use wakes::Wakes;

#[path = "wakes.rs"]
mod wakes;

const fn seconds(seconds: u64) -> Time {
    Duration::from_secs(seconds)
}

/// A clock that stands still.
#[derive(Default)]
struct Clockwork {
    now: Mutex<Time>,
    rings: AtomicUsize,
    /// It has rung, and the thread hasn't slept since.
    is_rung: AtomicBool,
}

impl Clock for Clockwork {
    fn now(&self) -> Time {
        *self.now.lock().unwrap()
    }

    fn ring(&self) {
        self.rings.fetch_add(1, Ordering::AcqRel);
        self.is_rung.store(true, Ordering::Release);
    }
}

/// The reactor, and where its thread is.
struct Desk {
    timers: Arc<Timers>,
    clock: Arc<Clockwork>,
    /// Until when the thread sleeps.
    sleeps_until: Option<Time>,
    called: Arc<Mutex<Vec<&'static str>>>,
}

/// A waker with a name, which writes down that it was called.
struct Named {
    name: &'static str,
    called: Arc<Mutex<Vec<&'static str>>>,
}

impl Wake for Named {
    fn wake(&self) {
        let name = self.name;
        trace!("timers", "calls the waker of {name}");
        self.called.lock().unwrap().push(name);
    }
}

impl Desk {
    /// No timers. The thread sleeps until something rings.
    fn new() -> Self {
        let clock = Arc::<Clockwork>::default();
        let for_timers: Arc<dyn Clock> = Arc::<Clockwork>::clone(&clock);
        let mut desk = Self {
            timers: Arc::new(Timers::new(for_timers)),
            clock,
            sleeps_until: None,
            called: Arc::default(),
        };
        desk.turns();
        assert!(
            desk.sleeps_until.is_none(),
            "there are no timers, and the turn returns {:?}",
            desk.sleeps_until
        );
        desk
    }

    fn waker(&self, name: &'static str) -> Waker {
        let called = Arc::clone(&self.called);
        Waker::from(Arc::new(Named { name, called }))
    }

    fn add(&self, due: u64, name: &'static str) -> Key {
        self.timers.add(seconds(due), self.waker(name))
    }

    /// The thread's turns, until it sleeps.
    fn turns(&mut self) {
        for _ in 0..100 {
            self.sleeps_until = self.timers.turn();
            let is_rung = self.clock.is_rung.swap(false, Ordering::AcqRel);
            let would_sleep = self
                .sleeps_until
                .is_none_or(|until| until > self.clock.now());
            if !is_rung && would_sleep {
                return;
            }
        }
        panic!(
            "a timer is due, and no turn calls its waker\n\
             The turn returns a time that has come, so the thread doesn't sleep and has the next turn at once."
        );
    }

    /// What the thread does if something has rung.
    fn wakes_up_if_rung(&mut self) -> bool {
        let is_rung = self.clock.is_rung.swap(false, Ordering::AcqRel);
        if is_rung {
            self.turns();
        }
        is_rung
    }

    /// Sets the clock, and lets the thread have its turns: it isn't quick, and comes for all timers in between at once.
    fn at(&mut self, now: u64) -> Vec<&'static str> {
        *self.clock.now.lock().unwrap() = seconds(now);
        self.wakes_up_if_rung();
        if self.sleeps_until.is_some_and(|until| until <= seconds(now)) {
            self.turns();
        }
        self.called()
    }

    fn called(&self) -> Vec<&'static str> {
        std::mem::take(&mut self.called.lock().unwrap())
    }

    fn rings(&self) -> usize {
        self.clock.rings.swap(0, Ordering::AcqRel)
    }
}

#[test]
fn a_waker_is_called_when_its_time_has_come() {
    let _log = Log::start();
    let mut desk = Desk::new();
    desk.add(5, "tea");
    assert!(
        desk.wakes_up_if_rung(),
        "a timer is added while the thread sleeps, and the thread isn't woken\n\
         It slept without a limit, since there was no timer."
    );
    for now in [0, 4] {
        *desk.clock.now.lock().unwrap() = seconds(now);
        // For no reason: any sleep may end early.
        desk.clock.ring();
        desk.wakes_up_if_rung();
        let called = desk.called();
        assert!(
            called.is_empty(),
            "the thread wakes up before a timer is due, and calls its waker\nIt's {now} s, and the timer is due at 5 s."
        );
    }
    assert!(
        desk.sleeps_until == Some(seconds(5)),
        "the next timer is due at 5 s, and the turn returns {:?}",
        desk.sleeps_until
    );
    assert_eq!(desk.at(5), ["tea"], "a timer is due, and what is called is");
    desk.clock.ring();
    let called = desk.at(6);
    assert!(
        called.is_empty(),
        "a timer's waker was called, and is called again"
    );
}

#[test]
fn all_that_are_due_are_called_in_the_order_of_their_deadlines() {
    let _log = Log::start();
    let mut desk = Desk::new();
    let timers = [
        (5, "e"),
        (3, "a"),
        (4, "c"),
        (3, "b"),
        (9, "late"),
        (4, "d"),
    ];
    let keys = timers.map(|(due, name)| desk.add(due, name));
    desk.wakes_up_if_rung();
    *desk.clock.now.lock().unwrap() = seconds(5);
    let next = desk.timers.turn();
    let called = desk.called();
    let told = format!(
        "At 5 s these were called: {called:?}. Due were a and b at 3 s, c and d at 4 s, e at 5 s."
    );
    assert!(
        called.len() == 5,
        "five timers are due when the thread has its turn, and it calls {} wakers\n{told}",
        called.len()
    );
    assert!(
        called == ["a", "b", "c", "d", "e"],
        "several timers are due, and their wakers aren't called in the order of their deadlines\n{told}\n\
         Of two at the same time, the one that was added first goes first."
    );
    assert!(
        next == Some(seconds(9)),
        "the next timer is due at 9 s, and the turn returns {next:?}"
    );
    // Those that have been called may be removed, too.
    for key in keys {
        desk.timers.remove(key);
    }
    assert_eq!(desk.at(20), [""; 0], "a timer was removed, and is called:");
}

#[test]
fn an_earlier_timer_is_added_while_the_thread_sleeps() {
    let _log = Log::start();
    let mut desk = Desk::new();
    desk.add(10, "third");
    desk.wakes_up_if_rung();
    for (due, name) in [(6, "second"), (2, "first")] {
        desk.add(due, name);
        assert!(
            desk.wakes_up_if_rung(),
            "an earlier timer is added while the thread sleeps, and the thread isn't woken\n\
             It sleeps until the timer that was the first before."
        );
    }
    let called = [1, 2, 6, 10].map(|now| desk.at(now));
    assert_eq!(
        called,
        [vec![], vec!["first"], vec!["second"], vec!["third"]]
    );
}

#[test]
fn a_later_timer_does_not_wake_the_thread() {
    let _log = Log::start();
    let mut desk = Desk::new();
    desk.add(1, "first");
    desk.wakes_up_if_rung();
    desk.rings();
    for due in 0..1000 {
        desk.add(1 + due, "later");
    }
    let rings = desk.rings();
    assert!(
        rings == 0,
        "a thousand timers are added that are due later than the first one, or together with it, and the thread is woken for {rings}\n\
         It wakes up for the first one anyway, and sees the others then."
    );
    assert_eq!(desk.at(2000).len(), 1001, "all are due, and called are:");
}

#[test]
fn a_removed_timer_is_gone() {
    let _log = Log::start();
    let mut desk = Desk::new();
    let (wakes, waker) = Wakes::counted();
    let keys = [5, 6, 6, 30].map(|due| desk.timers.add(seconds(due), waker.clone()));
    desk.add(7, "tea");
    desk.wakes_up_if_rung();
    for key in keys {
        desk.timers.remove(key);
    }
    assert!(
        wakes.wakers() == 1,
        "a timer was removed, and its waker is kept\n\
         Most timers are time limits that are removed: they would fill the memory until they're due."
    );
    desk.wakes_up_if_rung();
    let called = [5, 6].map(|now| desk.at(now));
    assert!(
        wakes.count() == 0 && called == [[""; 0]; 2],
        "a timer was removed, and its waker is called"
    );
    assert!(
        desk.sleeps_until == Some(seconds(7)),
        "the timers before 7 s were removed, and the turn returns {:?}",
        desk.sleeps_until
    );
    assert_eq!(
        desk.at(7),
        ["tea"],
        "one timer was left, and what is called is"
    );
    assert!(
        desk.sleeps_until.is_none(),
        "the only timer that's left was removed, and the thread sleeps until it's due\nThe turn returns {:?}.",
        desk.sleeps_until
    );
}

/// A waker that adds a timer in each call.
struct Again {
    timers: Arc<Timers>,
    due: Time,
    calls: Arc<AtomicUsize>,
}

impl Wake for Again {
    fn wake(&self) {
        let calls = self.calls.fetch_add(1, Ordering::AcqRel);
        assert!(
            calls < 100,
            "a waker adds a timer that is due at once, and the turn doesn't end\n\
             What a waker adds is for the next turn."
        );
        let again = Self {
            timers: Arc::clone(&self.timers),
            due: self.due,
            calls: Arc::clone(&self.calls),
        };
        waits!("timers", "the lock, in a call of `add` by a waker");
        self.timers.add(self.due, Waker::from(Arc::new(again)));
        runs!("timers");
    }
}

#[test]
fn what_a_waker_adds_is_for_the_next_turn() {
    let _log = Log::start();
    for due in [0, 3] {
        let mut desk = Desk::new();
        let calls = Arc::<AtomicUsize>::default();
        let again = Again {
            timers: Arc::clone(&desk.timers),
            due: seconds(due),
            calls: Arc::clone(&calls),
        };
        desk.timers.add(seconds(3), Waker::from(Arc::new(again)));
        desk.wakes_up_if_rung();
        *desk.clock.now.lock().unwrap() = seconds(3);
        for turn in 1..=3 {
            desk.rings();
            desk.clock.is_rung.store(false, Ordering::Release);
            let next = desk.timers.turn();
            assert!(
                calls.load(Ordering::Acquire) == turn,
                "a waker adds a timer that is due at once, and after {turn} turns it was called {} times",
                calls.load(Ordering::Acquire)
            );
            assert!(
                desk.rings() > 0 || next.is_some_and(|next| next <= seconds(3)),
                "a waker adds a timer that is due at once, and after the turn the thread sleeps"
            );
        }
    }
}

#[test]
fn an_earlier_timer_may_come_at_any_moment_of_a_turn() {
    at_each_gap(|at| {
        let _log = Log::start();
        let mut desk = Desk::new();
        desk.add(1, "now");
        desk.add(9, "later");
        desk.wakes_up_if_rung();
        *desk.clock.now.lock().unwrap() = seconds(1);
        let (timers, waker) = (Arc::clone(&desk.timers), desk.waker("soon"));
        let adds = move || timers.add(seconds(2), waker);
        let (next, _) = at.run(|| desk.timers.turn(), adds);
        desk.sleeps_until = next;
        desk.wakes_up_if_rung();
        let called = desk.at(2);
        assert!(
            called == ["now", "soon"],
            "another thread adds a timer in the middle of a turn, and the thread sleeps too long\n\
             At 2 s these were called: {called:?}."
        );
    });
}

#[test]
fn a_sleep_may_be_longer_than_the_clock_can_say() {
    let _log = Log::start();
    let mut desk = Desk::new();
    *desk.clock.now.lock().unwrap() = seconds(5);
    let (wakes, waker) = Wakes::counted();
    let mut sleep = Sleep::new(&desk.timers, Duration::MAX);
    match panic_of(|| sleep.poll(&waker)) {
        Err(words) => panic!("a sleep of `Duration::MAX` is polled, and that panics: {words}"),
        Ok(polled) => assert!(
            polled == PollState::NotReady,
            "a sleep of `Duration::MAX` is over at its first poll"
        ),
    }
    desk.add(6, "tea");
    assert_eq!(desk.at(1_000_000_000), ["tea"]);
    assert!(
        wakes.count() == 0,
        "a sleep of `Duration::MAX` is over after thirty years"
    );
    drop(sleep);
    assert_eq!(
        wakes.wakers(),
        1,
        "a sleep was dropped, and its wakers are:"
    );
}

#[test]
fn a_sleep_counts_from_its_first_poll_and_wakes_the_task_of_its_last() {
    let _log = Log::start();
    let mut desk = Desk::new();
    let (first, last) = (Wakes::counted(), Wakes::counted());
    let mut sleep = Sleep::new(&desk.timers, seconds(3));
    desk.at(10);
    for (_, waker) in [&first, &last] {
        assert_eq!(
            sleep.poll(waker),
            PollState::NotReady,
            "10 s, and due at 13 s"
        );
    }
    assert_eq!(first.0.wakers(), 1, "the future went to another task");
    desk.at(12);
    assert_eq!(
        (first.0.count(), last.0.count()),
        (0, 0),
        "12 s, and due at 13 s"
    );
    desk.at(13);
    assert_eq!(
        (first.0.count(), last.0.count()),
        (0, 1),
        "13 s, and due at 13 s"
    );
    assert_eq!(
        sleep.poll(&last.1),
        PollState::Ready(()),
        "13 s, and due at 13 s"
    );
}

/// Says until when the thread sleeps.
fn tell_sleep(desk: &Desk) {
    match desk.sleeps_until {
        Some(until) => trace!("timers", "sleeps until {until:?}"),
        None => trace!("timers", "sleeps until something rings"),
    }
}

#[test]
fn a_tea_kettle_and_two_time_limits() {
    let log = Log::start();
    let mut desk = Desk::new();
    tell_sleep(&desk);
    for (due, name) in [(300, "the tea"), (10, "the answer")] {
        trace!("main", "adds a timer for {name}, at {due} s");
        desk.add(due, name);
        desk.wakes_up_if_rung();
        tell_sleep(&desk);
    }
    trace!(
        "main",
        "adds a timer for the other answer, at 10 s, and removes it"
    );
    let other = desk.add(10, "the other answer");
    desk.timers.remove(other);
    for now in [2, 10, 300] {
        trace!("clock", "shows {now} s");
        let _called = desk.at(now);
        tell_sleep(&desk);
    }
    testing::pin_exercise!("timer-reactor", log);
}

/// Adds a timer when it's dropped.
struct AddsAtTheEnd(Arc<Timers>);

impl Wake for AddsAtTheEnd {
    fn wake(&self) {}
}

impl Drop for AddsAtTheEnd {
    fn drop(&mut self) {
        waits!(
            "timers",
            "the lock, in a call of `add` by a waker that is dropped"
        );
        self.0.add(seconds(1), Wakes::counted().1);
        runs!("timers");
    }
}

#[test]
fn dropping_a_waker_may_add_a_timer() {
    let _log = Log::start();
    let mut desk = Desk::new();
    let adds = || {
        let timers = Arc::clone(&desk.timers);
        Waker::from(Arc::new(AddsAtTheEnd(timers)))
    };
    let removed = desk.timers.add(seconds(5), adds());
    desk.timers.add(seconds(6), adds());
    desk.timers.remove(removed);
    desk.wakes_up_if_rung();
    desk.at(6);
    desk.at(7);
    assert!(
        desk.sleeps_until.is_none(),
        "all timers are over, and the turn returns {:?}",
        desk.sleeps_until
    );
}
