//! The programs, and the state that one is in when all of its threads have stopped.

use crate::baton::{Next, Place, Run, Stopped};
use crate::programs::{look_then_sleep, no_token, ours, unpark_first};
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

/// What can be seen while no thread runs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct State {
    /// In the order of their names.
    pub threads: Vec<Thread>,
    /// Whether the parker has its token; none if it's one without.
    pub token: Option<bool>,
    /// The tasks in the ready queue.
    pub queue: Vec<TaskId>,
    /// The tasks that were polled. Each of them is over then.
    pub polled: Vec<TaskId>,
    /// How many tasks the executor has yet to take in this turn.
    pub turn: usize,
}

/// A thread that has stopped.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Thread {
    /// Whether it could go on.
    pub status: Status,
    /// The line where it goes on, as `FILE:LINE`.
    pub at: Option<String>,
    /// The line of the program that has called that.
    pub call: Option<String>,
}

/// What a thread does that has stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// It can go on.
    Ready,
    /// It was asleep, and can go on.
    Woken,
    /// It wants a lock that another thread has.
    Locked,
    /// It sleeps until the condvar is notified.
    Asleep,
    /// It's over.
    Over,
}

impl State {
    /// Whether no thread can go on, and one hasn't come to its end.
    pub fn is_stuck(&self) -> bool {
        let mut threads = self.threads.iter();
        self.choices().is_empty() && !threads.all(|thread| thread.status == Status::Over)
    }

    /// The threads that can go on.
    pub(crate) fn choices(&self) -> Vec<usize> {
        let can_run = |status| matches!(status, Status::Ready | Status::Woken);
        let threads = self.threads.iter().enumerate();
        let chosen = threads.filter(|(_, thread)| can_run(thread.status));
        chosen.map(|(number, _)| number).collect()
    }
}

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
            threads: self.run.threads().into_iter().map(thread).collect(),
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

fn thread((stopped, can_run): (Stopped, bool)) -> Thread {
    let status = match stopped.next {
        Next::End => Status::Over,
        Next::Sleep { .. } => Status::Asleep,
        _ if !can_run => Status::Locked,
        Next::Wake(_) => Status::Woken,
        Next::Go | Next::Lock(_) => Status::Ready,
    };
    Thread {
        status,
        at: stopped.at.map(named),
        call: stopped.call.map(named),
    }
}

/// `FILE:LINE`, from the root of the workspace.
fn named(place: Place) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in place.file().split(['/', '\\']) {
        if part == ".." {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    format!("{}:{}", parts.join("/"), place.line())
}
