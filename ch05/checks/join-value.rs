//! Joiners that come early, late or never, and the turns that they take.

use super::*;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use testing::Log;

/// Runs `main` as fiber 0 of a scheduler, beside those that it spawns, and takes what it returns out of
/// its fiber by another way than the one that is to be written.
fn run<T: 'static>(main: impl FnOnce(&Fiber<'_>) -> T + 'static) -> T {
    let scheduler = Rc::new(Scheduler::default());
    let returned = Rc::new(Cell::new(None));
    let returns = Rc::clone(&returned);
    drop(scheduler.spawn(move |fiber| returns.set(Some(main(fiber)))));
    assert_eq!(
        scheduler.run(),
        0,
        "nobody is ready, and fibers wait for ever\n\
         Who joins before the end has to be woken at the end, and who joins after it must not wait. \
         So many wait:"
    );
    returned.take().expect("main has ended")
}

#[test]
fn a_fiber_leaves_its_value_for_whoever_joins_it() {
    let log = Log::start();
    let joined = catch_unwind(AssertUnwindSafe(|| run(breakfast)));
    joined.unwrap_or_else(|panic| {
        testing::report(&log.text());
        resume_unwind(panic);
    });
    testing::pin_exercise!("join-value", log);
}

fn breakfast(fiber: &Fiber<'_>) {
    let spawn = |name: &'static str, turns: usize| {
        fiber.scheduler.spawn(move |fiber| {
            let id = fiber.id;
            for turn in 1..turns {
                trace!("fiber {id}", "makes {name}: turn {turn}");
                fiber.yield_now();
            }
            trace!("fiber {id}", "returns {name}");
            name
        })
    };
    let (egg, tea, toast, jam) = (
        spawn("an egg", 2),
        spawn("tea", 4),
        spawn("toast", 1),
        spawn("jam", 3),
    );
    trace!("fiber 0", "lets go of the handle of fiber 4");
    drop(jam);
    // The longest first, so that the others have ended when they are joined.
    for (id, handle) in [(2, tea), (1, egg), (3, toast)] {
        trace!("fiber 0", "joins fiber {id}");
        let value = handle.join(fiber);
        trace!("fiber 0", "has {value}");
    }
}

#[test]
fn a_joiner_takes_one_turn_however_long_it_waits() {
    const TURNS: [usize; 2] = [10, 1000];
    let log = Log::start();
    run(|fiber| {
        let spawn = |turns| {
            fiber
                .scheduler
                .spawn(move |fiber| (1..turns).for_each(|_| fiber.yield_now()))
        };
        for handle in TURNS.map(spawn) {
            handle.join(fiber);
        }
    });
    // Its first turn is no matter of the joins.
    assert_eq!(
        log.counted("turn") - TURNS.iter().sum::<usize>() - 1,
        2,
        "two fibers took many turns, and who joined them needed two: one at the end of each\n\
         To be resumed and to find nothing is a turn that others wait for. The joiner took:"
    );
}

#[test]
fn who_joins_a_fiber_that_has_ended_does_not_wait() {
    const FIBERS: usize = 100;
    let log = Log::start();
    let values = run(|fiber| {
        let spawn = |n| fiber.scheduler.spawn(move |_| n);
        let mut handles: Vec<_> = (0..FIBERS).map(spawn).collect();
        fiber.yield_now();
        handles.reverse();
        let values = handles.into_iter().map(|handle| handle.join(fiber));
        values.collect::<Vec<_>>()
    });
    assert!(values.into_iter().eq((0..FIBERS).rev()));
    assert_eq!(
        log.counted("turn"),
        FIBERS + 2,
        "a value that is there already costs no turn\n\
         A hundred fibers took one each, and the one that joined them after that took two. In all:"
    );
}

#[test]
fn each_joiner_is_woken_by_its_own_fiber() {
    const PAIRS: usize = 100;
    let log = Log::start();
    let values = run(|fiber| {
        let spawn = |n| {
            // The last one ends first.
            let worker = fiber.scheduler.spawn(move |fiber| {
                (n..PAIRS).for_each(|_| fiber.yield_now());
                n
            });
            fiber.scheduler.spawn(|fiber| worker.join(fiber))
        };
        let joiners: Vec<_> = (0..PAIRS).map(spawn).collect();
        let values = joiners.into_iter().map(|joiner| joiner.join(fiber));
        values.collect::<Vec<_>>()
    });
    assert!(values.into_iter().eq(0..PAIRS), "values are mixed up");
    let workers: usize = (0..PAIRS).map(|n| PAIRS - n + 1).sum();
    assert_eq!(
        log.counted("turn") - workers,
        2 * PAIRS + 2,
        "an end wakes the fiber that waits for it, and nobody else\n\
         A hundred joiners have to begin and to go on, and so has the one that joins them. Their turns:"
    );
}

#[test]
fn a_joiner_that_is_woken_too_early_goes_on_waiting() {
    let log = Log::start();
    let value = run(|fiber| {
        let main = fiber.id;
        let slow = fiber.scheduler.spawn(move |fiber| {
            let id = fiber.id;
            for _ in 0..3 {
                trace!("fiber {id}", "wakes fiber {main}, and has no value yet");
                fiber.scheduler.wake(main);
                fiber.yield_now();
            }
            "at last"
        });
        slow.join(fiber)
    });
    assert_eq!(value, "at last");
    assert_eq!(
        log.counted("turn"),
        9,
        "a joiner was woken three times too early, went back to waiting, and was woken at the end\n\
         That is five turns with its first one, and the fiber that it joins takes four. In all:"
    );
}

/// A fiber may wait for something else than an end, and its joiner waits with it.
#[test]
fn fibers_wait_for_fibers_that_wait_for_others() {
    let sum = run(|fiber| {
        let gate = fiber.scheduler.spawn(|fiber| {
            fiber.wait();
            1
        });
        let chain = (0..50).fold(gate, |before, _| {
            fiber.scheduler.spawn(move |fiber| before.join(fiber) + 1)
        });
        fiber.yield_now();
        fiber.scheduler.wake(1);
        chain.join(fiber)
    });
    assert_eq!(sum, 51);

    fn grow(fiber: &Fiber<'_>, height: usize) -> usize {
        if height == 0 {
            return 1;
        }
        let branch = || fiber.scheduler.spawn(move |fiber| grow(fiber, height - 1));
        let (left, right) = (branch(), branch());
        right.join(fiber) + left.join(fiber)
    }
    let leaves = run(|fiber| grow(fiber, 6));
    assert_eq!(leaves, 64, "leaves of a tree whose every branch is a fiber");
}

#[test]
fn values_may_be_of_any_type() {
    run(|fiber| {
        let fibers = fiber.scheduler;
        fibers.spawn(|_| ()).join(fiber);
        assert_eq!(fibers.spawn(|_| None::<u8>).join(fiber), None);
        let large = fibers.spawn(|_| std::array::from_fn::<u8, 4096, _>(|n| n as u8));
        assert!(
            large
                .join(fiber)
                .iter()
                .enumerate()
                .all(|(n, &byte)| byte == n as u8)
        );
        let adds = 2;
        let add = fibers.spawn(move |_| -> Box<dyn Fn(i32) -> i32> { Box::new(move |n| n + adds) });
        assert_eq!(add.join(fiber)(40), 42);
        // A handle is a value too, and can be joined by another fiber than the one that spawned it.
        let inner = fibers.spawn(|fiber| {
            fiber.scheduler.spawn(|fiber| {
                fiber.yield_now();
                "from within"
            })
        });
        assert_eq!(inner.join(fiber).join(fiber), "from within");
    });
}

/// Says when it is dropped, and would say so twice.
struct Counted(Rc<Cell<usize>>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.set(self.0.get() + 1);
    }
}

#[test]
fn every_value_is_dropped_once_joined_or_not() {
    let kept = run(|fiber| {
        let spawn = || {
            let drops = Rc::new(Cell::new(0));
            let counted = Counted(Rc::clone(&drops));
            (drops, fiber.scheduler.spawn(move |_| counted))
        };
        let (dropped, handle) = spawn();
        let value = handle.join(fiber);
        assert_eq!(dropped.get(), 0, "a value was dropped before it was joined");
        drop(value);
        assert_eq!(dropped.get(), 1, "a joined value is dropped by who has it");

        let (dropped, handle) = spawn();
        drop(handle);
        fiber.yield_now();
        assert_eq!(
            dropped.get(),
            1,
            "the handle was let go before the end, so the value has to go at the end: nobody else can drop it\n\
             So often was it dropped:"
        );

        let (dropped, handle) = spawn();
        fiber.yield_now();
        assert_eq!(
            dropped.get(),
            0,
            "a value was dropped that could still be joined"
        );
        drop(handle);
        assert_eq!(dropped.get(), 1, "the handle had the last of the value");
        spawn()
    });
    let (dropped, handle) = kept;
    assert_eq!(
        dropped.get(),
        0,
        "the handle outlives the scheduler, and the value with it"
    );
    drop(handle);
    assert_eq!(dropped.get(), 1);
}
