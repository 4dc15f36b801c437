//! c-fibers without its switch: nothing else in it knows of an ABI.

#[path = "../c-fibers/counting.rs"]
mod fibers;

#[path = "../c-fibers/fiber.rs"]
pub mod fiber;
#[path = "../c-fibers/runtime.rs"]
pub mod runtime;
#[path = "../c-fibers/stack.rs"]
pub mod stack;

pub use fibers::run;
