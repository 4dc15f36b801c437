//! The reference solutions pass the checks that the reader's files have to pass.

#[path = "../solutions/fiber-sleep.rs"]
mod fiber_sleep;
#[path = "../solutions/generator.rs"]
mod generator;
#[path = "../solutions/join-value.rs"]
mod join_value;
#[path = "../solutions/panic-reaches-join.rs"]
mod panic_reaches_join;
#[path = "../solutions/priorities.rs"]
mod priorities;
