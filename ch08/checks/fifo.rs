//! Tasks that write down each of their polls. What one does in its poll is up to the check.

use super::*;
use std::cell::RefCell;
use std::mem;
use std::rc::Rc;
use testing::Log;
use trace::trace;

/// An executor whose tasks have names.
#[derive(Default)]
struct Office {
    executor: Executor,
    /// Who has been polled in this turn.
    polled: Rc<RefCell<Vec<&'static str>>>,
    wakers: Rc<RefCell<BTreeMap<&'static str, Waker>>>,
}

struct Named<F> {
    name: &'static str,
    polled: Rc<RefCell<Vec<&'static str>>>,
    wakers: Rc<RefCell<BTreeMap<&'static str, Waker>>>,
    /// What it does in each poll.
    does: F,
}

impl<F: FnMut(&BTreeMap<&'static str, Waker>)> Future for Named<F> {
    type Output = ();

    fn poll(&mut self, waker: &Waker) -> PollState<()> {
        let name = self.name;
        trace!("{name}", "is polled");
        self.wakers.borrow_mut().insert(name, waker.clone());
        // Here, since the turn may not end.
        assert!(
            !self.polled.borrow().contains(&name),
            "a task wakes itself, and is polled again in the same turn\n\
             The turn doesn't end as long as the task goes on like that."
        );
        self.polled.borrow_mut().push(name);
        (self.does)(&self.wakers.borrow());
        PollState::NotReady
    }
}

impl Office {
    /// A task that does this in each poll, to those who have been polled before.
    fn spawn(
        &mut self,
        name: &'static str,
        does: impl FnMut(&BTreeMap<&'static str, Waker>) + 'static,
    ) {
        let (polled, wakers) = (Rc::clone(&self.polled), Rc::clone(&self.wakers));
        self.executor.spawn(Named {
            name,
            polled,
            wakers,
            does,
        });
    }

    /// A task that wakes itself in each poll.
    fn spawn_busy(&mut self, name: &'static str) {
        self.spawn(name, move |wakers| wakers[name].wake());
    }

    /// A task that does nothing until it's woken, and then nothing either.
    fn spawn_idle(&mut self, name: &'static str) {
        self.spawn(name, |_| ());
    }

    fn wake(&self, name: &'static str) {
        self.wakers.borrow()[name].wake();
    }

    /// Who was polled in one turn.
    fn turn(&mut self) -> Vec<&'static str> {
        self.polled.borrow_mut().clear();
        self.executor.turn();
        mem::take(&mut self.polled.borrow_mut())
    }
}

#[test]
fn a_turn_ends_although_a_task_wakes_itself() {
    let _log = Log::start();
    let mut office = Office::default();
    office.spawn_busy("pump");
    let turns = [(); 3].map(|()| office.turn());
    assert!(
        turns[0] == ["pump"],
        "a task is ready, and the turn doesn't poll it"
    );
    assert!(
        turns[1] == ["pump"] && turns[2] == ["pump"],
        "a task wakes itself in its poll, and that wake-up is lost\n\
         It asked for one more poll, and the next turn has none for it."
    );
}

#[test]
fn the_task_that_has_waited_longest_goes_first() {
    let _log = Log::start();
    for wakes in [["a", "b", "c"], ["c", "a", "b"], ["b", "c", "a"]] {
        let mut office = Office::default();
        for name in ["a", "b", "c"] {
            office.spawn_idle(name);
        }
        let spawned = office.turn().len();
        assert!(
            spawned == 3,
            "three tasks are ready, and a turn doesn't poll all of them\nThey were spawned just now, and {spawned} had a poll."
        );
        for name in wakes {
            office.wake(name);
        }
        let polled = office.turn();
        let told = format!("They were woken in the order {wakes:?}, and polled: {polled:?}.");
        assert!(
            polled.len() == 3,
            "three tasks are ready, and a turn doesn't poll all of them\n{told}"
        );
        assert!(
            polled.iter().ne(wakes.iter().rev()),
            "the task that was woken last goes first\n{told}"
        );
        assert!(
            polled == wakes,
            "the tasks aren't polled in the order in which they were woken\n{told}"
        );
        assert_eq!(
            office.turn(),
            [""; 0],
            "no task is ready, and one is polled"
        );
    }
}

#[test]
fn what_is_woken_in_a_turn_is_polled_in_the_next() {
    let _log = Log::start();
    let mut office = Office::default();
    office.spawn_idle("clerk");
    office.spawn("bell", |wakers| wakers["clerk"].wake());
    let first = office.turn();
    assert!(
        first == ["clerk", "bell"],
        "two tasks are spawned, and the first turn polls {first:?}"
    );
    let second = office.turn();
    assert!(
        second == ["clerk"],
        "a task was woken during a turn, and the next turn polls {second:?}"
    );
    office.wake("bell");
    let third = office.turn();
    assert!(
        third == ["bell"],
        "a task that's woken during a turn is polled in the same turn\n\
         Each task may wake the next one: such a turn can last as long as there are tasks."
    );
}

#[test]
fn among_tasks_that_never_rest_each_has_a_poll_in_each_turn() {
    let _log = Log::start();
    let mut office = Office::default();
    for name in ["a", "b", "c"] {
        office.spawn_busy(name);
    }
    office.spawn_idle("clerk");
    assert_eq!(office.turn(), ["a", "b", "c", "clerk"], "the first turn");
    for turn in 2..20 {
        office.wake("clerk");
        let polled = office.turn();
        assert!(
            polled == ["a", "b", "c", "clerk"],
            "three tasks wake themselves in each poll, a fourth is woken before each turn, and not each of them has its poll\n\
             Polled in turn {turn}: {polled:?}."
        );
    }
}

#[test]
fn a_pump_that_never_rests_and_a_clerk() {
    let log = Log::start();
    let mut office = Office::default();
    office.spawn_busy("pump");
    office.spawn_idle("clerk");
    office.spawn("bell", |wakers| {
        trace!("bell", "wakes the clerk");
        wakers["clerk"].wake();
    });
    for turn in 1..=4 {
        trace!("executor", "begins turn {turn}");
        let _polled = office.turn();
        trace!("executor", "looks at its sockets");
        if turn == 2 {
            trace!("executor", "has a message, and wakes the bell");
            office.wake("bell");
        }
    }
    testing::pin_exercise!("fifo", log);
}
