//! The line for each request.

use crate::request::Request;
use std::fmt;
use std::io::Write;
use std::sync::{Mutex, PoisonError};

/// Writes `#1 - 5000ms: request-0` somewhere, or nowhere.
#[derive(Default)]
pub(crate) struct Log {
    to: Option<Mutex<Numbered>>,
}

struct Numbered {
    last: u64,
    writer: Box<dyn Write + Send>,
}

impl Log {
    pub(crate) fn to(writer: impl Write + Send + 'static) -> Self {
        let writer = Box::new(writer);
        Self {
            to: Some(Mutex::new(Numbered { last: 0, writer })),
        }
    }

    pub(crate) fn write(&self, request: &Request) {
        let Some(to) = &self.to else { return };
        let mut to = to.lock().unwrap_or_else(PoisonError::into_inner);
        to.last += 1;
        let line = line(to.last, request);
        // A request is answered even if nobody wants to read about it any more.
        let _ = to.writer.write_all(line.as_bytes());
        let _ = to.writer.flush();
    }
}

/// Control characters are escaped, so that no message can pass for a second line.
fn line(number: u64, request: &Request) -> String {
    let mut line = format!("#{number} - {}ms: ", request.delay.as_millis());
    for char in request.message.chars() {
        if char.is_control() {
            line.extend(char.escape_default());
        } else {
            line.push(char);
        }
    }
    line.push('\n');
    line
}

impl fmt::Debug for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let to = if self.to.is_some() {
            "a writer"
        } else {
            "nowhere"
        };
        f.debug_struct("Log").field("to", &to).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_message_stays_on_its_line() {
        let request = Request {
            delay: Duration::from_secs(5),
            message: "é\n#2 - 0ms: forged".into(),
        };
        assert_eq!(line(1, &request), "#1 - 5000ms: é\\n#2 - 0ms: forged\n");
    }
}
