//! What a coroutine does, and what it does when it is used in ways that nobody would.
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

#[path = "coroutine_support/mod.rs"]
mod support;

use ch05::stack::{Stack, Stacks};
use ch05::{Coroutine, State, Suspender};
use std::cell::RefCell;
use std::hint::black_box;
use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};
use std::rc::Rc;
use std::thread;
use support::{stack, stack_of, text};

fn panic_of<T>(f: impl FnOnce() -> T) -> String {
    let caught = catch_unwind(AssertUnwindSafe(|| {
        f();
    }));
    text(&*caught.expect_err("it panics"))
}

#[test]
fn one_that_has_ended_cannot_be_resumed() {
    let mut returns = Coroutine::new(stack(), |_: &Suspender<()>| 1);
    assert_eq!(returns.resume(), State::Finished(1));
    for _ in 0..2 {
        assert_eq!(panic_of(|| returns.resume()), "the coroutine has ended");
    }
    let mut panics = Coroutine::new(stack(), |_: &Suspender<()>| panic_any("once"));
    assert_eq!(panic_of(|| panics.resume()), "once");
    assert_eq!(panic_of(|| panics.resume()), "the coroutine has ended");
}

#[test]
fn a_panic_goes_on_in_whoever_resumes_and_keeps_its_type() {
    let payloads: [fn(); 3] = [
        || panic!("a literal"),
        || panic!("formatted {}", black_box(7)),
        || panic_any(7_u64),
    ];
    let caught = payloads.map(|payload| {
        let mut coroutine = Coroutine::new(stack(), move |suspender: &Suspender<()>| {
            suspender.suspend(());
            payload();
        });
        assert_eq!(coroutine.resume(), State::Suspended(()));
        catch_unwind(AssertUnwindSafe(|| coroutine.resume())).unwrap_err()
    });
    assert_eq!(caught[0].downcast_ref::<&str>(), Some(&"a literal"));
    assert_eq!(caught[1].downcast_ref::<String>().unwrap(), "formatted 7");
    assert_eq!(caught[2].downcast_ref::<u64>(), Some(&7));
}

#[test]
fn a_panic_in_the_first_frame_stays_within_the_process() {
    let mut coroutine = Coroutine::new(stack(), |_: &Suspender<()>| panic_any(1));
    assert!(catch_unwind(AssertUnwindSafe(|| coroutine.resume())).is_err());
    assert!(!thread::panicking());
}

#[test]
fn a_panic_caught_inside_goes_no_further_though_it_suspends_meanwhile() {
    let mut coroutine = Coroutine::new(stack(), |suspender: &Suspender<u32>| {
        for turn in 0..3 {
            let caught = catch_unwind(AssertUnwindSafe(|| {
                suspender.suspend(turn);
                panic_any(turn);
            }));
            assert_eq!(caught.unwrap_err().downcast_ref(), Some(&turn));
        }
        "done"
    });
    for turn in 0..3 {
        assert_eq!(coroutine.resume(), State::Suspended(turn));
        assert!(!thread::panicking());
    }
    assert_eq!(coroutine.resume(), State::Finished("done"));
}

#[test]
fn one_that_moves_goes_on_where_it_was() {
    let mut coroutine = Box::new(Coroutine::new(
        stack(),
        |suspender: &Suspender<*const u8>| {
            let local = 7_u8;
            suspender.suspend(&raw const local);
            suspender.suspend(&raw const local);
            black_box(local)
        },
    ));
    let first = coroutine.resume();
    let mut elsewhere = vec![*coroutine];
    elsewhere.reserve(100);
    let mut coroutine = elsewhere.remove(0);
    assert_eq!(coroutine.resume(), first, "its locals have not moved");
    assert_eq!(coroutine.resume(), State::Finished(7));
}

#[test]
fn its_frames_lie_on_its_stack() {
    let stack = stack();
    let range = stack.bottom().addr()..stack.top().addr();
    let mut coroutine = Coroutine::new(stack, |_: &Suspender<()>| {
        let local = 0_u8;
        (&raw const local).addr()
    });
    let State::Finished(local) = coroutine.resume() else {
        panic!("it does not suspend")
    };
    assert!(range.contains(&local));
}

#[repr(align(64))]
#[derive(Clone, Copy, Debug, PartialEq)]
struct Line([u8; 64]);

#[repr(align(4096))]
#[derive(Clone, Copy, Debug, PartialEq)]
struct Page([u8; 4096]);

/// Aligned as its type wants it. The comparison is hidden from the compiler, which knows that it is.
fn aligned<T>(value: &T) -> bool {
    black_box((&raw const *value).addr()).is_multiple_of(align_of::<T>())
}

#[test]
fn locals_captured_values_and_results_of_any_alignment_are_aligned() {
    fn passes<T: Copy + PartialEq + std::fmt::Debug + 'static>(value: T) {
        // Odd sizes beside it, so that an alignment by chance is less likely.
        let odd = [1_u8; 13];
        let mut coroutine = Coroutine::new(stack(), move |suspender: &Suspender<T>| {
            let local = black_box(value);
            assert!(
                aligned(&value) && aligned(&local),
                "aligned to {}",
                align_of::<T>()
            );
            suspender.suspend(local);
            assert!(aligned(&local) && local == value);
            assert_eq!(black_box(odd), [1; 13]);
            local
        });
        assert_eq!(coroutine.resume(), State::Suspended(value));
        assert_eq!(coroutine.resume(), State::Finished(value));
    }
    passes(1_u8);
    passes(2_u128);
    passes(Line([3; 64]));
    passes(Page([4; 4096]));
    passes(());
}

/// Counts its work in 128-bit registers and keeps them in memory across a call: `movaps`.
#[inline(never)]
fn spills(suspender: &Suspender<()>) -> [f32; 4] {
    let mut lanes = [black_box(1.0_f32); 4];
    for _ in 0..3 {
        lanes = lanes.map(|lane| lane * 2.0);
        suspender.suspend(());
    }
    lanes
}

#[test]
fn aligned_moves_of_vectors_do_not_fault() {
    for size in [0, 1, 8, 15, 16, 17, 24] {
        // What is captured decides where the first frame begins.
        macro_rules! capturing {
            ($($n:literal)*) => { match size { $($n => {
                let captured = [0_u8; $n];
                let mut coroutine = Coroutine::new(stack(), move |suspender| {
                    black_box(captured);
                    spills(suspender)
                });
                while let State::Suspended(()) = coroutine.resume() {}
            })* _ => unreachable!() } };
        }
        capturing!(0 1 8 15 16 17 24);
    }
}

#[test]
fn what_takes_no_room_works_like_all_else() {
    let mut coroutine = Coroutine::new(stack(), |suspender: &Suspender<()>| suspender.suspend(()));
    assert_eq!(coroutine.resume(), State::Suspended(()));
    assert_eq!(coroutine.resume(), State::Finished(()));
    enum Never {}
    let mut never = Coroutine::new(stack(), |_: &Suspender<Never>| ());
    assert!(matches!(never.resume(), State::Finished(())));
}

#[test]
fn large_values_come_through_whole() {
    const KIB: usize = 1024;
    let mut coroutine = Coroutine::new(
        stack_of(8 << 20),
        |suspender: &Suspender<[u8; 64 * KIB]>| {
            for turn in 0..3 {
                suspender.suspend([turn; 64 * KIB]);
            }
            [9_u8; 256 * KIB]
        },
    );
    for turn in 0..3 {
        assert!(coroutine.resume() == State::Suspended([turn; 64 * KIB]));
    }
    assert!(coroutine.resume() == State::Finished([9; 256 * KIB]));
}

#[test]
fn a_closure_too_large_for_the_stack_is_refused_and_dropped() {
    let (pool, tally) = (Stacks::new(), support::Tally::default());
    let refused = |stack: Stack| {
        let (large, counted) = ([0_u8; 48 * 1024], tally.value("captured"));
        panic_of(|| {
            Coroutine::new(stack, move |_: &Suspender<()>| {
                let _captured = (&large, &counted);
            })
        })
    };
    let text = refused(pool.take(64 * 1024).unwrap());
    assert!(text.contains("is too large for a stack of 65536"), "{text}");
    tally.assert_each_dropped_once("refused", &["captured"]);
    pool.take(64 * 1024).unwrap();
    assert_eq!(pool.count(), 1, "the stack has gone back");
}

#[test]
fn those_on_stacks_of_one_page_run() {
    let mut coroutine = Coroutine::new(stack_of(1), |suspender: &Suspender<u8>| {
        suspender.suspend(1);
        2
    });
    assert_eq!(coroutine.resume(), State::Suspended(1));
    assert_eq!(coroutine.resume(), State::Finished(2));
}

#[test]
fn a_thousand_lie_within_each_other() {
    const DEEP: u32 = 1000;
    fn nest(pool: Stacks, depth: u32) -> Coroutine<u32, u32> {
        let stack = pool.take(16 * 1024).unwrap();
        Coroutine::new(stack, move |suspender| {
            if depth == DEEP {
                suspender.suspend(depth);
                return depth;
            }
            let mut inner = nest(pool, depth + 1);
            loop {
                match inner.resume() {
                    State::Suspended(value) => suspender.suspend(value),
                    State::Finished(value) => return value,
                }
            }
        })
    }
    let pool = Stacks::new();
    let mut outermost = nest(pool.clone(), 1);
    assert_eq!(outermost.resume(), State::Suspended(DEEP));
    assert_eq!(outermost.resume(), State::Finished(DEEP));
    drop(outermost);
    let mut outermost = nest(pool.clone(), 1);
    assert_eq!(outermost.resume(), State::Suspended(DEEP));
    drop(outermost);
    assert_eq!(pool.count(), DEEP as usize, "each stack was used twice");
    for _ in 0..DEEP {
        std::mem::forget(pool.take(16 * 1024).unwrap());
    }
    assert_eq!(pool.count(), DEEP as usize, "and has come back");
}

#[test]
fn one_is_resumed_by_many_in_turn() {
    let shared = Rc::new(RefCell::new(Coroutine::new(
        stack(),
        |suspender: &Suspender<u32>| {
            for value in 0.. {
                suspender.suspend(value);
            }
        },
    )));
    let mut resumers: Vec<_> = (0..3)
        .map(|_| {
            let shared = Rc::clone(&shared);
            Coroutine::new(stack(), move |suspender: &Suspender<u32>| {
                loop {
                    let state = shared.borrow_mut().resume();
                    let State::Suspended(value) = state else {
                        break;
                    };
                    suspender.suspend(value);
                }
            })
        })
        .collect();
    for value in 0..30 {
        let resumer = &mut resumers[value % 3];
        assert_eq!(resumer.resume(), State::Suspended(value as u32));
    }
    drop(resumers);
    assert_eq!(shared.borrow_mut().resume(), State::Suspended(30));
}

#[test]
fn one_cannot_resume_itself() {
    type Own = Rc<RefCell<Option<Coroutine<(), String>>>>;
    let own: Own = Rc::default();
    let inside = Rc::clone(&own);
    *own.borrow_mut() = Some(Coroutine::new(stack(), move |_| {
        panic_of(|| inside.borrow_mut().as_mut().unwrap().resume())
    }));
    let state = own.borrow_mut().as_mut().unwrap().resume();
    let State::Finished(text) = state else {
        panic!("it does not suspend")
    };
    assert!(text.contains("already"), "borrowed already: {text}");
}

#[test]
fn each_thread_has_its_own() {
    thread::scope(|scope| {
        for seed in 0..4_u64 {
            scope.spawn(move || {
                let mut coroutine = Coroutine::new(stack(), move |suspender: &Suspender<u64>| {
                    (0..1000).for_each(|n| suspender.suspend(seed * n));
                });
                for n in 0..1000 {
                    assert_eq!(coroutine.resume(), State::Suspended(seed * n));
                }
                assert_eq!(coroutine.resume(), State::Finished(()));
            });
        }
    });
}

#[test]
fn it_says_what_it_is() {
    let mut coroutine = Coroutine::new(stack(), |suspender: &Suspender<()>| {
        format!("{suspender:?}")
    });
    let text = format!("{coroutine:?}");
    assert!(
        text.starts_with("Coroutine { finished: false, stack: Stack("),
        "{text}"
    );
    let State::Finished(text) = coroutine.resume() else {
        panic!("it does not suspend")
    };
    assert_eq!(text, "Suspender { .. }");
    assert!(format!("{coroutine:?}").starts_with("Coroutine { finished: true"));
}

/// Whether a type has a marker. An inherent constant, which exists for those that have it, goes before
/// the trait's.
macro_rules! has {
    ($type:ty: $marker:path) => {{
        #[allow(
            dead_code,
            reason = "the inherent one is used if the type has the marker"
        )]
        trait Otherwise {
            const HAS: bool = false;
        }
        impl<T> Otherwise for T {}
        struct Asked<T>(std::marker::PhantomData<T>);
        impl<T: $marker> Asked<T> {
            #[allow(dead_code, reason = "the trait's is used if the type lacks the marker")]
            const HAS: bool = true;
        }
        <Asked<$type>>::HAS
    }};
}

#[test]
fn nothing_of_the_layer_can_go_to_another_thread() {
    assert!(has!(u8: Send) && has!(u8: Sync), "the macro works");
    assert!(!has!(Coroutine<(), ()>: Send) && !has!(Coroutine<(), ()>: Sync));
    assert!(!has!(Suspender<()>: Send) && !has!(Suspender<()>: Sync));
    assert!(!has!(&Suspender<()>: Send));
    assert!(!has!(Stack: Send) && !has!(Stack: Sync));
    assert!(!has!(Stacks: Send) && !has!(Stacks: Sync));
    assert!(!has!(ch05::Runtime: Send) && !has!(ch05::Runtime: Sync));
    assert!(!has!(ch05::JoinHandle<()>: Send) && !has!(ch05::JoinHandle<()>: Sync));
    assert!(!has!(ch05::Fiber: Send) && !has!(ch05::Fiber: Sync));
}
