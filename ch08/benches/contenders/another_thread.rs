//! A task that another thread wakes: the executor sleeps in between.

use super::{Again, AgainStd, spawn_on_pool, tokio};
use ch08::{Executor, Waker};
use futures_executor::LocalPool;
use std::sync::mpsc::{Sender, channel};
use std::thread;
use testing::ratios::Row;

pub fn row() -> Row {
    Row {
        task: "wake a task from another thread and poll it, by the wake-up",
        contenders: vec![
            ("this chapter", Box::new(ours)),
            ("futures, LocalPool", Box::new(pool)),
            ("Tokio, current thread", Box::new(tokio_task)),
        ],
    }
}

/// A thread that calls each waker it's sent. The thread ends with its sender.
fn waking_thread<W: Send + 'static>(wake: impl Fn(W) + Send + 'static) -> Sender<W> {
    let (sender, wakers) = channel();
    thread::spawn(move || wakers.into_iter().for_each(wake));
    sender
}

fn ours(left: usize) {
    let executor = Executor::new();
    let sender = waking_thread(|waker: Waker| waker.wake());
    executor.spawn(Again {
        left,
        wake: move |waker: &Waker| sender.send(waker.clone()).unwrap(),
    });
    executor.run();
}

fn pool(left: usize) {
    let mut pool = LocalPool::new();
    let sender = waking_thread(std::task::Waker::wake);
    let task = AgainStd {
        left,
        wake: move |waker: &std::task::Waker| sender.send(waker.clone()).unwrap(),
    };
    spawn_on_pool(&pool.spawner(), task);
    pool.run();
}

fn tokio_task(left: usize) {
    let runtime = tokio();
    let sender = waking_thread(std::task::Waker::wake);
    let task = runtime.spawn(AgainStd {
        left,
        wake: move |waker: &std::task::Waker| sender.send(waker.clone()).unwrap(),
    });
    runtime.block_on(task).unwrap();
}
