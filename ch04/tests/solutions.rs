//! The reference solutions pass the checks that the reader's files have to pass.

#[path = "../solutions/deregister.rs"]
mod deregister;
#[path = "../solutions/oneshot-rearm.rs"]
mod oneshot_rearm;
#[cfg(target_os = "linux")]
#[path = "../solutions/timer.rs"]
mod timer;
#[cfg(target_os = "linux")]
#[path = "../solutions/waker.rs"]
mod waker;
#[path = "../solutions/writable.rs"]
mod writable;
