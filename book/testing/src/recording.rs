//! What the actors of a program state during a run, as a page replays it.
//!
//! A recording is a file with a line of JSON for each statement, in the order in which they were made. Times and lines
//! of code are there for the page. What a test compares is what each actor states, in its own order: threads
//! race, so the order between two actors may differ from run to run.

mod bounds;
mod difference;
mod file;
mod pin;
mod printed;
mod redact;
mod stream;
mod told;

pub use file::Recording;
pub use pin::{Pin, Update};
