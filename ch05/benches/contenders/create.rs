//! A coroutine's, a fiber's or a thread's whole life: it is created, runs to its end, and is gone.
//!
//! Every stack but two contenders' was used before. corosensei has no pool; a program that runs many
//! coroutines keeps the stacks it has in a list, and that contender does what chapter 5's
//! [`Stacks`] do. The two with one stack show what a pool costs: nothing else can have that
//! stack meanwhile.

use super::{Row, Task};
use ch05::stack::{DEFAULT_SIZE, Stacks};
use ch05::{Coroutine, Runtime, spawn};
use corosensei::ScopedCoroutine;
use corosensei::stack::DefaultStack;
use std::hint::black_box;
use std::thread;

pub fn row() -> Row {
    Row {
        task: "create, run, end",
        at_once: 1,
        contenders: vec![
            ("corosensei, stacks in a list", peer_with_list()),
            ("corosensei, one stack, moved", peer_moved()),
            ("corosensei, one stack, lent", peer_lent()),
            ("corosensei, a stack each time", peer_new()),
            ("ch05, Coroutine", coroutine()),
            ("ch05, spawn and join", fiber()),
            ("thread, spawn and join", thread()),
        ],
    }
}

fn coroutine() -> Task {
    let stacks = Stacks::new();
    Box::new(move |times| {
        for n in 0..times {
            let n = black_box(n);
            let stack = stacks.take(DEFAULT_SIZE).unwrap();
            let mut coroutine = Coroutine::<(), usize>::new(stack, move |_| n + 1);
            black_box(coroutine.resume());
        }
    })
}

fn fiber() -> Task {
    let runtime = Runtime::new().unwrap();
    Box::new(move |times| {
        runtime.run(move || {
            for n in 0..times {
                let n = black_box(n);
                black_box(spawn(move || n + 1).join().unwrap());
            }
        });
    })
}

type Peer<Stack> = corosensei::Coroutine<(), (), usize, Stack>;

fn peer_with_list() -> Task {
    let mut stacks = vec![DefaultStack::new(DEFAULT_SIZE).unwrap()];
    Box::new(move |times| {
        for n in 0..times {
            let n = black_box(n);
            let stack = stacks.pop();
            let stack = stack.unwrap_or_else(|| DefaultStack::new(DEFAULT_SIZE).unwrap());
            let mut coroutine = Peer::with_stack(stack, move |_, ()| n + 1);
            black_box(coroutine.resume(()));
            stacks.push(coroutine.into_stack());
        }
    })
}

fn peer_moved() -> Task {
    let mut spare = Some(DefaultStack::new(DEFAULT_SIZE).unwrap());
    Box::new(move |times| {
        let mut stack = spare.take().unwrap();
        for n in 0..times {
            let n = black_box(n);
            let mut coroutine = Peer::with_stack(stack, move |_, ()| n + 1);
            black_box(coroutine.resume(()));
            stack = coroutine.into_stack();
        }
        spare = Some(stack);
    })
}

fn peer_lent() -> Task {
    let mut stack = DefaultStack::new(DEFAULT_SIZE).unwrap();
    Box::new(move |times| {
        for n in 0..times {
            let n = black_box(n);
            let coroutine =
                ScopedCoroutine::<(), (), usize, _>::with_stack(&mut stack, |_, ()| n + 1);
            black_box(coroutine.scope(|mut coroutine| coroutine.as_mut().resume(())));
        }
    })
}

fn peer_new() -> Task {
    Box::new(|times| {
        for n in 0..times {
            let n = black_box(n);
            let stack = DefaultStack::new(DEFAULT_SIZE).unwrap();
            let mut coroutine = Peer::with_stack(stack, move |_, ()| n + 1);
            black_box(coroutine.resume(()));
        }
    })
}

fn thread() -> Task {
    Box::new(|times| {
        for n in 0..times {
            let n = black_box(n);
            black_box(thread::spawn(move || n + 1).join().unwrap());
        }
    })
}
