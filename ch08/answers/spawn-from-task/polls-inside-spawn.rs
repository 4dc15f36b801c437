//! not-yet: `spawn` polls the new task inside the poll of the task that spawns it
//!
//! It saves a turn in the queue.

fn spawn(future: impl Future<Output = ()> + 'static) {
    let current = CURRENT.with_borrow(Option::clone);
    let current = current.expect("`spawn` was called on a thread that runs no executor");
    current.add(Box::new(future));
    let key = current.ready.0.lock().expect(NO_PANIC).pop_back();
    if let Some(key) = key {
        current.poll(key);
    }
}
