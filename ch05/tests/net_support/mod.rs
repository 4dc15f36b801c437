//! What the tests of sockets share.
#![allow(dead_code, reason = "each test file uses its part")]

use ch05::net::{TcpListener, TcpStream};
use ch05::{Runtime, spawn};
use std::net::SocketAddr;

/// The name under which chapter 4 counts its waits.
pub const WAIT: &str = if cfg!(target_os = "macos") {
    "kevent"
} else {
    "epoll_wait"
};

/// Runs a main fiber in a runtime of its own.
pub fn run<T: 'static>(main: impl FnOnce() -> T + 'static) -> T {
    Runtime::new().unwrap().run(main)
}

/// A listener on a free port.
pub fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = listener.local_addr().unwrap();
    (listener, addr)
}

/// The two ends of a connection.
pub fn pair() -> [TcpStream; 2] {
    let (listener, addr) = listener();
    let accepts = spawn(move || listener.accept().unwrap().0);
    let near = TcpStream::connect(addr).unwrap();
    [near, accepts.join().unwrap()]
}

/// A port that is taken, and at which nobody listens.
pub fn deaf() -> (socket2::Socket, SocketAddr) {
    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    socket
        .bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into())
        .unwrap();
    let addr = socket.local_addr().unwrap().as_socket().unwrap();
    (socket, addr)
}

/// Closes a stream with a reset.
pub fn reset(stream: TcpStream) {
    socket2::SockRef::from(&stream)
        .set_linger(Some(std::time::Duration::ZERO))
        .unwrap();
}
