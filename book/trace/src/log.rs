//! A test's way to listen: to the events of its own thread and of those that it lets in.

use crate::{LISTENERS, Statement, Verb, channel};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// One thing that an actor did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Who: `main`, `queue`, `task 3`.
    pub actor: String,
    /// What it did, in the present tense; further lines belong to it too.
    pub what: String,
}

impl fmt::Display for Event {
    /// The event as it is printed and pinned: `[actor] what`, further lines indented by four
    /// spaces, with the line's end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines = self.what.lines();
        writeln!(f, "[{}] {}", self.actor, lines.next().unwrap_or_default())?;
        lines.try_for_each(|line| writeln!(f, "{}", format!("    {line}").trim_end()))
    }
}

/// How many states and wake-ups a log keeps. A program that yields forever would fill the memory with them.
const MOST_STATES: usize = 100_000;

thread_local! {
    static CURRENT: RefCell<Option<Scope>> = const { RefCell::new(None) };
}

/// The events since [`Log::start`], of the thread that started it and of all that entered its
/// [`Scope`]. Listening ends when it is dropped.
#[derive(Debug)]
pub struct Log {
    scope: Scope,
    /// Gives the thread its earlier scope back when the log is dropped.
    _entered: Entered,
}

/// A log's membership, to hand to another thread.
#[derive(Clone, Debug)]
pub struct Scope {
    heard: Arc<Mutex<Heard>>,
}

/// While this is alive, the thread's events go to the scope that it entered.
#[derive(Debug)]
#[must_use = "the thread leaves the scope when this is dropped"]
pub struct Entered {
    before: Option<Scope>,
    /// Entering is a thread's own matter: the guard must be dropped where it was made.
    _not_send: std::marker::PhantomData<*const ()>,
}

#[derive(Debug)]
struct Heard {
    statements: Vec<Statement>,
    /// How many of them are not lines.
    states: usize,
    counts: BTreeMap<&'static str, usize>,
}

impl Heard {
    /// Keeps a statement, if it's a line or there is room for it.
    fn keep(&mut self, statement: Statement) {
        let is_state = statement.verb != Verb::Says;
        if is_state && self.states == MOST_STATES {
            return;
        }
        self.states += usize::from(is_state);
        self.statements.push(statement);
    }

    fn events(&self) -> impl Iterator<Item = Event> + '_ {
        let said = self.statements.iter();
        said.filter(|statement| statement.verb == Verb::Says)
            .map(Statement::event)
    }
}

impl Log {
    /// Starts to listen on this thread.
    pub fn start() -> Self {
        LISTENERS.fetch_add(1, Ordering::Relaxed);
        channel::open();
        let heard = Heard {
            statements: Vec::new(),
            states: 0,
            counts: BTreeMap::new(),
        };
        let scope = Scope {
            heard: Arc::new(Mutex::new(heard)),
        };
        let _entered = scope.enter();
        Self { scope, _entered }
    }

    /// What happened so far, in order.
    pub fn events(&self) -> Vec<Event> {
        let heard = self.scope.lock();
        heard.events().collect()
    }

    /// Every statement so far, in order: what was said, and the states and wake-ups in between. After the first
    /// hundred thousand of those, only what is said is kept.
    pub fn statements(&self) -> Vec<Statement> {
        self.scope.lock().statements.clone()
    }

    /// What happened so far, as a step would print it.
    pub fn text(&self) -> String {
        let heard = self.scope.lock();
        heard.events().map(|event| event.to_string()).collect()
    }

    /// What one actor did so far, in order: for runs in which only each actor's own order is fixed.
    pub fn of(&self, actor: &str) -> Vec<String> {
        let heard = self.scope.lock();
        let own = heard.events().filter(|event| event.actor == actor);
        own.map(|event| event.what).collect()
    }

    /// How often `count!(name)` was reached so far.
    pub fn counted(&self, name: &str) -> usize {
        self.scope.lock().counts.get(name).copied().unwrap_or(0)
    }

    /// The scope, for a thread that should be heard too.
    pub fn scope(&self) -> Scope {
        self.scope.clone()
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        LISTENERS.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Scope {
    /// The scope that this thread is in, for a layer that is about to spawn a thread of its own.
    pub fn current() -> Option<Self> {
        CURRENT.with_borrow(Clone::clone)
    }

    /// Sends this thread's events to the scope's log, until the guard is dropped.
    pub fn enter(&self) -> Entered {
        let before = CURRENT.replace(Some(self.clone()));
        Entered {
            before,
            _not_send: std::marker::PhantomData,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Heard> {
        // A thread that panicked while it pushed left a whole event or none.
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        CURRENT.set(self.before.take());
    }
}

pub(crate) fn record(statement: Statement) {
    if let Some(scope) = Scope::current() {
        scope.lock().keep(statement);
    }
}

pub(crate) fn add_one(name: &'static str) {
    if let Some(scope) = Scope::current() {
        *scope.lock().counts.entry(name).or_default() += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{count, trace};

    #[test]
    fn a_log_hears_its_own_thread_only() {
        let log = Log::start();
        std::thread::spawn(|| trace!("stranger", "is not heard"))
            .join()
            .unwrap();
        trace!("main", "is heard");
        assert_eq!(log.text(), "[main] is heard\n");
    }

    #[test]
    fn a_thread_that_enters_the_scope_is_heard_until_it_leaves() {
        let log = Log::start();
        let scope = log.scope();
        std::thread::spawn(move || {
            let entered = scope.enter();
            trace!("worker", "is heard");
            count!("work");
            drop(entered);
            trace!("worker", "is not heard any more");
        })
        .join()
        .unwrap();
        assert_eq!(log.of("worker"), ["is heard"]);
        assert_eq!(log.counted("work"), 1);
    }

    #[test]
    fn an_inner_log_leaves_the_outer_one_as_it_was() {
        let outer = Log::start();
        {
            let inner = Log::start();
            trace!("main", "says this inside");
            assert_eq!(inner.events().len(), 1);
        }
        trace!("main", "says this outside");
        assert_eq!(outer.text(), "[main] says this outside\n");
    }

    #[test]
    fn states_are_stated_in_order_and_printed_nowhere() {
        let log = Log::start();
        let fd = 7;
        let id = 2;
        crate::waits!("fiber {id}", "fd {fd} readable");
        trace!("main", "goes on");
        crate::wakes!("main", "fiber 2");
        let statements: Vec<_> = log.statements().iter().map(ToString::to_string).collect();
        assert_eq!(
            statements,
            [
                "fiber 2 waits fd 7 readable",
                "main says goes on",
                "main wakes fiber 2"
            ]
        );
        assert_eq!(log.text(), "[main] goes on\n");
        assert!(log.statements()[0].place.file.ends_with("log.rs"));
    }

    #[test]
    fn states_without_an_end_do_not_fill_the_memory_and_lines_are_kept_all_the_same() {
        let log = Log::start();
        for _ in 0..=MOST_STATES {
            crate::ready!("fiber 1");
        }
        assert_eq!(log.statements().len(), MOST_STATES);
        trace!("main", "goes on");
        assert_eq!(log.text(), "[main] goes on\n");
    }

    #[test]
    fn further_lines_are_indented_and_empty_ones_stay_empty() {
        let event = Event {
            actor: "main".into(),
            what: "gets\nHTTP/1.1 200 OK\n\nbody".into(),
        };
        assert_eq!(
            event.to_string(),
            "[main] gets\n    HTTP/1.1 200 OK\n\n    body\n"
        );
    }
}
