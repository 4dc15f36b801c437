//! Everything that can be turned: the drink, and who serves it.

/// Time on the bar's clock, which begins at 0 when the bar opens.
pub type Seconds = u64;

/// An hour.
pub const HOUR: Seconds = 3600;

/// What one drink takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drink {
    /// Seconds of a bartender's hands, at first. At least 1.
    pub pour: Seconds,
    /// Seconds during which nobody can do anything for it.
    pub settle: Seconds,
    /// Seconds of a bartender's hands, at last.
    pub top_up: Seconds,
}

// ANCHOR: stout
/// A stout.
impl Default for Drink {
    fn default() -> Self {
        Self {
            pour: 15,
            settle: 100,
            top_up: 5,
        }
    }
}
// ANCHOR_END: stout

impl Drink {
    /// The seconds for which it needs hands.
    pub fn work(self) -> Seconds {
        self.pour + self.top_up
    }

    /// The seconds from the order to the drink, if nothing keeps it waiting.
    pub fn latency(self) -> Seconds {
        self.pour + self.settle + self.top_up
    }
}

// ANCHOR: style
/// What a bartender does while a drink settles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Waits for it, hands idle.
    Waits,
    /// Goes on: tops up a drink that has settled, whoever poured it; if there is none, pours the next.
    TopsUpFirst,
    /// Goes on: pours the next; tops up only if nobody is waiting to order.
    PoursFirst,
}
// ANCHOR_END: style

/// Who serves what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bar {
    /// The only drink on offer.
    pub drink: Drink,
    /// How many bartenders there are, each with one pair of hands.
    pub bartenders: usize,
    /// How all of them work.
    pub style: Style,
}

impl Bar {
    // ANCHOR: cap
    /// The seconds for which one drink keeps a bartender from every other drink.
    pub fn held(&self) -> Seconds {
        match self.style {
            Style::Waits => self.drink.latency(),
            Style::TopsUpFirst | Style::PoursFirst => self.drink.work(),
        }
    }

    /// The drinks that this bar cannot exceed between its opening and this time.
    pub fn most_in(&self, time: Seconds) -> u64 {
        self.bartenders as u64 * time / self.held()
    }
    // ANCHOR_END: cap
}
