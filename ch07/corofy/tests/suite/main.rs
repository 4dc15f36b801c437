//! The compiler's tests: what it writes is compared, compiled and run.

mod asynced;
mod differential;
mod generate;
mod hostile;
mod inputs;
mod kept;
mod program;
mod refusals;
mod slots;
mod traps;
