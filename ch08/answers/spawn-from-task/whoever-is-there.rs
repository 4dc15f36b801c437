//! not-yet: a task that's over is woken, and the task that has its place now is polled for it

fn poll(&self, key: Key) {
    let task = self.places.borrow_mut()[key.place].take();
    let Some(mut task) = task else {
        return;
    };
    match task.future.poll(&task.waker) {
        PollState::NotReady => self.places.borrow_mut()[key.place] = Some(task),
        PollState::Ready(()) => self.free.borrow_mut().push(key.place),
    }
}
