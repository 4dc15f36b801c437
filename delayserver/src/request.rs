//! The HTTP that is understood: a request's head, as far as it matters here.

use crate::response::Response;
use percent_encoding::percent_decode_str;
use std::time::Duration;

/// How long a request's head may be, in bytes.
pub(crate) const MAX_HEAD: usize = 8 * 1024;

/// How many header fields it may have.
const MAX_FIELDS: usize = 64;

/// A client wants this message, so much later.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) delay: Duration,
    pub(crate) message: String,
}

/// The request in a head; `None` while it is incomplete, and the refusal if it is none.
pub(crate) fn parse(head: &[u8], max_delay: Duration) -> Result<Option<Request>, Response> {
    let mut fields = [httparse::EMPTY_HEADER; MAX_FIELDS];
    let mut parsed = httparse::Request::new(&mut fields);
    match parsed.parse(head) {
        Ok(httparse::Status::Partial) => return Ok(None),
        Ok(httparse::Status::Complete(length)) if length > MAX_HEAD => {
            return Err(Response::head_too_large());
        }
        Ok(httparse::Status::Complete(_)) => {}
        Err(httparse::Error::TooManyHeaders) => return Err(Response::head_too_large()),
        Err(error) => {
            return Err(Response::bad_request(&format!(
                "This is not an HTTP request: {error}."
            )));
        }
    }
    if parsed.method != Some("GET") {
        return Err(Response::method_not_allowed());
    }
    from_path(parsed.path.unwrap_or_default(), max_delay).map(Some)
}

/// `/<milliseconds>/<message>`; the message may hold slashes, and ends before a query.
fn from_path(path: &str, max_delay: Duration) -> Result<Request, Response> {
    let path = path.split_once('?').map_or(path, |(path, _query)| path);
    let parts = path.strip_prefix('/').and_then(|path| path.split_once('/'));
    let Some((delay, message)) = parts.filter(|(delay, _)| is_number(delay)) else {
        return Err(Response::bad_request(
            "The path has to be /<milliseconds>/<message>, such as /1000/hello.",
        ));
    };
    Ok(Request {
        delay: parse_delay(delay, max_delay)?,
        message: percent_decode_str(message)
            .decode_utf8()
            .map_err(|_| Response::bad_request("The message is not percent-encoded UTF-8."))?
            .into_owned(),
    })
}

/// Digits only: `u64` would parse a sign too.
fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn parse_delay(digits: &str, max: Duration) -> Result<Duration, Response> {
    // What does not fit into 64 bits is over any limit.
    let delay = digits.parse().ok().map(Duration::from_millis);
    delay.filter(|delay| *delay <= max).ok_or_else(|| {
        Response::bad_request(&format!(
            "The delay may be at most {} milliseconds.",
            max.as_millis()
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn message_of(path: &str) -> Option<String> {
        from_path(path, MINUTE).ok().map(|request| request.message)
    }

    #[test]
    fn a_head_is_incomplete_until_its_empty_line() {
        let head = b"GET /1000/hello HTTP/1.1\r\nHost: localhost\r\n\r\n";
        for length in 0..head.len() {
            assert_eq!(parse(&head[..length], MINUTE), Ok(None));
        }
        let request = parse(head, MINUTE).unwrap().unwrap();
        assert_eq!(request.delay, Duration::from_secs(1));
        assert_eq!(request.message, "hello");
    }

    #[test]
    fn a_message_is_decoded_and_may_hold_slashes_or_nothing() {
        assert_eq!(message_of("/1/h%C3%A9%20llo").unwrap(), "hé llo");
        assert_eq!(message_of("/1/a/b").unwrap(), "a/b");
        assert_eq!(message_of("/1/a?b=c").unwrap(), "a");
        assert_eq!(message_of("/1/a%3Fb").unwrap(), "a?b");
        assert_eq!(message_of("/1/").unwrap(), "");
        assert_eq!(message_of("/1/a+b").unwrap(), "a+b");
        assert_eq!(message_of("/1/%FF"), None);
    }

    #[test]
    fn a_path_without_a_plain_number_is_refused() {
        for path in [
            "", "*", "/", "/1", "//x", "/x/1", "/+1/x", "/-1/x", "/1.5/x", "/ 1/x",
        ] {
            assert_eq!(message_of(path), None, "{path}");
        }
    }

    #[test]
    fn a_delay_may_be_as_long_as_the_limit_and_no_longer() {
        assert!(message_of("/60000/x").is_some());
        assert!(message_of("/60001/x").is_none());
        assert!(message_of("/99999999999999999999999/x").is_none());
    }
}
