//! not-yet: two threads met, and since then the bell rings for no message
//!
//! A ring between the flag and the reset is undone, and the flag still says that the bell rings.

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
    self.has_rung.store(false, Ordering::SeqCst);
    self.bell.reset()?;
    Ok(self.take())
}
