//! More clients than there is room for, and clients that take their time.

#![allow(
    clippy::unwrap_used,
    reason = "what a test needs is there, or it fails"
)]

#[path = "conformance/client.rs"]
mod client;

use client::{ask, get, reply, send};
use delayserver::Config;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

#[test]
fn connections_over_the_limit_wait_and_none_is_dropped() {
    let server = Config::new().max_connections(2).start().unwrap();
    let all: Vec<TcpStream> = (0..20)
        .map(|number| ask(server.addr(), &format!("/1/{number}")))
        .collect();
    for (number, stream) in all.into_iter().enumerate() {
        assert_eq!(reply(stream).body, number.to_string());
    }
}

#[test]
fn a_connection_over_the_limit_is_not_even_read() {
    let log = Shared::default();
    let server = Config::new().max_connections(1).log_to(log.clone());
    let server = server.start().unwrap();
    let mut first = send(server.addr(), b"GET /0/first ");
    let second = ask(server.addr(), "/0/second");
    first.write_all(b"HTTP/1.1\r\n\r\n").unwrap();
    assert_eq!(reply(first).body, "first");
    assert_eq!(reply(second).body, "second");
    assert_eq!(log.text(), "#1 - 0ms: first\n#2 - 0ms: second\n");
}

#[test]
fn half_a_request_and_a_client_that_is_gone_leave_their_place() {
    let server = Config::new().max_connections(1).start().unwrap();
    drop(send(server.addr(), b"GET /0/ha"));
    drop(ask(server.addr(), "/60000/nobody"));
    assert_eq!(get(server.addr(), "/0/next").body, "next");
}

#[test]
fn a_request_that_is_never_finished_is_disconnected() {
    let timeout = Duration::from_millis(20);
    let server = Config::new().head_timeout(timeout).start().unwrap();
    let before = Instant::now();
    let mut stream = send(server.addr(), b"GET /0/ha");
    assert_eq!(stream.read(&mut [0; 1]).unwrap(), 0);
    assert!(before.elapsed() >= timeout);
}

#[test]
fn a_client_that_never_closes_leaves_its_place() {
    let server = Config::new().max_connections(1).start().unwrap();
    let _open = ask(server.addr(), "/0/open");
    assert_eq!(get(server.addr(), "/0/next").body, "next");
}

#[test]
fn a_delay_may_be_limited() {
    let limit = Duration::from_millis(5);
    let server = Config::new().max_delay(limit).start().unwrap();
    assert_eq!(get(server.addr(), "/5/x").status, 200);
    let refusal = get(server.addr(), "/6/x");
    assert_eq!(refusal.status, 400);
    assert_eq!(refusal.body, "The delay may be at most 5 milliseconds.");
}

#[test]
fn of_some_that_are_answered_together_none_is_before_the_last() {
    let log = Shared::default();
    let server = Config::new().together(3).log_to(log.clone());
    let server = server.start().unwrap();
    let two = ["/0/a", "/0/b"].map(|path| ask(server.addr(), path));
    while log.text().lines().count() < 2 {
        std::thread::yield_now();
    }
    for stream in &two {
        stream.set_nonblocking(true).unwrap();
        assert!(stream.peek(&mut [0; 1]).is_err());
        stream.set_nonblocking(false).unwrap();
    }
    assert_eq!(get(server.addr(), "/0/c").body, "c");
    assert_eq!(two.map(|stream| reply(stream).body), ["a", "b"]);
}

/// A log that can be read while the server writes it.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Shared {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
