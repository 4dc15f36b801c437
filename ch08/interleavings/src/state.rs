//! The state that a program is in when all of its threads have stopped.

use crate::baton::{Next, Place, Stopped};
use crate::watched::TaskId;

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

impl From<(Stopped, bool)> for Thread {
    fn from((stopped, can_run): (Stopped, bool)) -> Self {
        let status = match stopped.next {
            Next::End => Status::Over,
            Next::Sleep { .. } => Status::Asleep,
            _ if !can_run => Status::Locked,
            Next::Wake(_) => Status::Woken,
            Next::Go | Next::Lock(_) => Status::Ready,
        };
        Self {
            status,
            at: stopped.at.map(named),
            call: stopped.call.map(named),
        }
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
