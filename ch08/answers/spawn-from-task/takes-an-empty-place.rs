//! not-yet: a task spawns others and waits, and a task is lost
//!
//! The first place without a task is the spawning task's own.

fn add(&self, future: Box<dyn Future<Output = ()>>) {
    let number = self.last.get() + 1;
    self.last.set(number);
    let mut places = self.places.borrow_mut();
    let place = places.iter().position(Option::is_none).unwrap_or_else(|| {
        places.push(None);
        places.len() - 1
    });
    let key = Key { place, number };
    let waker = self.ready.waker(key);
    places[place] = Some(Task {
        key,
        future,
        waker: waker.clone(),
    });
    trace!("executor", "gives task {number} place {place}");
    waker.wake();
}
