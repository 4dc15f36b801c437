//! A place for a fiber: the same stack for one function after another.

use crate::stack::{SIZE, Stack};
use crate::switch::{Context, plant};
use std::cell::{Cell, UnsafeCell};

// ANCHOR: state
/// What a fiber is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nothing: its stack is free for a function.
    Available,
    /// Its registers are in the CPU. At most one fiber is in this state.
    Running,
    /// It waits for its turn: its registers are in its context.
    Ready,
}
// ANCHOR_END: state

// ANCHOR: fiber
/// All that changes is in cells: nobody needs an exclusive reference.
pub struct Fiber {
    pub state: Cell<State>,
    pub context: UnsafeCell<Context>,
    stack: Stack,
}
// ANCHOR_END: fiber

impl Fiber {
    // ANCHOR: new
    /// One that is available.
    pub fn new() -> Self {
        Self {
            state: Cell::new(State::Available),
            context: UnsafeCell::default(),
            stack: Stack::new(SIZE),
        }
    }
    // ANCHOR_END: new

    // ANCHOR: begin
    /// Makes an available fiber ready to run a function from its beginning.
    pub fn begin(&self, function: extern "C" fn()) {
        assert_eq!(self.state.get(), State::Available);
        // SAFETY: nobody runs on the stack of a fiber that is available, nor will go on there, so
        // stack and context are free to be written to.
        unsafe { *self.context.get() = plant(&self.stack, function) };
        self.state.set(State::Ready);
    }
    // ANCHOR_END: begin
}
