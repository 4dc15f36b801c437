//! The leaf: no poll of it waits, and what goes wrong on its connection is its output.
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

use ch07::{Future, Http, HttpGet, PollState};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = listener.local_addr().unwrap();
    (listener, addr)
}

/// Polls again and again, as the steps do.
fn finish(get: &mut HttpGet) -> io::Result<String> {
    loop {
        match get.poll() {
            PollState::Ready(output) => return output,
            PollState::NotReady => thread::yield_now(),
        }
    }
}

fn error_of(get: &mut HttpGet) -> ErrorKind {
    finish(get).unwrap_err().kind()
}

/// Polls until a condition holds that the poll brings about.
fn poll_until<T>(get: &mut HttpGet, mut holds: impl FnMut() -> Option<T>) -> T {
    loop {
        assert!(matches!(get.poll(), PollState::NotReady));
        if let Some(it) = holds() {
            return it;
        }
    }
}

/// The server's side of the connection, after the whole request has come.
fn accept_request(listener: &TcpListener, get: &mut HttpGet) -> TcpStream {
    listener.set_nonblocking(true).unwrap();
    let mut stream = poll_until(get, || listener.accept().ok()).0;
    stream.set_nonblocking(true).unwrap();
    let mut request = Vec::new();
    poll_until(get, || {
        let _would_block = stream.read_to_end(&mut request);
        request.ends_with(b"\r\n\r\n").then_some(())
    });
    stream
}

/// Closes the connection with a reset instead of an end.
fn reset(stream: TcpStream) {
    socket2::SockRef::from(&stream)
        .set_linger(Some(Duration::ZERO))
        .unwrap();
}

#[test]
fn nothing_happens_before_the_first_poll() {
    let (listener, addr) = listener();
    listener.set_nonblocking(true).unwrap();
    let mut get = Http::get(addr, "/");
    // A connection to this machine would be in the backlog when the call returns.
    assert_eq!(listener.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
    poll_until(&mut get, || listener.accept().ok());
}

#[test]
fn the_output_is_the_body_of_the_answer() {
    let server = delayserver::start().unwrap();
    let mut get = Http::get(server.addr(), "/10/gr%C3%BC%C3%9Fe");
    assert_eq!(finish(&mut get).unwrap(), "grüße");
}

#[test]
fn an_answer_with_another_status_is_an_error_with_its_sentence() {
    let server = delayserver::start().unwrap();
    let error = finish(&mut Http::get(server.addr(), "/soon/hello")).unwrap_err();
    let error = error.to_string();
    assert!(
        error.starts_with("the server answers 400 Bad Request: "),
        "{error}"
    );
}

#[test]
fn the_answer_is_ready_with_its_last_byte_even_if_the_connection_stays_open() {
    let (listener, addr) = listener();
    let mut get = Http::get(addr, "/");
    let mut stream = accept_request(&listener, &mut get);
    for piece in [
        "HTTP/1.1 200 OK\r\n",
        "Content-Length: 4\r\n\r",
        "\nab",
        "c",
    ] {
        stream.write_all(piece.as_bytes()).unwrap();
        assert!(matches!(get.poll(), PollState::NotReady), "{piece}");
    }
    stream.write_all(b"d").unwrap();
    assert_eq!(finish(&mut get).unwrap(), "abcd");
}

/// The trap: a blocking `connect`. Here it would wait in the first poll, for minutes.
#[cfg(target_os = "linux")]
#[test]
fn a_handshake_that_does_not_end_keeps_no_poll_waiting() {
    let (listener, _first, addr) = full_backlog();
    let mut get = Http::get(addr, "/");
    for _ in 0..100 {
        assert!(matches!(get.poll(), PollState::NotReady));
    }
    // Only the one that filled the backlog is there.
    listener.set_nonblocking(true).unwrap();
    listener.accept().unwrap();
    assert_eq!(listener.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
}

/// A listener whose backlog is full: the system drops the first packet of any further handshake.
#[cfg(target_os = "linux")]
fn full_backlog() -> (socket2::Socket, TcpStream, SocketAddr) {
    let listener =
        socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    let any_port = SocketAddr::from(([127, 0, 0, 1], 0));
    listener.bind(&any_port.into()).unwrap();
    listener.listen(0).unwrap();
    let addr = listener.local_addr().unwrap().as_socket().unwrap();
    (listener, TcpStream::connect(addr).unwrap(), addr)
}

/// The trap: a listener that never accepts, and a request that waits for it with the whole thread.
#[test]
fn a_listener_that_never_accepts_keeps_no_poll_waiting() {
    let (_listener, addr) = listener();
    let mut get = Http::get(addr, "/");
    for _ in 0..100 {
        assert!(matches!(get.poll(), PollState::NotReady));
    }
}

/// The trap: `write_all` on a socket that doesn't wait, which fails when the send buffer is full.
#[test]
fn a_request_that_the_send_buffer_cannot_take_at_once_goes_on_later() {
    let (listener, addr) = listener();
    listener.set_nonblocking(true).unwrap();
    // More than the buffers of both sides hold.
    let path = format!("/{}", "x".repeat(32 << 20));
    let mut get = Http::get(addr, &path);
    let mut stream = poll_until(&mut get, || listener.accept().ok()).0;
    for _ in 0..100 {
        assert!(matches!(get.poll(), PollState::NotReady));
    }
    stream.set_nonblocking(true).unwrap();
    let expected = format!("GET {path} HTTP/1.1\r\nHost: {addr}\r\nConnection: close\r\n\r\n");
    let mut request = Vec::new();
    poll_until(&mut get, || {
        let _would_block = (&stream).take(1 << 20).read_to_end(&mut request);
        assert!(request.len() <= expected.len(), "a part came twice");
        (request.len() == expected.len()).then_some(())
    });
    assert!(request == expected.as_bytes(), "the parts aren't in order");
    stream
        .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        .unwrap();
    assert_eq!(finish(&mut get).unwrap(), "ok");
}

/// The trap: an error of the connection as a panic of the leaf.
#[test]
fn a_server_that_refuses_is_an_error() {
    let taken = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    taken
        .bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into())
        .unwrap();
    let addr = taken.local_addr().unwrap().as_socket().unwrap();
    assert_eq!(
        error_of(&mut Http::get(addr, "/")),
        ErrorKind::ConnectionRefused
    );
}

/// The trap: a reset as a panic of the leaf.
#[test]
fn a_server_that_resets_the_connection_is_an_error() {
    let (listener, addr) = listener();
    let mut get = Http::get(addr, "/");
    let stream = accept_request(&listener, &mut get);
    reset(stream);
    assert_eq!(error_of(&mut get), ErrorKind::ConnectionReset);
}

/// The trap: an answer that was cut short, taken for a whole one.
#[test]
fn an_answer_that_ends_too_early_is_an_error() {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n";
    for begun in ["", "HTTP/1.1 200 OK\r\n", head, &format!("{head}abc")] {
        let (listener, addr) = listener();
        let mut get = Http::get(addr, "/");
        let mut stream = accept_request(&listener, &mut get);
        stream.write_all(begun.as_bytes()).unwrap();
        drop(stream);
        assert_eq!(error_of(&mut get), ErrorKind::UnexpectedEof, "{begun}");
    }
}

/// The trap: a machine that starts anew when it's polled again after it was done.
#[test]
fn a_request_that_is_polled_after_it_was_ready_panics_with_a_sentence() {
    let server = delayserver::start().unwrap();
    let mut get = Http::get(server.addr(), "/0/hello");
    finish(&mut get).unwrap();
    let sentence = testing::panic_of(|| drop(get.poll())).unwrap_err();
    assert_eq!(sentence, "a request was polled again after it was ready");
}

#[test]
fn a_request_that_is_dropped_closes_its_connection() {
    let (listener, addr) = listener();
    let mut get = Http::get(addr, "/");
    let mut stream = accept_request(&listener, &mut get);
    drop(get);
    stream.set_nonblocking(false).unwrap();
    assert_eq!(stream.read(&mut [0]).unwrap(), 0);
}
