//! The same five requests on mio's event queue.

use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};
use std::io::{self, ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::process::ExitCode;
use trace::{trace, waits, wakes};

/// How long the server waits before it answers each request.
const DELAYS: [u32; 5] = [5000, 4000, 3000, 2000, 1000];

fn main() -> ExitCode {
    trace::step(run)
}

// ANCHOR: run
fn run() -> io::Result<()> {
    let server = delayserver::start()?;
    let mut poll = Poll::new()?;
    waits!("queue", "a readable socket");
    let mut requests = Vec::new();
    for (n, delay) in DELAYS.into_iter().enumerate() {
        let mut stream = ask(server.addr(), &format!("/{delay}/request-{n}"))?;
        let token = Token(n);
        poll.registry()
            .register(&mut stream, token, Interest::READABLE)?;
        trace!("main", "asks for /{delay}/request-{n} as token {n}");
        requests.push(Request::new(stream));
    }
    answers(&mut poll, &mut requests)?;
    trace!("main", "has all {} answers", requests.len());
    Ok(())
}
// ANCHOR_END: run

// ANCHOR: ask
/// Connects, sends the request, and only then makes the stream non-blocking. To connect to this
/// machine takes microseconds and the request fits into any send buffer, so neither can keep the
/// thread waiting. Across a network both can: the exercise `writable` does it properly.
fn ask(addr: SocketAddr, path: &str) -> io::Result<TcpStream> {
    let mut stream = std::net::TcpStream::connect(addr).map_err(|error| {
        let why = format!("cannot connect to the delay server at {addr}: {error}");
        io::Error::new(error.kind(), why)
    })?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: {addr}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    stream.set_nonblocking(true)?;
    Ok(TcpStream::from_std(stream))
}
// ANCHOR_END: ask

// ANCHOR: request
struct Request {
    /// Gone once the server has closed its side: the answer is complete.
    stream: Option<TcpStream>,
    answer: Vec<u8>,
}

impl Request {
    fn new(stream: TcpStream) -> Self {
        Self {
            stream: Some(stream),
            answer: Vec::new(),
        }
    }
}
// ANCHOR_END: request

// ANCHOR: answers
fn answers(poll: &mut Poll, requests: &mut [Request]) -> io::Result<()> {
    let mut events = Events::with_capacity(16);
    while requests.iter().any(|request| request.stream.is_some()) {
        waits!("main", "a report of the queue");
        while let Err(error) = poll.poll(&mut events, None) {
            // mio leaves it to its caller to wait again after a signal, such as Ctrl-Z and `fg`.
            if error.kind() != ErrorKind::Interrupted {
                return Err(error);
            }
        }
        for event in &events {
            let Token(n) = event.token();
            let request = &mut requests[n];
            // An answer may take several events. The first is shown, the others only add what they bring.
            if request.answer.is_empty() {
                trace!("queue", "reports token {n}: readable");
                wakes!("queue", "main");
                waits!("queue", "a readable socket");
            }
            let Some(stream) = &mut request.stream else {
                continue;
            };
            if drain(stream, &mut request.answer)? {
                let answer = String::from_utf8_lossy(&request.answer);
                trace!("main", "has the answer to token {n}:\n{answer}");
                poll.registry().deregister(stream)?;
                request.stream = None;
            }
        }
    }
    Ok(())
}
// ANCHOR_END: answers

// ANCHOR: drain
/// Reads all that is there, and says whether the other side has closed.
fn drain(stream: &mut TcpStream, answer: &mut Vec<u8>) -> io::Result<bool> {
    let mut chunk = [0; 4096];
    loop {
        match stream.read(&mut chunk) {
            Ok(0) => return Ok(true),
            Ok(n) => answer.extend_from_slice(&chunk[..n]),
            // Only this ends the loop: the queue reports the next edge, and nothing before it.
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(false),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
// ANCHOR_END: drain
