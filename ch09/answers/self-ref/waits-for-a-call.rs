//! not-yet: a new packet is asked for its rest, and panics: `rest` comes after `sent`
//!
//! The pointer is set in time, and `rest` believes that it's always there.

fn rest(&self) -> &[u8] {
    let rest = self.rest.as_ref().expect("`rest` comes after `sent`");
    // SAFETY: it points to a part of `bytes`.
    unsafe { rest.as_ref() }
}
