//! not-yet: a task spawns another one while it's polled, and `spawn` panics there

fn poll(&self, key: Key) {
    let mut places = self.places.borrow_mut();
    let Some(task) = places[key.place].as_mut().filter(|task| task.key == key) else {
        return;
    };
    if let PollState::Ready(()) = task.future.poll(&task.waker) {
        places[key.place] = None;
        self.free.borrow_mut().push(key.place);
    }
}
