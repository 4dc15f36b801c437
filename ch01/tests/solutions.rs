//! The reference solutions pass the checks that the reader's files have to pass.

#[path = "../solutions/bar-with-a-manager.rs"]
mod bar_with_a_manager;
#[path = "../solutions/swap.rs"]
mod swap;
#[cfg(target_os = "linux")]
#[path = "../solutions/who-faulted.rs"]
mod who_faulted;
