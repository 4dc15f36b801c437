//! A stretch of a program in which actors state nothing, since there are too many of them for a picture.

use std::cell::Cell;

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs `f`, and leaves out every state and wake-up that this thread states meanwhile. Lines are said as ever.
///
/// A program with a hundred thousand actors does its work in here, and states what they do as one group outside.
pub fn without_states<T>(f: impl FnOnce() -> T) -> T {
    struct Before(bool);
    impl Drop for Before {
        fn drop(&mut self) {
            QUIET.set(self.0);
        }
    }

    let _before = Before(QUIET.replace(true));
    f()
}

/// Whether this thread leaves its states out. A thread that ends may still ask, in a destructor.
pub(crate) fn is_quiet() -> bool {
    QUIET.try_with(Cell::get).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Log, ready, trace, waits};
    use std::panic::catch_unwind;

    #[test]
    fn lines_are_said_and_states_are_not() {
        let log = Log::start();
        without_states(|| {
            waits!("fiber 1", "an unpark");
            trace!("main", "parks them all");
            without_states(|| ready!("fiber 1"));
            ready!("fiber 2");
        });
        ready!("fiber 3");
        let statements: Vec<_> = log.statements().iter().map(ToString::to_string).collect();
        assert_eq!(statements, ["main says parks them all", "fiber 3 ready"]);
    }

    #[test]
    fn a_panic_ends_it_too() {
        let log = Log::start();
        let panicked = catch_unwind(|| without_states(|| panic!("on purpose")));
        assert!(panicked.is_err());
        ready!("main");
        assert_eq!(log.statements().len(), 1);
    }
}
