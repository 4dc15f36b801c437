//! The HTTP that is said.

/// A response, before it is bytes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Response {
    status: &'static str,
    /// Further fields, each with its line's end.
    fields: &'static str,
    body: String,
}

impl Response {
    pub(crate) fn ok(message: &str) -> Self {
        Self::new("200 OK", message)
    }

    pub(crate) fn bad_request(sentence: &str) -> Self {
        Self::new("400 Bad Request", sentence)
    }

    pub(crate) fn method_not_allowed() -> Self {
        Self {
            fields: "Allow: GET\r\n",
            ..Self::new("405 Method Not Allowed", "Only GET is understood here.")
        }
    }

    pub(crate) fn head_too_large() -> Self {
        Self::new(
            "431 Request Header Fields Too Large",
            "The request's head is too large.",
        )
    }

    fn new(status: &'static str, body: &str) -> Self {
        Self {
            status,
            fields: "",
            body: body.to_owned(),
        }
    }

    /// All of it, for one write. There is no `Date`: outputs are pinned.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let Self {
            status,
            fields,
            body,
        } = self;
        format!(
            "HTTP/1.1 {status}\r\n\
             Content-Length: {}\r\n\
             Content-Type: text/plain; charset=utf-8\r\n\
             Connection: close\r\n\
             {fields}\r\n\
             {body}",
            body.len()
        )
        .into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_counts_bytes() {
        let response = Response::ok("é").encode();
        assert_eq!(
            String::from_utf8(response).unwrap(),
            "HTTP/1.1 200 OK\r\n\
             Content-Length: 2\r\n\
             Content-Type: text/plain; charset=utf-8\r\n\
             Connection: close\r\n\
             \r\n\
             é"
        );
    }
}
