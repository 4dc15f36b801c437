//! solved
//!
//! A place says what it is, so that an empty one and a free one can't be taken for each other.

#[derive(Default)]
struct Tasks {
    places: RefCell<Vec<Place>>,
    last: Cell<u64>,
    ready: Arc<ReadyQueue>,
}

enum Place {
    Free,
    Polled,
    Waits(Task),
}

fn add(&self, future: Box<dyn Future<Output = ()>>) {
    let number = self.last.get() + 1;
    self.last.set(number);
    let mut places = self.places.borrow_mut();
    let free = places.iter().position(|place| matches!(place, Place::Free));
    let place = free.unwrap_or(places.len());
    if free.is_none() {
        places.push(Place::Free);
    }
    let key = Key { place, number };
    let waker = self.ready.waker(key);
    places[place] = Place::Waits(Task {
        key,
        future,
        waker: waker.clone(),
    });
    drop(places);
    trace!("executor", "gives task {number} place {place}");
    waker.wake();
}

fn poll(&self, key: Key) {
    let set = |place| std::mem::replace(&mut self.places.borrow_mut()[key.place], place);
    match set(Place::Polled) {
        Place::Waits(mut task) if task.key == key => {
            let polled = task.future.poll(&task.waker);
            set(match polled {
                PollState::NotReady => Place::Waits(task),
                PollState::Ready(()) => Place::Free,
            });
        }
        other => {
            set(other);
        }
    }
}
