//! A bar that serves one kind of drink, simulated: an evening of it takes a few milliseconds.
//!
//! No time passes here. The clock is a number that jumps from one event to the next, so an
//! evening is the same each time, and what is measured does not depend on the machine. The guests
//! never run out: whoever has free hands finds an order.
//!
//! [`simulate`] writes a [`Diary`] of who had which drink in hands and when; every number that is
//! [reported](Report) is counted from that.

mod diary;
mod evening;
mod events;
mod manager;
mod params;
mod report;
#[cfg(test)]
mod tests;

pub use diary::{Deed, Diary, Entry};
pub use evening::simulate;
pub use manager::{Manager, Nobody};
pub use params::{Bar, Drink, HOUR, Seconds, Style};
pub use report::{Hours, Report};
