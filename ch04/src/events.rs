//! The place for what a wait has to report.

use crate::sys::Event;

// ANCHOR: events
/// What [`Poll::poll`](crate::Poll::poll) reports, at most as many at once as there is room for.
///
/// The kernel writes straight into it. What finds no room is not lost, the next wait reports it.
#[derive(Debug)]
pub struct Events {
    list: Vec<Event>,
}

impl Events {
    /// Makes room for this many events.
    pub fn with_capacity(capacity: usize) -> Self {
        Self {
            list: Vec::with_capacity(capacity),
        }
    }

    /// How many events have room.
    pub fn capacity(&self) -> usize {
        self.list.capacity()
    }

    /// Whether the last wait ended without any event: the time was up.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The events of the last wait.
    pub fn iter(&self) -> std::slice::Iter<'_, Event> {
        self.list.iter()
    }

    /// Forgets the events of the last wait, as the next one does anyway.
    pub fn clear(&mut self) {
        self.list.clear();
    }

    pub(crate) fn list(&mut self) -> &mut Vec<Event> {
        &mut self.list
    }
}
// ANCHOR_END: events

impl<'a> IntoIterator for &'a Events {
    type Item = &'a Event;
    type IntoIter = std::slice::Iter<'a, Event>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
