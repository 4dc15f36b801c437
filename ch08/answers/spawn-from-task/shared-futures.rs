//! solved
//!
//! A task stays in its place while it's polled. Only a handle to it is taken out, and only that is borrowed.

struct Task {
    key: Key,
    future: Rc<RefCell<Box<dyn Future<Output = ()>>>>,
    waker: Waker,
}

#[derive(Default)]
struct Tasks {
    places: RefCell<Vec<Option<Task>>>,
    last: Cell<u64>,
    ready: Arc<ReadyQueue>,
}

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
        future: Rc::new(RefCell::new(future)),
        waker: waker.clone(),
    });
    trace!("executor", "gives task {number} place {place}");
    drop(places);
    waker.wake();
}

fn poll(&self, key: Key) {
    let (future, waker) = match &self.places.borrow()[key.place] {
        Some(task) if task.key == key => (Rc::clone(&task.future), task.waker.clone()),
        _ => return,
    };
    let polled = future.borrow_mut().poll(&waker);
    if let PollState::Ready(()) = polled {
        let over = self.places.borrow_mut()[key.place].take();
        drop(over);
    }
}
