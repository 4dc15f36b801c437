//! The programs, and how one is started.

use crate::programs::{look_then_sleep, no_token, ours, unpark_first};
use crate::run::Run;
use crate::state::{State, Thread};
use crate::watched::TaskId;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// A program of three threads.
#[derive(Clone, Copy, Debug)]
pub struct Program {
    /// As a page names it.
    pub name: &'static str,
    start: fn() -> Running,
}

/// All of them, the wrong ones first.
pub const PROGRAMS: [Program; 4] = [
    Program {
        name: "no-token",
        start: || Running::start(no_token::executor, no_token::wake),
    },
    Program {
        name: "look-then-sleep",
        start: || Running::start(look_then_sleep::executor, look_then_sleep::wake),
    },
    Program {
        name: "unpark-first",
        start: || Running::start(unpark_first::executor, unpark_first::wake),
    },
    Program {
        name: "ours",
        start: || Running::start(ours::executor, ours::wake),
    },
];

/// The threads' names, in their order. The second wakes task 1, and the third wakes task 2.
pub(crate) const THREADS: [&str; 3] = ["executor", "reactor", "other thread"];

/// A program's run.
pub(crate) struct Running {
    pub(crate) run: Run,
    shared: Arc<dyn fmt::Debug>,
    polled: Arc<Mutex<Vec<TaskId>>>,
}

type Executor<S> = fn(&S, usize, &mut dyn FnMut(TaskId) -> bool);

impl Running {
    fn start<S>(executor: Executor<S>, wake: fn(&S, TaskId)) -> Self
    where
        S: fmt::Debug + Default + Send + Sync + 'static,
    {
        let shared = Arc::new(S::default());
        let polled = Arc::<Mutex<Vec<TaskId>>>::default();
        let (ready, polls) = (Arc::clone(&shared), Arc::clone(&polled));
        let mut threads: Vec<Box<dyn FnOnce() + Send>> = vec![Box::new(move || {
            executor(&ready, 2, &mut |task| {
                polls
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(task);
                true
            });
        })];
        for task in [1, 2] {
            let ready = Arc::clone(&shared);
            threads.push(Box::new(move || wake(&ready, task)));
        }
        let run = Run::start(threads);
        Self {
            run,
            shared,
            polled,
        }
    }

    pub(crate) fn state(&self) -> State {
        // The fields of both are their own. What's in them is in their debug output.
        let shared = format!("{:?}", self.shared);
        let queue = between(&shared, "order: [", "]").unwrap_or_default();
        let token = between(&shared, "has_token: ", ",");
        State {
            threads: self.run.threads().into_iter().map(Thread::from).collect(),
            token: token.map(|token| token == "true"),
            queue: queue.split(", ").filter_map(|id| id.parse().ok()).collect(),
            polled: self
                .polled
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone(),
            turn: self.run.turn(),
        }
    }
}

impl Program {
    pub(crate) fn start(&self) -> Running {
        (self.start)()
    }
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    let (inside, _) = rest.split_once(after)?;
    Some(inside)
}
