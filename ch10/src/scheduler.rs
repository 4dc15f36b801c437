//! Runs the tasks of a runtime on the thread that calls `block_on`.

use crate::context;
use crate::driver::{Driver, Unpark};
use crate::io::{Sources, coop};
use crate::task::{self, Header, JoinHandle, List, Queue, Schedule, TaskRef};
use std::fmt;
use std::future::Future;
use std::io;
use std::mem;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

/// How many tasks are polled before the runtime looks for events, whatever else is ready.
const TURN: usize = 61;

/// What every thread reaches.
pub(crate) struct Shared {
    /// Tasks that were woken by threads that don't run this runtime.
    remote: Mutex<Queue>,
    tasks: Mutex<List>,
    unpark: Unpark,
    sources: Sources,
}

/// What the thread that runs the runtime has to itself.
pub(crate) struct Core {
    driver: Driver,
}

pub(crate) fn new() -> io::Result<(Core, Arc<Shared>)> {
    let (driver, unpark, sources) = Driver::new()?;
    let shared = Arc::new(Shared {
        remote: Mutex::default(),
        tasks: Mutex::default(),
        unpark,
        sources,
    });
    Ok((Core { driver }, shared))
}

impl Shared {
    /// Makes a task. If the runtime has ended, the task is aborted at once.
    pub(crate) fn spawn<F: Future + 'static>(self: &Arc<Self>, future: F) -> JoinHandle<F::Output> {
        let (handle, listed, queued) = task::new(future, Arc::clone(self));
        // The lock is let go before the task's code runs, as its destructor does here.
        let inserted = locked(&self.tasks).insert(listed);
        match inserted {
            Ok(()) => self.push(queued),
            Err(listed) => listed.shut_down(),
        }
        handle
    }

    /// Drops the futures of all tasks. Later ones are dropped when they're spawned.
    pub(crate) fn shut_down(&self) {
        loop {
            // The lock is let go before the task's code runs.
            let task = locked(&self.tasks).close_and_pop();
            let Some(task) = task else { break };
            task.shut_down();
        }
        let left = mem::take(&mut *locked(&self.remote));
        drop(left);
        self.sources.end();
    }

    /// How many tasks aren't done.
    pub(crate) fn task_count(&self) -> usize {
        locked(&self.tasks).len()
    }

    /// The sockets that the runtime watches.
    pub(crate) fn sources(&self) -> &Sources {
        &self.sources
    }

    /// Takes over what was ready on the thread that ran the runtime.
    pub(crate) fn keep(&self, ready: &mut Queue) {
        locked(&self.remote).append(ready);
    }

    fn has_remote(&self) -> bool {
        !locked(&self.remote).is_empty()
    }
}

impl Schedule for Arc<Shared> {
    fn push(&self, task: TaskRef) {
        if let Some(task) = context::push_local(self, task) {
            locked(&self.remote).push(task);
            self.unpark.unpark();
        }
    }

    fn release(&self, task: &Header) -> Option<TaskRef> {
        locked(&self.tasks).remove(task)
    }
}

/// The waker of the future that `block_on` runs.
struct Main {
    woken: AtomicBool,
    shared: Arc<Shared>,
}

impl Wake for Main {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.woken.store(true, SeqCst);
        self.shared.unpark.unpark();
    }
}

impl Core {
    /// Polls a future until it's ready, and the tasks meanwhile.
    pub(crate) fn block_on<F: Future>(&mut self, shared: &Arc<Shared>, future: F) -> F::Output {
        let mut future = pin!(future);
        let main = Arc::new(Main {
            woken: AtomicBool::new(true),
            shared: Arc::clone(shared),
        });
        let waker = Waker::from(Arc::clone(&main));
        let mut context = Context::from_waker(&waker);
        loop {
            if main.woken.swap(false, SeqCst) {
                coop::begin();
                if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
                    return output;
                }
            }
            self.turn(shared, &main);
        }
    }

    /// Polls the tasks that are ready, up to [`TURN`], and then looks for events, or sleeps if there's nothing to do.
    fn turn(&mut self, shared: &Arc<Shared>, main: &Main) {
        context::append_local(&mut locked(&shared.remote));
        for _ in 0..TURN {
            let Some(task) = context::pop_local() else {
                break;
            };
            coop::begin();
            task.run();
        }
        let has_work = || main.woken.load(SeqCst) || context::has_local() || shared.has_remote();
        let waited = match has_work() {
            true => self.driver.look(&shared.sources),
            false => self
                .driver
                .park(&shared.unpark, &shared.sources, has_work, None),
        };
        waited.expect("the event queue is the runtime's own");
    }
}

/// No code of a task runs under these locks, so none is poisoned.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared")
            .field("tasks", &self.task_count())
            .finish_non_exhaustive()
    }
}
