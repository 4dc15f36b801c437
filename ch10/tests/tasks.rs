//! What a runtime does with its tasks, whatever happens to them.
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

use ch10::runtime::{Handle, Runtime};
use ch10::spawn;
use ch10::task::{JoinHandle, yield_now};
use std::cell::RefCell;
use std::future::{Future, pending, poll_fn, ready};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Context, Poll, Waker};
use std::thread;

fn runtime() -> Runtime {
    Runtime::new().unwrap()
}

/// Counts its drops.
#[derive(Clone, Default)]
struct Drops(Arc<AtomicUsize>);

impl Drops {
    fn guard(&self) -> Guard {
        Guard(self.clone())
    }

    fn count(&self) -> usize {
        self.0.load(SeqCst)
    }
}

struct Guard(Drops);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.0.fetch_add(1, SeqCst);
    }
}

/// A future that hands its waker out at each poll, and is ready at the poll after the wake-up.
#[derive(Clone, Default)]
struct Bell {
    polls: Arc<AtomicUsize>,
    waker: Arc<Mutex<Option<Waker>>>,
    rung: Arc<AtomicUsize>,
}

impl Bell {
    fn ring(&self) {
        self.rung.store(1, SeqCst);
        self.wake();
    }

    /// A wake-up without a reason.
    fn wake(&self) {
        let waker = self.waker.lock().unwrap().clone();
        waker.unwrap().wake();
    }

    fn polls(&self) -> usize {
        self.polls.load(SeqCst)
    }
}

impl Future for Bell {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        self.polls.fetch_add(1, SeqCst);
        *self.waker.lock().unwrap() = Some(context.waker().clone());
        match self.rung.load(SeqCst) {
            0 => Poll::Pending,
            _ => Poll::Ready(()),
        }
    }
}

/// Runs a future as a task, so that it takes turns with the tasks that it spawns.
fn in_a_task<F>(future: F) -> F::Output
where
    F: Future<Output: Send> + Send + 'static,
{
    let runtime = runtime();
    let task = runtime.spawn(future);
    runtime.block_on(task).unwrap()
}

/// So many turns for all the tasks that are ready.
async fn turns(count: usize) {
    for _ in 0..count {
        yield_now().await;
    }
}

#[test]
fn a_handle_has_the_output_of_its_task() {
    let handle = runtime().block_on(async {
        let handle = spawn(async { String::from("done") });
        assert_eq!(handle.await.unwrap(), "done");
        spawn(ready(7)).await
    });
    assert_eq!(handle.unwrap(), 7);
}

#[test]
fn tasks_take_turns_in_the_order_in_which_they_were_spawned() {
    let said = Arc::new(Mutex::new(String::new()));
    runtime().block_on(async {
        let tasks: Vec<_> = ["a", "b", "c"]
            .map(|name| {
                let said = Arc::clone(&said);
                spawn(async move {
                    for _ in 0..3 {
                        said.lock().unwrap().push_str(name);
                        yield_now().await;
                    }
                })
            })
            .into();
        for task in tasks {
            task.await.unwrap();
        }
    });
    assert_eq!(*said.lock().unwrap(), "abcabcabc");
}

#[test]
fn block_on_returns_although_a_task_never_ends() {
    let runtime = runtime();
    let handle = runtime.spawn(pending::<()>());
    runtime.block_on(turns(3));
    assert!(!handle.is_finished());
}

#[test]
fn a_task_that_is_left_goes_on_in_the_next_block_on() {
    let (runtime, bell) = (runtime(), Bell::default());
    let task = runtime.spawn(bell.clone());
    runtime.block_on(yield_now());
    assert!(!task.is_finished());
    bell.ring();
    runtime.block_on(task).unwrap();
}

#[test]
fn a_task_that_keeps_itself_ready_starves_neither_the_others_nor_block_on() {
    runtime().block_on(async {
        let busy = spawn(async {
            loop {
                yield_now().await;
            }
        });
        spawn(turns(100)).await.unwrap();
        busy.abort();
        assert!(busy.await.unwrap_err().is_cancelled());
    });
}

#[test]
fn a_panic_is_its_tasks_output_and_hurts_no_other_task() {
    runtime().block_on(async {
        let other = spawn(async {
            turns(3).await;
            3
        });
        let error = spawn(async { panic!("a task's own") }).await.unwrap_err();
        assert!(error.is_panic() && !error.is_cancelled());
        let id = error.id();
        assert_eq!(
            error.to_string(),
            format!("task {id} panicked with message \"a task's own\"")
        );
        let panic = error.into_panic();
        assert_eq!(panic.downcast_ref::<&str>(), Some(&"a task's own"));
        assert_eq!(other.await.unwrap(), 3);
    });
}

#[test]
fn a_panic_of_a_futures_destructor_is_the_output_too() {
    struct Bad;

    impl Drop for Bad {
        fn drop(&mut self) {
            panic!("in a destructor");
        }
    }

    runtime().block_on(async {
        let bad = Bad;
        let task = spawn(async move {
            let _bad = bad;
            pending::<()>().await;
        });
        turns(1).await;
        task.abort();
        assert!(task.await.unwrap_err().is_panic());
        // An output that nobody takes panics when it's dropped, and that's contained.
        drop(spawn(async { Bad }));
        turns(2).await;
    });
}

#[test]
fn a_panic_of_the_main_future_goes_to_the_caller_and_the_runtime_goes_on() {
    let runtime = runtime();
    let task = runtime.spawn(async { 1 });
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        runtime.block_on(async { panic!("main's") })
    }));
    assert!(panicked.is_err());
    assert_eq!(runtime.block_on(task).unwrap(), 1);
}

#[test]
fn an_aborted_task_is_dropped_where_it_waits_wherever_that_is() {
    for before in 0..4 {
        let drops = Drops::default();
        let guard = drops.guard();
        in_a_task(async move {
            let task = spawn(async move {
                let _guard = guard;
                turns(2).await;
                pending::<()>().await;
            });
            turns(before).await;
            task.abort();
            task.abort();
            assert_eq!(
                drops.count(),
                0,
                "the runtime drops it, after {before} turns"
            );
            assert!(task.await.unwrap_err().is_cancelled());
            assert_eq!(drops.count(), 1);
        });
    }
}

#[test]
fn an_abort_during_the_poll_comes_after_it() {
    in_a_task(async {
        let own = Arc::new(Mutex::new(None::<JoinHandle<()>>));
        let (drops, polled) = (Drops::default(), Arc::new(AtomicUsize::new(0)));
        let (theirs, guard, count) = (Arc::clone(&own), drops.guard(), Arc::clone(&polled));
        let task = spawn(async move {
            let _guard = guard;
            theirs.lock().unwrap().as_ref().unwrap().abort();
            count.fetch_add(1, SeqCst);
            yield_now().await;
            count.fetch_add(1, SeqCst);
        });
        *own.lock().unwrap() = Some(task);
        turns(3).await;
        assert_eq!((drops.count(), polled.load(SeqCst)), (1, 1));
        let task = own.lock().unwrap().take().unwrap();
        assert!(task.await.unwrap_err().is_cancelled());
    });
}

#[test]
fn an_abort_of_a_task_that_is_done_changes_nothing() {
    in_a_task(async {
        let task = spawn(ready(1));
        turns(1).await;
        assert!(task.is_finished());
        task.abort();
        assert_eq!(task.await.unwrap(), 1);
    });
}

#[test]
fn a_wake_during_the_poll_leads_to_one_more_poll() {
    let bell = Bell::default();
    runtime().block_on(async {
        let inner = bell.clone();
        let task = spawn(poll_fn(move |context| {
            let polled = Pin::new(&mut inner.clone()).poll(context);
            if inner.polls() == 1 {
                inner.wake();
                inner.ring();
            }
            polled
        }));
        task.await.unwrap();
    });
    assert_eq!(bell.polls(), 2);
}

#[test]
fn many_wakes_before_a_poll_lead_to_one_poll() {
    in_a_task(async {
        let bell = Bell::default();
        let task = spawn(bell.clone());
        turns(1).await;
        for _ in 0..100 {
            bell.wake();
        }
        turns(3).await;
        assert_eq!(bell.polls(), 2);
        bell.ring();
        task.await.unwrap();
    });
}

#[test]
fn a_wake_after_the_task_is_done_or_the_runtime_has_ended_does_nothing() {
    let (done, left) = (Bell::default(), Bell::default());
    let runtime = runtime();
    let task = runtime.spawn(left.clone());
    runtime.block_on(async {
        let task = spawn(done.clone());
        turns(1).await;
        done.ring();
        task.await.unwrap();
        done.wake();
        turns(2).await;
    });
    assert_eq!(done.polls(), 2);
    drop(runtime);
    left.ring();
    done.wake();
    drop(task);
    assert_eq!(left.polls(), 1);
}

#[test]
fn a_waker_wakes_from_another_thread_while_the_runtime_sleeps() {
    let bell = Bell::default();
    runtime().block_on(async {
        let task = spawn(bell.clone());
        turns(1).await;
        let other = thread::spawn(move || bell.ring());
        task.await.unwrap();
        other.join().unwrap();
    });
}

#[test]
fn wakers_are_cloned_and_dropped_on_other_threads_after_everything_else_is_gone() {
    let bell = Bell::default();
    let runtime = runtime();
    let drops = Drops::default();
    let (guard, inner) = (drops.guard(), bell.clone());
    drop(runtime.spawn(async move {
        inner.await;
        drop(guard);
    }));
    runtime.block_on(turns(1));
    let waker = bell.waker.lock().unwrap().take().unwrap();
    drop(runtime);
    assert_eq!(drops.count(), 1);
    thread::spawn(move || {
        let clones: Vec<_> = (0..10).map(|_| waker.clone()).collect();
        clones.iter().for_each(Waker::wake_by_ref);
    })
    .join()
    .unwrap();
}

#[test]
fn an_output_is_dropped_once_whoever_goes_first() {
    // The handle goes before the task is done, after that, or with the runtime; or it's awaited.
    for way in 0..5 {
        let (drops, runtime) = (Drops::default(), runtime());
        let guard = drops.guard();
        let task = runtime.spawn(async move {
            turns(1).await;
            guard
        });
        match way {
            0 => drop(task),
            1 => {
                runtime.block_on(turns(3));
                drop(task);
            }
            2 => {
                runtime.block_on(turns(3));
                drop(runtime);
                assert_eq!(drops.count(), 0, "the handle has the output");
                drop(task);
                assert_eq!(drops.count(), 1);
                continue;
            }
            3 => drop(runtime.block_on(task).unwrap()),
            _ => {
                drop(runtime);
                assert_eq!(drops.count(), 1, "the runtime dropped the future");
                drop(task);
                continue;
            }
        }
        runtime.block_on(turns(3));
        drop(runtime);
        assert_eq!(drops.count(), 1, "way {way}");
    }
}

#[test]
fn a_runtime_that_ends_cancels_its_tasks_and_tells_who_awaits_them() {
    let (first, second) = (runtime(), runtime());
    let task = first.spawn(pending::<()>());
    let awaits = second.spawn(task);
    second.block_on(turns(2));
    drop(first);
    let joined = second.block_on(awaits).unwrap();
    assert!(joined.unwrap_err().is_cancelled());
}

#[test]
fn a_task_that_is_spawned_after_the_end_is_cancelled_at_once() {
    let runtime = runtime();
    let handle = runtime.handle().clone();
    drop(runtime);
    let drops = Drops::default();
    let guard = drops.guard();
    let task = handle.spawn(async move { drop(guard) });
    assert!(task.is_finished());
    assert_eq!(drops.count(), 1);
}

#[test]
fn a_destructor_may_spawn_and_wake_while_the_runtime_ends() {
    struct Spawns(Drops, Bell);

    impl Drop for Spawns {
        fn drop(&mut self) {
            let guard = self.0.guard();
            let task = spawn(async move { drop(guard) });
            assert!(task.is_finished());
            self.1.wake();
        }
    }

    let (drops, bell) = (Drops::default(), Bell::default());
    let runtime = runtime();
    let other = runtime.spawn(bell.clone());
    let spawns = Spawns(drops.clone(), bell.clone());
    let task = runtime.spawn(async move {
        let _spawns = spawns;
        pending::<()>().await;
    });
    runtime.block_on(turns(1));
    drop(runtime);
    assert_eq!(drops.count(), 1);
    assert!(task.is_finished() && other.is_finished());
}

#[test]
fn a_block_on_inside_another_one_panics_with_a_sentence() {
    let (outer, inner) = (runtime(), runtime());
    let error = outer.block_on(async move {
        let task = spawn(async move { inner.block_on(ready(1)) });
        task.await.unwrap_err()
    });
    let panic = error.into_panic();
    let said = panic.downcast_ref::<String>().unwrap();
    assert!(
        said.contains("`block_on` was called by code that a runtime polls"),
        "{said}"
    );
    // And the thread may run a runtime again.
    assert_eq!(outer.block_on(ready(2)), 2);
}

#[test]
fn spawn_without_a_runtime_panics_with_a_sentence() {
    let panic = catch_unwind(|| spawn(ready(()))).unwrap_err();
    let said = panic.downcast_ref::<String>().unwrap();
    assert!(said.contains("this thread is in no runtime"), "{said}");
    assert!(Handle::try_current().is_err());
}

#[test]
fn a_thread_that_entered_a_runtime_spawns_into_it() {
    let runtime = runtime();
    let task = {
        let _entered = runtime.enter();
        spawn(ready(4))
    };
    assert!(Handle::try_current().is_err());
    assert_eq!(runtime.block_on(task).unwrap(), 4);
}

#[test]
fn a_handle_spawns_from_another_thread_while_the_runtime_sleeps() {
    let runtime = runtime();
    let handle = runtime.handle().clone();
    let (send, receive) = mpsc::channel();
    let other = thread::spawn(move || send.send(handle.spawn(ready(9))).unwrap());
    let task = receive.recv().unwrap();
    assert_eq!(runtime.block_on(task).unwrap(), 9);
    other.join().unwrap();
}

#[test]
fn two_runtimes_in_one_process_share_nothing() {
    let (first, second) = (runtime(), runtime());
    let task = first.spawn(async { 1 });
    second.block_on(turns(3));
    assert!(!task.is_finished());
    assert_eq!(first.block_on(task).unwrap(), 1);
}

#[test]
fn two_threads_run_one_runtime_one_after_the_other() {
    let runtime = Arc::new(runtime());
    let threads: Vec<_> = (0..4)
        .map(|number| {
            let runtime = Arc::clone(&runtime);
            thread::spawn(move || {
                runtime.block_on(async move {
                    turns(10).await;
                    spawn(async move { number }).await.unwrap()
                })
            })
        })
        .collect();
    let numbers: Vec<_> = threads.into_iter().map(|it| it.join().unwrap()).collect();
    assert_eq!(numbers, [0, 1, 2, 3]);
}

#[test]
fn a_hundred_thousand_tasks_end_without_recursion() {
    let runtime = runtime();
    let tasks: Vec<_> = (0..100_000).map(|_| runtime.spawn(turns(1))).collect();
    runtime.block_on(async {
        for task in tasks.into_iter().take(10) {
            task.await.unwrap();
        }
    });
    drop(runtime);
}

thread_local! {
    static SAID: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
}

#[test]
fn a_destructor_at_the_end_of_a_thread_may_use_its_runtime() {
    struct Last(Runtime);

    impl Drop for Last {
        fn drop(&mut self) {
            assert_eq!(self.0.block_on(spawn_in(&self.0)), 3);
        }
    }

    fn spawn_in(runtime: &Runtime) -> impl Future<Output = i32> + use<> {
        let task = runtime.spawn(ready(3));
        async { task.await.unwrap() }
    }

    thread_local! {
        static LAST: RefCell<Option<Last>> = const { RefCell::new(None) };
    }
    thread::spawn(|| {
        SAID.with_borrow_mut(|said| said.push("so that another thread-local is there first"));
        LAST.set(Some(Last(runtime())));
    })
    .join()
    .unwrap();
}
