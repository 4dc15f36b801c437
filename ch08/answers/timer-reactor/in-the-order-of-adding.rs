//! not-yet: several timers are due, and their wakers aren't called in the order of their deadlines
//!
//! A vector, with the timers as they came.

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
    let is_first = state.wakers.iter().all(|(other, _)| *other > key);
    state.wakers.push((key, waker));
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
    let wakers = mem::take(&mut state.wakers);
    let (due, later): (Vec<_>, _) = wakers.into_iter().partition(|(key, _)| key.due <= now);
    state.wakers = later;
    let next = state.wakers.iter().map(|(key, _)| key.due).min();
    drop(state);
    for (_, waker) in due {
        waker.wake();
    }
    next
}
