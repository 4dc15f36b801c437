//! not-yet: several timers are due, and their wakers aren't called in the order of their deadlines
//!
//! A `BinaryHeap` gives its largest element first.

use std::collections::{BinaryHeap, HashMap};

#[derive(Default)]
struct State {
    heap: BinaryHeap<Key>,
    wakers: HashMap<u64, Waker>,
    last: u64,
}

fn add(&self, due: Time, waker: Waker) -> Key {
    let mut state = self.lock();
    state.last += 1;
    let number = state.last;
    let key = Key { due, number };
    state.heap.push(key);
    state.wakers.insert(number, waker);
    drop(state);
    self.clock.ring();
    key
}

fn remove(&self, key: Key) {
    let removed = self.lock().wakers.remove(&key.number);
    drop(removed);
}

fn turn(&self) -> Option<Time> {
    let now = self.clock.now();
    let mut state = self.lock();
    let mut due = Vec::new();
    let mut keys = mem::take(&mut state.heap);
    let mut later = BinaryHeap::new();
    while let Some(key) = keys.pop() {
        match key.due <= now {
            true => due.extend(state.wakers.remove(&key.number)),
            false => later.push(key),
        }
    }
    state.heap = later;
    let next = state.heap.peek().map(|key| key.due);
    drop(state);
    due.into_iter().for_each(|waker| waker.wake());
    next
}
