//! Who is compared: the compiler's machine, the one that corofy writes for this chapter, and the one that it writes for
//! chapter 8, which keeps a borrowed variable on the heap.

mod compilers;
mod counting;
#[rustfmt::skip]
mod kept;
mod leaf;
#[rustfmt::skip]
mod pinned;

use ch09::{Future, PollState, Wake, Waker};
use counting::counted;
use std::hint::black_box;
use std::mem::size_of_val;
use std::pin::pin;
use std::sync::Arc;
use std::task::Context;
use testing::ratios::{Row, Task};

/// Each row, made when its turn comes.
pub const ROWS: &[fn() -> Row] = &[few, many];

/// How often the coroutines wait.
const FEW: u64 = 2;
const MANY: u64 = 100;

fn few() -> Row {
    row("2 waits with a borrowed variable", FEW)
}

fn many() -> Row {
    row("100 waits with a borrowed variable", MANY)
}

fn row(task: &'static str, waits: u64) -> Row {
    Row {
        task,
        contenders: vec![
            ("async fn", repeated(waits, finish_compilers)),
            ("pinned", repeated(waits, finish_pinned)),
            ("kept", repeated(waits, finish_kept)),
        ],
    }
}

/// The bytes of each machine. What's on the heap comes on top of that.
pub fn sizes() -> [usize; 3] {
    [
        size_of_val(&compilers::sum(FEW)),
        size_of_val(&pinned::sum(FEW)),
        size_of_val(&kept::sum(FEW)),
    ]
}

/// How many allocations each machine makes.
pub fn allocations() -> [usize; 3] {
    let waker = no_waker();
    [finish_compilers, finish_pinned, finish_kept].map(|finish| counted(|| finish(FEW, &waker)))
}

type Finish = fn(u64, &Waker);

fn repeated(waits: u64, finish: Finish) -> Task {
    let waker = no_waker();
    Box::new(move |times| {
        for _ in 0..times {
            finish(black_box(waits), &waker);
        }
    })
}

fn finish_compilers(waits: u64, _: &Waker) {
    let mut machine = pin!(compilers::sum(waits));
    let mut context = Context::from_waker(std::task::Waker::noop());
    while black_box(machine.as_mut()).poll(&mut context).is_pending() {}
}

fn finish_pinned(waits: u64, waker: &Waker) {
    let mut machine = pin!(pinned::sum(waits));
    while let PollState::NotReady = Future::poll(black_box(machine.as_mut()), waker) {}
}

fn finish_kept(waits: u64, waker: &Waker) {
    let mut machine = kept::sum(waits);
    while let PollState::NotReady = ch08::Future::poll(black_box(&mut machine), waker) {}
}

/// Wakes nothing: the machines are polled until they're ready.
struct Nothing;

impl Wake for Nothing {
    fn wake(&self) {}
}

fn no_waker() -> Waker {
    Waker::from(Arc::new(Nothing))
}
