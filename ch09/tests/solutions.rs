//! The reference solutions pass the checks that the reader's files have to pass.
#![allow(
    clippy::duplicate_mod,
    reason = "what two checks share is part of each exercise's own program"
)]

#[path = "../solutions/drop-guarantee.rs"]
mod drop_guarantee;
#[path = "../solutions/pin-in-place.rs"]
mod pin_in_place;
#[path = "../solutions/project.rs"]
mod project;
#[path = "../solutions/self-ref.rs"]
mod self_ref;
