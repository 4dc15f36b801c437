//! not-yet: five timers are due when the thread has its turn, and it calls 3 wakers
//!
//! The second timer of an instant takes the place of the first.

#[derive(Default)]
struct State {
    wakers: BTreeMap<Time, Waker>,
    last: u64,
}

fn add(&self, due: Time, waker: Waker) -> Key {
    let mut state = self.lock();
    state.last += 1;
    let number = state.last;
    let before = state.wakers.insert(due, waker);
    let is_first = state.wakers.keys().next() == Some(&due);
    drop(state);
    drop(before);
    if is_first {
        self.clock.ring();
    }
    Key { due, number }
}

fn remove(&self, key: Key) {
    let removed = self.lock().wakers.remove(&key.due);
    drop(removed);
}

fn turn(&self) -> Option<Time> {
    let now = self.clock.now();
    let mut state = self.lock();
    let mut due = Vec::new();
    while let Some(first) = state.wakers.first_entry()
        && *first.key() <= now
    {
        due.push(first.remove());
    }
    let next = state.wakers.keys().next().copied();
    drop(state);
    due.into_iter().for_each(|waker| waker.wake());
    next
}
