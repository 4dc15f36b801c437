//! What a diary says about some hours of the evening.

use super::diary::{Deed, Diary, Entry};
use super::params::Seconds;
use std::collections::BTreeMap;
use std::ops::Range;

/// The time that is looked at.
pub type Hours = Range<Seconds>;

// ANCHOR: report
/// What is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Drinks that reached their guest.
    pub served: u64,
    /// Seconds of work, of all bartenders together; reporting is work, too.
    pub busy: Seconds,
    /// The most drinks that were in somebody's hands at the same moment.
    pub in_hands: usize,
    /// The most drinks that were begun and not yet served at the same moment.
    pub in_progress: usize,
}
// ANCHOR_END: report

impl Report {
    /// Counts what the diary has about these hours.
    pub fn of(diary: &Diary, hours: Hours) -> Self {
        let drinks = || diary.iter().filter(|entry| entry.deed != Deed::Reports);
        let served = |entry: &&Entry| {
            entry.deed == Deed::TopsUp && hours.start < entry.to && entry.to <= hours.end
        };
        let work = diary
            .iter()
            .map(|entry| within(entry.from..entry.to, &hours));
        Self {
            served: drinks().filter(served).count() as u64,
            busy: work.map(|work| work.end - work.start).sum(),
            in_hands: most_at_once(drinks().map(|entry| entry.from..entry.to), &hours),
            in_progress: most_at_once(lives(drinks()).into_values(), &hours),
        }
    }

    /// The busy part of what so many bartenders have to give in so many seconds, rounded.
    pub fn busy_percent(&self, bartenders: usize, seconds: Seconds) -> u64 {
        let all = bartenders as u64 * seconds;
        (100 * self.busy + all / 2) / all
    }
}

/// From when to when each order was in progress; the unserved ones are so for ever.
fn lives<'a>(drinks: impl Iterator<Item = &'a Entry>) -> BTreeMap<usize, Range<Seconds>> {
    let mut lives = BTreeMap::new();
    for entry in drinks {
        let life = lives.entry(entry.order).or_insert(entry.from..Seconds::MAX);
        if entry.deed == Deed::TopsUp {
            life.end = entry.to;
        }
    }
    lives
}

fn most_at_once(spans: impl Iterator<Item = Range<Seconds>>, hours: &Hours) -> usize {
    let within = spans.map(|span| within(span, hours));
    let mut changes: Vec<(Seconds, isize)> = within
        .filter(|span| !span.is_empty())
        .flat_map(|span| [(span.start, 1), (span.end, -1)])
        .collect();
    // Where one ends and another begins in the same second, -1 sorts before 1.
    changes.sort_unstable();
    let mut now = 0;
    let counts = changes.into_iter().map(|(_, change)| {
        now += change;
        now
    });
    counts.max().map_or(0, isize::unsigned_abs)
}

fn within(span: Range<Seconds>, hours: &Hours) -> Range<Seconds> {
    let start = span.start.clamp(hours.start, hours.end);
    start..span.end.clamp(start, hours.end)
}
