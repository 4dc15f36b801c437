//! Many who wait: as many as are asked for, or as the system has room for.

use super::print_row;
use super::usage::Usage;
use ch05::stack::DEFAULT_SIZE;
use ch05::{Builder, Runtime, park, yield_now};
use corosensei::Coroutine;
use corosensei::stack::DefaultStack;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Their handles are dropped, as in a server: each goes on by itself.
pub fn fibers(count: usize) {
    let before = Usage::now();
    let runtime = Runtime::new().unwrap();
    runtime.run(move || {
        let begun = begin(count, || Builder::new().spawn(park).map(drop));
        yield_now(); // each of them runs until it waits
        print_row("ch05", begun.len(), &before);
    });
}

pub fn coroutines(count: usize) {
    let before = Usage::now();
    let waiting = begin(count, || {
        let stack = DefaultStack::new(DEFAULT_SIZE)?;
        let mut coroutine =
            Coroutine::<(), (), (), _>::with_stack(stack, |yielder, ()| yielder.suspend(()));
        coroutine.resume(());
        Ok(coroutine)
    });
    print_row("corosensei", waiting.len(), &before);
}

pub fn threads(count: usize) {
    let before = Usage::now();
    let there = Arc::new(AtomicUsize::new(0));
    let waiting = begin(count, || {
        let there = Arc::clone(&there);
        let builder = thread::Builder::new().stack_size(DEFAULT_SIZE);
        builder.spawn(move || {
            there.fetch_add(1, Ordering::Relaxed);
            thread::park();
        })
    });
    while there.load(Ordering::Relaxed) < waiting.len() {
        thread::yield_now();
    }
    print_row("threads", waiting.len(), &before);
    for thread in waiting {
        thread.thread().unpark();
        thread.join().unwrap();
    }
}

fn begin<T>(count: usize, mut one: impl FnMut() -> io::Result<T>) -> Vec<T> {
    let mut begun = Vec::with_capacity(count);
    while begun.len() < count {
        match one() {
            Ok(it) => begun.push(it),
            Err(error) => {
                println!("    no more than {}: {error}", begun.len());
                break;
            }
        }
    }
    begun
}
