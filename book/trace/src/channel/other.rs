//! No channel: descriptors are not inherited by number here, so the book draws marks from the printed lines.

/// Never made.
#[derive(Debug)]
pub enum Channel {}

impl Channel {
    /// There is none.
    pub fn open(_: i32) -> Option<Self> {
        None
    }

    /// Cannot be called.
    pub fn write(&mut self, _: &str) {
        match *self {}
    }
}

/// Never asked for: there is no channel to write the time to.
pub fn now() -> u64 {
    0
}
