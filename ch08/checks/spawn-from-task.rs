//! Tasks with a name that do something in each poll, most of all spawn others.

use super::*;
use std::thread;
use testing::{Log, panic_of};

/// What tasks have done, in order, and their wakers.
#[derive(Clone, Default)]
struct Diary {
    polls: Rc<RefCell<Vec<&'static str>>>,
    wakers: Rc<RefCell<Vec<Waker>>>,
}

struct Named<F> {
    name: &'static str,
    diary: Diary,
    /// What it does in each poll, and whether it's over then.
    does: F,
}

impl<F: FnMut(&Diary) -> PollState<()>> Future for Named<F> {
    type Output = ();

    fn poll(&mut self, waker: &Waker) -> PollState<()> {
        let name = self.name;
        trace!("{name}", "is polled");
        let mut polls = self.diary.polls.borrow_mut();
        polls.push(name);
        assert!(
            polls.len() < 1000,
            "tasks are polled again and again, and nothing wakes them"
        );
        drop(polls);
        self.diary.wakers.borrow_mut().push(waker.clone());
        (self.does)(&self.diary)
    }
}

impl Diary {
    /// A task that does this in each poll.
    fn task<F>(&self, name: &'static str, does: F) -> impl Future<Output = ()> + use<F>
    where
        F: FnMut(&Diary) -> PollState<()> + 'static,
    {
        let diary = self.clone();
        Named { name, diary, does }
    }

    /// A task that is over at its first poll.
    fn short(&self, name: &'static str) -> impl Future<Output = ()> + use<> {
        self.task(name, |_| PollState::Ready(()))
    }

    fn polls(&self) -> Vec<&'static str> {
        self.polls.take()
    }

    /// The waker of the last poll.
    fn last_waker(&self) -> Waker {
        let wakers = self.wakers.borrow();
        wakers.last().expect("a task has been polled").clone()
    }
}

/// Spawns from a task's code.
fn spawn_from(what: &str, future: impl Future<Output = ()> + 'static) {
    if let Err(words) = panic_of(|| spawn(future)) {
        panic!("{what}, and `spawn` panics there: {words}");
    }
}

/// Runs an executor, and tells its panic.
fn run(executor: &Executor, when: &str) {
    if let Err(words) = panic_of(|| executor.run()) {
        // A check's own sentence, or what went wrong in the reader's file.
        match words.contains(", and ") {
            true => panic!("{words}"),
            false => panic!("{when}, and the executor panics: {words}"),
        }
    }
}

#[test]
fn a_task_spawns_another_while_it_is_polled() {
    let _log = Log::start();
    let (executor, diary) = (Executor::default(), Diary::default());
    let parent = diary.task("parent", |diary| {
        spawn_from(
            "a task spawns another one while it's polled",
            diary.short("child"),
        );
        diary.polls.borrow_mut().push("the end of the poll");
        PollState::Ready(())
    });
    executor.tasks.add(Box::new(parent));
    run(&executor, "a task spawns another one while it's polled");
    let polls = diary.polls();
    assert!(
        polls != ["parent", "child", "the end of the poll"],
        "`spawn` polls the new task inside the poll of the task that spawns it\n\
         That poll isn't over until the new task's is, and that one may spawn, too."
    );
    assert!(
        polls == ["parent", "the end of the poll", "child"],
        "a task spawns another one while it's polled, and what happens is {polls:?}"
    );
}

#[test]
fn a_task_that_spawns_keeps_its_place() {
    let _log = Log::start();
    for children in [1, 3] {
        let (executor, diary) = (Executor::default(), Diary::default());
        let mut has_spawned = false;
        let parent = diary.task("parent", move |diary| {
            if has_spawned {
                return PollState::Ready(());
            }
            has_spawned = true;
            diary.last_waker().wake();
            for _ in 0..children {
                let mut is_polled = false;
                let child = diary.task("child", move |diary| {
                    if !is_polled {
                        diary.last_waker().wake();
                    }
                    match std::mem::replace(&mut is_polled, true) {
                        true => PollState::Ready(()),
                        false => PollState::NotReady,
                    }
                });
                spawn_from("a task spawns another one while it's polled", child);
            }
            PollState::NotReady
        });
        executor.tasks.add(Box::new(parent));
        run(&executor, "a task spawns others, and isn't over");
        let polls = diary.polls();
        let of = |name| polls.iter().filter(|it| **it == name).count();
        assert!(
            of("parent") == 2 && of("child") == 2 * children,
            "a task spawns others and waits, and a task is lost\n\
             While a task is polled its place may be empty, and isn't free. The polls: {polls:?}."
        );
    }
}

#[test]
fn places_are_used_again() {
    let _log = Log::start();
    let (executor, diary) = (Executor::default(), Diary::default());
    for _ in 0..3 {
        executor.tasks.add(Box::new(diary.short("short")));
        run(&executor, "a task is over");
    }
    let places = executor.tasks.places();
    assert!(
        places <= 1,
        "three tasks came one after the other, and the executor has {places} places\n\
         It has as many as there were tasks at the same time, and one at most for a task that's about to go."
    );
    executor.tasks.add(Box::new(
        diary.task("first", |diary| spawn_next(diary, 100)),
    ));
    run(&executor, "each of a hundred tasks spawns the next one");
    let (places, polls) = (executor.tasks.places(), diary.polls().len());
    assert!(
        places <= 2 && polls == 3 + 101,
        "each of a hundred tasks spawns the next one and is over, and there are {places} places and {polls} polls\n\
         Two places are enough, and each task has one poll. There were four tasks before."
    );
}

/// Spawns a task that spawns the next one, down to 1.
fn spawn_next(diary: &Diary, left: u32) -> PollState<()> {
    if left > 0 {
        let next = diary.task("next", move |diary| spawn_next(diary, left - 1));
        spawn_from("a task spawns another one while it's polled", next);
    }
    PollState::Ready(())
}

#[test]
fn a_task_ends_while_it_is_woken() {
    let _log = Log::start();
    let (executor, diary) = (Executor::default(), Diary::default());
    let ends = diary.task("ends", |diary| {
        diary.last_waker().wake();
        PollState::Ready(())
    });
    executor.tasks.add(Box::new(ends));
    run(
        &executor,
        "a task wakes itself in the poll in which it's over",
    );
    diary.last_waker().wake();
    run(&executor, "a task that's over is woken");
    let polls = diary.polls();
    assert!(
        polls == ["ends"],
        "a task is over, and is polled once more: {polls:?}"
    );
}

#[test]
fn a_late_wake_up_is_not_for_the_next_task_in_the_same_place() {
    let _log = Log::start();
    let (executor, diary) = (Executor::default(), Diary::default());
    executor.tasks.add(Box::new(diary.short("before")));
    run(&executor, "a task is over");
    let late = diary.last_waker();
    executor
        .tasks
        .add(Box::new(diary.task("after", |_| PollState::NotReady)));
    run(&executor, "a task waits");
    assert_eq!(diary.polls(), ["before", "after"]);
    late.wake();
    run(&executor, "a task that's over is woken");
    let polls = diary.polls();
    assert!(
        polls.is_empty(),
        "a task that's over is woken, and the task that has its place now is polled for it\n\
         Its waker has the number of the old one."
    );
    diary.last_waker().wake();
    run(&executor, "a task is woken");
    assert_eq!(diary.polls(), ["after"], "a task is woken:");
}

/// Spawns when it's dropped.
struct SpawnsAtTheEnd(Diary);

impl Drop for SpawnsAtTheEnd {
    fn drop(&mut self) {
        spawn_from(
            "a task is over, and what it owns spawns another one while it's dropped",
            self.0.short("child"),
        );
    }
}

#[test]
fn a_destructor_may_spawn() {
    let _log = Log::start();
    let (executor, diary) = (Executor::default(), Diary::default());
    let at_the_end = SpawnsAtTheEnd(diary.clone());
    let parent = diary.task("parent", move |_| {
        let _owned = &at_the_end;
        PollState::Ready(())
    });
    executor.tasks.add(Box::new(parent));
    run(&executor, "a task is over");
    let polls = diary.polls();
    assert!(
        polls == ["parent", "child"],
        "a task is over, and what it owns spawns another one: the polls are {polls:?}"
    );
}

/// A future that is never ready, and can be counted.
struct Never(Arc<()>);

impl Future for Never {
    type Output = ();

    fn poll(&mut self, _: &Waker) -> PollState<()> {
        let _kept = &self.0;
        PollState::NotReady
    }
}

#[test]
fn on_a_thread_that_runs_no_executor_spawn_panics() {
    let kept = Arc::new(());
    let spawns = |kept: Arc<()>| panic_of(|| spawn(Never(kept)));
    let theirs = Arc::clone(&kept);
    let elsewhere = thread::spawn(move || spawns(theirs)).join();
    let elsewhere = elsewhere.expect("its panic was caught");
    let executor = Executor::default();
    executor.run();
    let afterwards = spawns(Arc::clone(&kept));
    for spawned in [elsewhere, afterwards] {
        let Err(words) = spawned else {
            panic!(
                "`spawn` is called on a thread that runs no executor, and it returns\n\
                 Its caller believes that there's a task, and the future is never polled."
            );
        };
        assert!(
            words.contains("executor"),
            "`spawn` is called on a thread that runs no executor, and its panic doesn't say so: {words}"
        );
    }
    assert_eq!(
        Arc::strong_count(&kept),
        1,
        "a future was refused, and is kept:"
    );
}

#[test]
fn a_door_that_spawns_a_task_for_each_visitor() {
    let log = Log::start();
    let (executor, diary) = (Executor::default(), Diary::default());
    let mut visitors = ["ann", "bob", "cyd"].into_iter();
    let door = diary.task("door", move |diary| {
        let Some(visitor) = visitors.next() else {
            return PollState::Ready(());
        };
        trace!("door", "lets {visitor} in");
        spawn_from(
            "a task spawns another one while it's polled",
            diary.short(visitor),
        );
        diary.last_waker().wake();
        PollState::NotReady
    });
    executor.tasks.add(Box::new(door));
    executor.run();
    testing::pin_exercise!("spawn-from-task", log);
}
