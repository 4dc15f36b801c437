//! Events that a program says and a person, a page or a test listens to.
//!
//! A program says what happens with [`trace!`]: an actor and what it did. By itself that does
//! nothing and costs one relaxed load. [`step`] makes every event of the process a line on standard
//! output, `[actor] what it did`, which is what a chapter's steps do. A test makes a [`Log`] and
//! gets the events of its own thread, and of the threads that take part in the same [`Scope`].
//!
//! ```
//! let log = trace::Log::start();
//! let id = 3;
//! trace::trace!("task {id}", "is polled");
//! trace::count!("epoll_wait");
//! assert_eq!(log.text(), "[task 3] is polled\n");
//! assert_eq!(log.counted("epoll_wait"), 1);
//! ```

mod log;
mod stdout;

pub use log::{Entered, Event, Log, Scope};
pub use stdout::step;

use std::fmt::Arguments;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many listen: logs that are alive, and standard output.
///
/// Relaxed is enough: whoever must not miss an event starts to listen before it, in program order
/// on the same thread or by a spawn or channel that orders the two.
static LISTENERS: AtomicUsize = AtomicUsize::new(0);

/// Says that an actor did something: `trace!("task {id}", "is polled")`.
///
/// Both parts are format strings. Nothing is formatted while nobody listens.
#[macro_export]
macro_rules! trace {
    ($actor:literal, $($what:tt)+) => {
        if $crate::is_heard() {
            $crate::emit(::core::format_args!($actor), ::core::format_args!($($what)+));
        }
    };
}

/// Counts one of something, for a [`Log`] to add up: `count!("epoll_wait")`.
#[macro_export]
macro_rules! count {
    ($name:expr) => {
        if $crate::is_heard() {
            $crate::add_one($name);
        }
    };
}

/// Whether anybody listens, in any thread of the process.
#[inline]
pub fn is_heard() -> bool {
    LISTENERS.load(Ordering::Relaxed) > 0
}

/// Hands an event to all who listen; [`trace!`] calls it when somebody does.
#[cold]
pub fn emit(actor: Arguments<'_>, what: Arguments<'_>) {
    let event = Event {
        actor: actor.to_string(),
        what: what.to_string(),
    };
    stdout::print(&event);
    log::record(event);
}

/// Adds one to a named counter of the listening log; [`count!`] calls it when somebody listens.
#[cold]
pub fn add_one(name: &'static str) {
    log::add_one(name);
}
