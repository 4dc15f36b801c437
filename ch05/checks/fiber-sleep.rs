//! Fibers on a clock that moves only when a fiber works or the scheduler waits, and that knows who sleeps.

use super::*;
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;
use std::time::Instant;
use testing::Log;
use trace::trace;

/// So often the time may be asked for before somebody runs or waits.
const PATIENCE: u32 = 100_000;

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

#[derive(Default)]
struct TestClock {
    now: Cell<Duration>,
    /// Since somebody has run or waited.
    asked: Cell<u32>,
    waits: Cell<usize>,
    /// Every second wait ends halfway.
    is_restless: bool,
    /// The fibers that sleep, by deadline and in the order in which they fell asleep.
    asleep: RefCell<BTreeSet<(Duration, u64)>>,
    number: Cell<u64>,
    deadlines: RefCell<BTreeSet<Duration>>,
    /// Those that have not begun, and those that sleep for no time.
    ready: Cell<usize>,
    not_ended: Cell<usize>,
}

impl Clock for TestClock {
    fn now(&self) -> Duration {
        self.asked.set(self.asked.get() + 1);
        assert!(
            self.asked.get() <= PATIENCE,
            "the scheduler asks for the time again and again, and does not wait\n\
             {PATIENCE} times in a row; all the while it was {:?}. With a real clock this burns a core until \
             somebody is due.",
            self.now.get()
        );
        self.now.get()
    }

    fn wait_until(&self, deadline: Duration) {
        let now = self.now.get();
        let asleep = self.asleep.borrow();
        let first = asleep.first().map(|(first, _)| *first);
        let earliest = first.expect("the scheduler waits, and nobody sleeps");
        assert!(
            self.ready.get() == 0 && earliest > now,
            "the scheduler waits although somebody is ready\nIt is {now:?}; it waits until {deadline:?}."
        );
        assert!(
            deadline <= earliest,
            "the scheduler waits past the earliest deadline\n\
             It waits until {deadline:?}, and somebody is due at {earliest:?}."
        );
        assert!(
            deadline == earliest,
            "the scheduler wakes up without a reason\n\
             It waits until {deadline:?}, and nobody is due before {earliest:?}."
        );
        trace!("clock", "waits until {deadline:?}");
        let waits = self.waits.get() + 1;
        self.waits.set(waits);
        self.asked.set(0);
        let ends_early = self.is_restless && waits % 2 == 1;
        self.now.set(if ends_early {
            now + (deadline - now) / 2
        } else {
            deadline
        });
    }
}

/// What a fiber of these tests does.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Works(u64),
    Sleeps(u64),
}
use Deed::{Sleeps, Works};

impl TestClock {
    fn works(&self, milliseconds: u64) {
        self.asked.set(0);
        self.now.set(self.now.get() + ms(milliseconds));
    }

    fn sleeps(&self, name: &str, fiber: &Suspender<Duration>, milliseconds: u64) {
        self.asked.set(0);
        if milliseconds == 0 {
            self.ready.set(self.ready.get() + 1);
            sleep(fiber, Duration::ZERO);
            return self.ready.set(self.ready.get() - 1);
        }
        let (duration, number) = (ms(milliseconds), self.number.get());
        trace!("fiber {name}", "falls asleep for {duration:?}");
        self.number.set(number + 1);
        let deadline = self.now.get() + duration;
        self.deadlines.borrow_mut().insert(deadline);
        self.asleep.borrow_mut().insert((deadline, number));
        sleep(fiber, duration);
        self.wakes(name, (deadline, number));
    }

    fn wakes(&self, name: &str, key: (Duration, u64)) {
        let now = self.now.get();
        assert!(
            now >= key.0,
            "fiber {name} is woken before its time\nIt is {now:?}, and it is due at {:?}.",
            key.0
        );
        let first = self.asleep.borrow_mut().pop_first();
        let first = first.expect("this one sleeps");
        assert!(
            first.0 == key.0,
            "fiber {name} goes on before another one that is due earlier\n\
             It is due at {:?}, the other one at {:?}.",
            key.0,
            first.0
        );
        assert!(
            first == key,
            "fiber {name} goes on before another one with the same deadline that fell asleep earlier\n\
             Both are due at {:?}.",
            key.0
        );
        trace!("fiber {name}", "wakes up at {now:?}");
    }
}

/// Runs fibers that do these things, and returns their clock afterwards.
fn run(is_restless: bool, fibers: Vec<(String, Vec<Deed>)>) -> Rc<TestClock> {
    let clock = Rc::new(TestClock {
        is_restless,
        ..TestClock::default()
    });
    let mut scheduler = Scheduler::default();
    for (name, deeds) in fibers {
        spawn(&mut scheduler, &clock, move |clock, fiber| {
            for deed in deeds {
                match deed {
                    Works(milliseconds) => clock.works(milliseconds),
                    Sleeps(milliseconds) => clock.sleeps(&name, fiber, milliseconds),
                }
            }
        });
    }
    scheduler.run(&*clock);
    assert_eq!(
        clock.not_ended.get(),
        0,
        "the scheduler returns before all fibers have ended\nSo many are lost:"
    );
    clock
}

fn spawn<F>(scheduler: &mut Scheduler, clock: &Rc<TestClock>, body: F)
where
    F: FnOnce(&TestClock, &Suspender<Duration>) + 'static,
{
    clock.ready.set(clock.ready.get() + 1);
    clock.not_ended.set(clock.not_ended.get() + 1);
    let clock = Rc::clone(clock);
    scheduler.spawn(move |fiber| {
        clock.ready.set(clock.ready.get() - 1);
        body(&clock, fiber);
        clock.not_ended.set(clock.not_ended.get() - 1);
    });
}

fn named(fibers: &[(&str, &[Deed])]) -> Vec<(String, Vec<Deed>)> {
    let owned = |(name, deeds): &(&str, &[Deed])| ((*name).to_owned(), deeds.to_vec());
    fibers.iter().map(owned).collect()
}

#[test]
fn a_wait_lasts_until_the_earliest_deadline() {
    let log = Log::start();
    let breakfast = named(&[
        ("kettle", &[Sleeps(3000)]),
        ("eggs", &[Sleeps(5000), Sleeps(500)]),
        ("toast", &[Sleeps(2000), Sleeps(1000)]),
        ("milk", &[Sleeps(1000)]),
    ]);
    let result = catch_unwind(AssertUnwindSafe(|| run(false, breakfast)));
    if let Err(panic) = result {
        testing::report(&log.text());
        resume_unwind(panic);
    }
    testing::pin_exercise!("fiber-sleep", log);
}

#[test]
fn each_distinct_deadline_costs_at_most_one_wait() {
    // What the fibers do; who wakes up, in which order; and how many waits that takes.
    type Fibers = &'static [(&'static str, &'static [Deed])];
    let table: [(&str, Fibers, &str, usize); 8] = [
        ("nobody sleeps", &[("a", &[Works(1)]), ("b", &[])], "", 0),
        (
            "one sleeps twice",
            &[("a", &[Sleeps(2), Sleeps(3)])],
            "aa",
            2,
        ),
        (
            "equal deadlines",
            &[
                ("a", &[Sleeps(5)]),
                ("b", &[Sleeps(5)]),
                ("c", &[Sleeps(5)]),
            ],
            "abc",
            1,
        ),
        (
            "equal deadlines of different lengths",
            &[
                ("a", &[Sleeps(1), Sleeps(4)]),
                ("b", &[Sleeps(5)]),
                ("c", &[Sleeps(2)]),
            ],
            "acba",
            3,
        ),
        (
            "the other way round",
            &[
                ("a", &[Sleeps(9)]),
                ("b", &[Sleeps(6)]),
                ("c", &[Sleeps(3)]),
            ],
            "cba",
            3,
        ),
        (
            "a nap begins when the work is done",
            &[("a", &[Works(4), Sleeps(2)]), ("b", &[Sleeps(1)])],
            "ba",
            2,
        ),
        (
            "the work of one takes longer than the others sleep",
            &[
                ("a", &[Sleeps(7)]),
                ("b", &[Sleeps(3)]),
                ("c", &[Works(20)]),
            ],
            "ba",
            0,
        ),
        (
            "no time at all is a turn for the others",
            &[
                ("a", &[Sleeps(0), Sleeps(0), Sleeps(1)]),
                ("b", &[Sleeps(1)]),
            ],
            "ba",
            1,
        ),
    ];
    for (case, fibers, wake, waits) in table {
        let log = Log::start();
        let clock = run(false, named(fibers));
        let who = |event: trace::Event| event.actor.replace("fiber ", "");
        let events = log.events().into_iter();
        let woken: String = events
            .filter(|event| event.what.starts_with("wakes"))
            .map(who)
            .collect();
        assert_eq!(woken, wake, "{case}: they wake up in another order");
        assert_eq!(clock.waits.get(), waits, "{case}: another number of waits");
    }
}

#[test]
fn nobody_is_woken_by_a_wait_that_ends_early() {
    let clock = run(
        true,
        named(&[("a", &[Sleeps(8), Sleeps(8)]), ("b", &[Sleeps(12)])]),
    );
    assert_eq!(clock.now.get(), ms(16));
}

#[test]
fn somebody_who_is_always_ready_lets_sleepers_wake_up() {
    let clock = Rc::new(TestClock::default());
    let mut scheduler = Scheduler::default();
    let woken_at = Rc::new(Cell::new(None));
    for _ in 0..2 {
        let woken_at = Rc::clone(&woken_at);
        spawn(&mut scheduler, &clock, move |clock, fiber| {
            let mut turns = 0;
            while woken_at.get().is_none() {
                turns += 1;
                assert!(
                    turns < 1000,
                    "a sleeper who is due is not woken while others are always ready\n\
                     It is {:?}, and it was due at 10ms.",
                    clock.now.get()
                );
                clock.works(1);
                clock.sleeps("busy", fiber, 0);
            }
        });
    }
    let wakes = Rc::clone(&woken_at);
    spawn(&mut scheduler, &clock, move |clock, fiber| {
        clock.sleeps("sleeper", fiber, 8);
        wakes.set(Some(clock.now.get()));
    });
    scheduler.run(&*clock);
    assert_eq!(clock.waits.get(), 0, "somebody was always ready");
    let woken_at = woken_at.get().expect("the sleeper has ended");
    assert!(
        woken_at <= ms(16),
        "a sleeper who is due waits for more than its turn\n\
         Two others work 1 ms in each of theirs. It was due at 10ms, and went on at {woken_at:?}."
    );
}

/// A sequence of numbers that looks random and is always the same.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }

    fn deed(&mut self) -> Deed {
        match self.roll(6) {
            0 => Works(self.roll(3)),
            // Few lengths, so that many deadlines are equal.
            _ => Sleeps(5 * self.roll(8)),
        }
    }
}

#[test]
fn two_hundred_random_sleepers_keep_to_the_rules() {
    for is_restless in [false, true] {
        let mut dice = Dice(0x5EED);
        let mut deeds = || (0..20).map(|_| dice.deed()).collect();
        let fibers = (0..200).map(|number| (number.to_string(), deeds()));
        let clock = run(is_restless, fibers.collect());
        let (waits, deadlines) = (clock.waits.get(), clock.deadlines.borrow().len());
        assert!(
            waits <= deadlines * (1 + usize::from(is_restless)),
            "more waits than deadlines: {waits} for {deadlines}"
        );
    }
}

/// The thread's own time.
struct RealClock {
    start: Instant,
    waits: Cell<u32>,
}

impl Clock for RealClock {
    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    fn wait_until(&self, deadline: Duration) {
        self.waits.set(self.waits.get() + 1);
        std::thread::sleep(deadline.saturating_sub(self.now()));
    }
}

#[test]
fn with_a_real_clock_real_time_goes_by() {
    let clock = RealClock {
        start: Instant::now(),
        waits: Cell::new(0),
    };
    let mut scheduler = Scheduler::default();
    for milliseconds in [15, 5, 10] {
        scheduler.spawn(move |fiber| {
            let begins = Instant::now();
            sleep(fiber, ms(milliseconds));
            assert!(
                begins.elapsed() >= ms(milliseconds),
                "a fiber has not slept for the time that it wanted"
            );
        });
    }
    scheduler.run(&clock);
    assert!(clock.start.elapsed() >= ms(15));
    assert!(
        clock.waits.get() <= 3,
        "three deadlines cost three waits at most"
    );
}
