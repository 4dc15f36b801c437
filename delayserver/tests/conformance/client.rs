//! The client of the tests: blocking, and as plain as can be.

#![allow(dead_code, reason = "each test program uses some of it")]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

/// A response, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub struct Reply {
    /// The status code.
    pub status: u16,
    /// The header fields, in lower case, each on a line.
    pub fields: String,
    /// The body.
    pub body: String,
}

/// Sends a request and returns the connection.
pub fn ask(addr: SocketAddr, path: &str) -> TcpStream {
    send(
        addr,
        format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").as_bytes(),
    )
}

/// Sends some bytes and returns the connection.
pub fn send(addr: SocketAddr, bytes: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(addr).expect("the server listens");
    stream.write_all(bytes).expect("the server reads");
    stream
}

/// Reads a response to its end. A connection that is passed by value is closed then.
pub fn reply(mut stream: impl Read) -> Reply {
    let mut text = String::new();
    stream.read_to_string(&mut text).expect("a response");
    let (head, body) = text.split_once("\r\n\r\n").expect("a head and a body");
    let (status, fields) = head.split_once("\r\n").expect("a status line and fields");
    let status = status.strip_prefix("HTTP/1.1 ").expect("HTTP/1.1");
    Reply {
        status: status[..3].parse().expect("a status code"),
        fields: fields.to_lowercase(),
        body: body.to_owned(),
    }
}

/// Asks, and reads the response to its end.
pub fn get(addr: SocketAddr, path: &str) -> Reply {
    reply(ask(addr, path))
}
