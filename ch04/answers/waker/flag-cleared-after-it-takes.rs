//! not-yet: a message comes while the receiver is at work, and its sender doesn't ring
//!
//! The sender sees the flag of a ring whose mail has been taken.

use std::sync::atomic::{AtomicBool, Ordering};

#[derive(Debug)]
pub struct Mailbox<T> {
    messages: Mutex<Vec<T>>,
    bell: Bell,
    has_rung: AtomicBool,
}

pub fn new(registry: &Registry, token: Token) -> io::Result<Self> {
    let mut bell = Bell(File::from(ch04::ffi::eventfd()?));
    registry.register_with(&mut bell.0, token, Interest::READABLE, Trigger::Level)?;
    Ok(Self {
        messages: Mutex::new(Vec::new()),
        bell,
        has_rung: AtomicBool::new(false),
    })
}

pub fn send(&self, message: T) -> io::Result<()> {
    self.put(message);
    if !self.has_rung.swap(true, Ordering::SeqCst) {
        self.bell.ring()?;
    }
    Ok(())
}

pub fn receive(&self) -> io::Result<Vec<T>> {
    self.bell.reset()?;
    let messages = self.take();
    self.has_rung.store(false, Ordering::SeqCst);
    Ok(messages)
}
