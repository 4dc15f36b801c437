//! The requests, and a clock to see how long they take.

use ch05::net::TcpStream;
use ch05::{Builder, JoinHandle, Runtime};
use std::io::{self, Read, Write};
use std::net::SocketAddr;
use trace::trace;

/// How long the server waits before it answers each request: together, 15 seconds.
const DELAYS: [u32; 5] = [5000, 4000, 3000, 2000, 1000];

// ANCHOR: run
pub fn run() -> io::Result<()> {
    let server = delayserver::start()?;
    let addr = server.addr();
    Runtime::new()?.run(move || all_at_once(addr))
}
// ANCHOR_END: run

// ANCHOR: request
/// Sends a request and returns the answer's last line. Nothing in it says that other fibers run while
/// this one waits.
fn request(addr: SocketAddr, path: &str) -> io::Result<String> {
    let mut stream = TcpStream::connect(addr)?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {addr}\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer.lines().last().unwrap_or_default().to_owned())
}
// ANCHOR_END: request

// ANCHOR: ask
/// A fiber for one request, named by its number.
fn ask(addr: SocketAddr, n: usize, delay: u32) -> io::Result<JoinHandle<io::Result<()>>> {
    Builder::new().name(&n.to_string()).spawn(move || {
        let path = format!("/{delay}/answer-{n}");
        trace!("fiber {n}", "asks for {path}");
        let answer = request(addr, &path)?;
        trace!("fiber {n}", "has {answer}");
        Ok(())
    })
}
// ANCHOR_END: ask

// ANCHOR: all
/// The main fiber. Its clock is a sixth request, which is answered after the longest of the five.
fn all_at_once(addr: SocketAddr) -> io::Result<()> {
    let delays = DELAYS.into_iter().enumerate();
    let requests = delays.map(|(n, delay)| ask(addr, n, delay));
    let requests = requests.collect::<io::Result<Vec<_>>>()?;
    let clock = move || request(addr, "/6000/six-seconds-have-passed");
    let clock = Builder::new().name("clock").spawn(clock)?;
    for request in requests {
        request.join().expect("a request does not panic")?;
    }
    let when = match clock.is_finished() {
        true => "after",
        false => "before",
    };
    let all = DELAYS.len();
    trace!(
        "main",
        "has all {all} answers {when} six seconds have passed"
    );
    Ok(())
}
// ANCHOR_END: all
