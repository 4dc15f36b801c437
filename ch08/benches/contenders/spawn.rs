//! A task that is ready at its first poll.

use super::{Again, AgainStd, spawn_on_pool, tokio};
use ch08::{Executor, Waker};
use futures_executor::LocalPool;
use testing::ratios::Row;

pub fn row() -> Row {
    Row {
        task: "spawn a task and run it to its end, by the task",
        contenders: vec![
            ("this chapter", Box::new(ours)),
            ("futures, LocalPool", Box::new(pool)),
            ("Tokio, current thread", Box::new(tokio_tasks)),
        ],
    }
}

fn ours(tasks: usize) {
    let executor = Executor::new();
    for _ in 0..tasks {
        executor.spawn(Again {
            left: 0,
            wake: |_: &Waker| {},
        });
    }
    executor.run();
}

fn pool(tasks: usize) {
    let mut pool = LocalPool::new();
    let spawner = pool.spawner();
    for _ in 0..tasks {
        let task = AgainStd {
            left: 0,
            wake: |_: &std::task::Waker| {},
        };
        spawn_on_pool(&spawner, task);
    }
    pool.run();
}

fn tokio_tasks(tasks: usize) {
    let runtime = tokio();
    let set = tokio::task::LocalSet::new();
    for _ in 0..tasks {
        set.spawn_local(AgainStd {
            left: 0,
            wake: |_: &std::task::Waker| {},
        });
    }
    runtime.block_on(set);
}
