//! Events that a program says and a person, a page or a test listens to.
//!
//! A program says what happens with [`trace!`]: an actor and what it did. By itself that does
//! nothing and costs one relaxed load. [`step`] makes every event of the process a line on standard
//! output, `[actor] what it did`, which is what a chapter's steps do. A test makes a [`Log`] and
//! gets the events of its own thread, and of the threads that take part in the same [`Scope`].
//!
//! Beside the lines that are printed, an actor states what it does with its time: it [`runs!`], it is
//! [`ready!`], it [`waits!`] for something, it [`ends!`]. And it states what it does to another actor:
//! it [`spawns!`], [`wakes!`], [`unparks!`] or [`sends!`] to it, and that actor becomes ready; it
//! [`resumes!`] or [`polls!`] it, and that actor runs while the caller waits for it to return. An actor that
//! says a line runs. These statements are never printed. They go to a [`Log`], and to the book's
//! [channel](Verb#the-channel) when the book runs the program, which draws its timeline from them.
//! A program with more actors than a picture has room for leaves them out, [`without_states`].
//!
//! ```
//! let log = trace::Log::start();
//! let id = 3;
//! trace::trace!("task {id}", "is polled");
//! trace::count!("epoll_wait");
//! assert_eq!(log.text(), "[task 3] is polled\n");
//! assert_eq!(log.counted("epoll_wait"), 1);
//! ```

mod channel;
mod log;
mod quiet;
mod statement;
mod stdout;

pub use channel::{open, report};
pub use log::{Entered, Event, Log, Scope};
pub use quiet::without_states;
pub use statement::{Place, Statement, Verb};
pub use stdout::step;

use std::fmt::Arguments;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many listen: logs that are alive, standard output, and the book's channel.
///
/// Relaxed is enough: a listener that must not miss an event starts to listen before it, in program
/// order on the same thread or by a spawn or channel that orders the two.
static LISTENERS: AtomicUsize = AtomicUsize::new(0);

/// Says that an actor did something: `trace!("task {id}", "is polled")`.
///
/// Both parts are format strings. Nothing is formatted while nobody listens.
#[macro_export]
macro_rules! trace {
    ($actor:literal, $($what:tt)+) => {
        $crate::state!(Says, $actor, $($what)+)
    };
}

/// States that an actor runs from now on: `runs!("fiber {id}")`.
#[macro_export]
macro_rules! runs {
    ($actor:literal) => {
        $crate::state!(Runs, $actor, "")
    };
}

/// States that an actor could run, and waits for its turn: `ready!("fiber {id}")`.
#[macro_export]
macro_rules! ready {
    ($actor:literal) => {
        $crate::state!(Ready, $actor, "")
    };
}

/// States that an actor waits, and for what: `waits!("fiber {id}", "fd {fd} readable")`.
#[macro_export]
macro_rules! waits {
    ($actor:literal, $($what:tt)+) => { $crate::state!(Waits, $actor, $($what)+) };
}

/// States that an actor has ended: `ends!("fiber {id}")`.
#[macro_export]
macro_rules! ends {
    ($actor:literal) => {
        $crate::state!(Ends, $actor, "")
    };
}

/// States that an actor makes a new one: `spawns!("main", "fiber {id}")`.
#[macro_export]
macro_rules! spawns {
    ($actor:literal, $whom:literal) => {
        $crate::state!(Spawns, $actor, $whom)
    };
}

/// States that an actor wakes another, which becomes ready: `wakes!("kernel", "main")`.
#[macro_export]
macro_rules! wakes {
    ($actor:literal, $whom:literal) => {
        $crate::state!(Wakes, $actor, $whom)
    };
}

/// States that an actor unparks another, which becomes ready: `unparks!("main", "fiber {id}")`.
#[macro_export]
macro_rules! unparks {
    ($actor:literal, $whom:literal) => {
        $crate::state!(Unparks, $actor, $whom)
    };
}

/// States that an actor sends something to another, which becomes ready if it waited: `sends!("main", "worker {n}")`.
#[macro_export]
macro_rules! sends {
    ($actor:literal, $whom:literal) => {
        $crate::state!(Sends, $actor, $whom)
    };
}

/// States that an actor resumes another, which runs while the first one waits for it to return:
/// `resumes!("runtime", "fiber {id}")`.
#[macro_export]
macro_rules! resumes {
    ($actor:literal, $whom:literal) => {
        $crate::state!(Resumes, $actor, $whom)
    };
}

/// States that an actor polls another, which runs while the first one waits for it to return:
/// `polls!("executor", "task {id}")`.
#[macro_export]
macro_rules! polls {
    ($actor:literal, $whom:literal) => {
        $crate::state!(Polls, $actor, $whom)
    };
}

/// What the macros above write: states something, if anything listens.
#[doc(hidden)]
#[macro_export]
macro_rules! state {
    ($verb:ident, $actor:literal, $($object:tt)+) => {
        if $crate::is_heard() {
            $crate::tell(
                $crate::Verb::$verb,
                ::core::format_args!($actor),
                ::core::format_args!($($object)+),
                $crate::Place { file: ::core::file!(), line: ::core::line!() },
            );
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

/// Hands a statement to every listener; the macros call it when there is one.
#[cold]
#[doc(hidden)]
pub fn tell(verb: Verb, actor: Arguments<'_>, object: Arguments<'_>, place: Place) {
    if verb == Verb::Says || !quiet::is_quiet() {
        hand_over(verb, actor, object, place);
    }
}

/// Apart from [`tell`], so that a quiet actor with little stack takes no more of it than the question does.
#[inline(never)]
fn hand_over(verb: Verb, actor: Arguments<'_>, object: Arguments<'_>, place: Place) {
    let statement = Statement {
        actor: actor.to_string(),
        verb,
        object: object.to_string(),
        place,
    };
    let is_logged = Scope::current().is_some();
    channel::send_after(&statement, is_logged, || {
        if verb == Verb::Says {
            stdout::print(&statement.event());
        }
    });
    log::record(statement);
}

/// Adds one to a named counter of the listening log; [`count!`] calls it when somebody listens.
#[cold]
pub fn add_one(name: &'static str) {
    log::add_one(name);
}
