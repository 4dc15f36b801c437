//! solved
//!
//! The last one is the next one.

#[derive(Default)]
struct State {
    wakers: Vec<(Key, Waker)>,
    last: u64,
}

fn add(&self, due: Time, waker: Waker) -> Key {
    let mut state = self.lock();
    state.last += 1;
    let number = state.last;
    let key = Key { due, number };
    let at = state.wakers.partition_point(|(other, _)| *other > key);
    state.wakers.insert(at, (key, waker));
    let is_first = at + 1 == state.wakers.len();
    drop(state);
    if is_first {
        self.clock.ring();
    }
    key
}

fn remove(&self, key: Key) {
    let mut state = self.lock();
    let at = state.wakers.iter().position(|(other, _)| *other == key);
    let removed = at.map(|at| state.wakers.remove(at));
    drop(state);
    drop(removed);
}

fn turn(&self) -> Option<Time> {
    let now = self.clock.now();
    let mut state = self.lock();
    let at = state.wakers.partition_point(|(key, _)| key.due > now);
    let due = state.wakers.split_off(at);
    let next = state.wakers.last().map(|(key, _)| key.due);
    drop(state);
    for (_, waker) in due.into_iter().rev() {
        waker.wake();
    }
    next
}
