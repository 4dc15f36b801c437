//! not-yet: a hundred messages in the box cost 100 rings, and one ring is enough

pub fn send(&self, message: T) -> io::Result<()> {
    self.put(message);
    self.bell.ring()
}
