//! Bytes into lines.

/// Collects bytes and gives out lines: lossy UTF-8, cut where they are too long.
#[derive(Debug)]
pub(super) struct Lines {
    line: Vec<u8>,
    dropped: bool,
    limit: usize,
    returns: bool,
}

impl Lines {
    /// Lines of at most `limit` bytes. With `returns`, a carriage return ends a line too, as a
    /// progress bar uses it.
    pub fn new(limit: usize, returns: bool) -> Self {
        Self {
            line: Vec::new(),
            dropped: false,
            limit,
            returns,
        }
    }

    /// The lines that end in these bytes.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<String> {
        let returns = self.returns;
        let mut ended = Vec::new();
        for piece in bytes.split_inclusive(|byte| *byte == b'\n' || (returns && *byte == b'\r')) {
            let (content, ends) = match piece.split_last() {
                Some((b'\n', content)) => (content, true),
                Some((b'\r', content)) if returns => (content, true),
                _ => (piece, false),
            };
            let room = self.limit - self.line.len();
            self.dropped |= content.len() > room;
            self.line.extend(&content[..content.len().min(room)]);
            if ends {
                ended.push(self.take());
            }
        }
        ended
    }

    /// What came after the last line's end.
    pub fn finish(&mut self) -> Option<String> {
        (!self.line.is_empty()).then(|| self.take())
    }

    fn take(&mut self) -> String {
        let mut bytes = std::mem::take(&mut self.line);
        let dropped = std::mem::take(&mut self.dropped);
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
        if dropped {
            // Not in the middle of a character.
            let whole = bytes
                .utf8_chunks()
                .next()
                .map_or(0, |chunk| chunk.valid().len());
            if bytes.len() - whole < 4 {
                bytes.truncate(whole);
            }
        }
        let mut text = String::from_utf8_lossy(&bytes).into_owned();
        if dropped {
            text.push('…');
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::Lines;

    #[test]
    fn lines_end_where_their_bytes_say_however_they_arrive() {
        let mut lines = Lines::new(100, false);
        assert_eq!(lines.push(b"a\nb"), ["a"]);
        assert_eq!(lines.push(b"c\r\n\n"), ["bc", ""]);
        assert_eq!(lines.push(b"half"), [""; 0]);
        assert_eq!(lines.finish().as_deref(), Some("half"));
    }

    #[test]
    fn a_character_may_arrive_in_halves_and_what_is_none_is_replaced() {
        let mut lines = Lines::new(100, false);
        assert!(lines.push(&[0xc3]).is_empty());
        assert_eq!(lines.push(&[0xa9, b'\n']), ["é"]);
        assert_eq!(lines.push(&[0xff, b'x', b'\n']), ["\u{fffd}x"]);
    }

    #[test]
    fn a_long_line_is_cut_between_characters_and_the_next_one_is_whole() {
        let mut lines = Lines::new(4, false);
        assert_eq!(lines.push("abcé more\nok\n".as_bytes()), ["abc…", "ok"]);
        assert_eq!(lines.push(b"abcd\n"), ["abcd"]);
    }

    #[test]
    fn a_progress_bar_overwrites_its_line() {
        let mut lines = Lines::new(100, true);
        assert_eq!(lines.push(b"1/2\r2/2\rdone\n"), ["1/2", "2/2", "done"]);
    }
}
