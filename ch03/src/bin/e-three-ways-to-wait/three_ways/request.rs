//! A request, from its sending to the end of its answer.

use ch03::waiting;
use std::io::{self, ErrorKind, Write};
use std::net::{SocketAddr, TcpStream};

// ANCHOR: request
pub struct Request {
    /// Gone once the server has closed its side: the answer is complete.
    stream: Option<TcpStream>,
    answer: Vec<u8>,
}
// ANCHOR_END: request

impl Request {
    /// Connects and sends the request; only then may the stream become non-blocking.
    pub fn send(addr: SocketAddr, name: &str, delay: u32, nonblocking: bool) -> io::Result<Self> {
        let mut stream = TcpStream::connect(addr).map_err(|error| {
            let why = format!("cannot connect to the delay server at {addr}: {error}");
            io::Error::new(error.kind(), why)
        })?;
        let request = format!("GET /{delay}/{name} HTTP/1.1\r\nHost: {addr}\r\n\r\n");
        stream.write_all(request.as_bytes())?;
        stream.set_nonblocking(nonblocking)?;
        Ok(Self {
            stream: Some(stream),
            answer: Vec::new(),
        })
    }

    // ANCHOR: go-on
    /// Reads once, and says whether the answer has become complete by that.
    pub fn go_on(&mut self) -> io::Result<bool> {
        let Some(stream) = &self.stream else {
            return Ok(false);
        };
        let mut chunk = [0; 4096];
        match waiting::read(stream, &mut chunk) {
            Ok(0) => self.stream = None,
            Ok(n) => self.answer.extend_from_slice(&chunk[..n]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
        Ok(!self.is_open())
    }
    // ANCHOR_END: go-on

    /// What stands below the empty line of the answer.
    pub fn message(&self) -> String {
        let answer = String::from_utf8_lossy(&self.answer);
        answer.split("\r\n\r\n").skip(1).collect()
    }

    /// What a queue may wait for, until the answer is complete.
    pub fn stream(&self) -> Option<&TcpStream> {
        self.stream.as_ref()
    }

    pub fn is_open(&self) -> bool {
        self.stream.is_some()
    }

    /// Whether a read would not have to wait. It looks, and leaves everything where it is.
    pub fn is_answered(&self) -> bool {
        self.stream.as_ref().is_some_and(|stream| {
            let _ = stream.set_nonblocking(true);
            let answered = stream.peek(&mut [0]).is_ok();
            let _ = stream.set_nonblocking(false);
            answered
        })
    }
}
