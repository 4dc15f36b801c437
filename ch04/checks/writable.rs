//! The event loop of the upload, and servers who read late, or are not there.

use super::*;
use ch04::{Events, Poll};
use std::io::Read;
use std::net::TcpListener;
use std::sync::mpsc::{Sender, channel};
use std::thread::{JoinHandle, spawn};
use std::time::Duration;
use testing::Log;

/// More than the buffers of both sides hold together.
const MANY: usize = 16 << 20;

fn bytes(many: usize) -> Vec<u8> {
    (0..many).map(|n| (n / 64 % 251) as u8).collect()
}

/// A server for one upload. It reads nothing until it is told to, then everything.
fn server() -> (SocketAddr, Sender<()>, JoinHandle<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = listener.local_addr().unwrap();
    let (begin, begins) = channel();
    let server = spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut got = Vec::new();
        // If the check has failed by now, nothing more is to be read.
        if begins.recv().is_ok() {
            stream.read_to_end(&mut got).unwrap();
        }
        got
    });
    (addr, begin, server)
}

/// Waits for a report that the stream is writable. It comes within microseconds, or never.
fn wait(poll: &mut Poll, why_not: &str) {
    let mut events = Events::with_capacity(1);
    poll.poll(&mut events, Some(Duration::from_secs(5)))
        .unwrap();
    assert!(!events.is_empty(), "5 seconds without a report\n{why_not}");
    assert!(events.iter().all(|event| event.is_writable()));
}

#[test]
fn a_large_upload_waits_for_its_reader_and_arrives_whole() {
    let log = Log::start();
    let (addr, begin, server) = server();
    let mut poll = Poll::new().unwrap();
    let sent = bytes(MANY);
    let mut upload = Upload::start(poll.registry(), addr, Token(0), sent.clone()).unwrap();
    let mut reports = 0;
    loop {
        wait(&mut poll, "Was the stream left with room to write?");
        reports += 1;
        let all_sent = upload.go_on().unwrap_or_else(|error| {
            panic!(
                "an upload that only has to wait has failed: {error}\nA full socket is no error."
            )
        });
        if all_sent {
            break;
        }
        assert!(
            upload.refused > 0,
            "go_on has come back before the kernel said WouldBlock\n\
             A full socket is reported when it has room again; this one was not known to be full."
        );
        assert_eq!(
            upload.refused, 1,
            "one refusal is enough to know that a socket is full"
        );
        if reports == 1 {
            trace!("upload", "finds the socket full and waits for its reader");
            begin.send(()).unwrap();
            trace!("server", "begins to read");
        }
    }
    assert!(
        reports > 1,
        "the reader had not begun, and yet everything is said to be sent"
    );
    trace!("upload", "has sent everything");
    drop(upload);
    assert!(
        server.join().unwrap() == sent,
        "what arrived is not what was sent"
    );
    trace!("server", "has all {MANY} bytes in their order");
    testing::pin_exercise!("writable", log);
}

#[test]
fn a_small_upload_is_one_write() {
    let log = Log::start();
    let (addr, begin, server) = server();
    begin.send(()).unwrap();
    let mut poll = Poll::new().unwrap();
    let mut upload = Upload::start(poll.registry(), addr, Token(0), bytes(100)).unwrap();
    wait(&mut poll, "");
    assert!(upload.go_on().unwrap(), "100 bytes fit into any socket");
    assert_eq!(
        log.counted("write"),
        1,
        "a hundred bytes are one call of Upload::write"
    );
    drop(upload);
    assert_eq!(server.join().unwrap(), bytes(100));
}

#[test]
fn a_refused_connection_is_an_error_even_if_there_is_nothing_to_send() {
    // Nobody listens there any more.
    let addr = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let mut poll = Poll::new().unwrap();
    let kind = match Upload::start(poll.registry(), addr, Token(0), Vec::new()) {
        // A system may know it at once.
        Err(error) => error.kind(),
        Ok(mut upload) => {
            wait(&mut poll, "");
            let result = upload.go_on();
            assert!(
                !upload.is_connected(),
                "nobody listens there, and yet it is connected"
            );
            let error = result.expect_err(
                "a connection that was refused is writable too, in a way: only take_error tells",
            );
            error.kind()
        }
    };
    assert_eq!(kind, ErrorKind::ConnectionRefused);
}
