//! not-yet: a task wakes itself in the poll in which it's over, and the executor panics

fn poll(&self, key: Key) {
    let task = self.places.borrow_mut()[key.place].take();
    let mut task = task.expect("a task that's woken is there");
    match task.future.poll(&task.waker) {
        PollState::NotReady => self.places.borrow_mut()[key.place] = Some(task),
        PollState::Ready(()) => self.free.borrow_mut().push(key.place),
    }
}
