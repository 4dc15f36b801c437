//! solved
//!
//! Idle, in the queue, polled, and woken while it's polled. The executor puts it back into the queue after such a poll.

use std::sync::atomic::AtomicU8;

struct Handle {
    task: TaskId,
    flag: Flag,
    ready: Arc<ReadyQueue>,
    state: AtomicU8,
}

const IDLE: u8 = 0;
const QUEUED: u8 = 1;
const POLLED: u8 = 2;
const WOKEN: u8 = 3;

fn spawn(&mut self, future: impl Future<Output = ()> + Send + 'static) -> Waker {
    self.last += 1;
    let handle = Arc::new(Handle {
        task: self.last,
        flag: Flag::default(),
        ready: Arc::clone(&self.ready),
        state: AtomicU8::new(IDLE),
    });
    let waker = Waker::from(Arc::clone(&handle));
    let task = Task {
        future: Box::new(future),
        handle,
        waker: waker.clone(),
    };
    self.tasks.insert(self.last, task);
    waker.wake();
    waker
}

fn wake(&self) {
    let next = |state| match state {
        IDLE => Some(QUEUED),
        POLLED => Some(WOKEN),
        _ => None,
    };
    let order = Ordering::AcqRel;
    if self.state.fetch_update(order, Ordering::Acquire, next) == Ok(IDLE) {
        self.ready.push(self.task);
    }
}

fn poll_next(&mut self) -> bool {
    let Some(id) = self.ready.pop() else {
        return false;
    };
    if let Some(task) = self.tasks.get(&id) {
        let handle = Arc::clone(&task.handle);
        handle.state.swap(POLLED, Ordering::AcqRel);
        self.poll(id);
        if handle.state.swap(IDLE, Ordering::AcqRel) == WOKEN {
            handle.wake();
        }
    }
    true
}
