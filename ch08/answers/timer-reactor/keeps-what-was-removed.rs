//! not-yet: the only timer that's left was removed, and the thread sleeps until it's due
//!
//! The waker is gone, and its deadline stays until it's due.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

#[derive(Default)]
struct State {
    heap: BinaryHeap<Reverse<Key>>,
    wakers: HashMap<u64, Waker>,
    last: u64,
}

fn add(&self, due: Time, waker: Waker) -> Key {
    let mut state = self.lock();
    state.last += 1;
    let number = state.last;
    let key = Key { due, number };
    state.heap.push(Reverse(key));
    state.wakers.insert(number, waker);
    let is_first = state.heap.peek() == Some(&Reverse(key));
    drop(state);
    if is_first {
        self.clock.ring();
    }
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
    while let Some(Reverse(key)) = state.heap.peek().copied()
        && key.due <= now
    {
        state.heap.pop();
        due.extend(state.wakers.remove(&key.number));
    }
    let next = state.heap.peek().map(|Reverse(key)| key.due);
    drop(state);
    due.into_iter().for_each(|waker| waker.wake());
    next
}
