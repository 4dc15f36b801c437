//! Fibers that panic, with and without somebody who joins them, among others that do not.
//!
//! They panic with `resume_unwind`, which unwinds as `panic!` does and prints nothing.

use super::*;
use std::any::Any;
use std::mem;
use std::panic::{self, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use testing::Log;

fn panics(payload: impl Any + Send) -> ! {
    resume_unwind(Box::new(payload))
}

/// Runs `main` as fiber 0 of a scheduler, beside those that it spawns.
fn run<T: 'static>(main: impl FnOnce(&Fiber<'_>) -> T + 'static) -> Result<T, &'static str> {
    let scheduler = Rc::new(Scheduler::default());
    let returned = Rc::new(Cell::new(None));
    let returns = Rc::clone(&returned);
    drop(scheduler.spawn(move |fiber| returns.set(Some(main(fiber)))));
    let asleep = panic::catch_unwind(panic::AssertUnwindSafe(|| scheduler.run()));
    match (asleep, returned.take()) {
        (Err(payload), _) => {
            // It may be one that panics when it is dropped.
            mem::forget(payload);
            Err(
                "a fiber's panic has come out of the scheduler, which had resumed it\n\
                 The scheduler's loop is left, so that nobody gets another turn.",
            )
        }
        (Ok(1..), _) => Err("nobody is ready, and fibers wait for ever\n\
                 A fiber that panics has ended, and whoever joins it has to be woken."),
        (Ok(0), None) => Err(
            "the fiber that joined another one has ended with a panic of its own\n\
                 `join` returns the payload of a panic; it does not panic itself.",
        ),
        (Ok(0), Some(value)) => Ok(value),
    }
}

/// [`run`], for a test that has nothing else to say when it fails.
fn runs<T: 'static>(main: impl FnOnce(&Fiber<'_>) -> T + 'static) -> T {
    run(main).unwrap_or_else(|objection| panic!("{objection}"))
}

#[test]
fn a_panic_reaches_its_handle_and_nobody_else() {
    let log = Log::start();
    run(breakfast).unwrap_or_else(|objection| {
        testing::report(&log.text());
        panic!("{objection}");
    });
    testing::pin_exercise!("panic-reaches-join", log);
}

fn breakfast(fiber: &Fiber<'_>) {
    let hot = fiber.scheduler.spawn(|fiber| {
        let _cup = Cup::take(fiber.id);
        fiber.yield_now();
        trace!("fiber 1", "panics");
        panics("the cup is hot");
    });
    let tea = fiber.scheduler.spawn(|fiber| {
        for turn in 1..4 {
            trace!("fiber 2", "makes tea: turn {turn}");
            fiber.yield_now();
        }
        "tea"
    });
    drop(fiber.scheduler.spawn(|fiber| {
        let _cup = Cup::take(fiber.id);
        trace!("fiber 3", "panics, and nobody will join it");
        panics("the cup has a crack");
    }));
    for (id, handle) in [(1, hot), (2, tea)] {
        trace!("fiber 0", "joins fiber {id}");
        match handle.join(fiber) {
            Ok(value) => trace!("fiber 0", "has {value}"),
            Err(payload) => {
                let says = payload.downcast_ref::<&str>().unwrap_or(&"something else");
                trace!("fiber 0", "hears that fiber {id} has panicked: {says}");
            }
        }
    }
}

struct Cup(Id);

impl Cup {
    fn take(id: Id) -> Self {
        trace!("fiber {id}", "takes a cup");
        Self(id)
    }
}

impl Drop for Cup {
    fn drop(&mut self) {
        let id = self.0;
        trace!("fiber {id}", "gives the cup back");
    }
}

#[test]
fn a_payload_arrives_unchanged() {
    struct Burnt {
        toasts: Vec<u32>,
    }
    fn payload<P: Any>(result: thread::Result<()>) -> Option<P> {
        result.err()?.downcast().ok().map(|payload| *payload)
    }
    let (text, string, number, burnt) = runs(|fiber| {
        let burnt = Burnt { toasts: vec![3, 5] };
        let was_at = burnt.toasts.as_ptr().addr();
        let fibers = fiber.scheduler;
        let text = fibers.spawn(|_| panics("a text"));
        let string = fibers.spawn(|_| panics(String::from("a string")));
        let number = fibers.spawn(|_| panics(7_u64));
        let burnt = fibers.spawn(|_| panics(burnt));
        let burnt = payload::<Burnt>(burnt.join(fiber));
        (
            payload::<&str>(text.join(fiber)),
            payload::<String>(string.join(fiber)),
            payload::<u64>(number.join(fiber)),
            burnt.filter(|burnt| burnt.toasts.as_ptr().addr() == was_at),
        )
    });
    let arrived = [
        text == Some("a text"),
        string.as_deref() == Some("a string"),
        number == Some(7),
        burnt.is_some_and(|burnt| burnt.toasts == [3, 5]),
    ];
    assert_eq!(
        arrived, [true; 4],
        "a payload is any value: whoever joins gets the very one with which the fiber has panicked\n\
         A text, a String, a number and a type of the program's own; did each arrive?"
    );
}

/// A joiner that panics with what it hears passes it on, and is joined itself.
#[test]
fn who_joins_can_pass_a_panic_on() {
    let heard = runs(|fiber| {
        let first = fiber.scheduler.spawn(|fiber| {
            fiber.yield_now();
            panics(42_u8)
        });
        let last = (0..10).fold(first, |before, _| {
            fiber.scheduler.spawn(|fiber| match before.join(fiber) {
                Ok(()) => (),
                Err(payload) => resume_unwind(payload),
            })
        });
        last.join(fiber).err()?.downcast::<u8>().ok()
    });
    assert_eq!(heard.as_deref(), Some(&42));
}

#[test]
fn others_take_their_turns_as_if_nothing_had_happened() {
    const FIBERS: usize = 60;
    const TURNS: usize = 10;
    let log = Log::start();
    let results = runs(|fiber| {
        let spawn = |n| {
            fiber.scheduler.spawn(move |fiber| {
                for turn in 1..TURNS {
                    // Every third one ends with a panic, at one time or another.
                    if n % 3 == 0 && turn == n % 7 + 1 {
                        panics(n);
                    }
                    fiber.yield_now();
                }
                n
            })
        };
        let handles: Vec<_> = (0..FIBERS).map(spawn).collect();
        let results = handles.into_iter().map(|handle| handle.join(fiber));
        let results = results.map(|result| result.map_err(|payload| payload.downcast().ok()));
        results.collect::<Vec<_>>()
    });
    for (n, result) in results.into_iter().enumerate() {
        let expected = if n % 3 == 0 {
            Err(Some(Box::new(n)))
        } else {
            Ok(n)
        };
        assert_eq!(result, expected, "what became of one of sixty fibers");
    }
    let panicking: usize = (0..FIBERS).step_by(3).map(|n| n % 7 + 1).sum();
    let ending = FIBERS / 3 * 2 * TURNS;
    // The joiner waits for the first, and then for one that takes all of its turns.
    assert_eq!(
        log.counted("turn") - panicking - ending,
        3,
        "a panic costs nobody a turn, and gives nobody one\nTurns of the fiber that joins the others:"
    );
}

/// What it counts is dropped on whatever stack, and so the count can be in a payload.
struct Counted(Arc<AtomicUsize>);

impl Counted {
    fn new() -> (Self, impl Fn() -> usize) {
        let drops = Arc::new(AtomicUsize::new(0));
        (Self(Arc::clone(&drops)), move || {
            drops.load(Ordering::Relaxed)
        })
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn what_a_fiber_owned_is_dropped_before_its_joiner_hears_of_the_panic() {
    let dropped = runs(|fiber| {
        [0, 5].map(|turns| {
            let ((captured, captured_drops), (local, local_drops)) =
                (Counted::new(), Counted::new());
            let handle = fiber.scheduler.spawn(move |fiber| {
                let _captured = &captured;
                let _local = local;
                (0..turns).for_each(|_| fiber.yield_now());
                panics(())
            });
            let result: thread::Result<()> = handle.join(fiber);
            (result.is_err(), captured_drops(), local_drops())
        })
    });
    assert_eq!(
        dropped,
        [(true, 1, 1); 2],
        "a joiner has heard of a panic whose fiber still owned something, or has lost it twice\n\
         Has it heard, and how often was dropped what the fiber had captured, and what was on its stack?"
    );
}

/// Its destructor panics, which is nobody's fault but its own.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panics("went off")
    }
}

#[test]
fn what_nobody_joins_harms_nobody() {
    let (payload, drops) = Counted::new();
    let (value, kept) = runs(move |fiber| {
        let fibers = fiber.scheduler;
        drop(fibers.spawn(|_| panics(payload)));
        drop(fibers.spawn(|_| Bomb));
        drop(fibers.spawn(|_| panics(Bomb)));
        let kept = fibers.spawn(|_| panics("never joined"));
        (fibers.spawn(|_| "a value").join(fiber).ok(), kept)
    });
    drop::<JoinHandle<()>>(kept);
    assert_eq!(value, Some("a value"));
    assert_eq!(
        drops(),
        1,
        "nobody has joined the fiber, so its payload has to be dropped, once\nIt was:"
    );
}

/// Suspending returns at once while the fiber's own stack unwinds.
#[test]
fn who_yields_while_unwinding_goes_on_unwinding() {
    struct Yielding<'a>(&'a Fiber<'a>);
    impl Drop for Yielding<'_> {
        fn drop(&mut self) {
            self.0.yield_now();
        }
    }
    let (heard, value) = runs(|fiber| {
        let fibers = fiber.scheduler;
        let unwinds = fibers.spawn(|fiber| {
            let _yielding = Yielding(fiber);
            panics(1_u8)
        });
        let other = fibers.spawn(|fiber| {
            fiber.yield_now();
            "a value"
        });
        let heard: thread::Result<()> = unwinds.join(fiber);
        (
            heard
                .err()
                .and_then(|payload| payload.downcast::<u8>().ok()),
            other.join(fiber).ok(),
        )
    });
    assert_eq!((heard.as_deref(), value), (Some(&1), Some("a value")));
}

/// A fiber that is dropped while it waits is unwound by a panic too, of which nobody must hear.
#[test]
fn who_waits_for_ever_is_dropped_and_disturbs_nobody() {
    let (owned, drops) = Counted::new();
    let scheduler = Rc::new(Scheduler::default());
    let waits = scheduler.spawn(move |fiber| {
        let _owned = owned;
        fiber.wait();
    });
    drop(scheduler.spawn(move |fiber| waits.join(fiber).is_ok()));
    assert_eq!(scheduler.run(), 2, "fibers that wait for ever");
    assert_eq!(drops(), 1, "what it owns is dropped once");
}
