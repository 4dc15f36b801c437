//! not-yet: a task is over, and what it owns spawns another one while it's dropped, and `spawn` panics there
//!
//! The task is back in its place after the poll, and it's dropped there.

fn poll(&self, key: Key) {
    let task = self.places.borrow_mut()[key.place].take_if(|task| task.key == key);
    let Some(mut task) = task else {
        return;
    };
    let polled = task.future.poll(&task.waker);
    let mut places = self.places.borrow_mut();
    places[key.place] = Some(task);
    if let PollState::Ready(()) = polled {
        places[key.place] = None;
        self.free.borrow_mut().push(key.place);
    }
}
