//! not-yet: `Packet` is `Unpin`, so safe code may move a packet that points into itself
//!
//! `get_mut` needs no `unsafe`, and the compiler says what it does need: `Unpin`.

impl Unpin for Packet {}

fn sent(mut self: Pin<&mut Self>, count: usize) -> Pin<&mut Self> {
    let rest = NonNull::from(&mut self.as_mut().rest_mut()[count..]);
    self.as_mut().get_mut().rest = Some(rest);
    self
}
