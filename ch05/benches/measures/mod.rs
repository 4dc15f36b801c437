//! What is measured beside time.

pub mod cpu_time;
pub mod memory;
