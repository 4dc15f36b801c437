//! What it costs to turn from one order to another.

use super::params::Seconds;

// ANCHOR: manager
/// Somebody who may ask a bartender for time when an order is taken in hand.
pub trait Manager {
    /// A bartender is about to pour or to top up an order, as the numbers say: for how many seconds
    /// is the bartender kept from it?
    fn turns_to(&mut self, bartender: usize, order: usize) -> Seconds;
}
// ANCHOR_END: manager

/// No manager, no cost.
#[derive(Clone, Copy, Debug)]
pub struct Nobody;

impl Manager for Nobody {
    fn turns_to(&mut self, _bartender: usize, _order: usize) -> Seconds {
        0
    }
}
