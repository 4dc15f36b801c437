//! A line of text that needs no memory but its own.

use std::fmt;

/// The longest name, each of its characters escaped, and the words around it.
const LINE: usize = 512;

// ANCHOR: line
/// Text on the stack of whoever writes it. What is too long is cut off.
pub struct Line {
    bytes: [u8; LINE],
    length: usize,
}

impl Line {
    pub fn new() -> Self {
        Self {
            bytes: [0; LINE],
            length: 0,
        }
    }

    pub fn text(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    /// Writes it to standard error, past the locks and buffers of [`std::io`].
    pub fn print(&self) {
        let mut rest = self.text();
        while !rest.is_empty() {
            // SAFETY: the bytes are a slice's.
            let written = unsafe { libc::write(2, rest.as_ptr().cast(), rest.len()) };
            match usize::try_from(written) {
                Ok(written) if written > 0 => rest = &rest[written..],
                // There is nobody to tell, and nothing that could be done.
                _ => return,
            }
        }
    }
}

impl fmt::Write for Line {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = LINE - self.length;
        let text = &text.as_bytes()[..text.len().min(room)];
        self.bytes[self.length..][..text.len()].copy_from_slice(text);
        self.length += text.len();
        Ok(())
    }
}
// ANCHOR_END: line

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;

    #[test]
    fn what_is_too_long_is_cut() {
        let mut line = Line::new();
        write!(line, "{}", "x".repeat(LINE - 2)).unwrap();
        write!(line, "yyyy").unwrap();
        write!(line, "z").unwrap();
        assert_eq!(line.text().len(), LINE);
        assert!(line.text().ends_with(b"xyy"));
    }
}
