//! The reference solutions pass the checks that the reader's files have to pass.
#![allow(
    clippy::duplicate_mod,
    reason = "what two checks share is part of each exercise's own program"
)]

#[path = "../solutions/and-then.rs"]
mod and_then;
#[path = "../solutions/eager.rs"]
mod eager;
#[path = "../solutions/join-values.rs"]
mod join_values;
#[path = "../solutions/race.rs"]
mod race;
#[path = "../solutions/three-waits.rs"]
mod three_waits;
