//! A task that wakes itself.

use super::{Again, AgainStd, spawn_on_pool, tokio};
use ch08::{Executor, Waker};
use futures_executor::LocalPool;
use testing::ratios::Row;

pub fn row() -> Row {
    Row {
        task: "wake a task from its own thread and poll it, by the wake-up",
        contenders: vec![
            ("this chapter", Box::new(ours)),
            ("futures, LocalPool", Box::new(pool)),
            ("Tokio, current thread", Box::new(tokio_task)),
        ],
    }
}

fn ours(left: usize) {
    let executor = Executor::new();
    executor.spawn(Again {
        left,
        wake: Waker::wake,
    });
    executor.run();
}

fn pool(left: usize) {
    let mut pool = LocalPool::new();
    let task = AgainStd {
        left,
        wake: std::task::Waker::wake_by_ref,
    };
    spawn_on_pool(&pool.spawner(), task);
    pool.run();
}

fn tokio_task(left: usize) {
    let runtime = tokio();
    let task = runtime.spawn(AgainStd {
        left,
        wake: std::task::Waker::wake_by_ref,
    });
    runtime.block_on(task).unwrap();
}
