//! The reference solutions pass the checks that the reader's files have to pass.

#[path = "../solutions/drop-guarantee.rs"]
mod drop_guarantee;
#[path = "../solutions/pin-in-place.rs"]
mod pin_in_place;
