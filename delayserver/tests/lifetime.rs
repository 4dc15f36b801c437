//! How servers begin and end.

#![allow(
    clippy::unwrap_used,
    reason = "what a test needs is there, or it fails"
)]

#[path = "conformance/client.rs"]
mod client;

use client::{ask, get, reply};
use delayserver::Config;
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

#[test]
fn two_servers_live_in_one_process() {
    let one = Config::new().start().unwrap();
    let other = Config::new().speedup(20.0).unwrap().start().unwrap();
    assert_ne!(one.addr(), other.addr());
    assert_eq!(get(one.addr(), "/1/one").body, "one");
    drop(one);
    assert_eq!(get(other.addr(), "/1/other").body, "other");
}

#[test]
fn a_dropped_server_has_ended_its_thread_and_closed_its_port() {
    let owned = Owned(Arc::new(()));
    let kept = owned.0.clone();
    let server = Config::new().log_to(owned).start().unwrap();
    let addr = server.addr();
    let mut waiting = ask(addr, "/60000/never");
    get(addr, "/0/x");
    assert_eq!(Arc::strong_count(&kept), 2);
    drop(server);
    assert_eq!(Arc::strong_count(&kept), 1);
    // Closed or reset, but not answered.
    assert!(!matches!(waiting.read(&mut [0; 1]), Ok(1)));
    let refused = TcpStream::connect(addr).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
}

#[test]
fn a_server_can_be_dropped_inside_another_runtime() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async { drop(Config::new().start().unwrap()) });
}

#[test]
fn a_stopped_server_answers_what_is_in_flight() {
    let (log, logged) = channel();
    let server = Config::new().log_to(Lines(log)).start().unwrap();
    let waiting = ask(server.addr(), "/50/in-flight");
    logged.recv().unwrap();
    assert_eq!(server.stop(Duration::from_secs(60)), 0);
    assert_eq!(reply(waiting).body, "in-flight");
}

#[test]
fn a_stopped_server_counts_what_it_did_not_answer() {
    let (log, logged) = channel();
    let server = Config::new().log_to(Lines(log)).start().unwrap();
    let _waiting = [
        ask(server.addr(), "/60000/1"),
        ask(server.addr(), "/60000/2"),
    ];
    logged.iter().take(2).for_each(drop);
    assert_eq!(server.stop(Duration::from_millis(1)), 2);
}

#[test]
fn a_port_in_use_is_an_error() {
    let server = Config::new().start().unwrap();
    let error = Config::new().addr(server.addr()).start().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AddrInUse);
}

#[test]
fn a_port_can_be_used_again_at_once() {
    let server = Config::new().start().unwrap();
    let addr = server.addr();
    get(addr, "/0/x");
    drop(server);
    let server = Config::new().addr(addr).start().unwrap();
    assert_eq!(get(server.addr(), "/0/again").body, "again");
}

/// A log that says how many own it.
struct Owned(#[allow(dead_code, reason = "it counts by being alive")] Arc<()>);

impl Write for Owned {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A log whose lines can be waited for.
struct Lines(Sender<Vec<u8>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.send(bytes.to_vec()).unwrap();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
