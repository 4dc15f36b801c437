//! Where the exercise's dinner is cooked.

use scripted::{Scripted, ready_at_poll};
use std::fmt;
use trace::trace;

#[path = "../scripted.rs"]
mod scripted;

/// A dish that's being cooked: a future of its price. Nothing is cooked before its first poll.
pub type Dish = Scripted<Result<u32, SoldOut>>;

/// There's nothing left of a dish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SoldOut;

/// A kitchen with a menu: each dish, the poll at which it's ready, and its price.
pub struct Kitchen(pub Vec<(&'static str, u32, Result<u32, SoldOut>)>);

impl Kitchen {
    /// Orders a dish.
    pub fn cook(&self, name: &'static str) -> Dish {
        trace!("kitchen", "gets an order: {name}");
        let mut menu = self.0.iter();
        let (_, poll, price) = menu
            .find(|(dish, ..)| *dish == name)
            .unwrap_or_else(|| panic!("there's no {name} on the menu"));
        ready_at_poll(*poll, name, *price)
    }
}

impl fmt::Debug for Kitchen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the kitchen")
    }
}

impl Drop for Kitchen {
    fn drop(&mut self) {
        trace!("kitchen", "closes");
    }
}
