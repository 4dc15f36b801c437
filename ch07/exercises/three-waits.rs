//! Write this function as a state machine:
//!
//! ```text
//! coroutine fn dinner(kitchen: Kitchen) -> Result<u32, SoldOut> {
//!     let soup = kitchen.cook("soup").wait?;
//!     let main = match kitchen.cook("fish").wait {
//!         Ok(price) => price,
//!         Err(SoldOut) => kitchen.cook("pasta").wait?,
//!     };
//!     Ok(soup + main)
//! }
//! ```
//!
//! The first wait is there. Add the others. Each poll goes on as far as the function can without waiting. The machine orders,
//! drops and returns what the function would, when the function would: a dish is dropped as soon as it's ready, and the
//! kitchen when the function returns.
//!
//! `cook` returns a `Dish`, a future whose output is a `Result<u32, SoldOut>`. The output shows what the kitchen and the
//! dishes go through.

use ch07::{Future, PollState};
use kitchen::{Dish, Kitchen, SoldOut};
use std::mem;

#[path = "../checks/three-waits/kitchen.rs"]
mod kitchen;

/// What a call of the function does: it keeps the parameter, and runs none of the body.
fn dinner(kitchen: Kitchen) -> Dinner {
    Dinner::Start { kitchen }
}

/// The function while it's open. Each state holds what the rest of the function needs.
enum Dinner {
    /// Nothing of the body has run.
    Start { kitchen: Kitchen },
    /// `let soup = kitchen.cook("soup").wait?;`
    Soup { dish: Dish, kitchen: Kitchen },
    // The other waits.
    /// The function has returned, or its body runs.
    Done,
}

impl Future for Dinner {
    type Output = Result<u32, SoldOut>;

    fn poll(&mut self) -> PollState<Result<u32, SoldOut>> {
        loop {
            match self {
                Self::Start { .. } => {
                    let kitchen = self.leave();
                    let dish = kitchen.cook("soup");
                    *self = Self::Soup { dish, kitchen };
                }
                Self::Soup { dish, .. } => {
                    let PollState::Ready(price) = dish.poll() else {
                        return PollState::NotReady;
                    };
                    let kitchen = self.leave();
                    todo!("go on with {kitchen:?}; the soup's price is {price:?}")
                }
                Self::Done => panic!("a dinner was polled again after it was over"),
            }
        }
    }
}

impl Dinner {
    /// Takes the kitchen out of a state, and drops what else the state holds.
    fn leave(&mut self) -> Kitchen {
        match mem::replace(self, Self::Done) {
            Self::Start { kitchen } | Self::Soup { kitchen, .. } => kitchen,
            Self::Done => unreachable!("the function has no state in which it has no kitchen"),
        }
    }
}

#[cfg(test)]
#[path = "../checks/three-waits.rs"]
mod check;
