//! An answer, as far as it has come: its head, an empty line, and its body.

use std::io::{self, ErrorKind};

/// The bytes that have come.
#[derive(Debug, Default)]
pub(super) struct Answer {
    bytes: Vec<u8>,
}

impl Answer {
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    // ANCHOR: body
    /// The body, if it's complete. At the end of the connection, one that isn't complete is an error.
    pub(super) fn body(&self, is_end: bool) -> io::Result<Option<String>> {
        if let Some((head, body)) = split(&self.bytes) {
            let head = Head::parse(head)?;
            // Without a length, the body goes on until the server closes the connection.
            let length = head.length.or(is_end.then_some(body.len()));
            if let Some(body) = length.and_then(|length| body.get(..length)) {
                return head.take(body).map(Some);
            }
        }
        match is_end {
            true => Err(ErrorKind::UnexpectedEof.into()),
            false => Ok(None),
        }
    }
    // ANCHOR_END: body
}

/// The two sides of the first empty line.
fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    Some((&bytes[..end], &bytes[end + 4..]))
}

struct Head<'a> {
    /// The number and its words: `200 OK`.
    status: &'a str,
    length: Option<usize>,
}

impl<'a> Head<'a> {
    fn parse(head: &'a [u8]) -> io::Result<Self> {
        let head = text(head)?;
        let mut lines = head.lines();
        let first = lines.next().unwrap_or_default();
        let Some((_, status)) = first
            .split_once(' ')
            .filter(|_| first.starts_with("HTTP/1."))
        else {
            return Err(invalid(format!(
                "the answer begins with {first:?}, which isn't HTTP/1"
            )));
        };
        let mut fields = lines.filter_map(|line| line.split_once(':'));
        let length = fields.find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
        let length = length.map(|(_, length)| length.trim().parse());
        let length = length.transpose();
        let length =
            length.map_err(|_| invalid("the answer's length isn't a number".to_owned()))?;
        Ok(Self { status, length })
    }

    /// The body of an answer that has this head, or the error that it is.
    fn take(&self, body: &[u8]) -> io::Result<String> {
        let body = text(body)?;
        match self.status.split(' ').next() {
            Some("200") => Ok(body.to_owned()),
            _ => Err(io::Error::other(format!(
                "the server answers {}: {body}",
                self.status
            ))),
        }
    }
}

fn text(bytes: &[u8]) -> io::Result<&str> {
    str::from_utf8(bytes).map_err(|_| invalid("the answer isn't UTF-8".to_owned()))
}

fn invalid(sentence: String) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, sentence)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(bytes: &str, is_end: bool) -> io::Result<Option<String>> {
        let mut answer = Answer::default();
        answer.push(bytes.as_bytes());
        answer.body(is_end)
    }

    fn sentence(bytes: &str) -> String {
        body(bytes, true).unwrap_err().to_string()
    }

    const HEAD: &str = "HTTP/1.1 200 OK\r\nA: b\r\ncontent-LENGTH: 3 \r\n\r\n";

    #[test]
    fn an_answer_is_complete_with_its_last_byte_and_not_before() {
        let whole = format!("{HEAD}abc");
        for end in 0..whole.len() {
            assert_eq!(
                body(&whole[..end], false).unwrap(),
                None,
                "{}",
                &whole[..end]
            );
            let error = body(&whole[..end], true).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::UnexpectedEof, "{}", &whole[..end]);
        }
        for is_end in [false, true] {
            assert_eq!(body(&whole, is_end).unwrap().unwrap(), "abc");
            assert_eq!(body(&format!("{whole}de"), is_end).unwrap().unwrap(), "abc");
        }
    }

    #[test]
    fn without_a_length_the_end_of_the_connection_is_the_end_of_the_body() {
        let whole = "HTTP/1.0 200 OK\r\n\r\nabc";
        assert_eq!(body(whole, false).unwrap(), None);
        assert_eq!(body(whole, true).unwrap().unwrap(), "abc");
    }

    #[test]
    fn another_status_is_an_error_that_says_what_the_server_said() {
        let refused = "HTTP/1.1 400 Bad Request\r\nContent-Length: 9\r\n\r\nNo delay.";
        assert_eq!(
            sentence(refused),
            "the server answers 400 Bad Request: No delay."
        );
    }

    #[test]
    fn what_is_no_answer_is_an_error_and_no_panic() {
        let not_http = "the answer begins with \"hello\", which isn't HTTP/1";
        assert_eq!(sentence("hello\r\n\r\n"), not_http);
        let no_number = "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n";
        assert_eq!(sentence(no_number), "the answer's length isn't a number");
        let mut answer = Answer::default();
        answer.push(HEAD.as_bytes());
        answer.push(b"\xff\xff\xff");
        assert_eq!(
            answer.body(false).unwrap_err().to_string(),
            "the answer isn't UTF-8"
        );
    }
}
