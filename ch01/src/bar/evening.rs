//! The simulation: a clock that jumps from event to event.

use super::diary::{Deed, Diary, Entry};
use super::events::{Event, Events, What};
use super::manager::Manager;
use super::params::{Bar, Seconds, Style};
use std::collections::{BTreeSet, VecDeque};

// ANCHOR: simulate
/// Runs a bar from its opening to a closing time, and returns the diary. Whatever is begun before
/// that time is in it, even if it ends later.
///
/// # Panics
///
/// When pouring takes no time: a bartender would begin endless drinks in one second.
pub fn simulate(bar: Bar, manager: &mut dyn Manager, closing: Seconds) -> Diary {
    assert!(bar.drink.pour > 0, "pouring takes at least a second");
    let mut evening = Evening::new(bar, manager);
    evening.whoever_is_free_begins(0);
    while let Some(now) = evening.events.next_time().filter(|now| *now < closing) {
        // Everything that this second brings has happened before anybody decides what to do next.
        while let Some(event) = evening.events.take_at(now) {
            evening.happens(now, event);
        }
        evening.whoever_is_free_begins(now);
    }
    evening.diary
}
// ANCHOR_END: simulate

struct Evening<'a> {
    bar: Bar,
    manager: &'a mut dyn Manager,
    events: Events,
    free: BTreeSet<usize>,
    /// Drinks that wait for their top-up, the oldest first.
    settled: VecDeque<usize>,
    orders: usize,
    diary: Diary,
}

impl<'a> Evening<'a> {
    fn new(bar: Bar, manager: &'a mut dyn Manager) -> Self {
        Self {
            bar,
            manager,
            events: Events::default(),
            free: (1..=bar.bartenders).collect(),
            settled: VecDeque::new(),
            orders: 0,
            diary: Vec::new(),
        }
    }

    // ANCHOR: happens
    fn happens(&mut self, now: Seconds, event: Event) {
        let waits = self.bar.style == Style::Waits;
        match event.what {
            What::Poured => {
                let what = What::Settled;
                let at = now + self.bar.drink.settle;
                self.events.put(at, Event { what, ..event });
                if !waits {
                    self.free.insert(event.bartender);
                }
            }
            What::Settled if waits => self.begins(now, event.bartender, Deed::TopsUp, event.order),
            What::Settled => self.settled.push_back(event.order),
            What::Served => {
                self.free.insert(event.bartender);
            }
        }
    }
    // ANCHOR_END: happens

    // ANCHOR: decide
    fn whoever_is_free_begins(&mut self, now: Seconds) {
        while let Some(bartender) = self.free.pop_first() {
            let settled = match self.bar.style {
                Style::TopsUpFirst => self.settled.pop_front(),
                // A guest is always waiting to order, so there is always something to pour.
                Style::Waits | Style::PoursFirst => None,
            };
            match settled {
                Some(order) => self.begins(now, bartender, Deed::TopsUp, order),
                None => {
                    self.orders += 1;
                    self.begins(now, bartender, Deed::Pours, self.orders);
                }
            }
        }
    }
    // ANCHOR_END: decide

    fn begins(&mut self, now: Seconds, bartender: usize, deed: Deed, order: usize) {
        let turned = now + self.manager.turns_to(bartender, order);
        if turned > now {
            self.writes(now, turned, bartender, Deed::Reports, order);
        }
        let (takes, what) = match deed {
            Deed::TopsUp => (self.bar.drink.top_up, What::Served),
            _ => (self.bar.drink.pour, What::Poured),
        };
        let done = turned + takes;
        self.writes(turned, done, bartender, deed, order);
        self.events.put(
            done,
            Event {
                what,
                order,
                bartender,
            },
        );
    }

    fn writes(&mut self, from: Seconds, to: Seconds, bartender: usize, deed: Deed, order: usize) {
        self.diary.push(Entry {
            from,
            to,
            bartender,
            deed,
            order,
        });
    }
}
