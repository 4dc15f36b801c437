//! not-yet: three tasks came one after the other, and the executor has 3 places

fn add(&self, future: Box<dyn Future<Output = ()>>) {
    let number = self.last.get() + 1;
    self.last.set(number);
    let place = self.places();
    let key = Key { place, number };
    let waker = self.ready.waker(key);
    let task = Task {
        key,
        future,
        waker: waker.clone(),
    };
    self.places.borrow_mut().push(Some(task));
    trace!("executor", "gives task {number} place {place}");
    waker.wake();
}
