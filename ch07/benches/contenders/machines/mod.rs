//! The same functions as machines: a person's, corofy's and the compiler's.

pub mod by_hand;
pub mod compilers;
#[rustfmt::skip]
pub mod corofied;
mod leaf;
