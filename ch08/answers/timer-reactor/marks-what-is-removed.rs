//! not-yet: a timer was removed, and its waker is kept
//!
//! Removing is only a mark, which the turn looks at.

use std::collections::BTreeSet;

#[derive(Default)]
struct State {
    wakers: BTreeMap<Key, Waker>,
    removed: BTreeSet<Key>,
    last: u64,
}

fn remove(&self, key: Key) {
    self.lock().removed.insert(key);
}

fn turn(&self) -> Option<Time> {
    let now = self.clock.now();
    let mut state = self.lock();
    let mut due = Vec::new();
    while let Some((&key, _)) = state.wakers.first_key_value()
        && (key.due <= now || state.removed.contains(&key))
    {
        let waker = state.wakers.remove(&key);
        if !state.removed.remove(&key) {
            due.extend(waker);
        }
    }
    let next = state.wakers.first_key_value().map(|(key, _)| key.due);
    drop(state);
    due.into_iter().for_each(|waker| waker.wake());
    next
}
