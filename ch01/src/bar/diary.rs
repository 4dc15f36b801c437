//! Who did what, and when.

use super::params::Seconds;
use std::fmt;

/// What hands can be at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Tells the manager of having turned to this order.
    Reports,
    /// Fills a glass.
    Pours,
    /// Fills it up after it has settled, and serves it.
    TopsUp,
}

/// One piece of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When it began.
    pub from: Seconds,
    /// When it was done.
    pub to: Seconds,
    /// Whose hands, from 1.
    pub bartender: usize,
    /// What they were at.
    pub deed: Deed,
    /// Which order, from 1.
    pub order: usize,
}

/// All the work of an evening, in the order in which it began. What is not in it is idleness.
pub type Diary = Vec<Entry>;

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let deed = match self.deed {
            Deed::Reports => "reports a turn to",
            Deed::Pours => "pours",
            Deed::TopsUp => "tops up",
        };
        let [from, to] = [self.from, self.to].map(|t| format!("{}:{:02}", t / 60, t % 60));
        write!(f, "{from} to {to} {deed} drink {}", self.order)
    }
}
