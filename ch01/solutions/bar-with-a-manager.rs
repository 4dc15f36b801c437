//! The bar has a manager now. A bartender who turns from one order to another has to report it
//! first, and a report takes two minutes. Staying with an order costs nothing, and neither does a
//! bartender's first order of the evening.
//!
//! 1. **Charge the turns**, in `turns_to`, and nothing else. As it stands, the manager wants a report
//!    before each piece of work.
//! 2. **Find the break-even**: the shortest report, in whole seconds, with which one bartender who
//!    goes on serves no more than one who waits.
//!
//! The output shows how both of them begin an evening, and what they serve with shorter reports. The
//! check also pours other drinks, for several bartenders.

use ch01::bar::{Bar, Drink, Manager, Report, Seconds, Style, simulate};
use std::collections::HashMap;

/// A manager who wants each turn reported.
#[derive(Debug)]
pub struct Reports {
    /// How long a report takes.
    takes: Seconds,
    /// The order that each bartender had in hand last.
    last: HashMap<usize, usize>,
}

impl Reports {
    /// Nobody has had an order yet.
    pub fn new(takes: Seconds) -> Self {
        let last = HashMap::new();
        Self { takes, last }
    }
}

impl Manager for Reports {
    /// Called before each pouring and each topping up. The bartender begins with it after so many
    /// seconds.
    fn turns_to(&mut self, bartender: usize, order: usize) -> Seconds {
        // EXERCISE: solution
        match self.last.insert(bartender, order) {
            Some(before) if before != order => self.takes,
            _ => 0,
        }
        // EXERCISE: skeleton
        // self.last.insert(bartender, order);
        // self.takes
        // EXERCISE: end
    }
}

/// What one bartender serves in the time in which one who waits serves a thousand.
pub fn served(style: Style, drink: Drink, takes: Seconds) -> u64 {
    let bar = Bar {
        drink,
        bartenders: 1,
        style,
    };
    let closing = 1000 * (drink.latency() + takes);
    let diary = simulate(bar, &mut Reports::new(takes), closing);
    Report::of(&diary, 0..closing).served
}

/// The shortest report with which [`Style::TopsUpFirst`] serves no more than [`Style::Waits`].
pub fn break_even(drink: Drink) -> Seconds {
    // EXERCISE: solution
    let pays =
        |takes| served(Style::TopsUpFirst, drink, takes) > served(Style::Waits, drink, takes);
    let mut takes = 0;
    while pays(takes) {
        takes += 1;
    }
    takes
    // EXERCISE: skeleton
    // todo!("find the report with which going on stops paying for {drink:?}")
    // EXERCISE: end
}

#[cfg(test)]
#[path = "../checks/bar-with-a-manager.rs"]
mod check;
