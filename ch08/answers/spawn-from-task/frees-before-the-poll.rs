//! not-yet: a task spawns others and waits, and a task is lost
//!
//! Freed while it's polled, and taken again if it isn't over: another task may have it by then.

fn poll(&self, key: Key) {
    let task = self.places.borrow_mut()[key.place].take_if(|task| task.key == key);
    let Some(mut task) = task else {
        return;
    };
    self.free.borrow_mut().push(key.place);
    if let PollState::NotReady = task.future.poll(&task.waker) {
        self.free.borrow_mut().retain(|place| *place != key.place);
        self.places.borrow_mut()[key.place] = Some(task);
    }
}
